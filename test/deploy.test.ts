/** compose.yaml, the Kubernetes manifests and the systemd unit say what the bot understands. */
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { parse, parseAllDocuments } from 'yaml';
import { z } from 'zod';
import { readConfig } from '../src/config.ts';
import { readPolicy } from '../src/policy/file/read.ts';
import { startServer } from './support/server.ts';

const read = (path: string) => readFileSync(new URL(`../${path}`, import.meta.url), 'utf8');
/** Every variable that the bot reads, by the place where it reads them. */
const known = new Set(
  read('src/config.ts')
    .match(/'[A-Z][A-Z_]+'/g)
    ?.map((name) => name.slice(1, -1)),
);

const labels = z.record(z.string(), z.string());
const selector = z.object({ matchLabels: labels });
const probe = z.object({ httpGet: z.object({ path: z.string(), port: z.string() }) });
const deploymentSchema = z.object({
  kind: z.literal('Deployment'),
  spec: z.object({
    replicas: z.number(),
    strategy: z.object({ rollingUpdate: z.object({ maxSurge: z.number(), maxUnavailable: z.number() }) }),
    selector,
    template: z.object({
      metadata: z.object({ labels, annotations: z.record(z.string(), z.string()) }),
      spec: z.object({
        automountServiceAccountToken: z.boolean(),
        shareProcessNamespace: z.boolean(),
        terminationGracePeriodSeconds: z.number(),
        securityContext: z.object({ runAsNonRoot: z.boolean(), runAsUser: z.number() }),
        affinity: z.object({
          podAntiAffinity: z.object({
            requiredDuringSchedulingIgnoredDuringExecution: z.array(z.object({ labelSelector: selector })),
          }),
        }),
        containers: z.tuple([
          z.object({
            ports: z.tuple([z.object({ name: z.string(), containerPort: z.number() })]),
            env: z.array(z.object({ name: z.string(), value: z.string() })),
            envFrom: z.tuple([z.object({ secretRef: z.object({ name: z.string() }) })]),
            volumeMounts: z.array(z.object({ name: z.string(), mountPath: z.string() })),
            securityContext: z.object({
              readOnlyRootFilesystem: z.boolean(),
              allowPrivilegeEscalation: z.boolean(),
              capabilities: z.object({ drop: z.array(z.string()) }),
            }),
            lifecycle: z.object({
              preStop: z.object({ exec: z.object({ command: z.tuple([z.string(), z.string()]) }) }),
            }),
            startupProbe: probe,
            livenessProbe: probe,
            readinessProbe: probe,
          }),
        ]),
        volumes: z.array(
          z.object({
            name: z.string(),
            configMap: z.object({ name: z.string(), optional: z.boolean().default(false) }),
          }),
        ),
      }),
    }),
  }),
});

const manifests = read('deploy/kubernetes/deployment.yaml');
const [deploymentFile, budgetFile, serviceFile, ingressFile, networkFile] = parseAllDocuments(manifests).map(
  (one): unknown => one.toJS(),
);
const { spec } = deploymentSchema.parse(deploymentFile);
const pod = spec.template.spec;
const [container] = pod.containers;
const secret = z
  .object({ metadata: z.object({ name: z.string() }), stringData: labels })
  .parse(parse(read('deploy/kubernetes/secret.yaml')));
const policy = z
  .object({ metadata: z.object({ name: z.string() }), data: z.record(z.string(), z.string()) })
  .parse(parse(read('deploy/kubernetes/policy.yaml')));

describe('the Kubernetes manifests', () => {
  it('set variables that the bot reads, and enough of them', () => {
    const env = { ...secret.stringData, ...Object.fromEntries(container.env.map(({ name, value }) => [name, value])) };
    expect(Object.keys(env).filter((name) => !known.has(name))).toEqual([]);
    expect(readConfig(env)).toMatchObject({
      kind: 'live',
      database: { kind: 'postgres' },
      port: container.ports[0].containerPort,
    });
    expect(container.envFrom[0].secretRef.name).toBe(secret.metadata.name);
  });

  it('mount a policy that the bot takes, where it looks for it', () => {
    const file = container.env.find(({ name }) => name === 'POLICY_FILE')?.value ?? '';
    const [mount] = container.volumeMounts;
    expect(pod.volumes[0]).toEqual({ name: mount?.name, configMap: { name: policy.metadata.name, optional: false } });
    const name = file.replace(`${mount?.mountPath}/`, '');
    expect(readPolicy(policy.data[name] ?? '', name)).toHaveProperty('value');
  });

  it('have a place for a people file, and for the authorities of OCP and PostgreSQL, which may be left out', () => {
    const [, ...optional] = pod.volumes;
    expect(optional.map(({ configMap }) => configMap.optional)).toEqual([true, true]);
    const places = container.volumeMounts.map(({ name, mountPath }) => [name, `${mountPath}/`] as const);
    expect(new Set(places.map(([name]) => name))).toEqual(new Set(pod.volumes.map(({ name }) => name)));
    const offered = [...manifests.matchAll(/# - \{ name: (\w+), value: (\S+) \}|(sslrootcert)=(\S+) /g)];
    expect(offered.map(([, name, , other]) => name ?? other)).toEqual(['sslrootcert', 'OCP_CA_FILE', 'PEOPLE_FILE']);
    for (const [, name = '', file = '', , other = ''] of offered) {
      if (name !== '') expect(known).toContain(name);
      expect(places.map(([, place]) => (file || other).startsWith(place))).toContain(true);
    }
  });

  it('can be updated on two nodes, and lose nothing while a pod is being stopped', () => {
    // Pods keep apart from each other: a surge would wait for a third node for ever.
    expect(spec.strategy.rollingUpdate).toEqual({ maxSurge: 0, maxUnavailable: 1 });
    const [command, seconds] = container.lifecycle.preStop.exec.command;
    expect(command).toBe('sleep');
    expect(Number(seconds)).toBeGreaterThanOrEqual(5);
    expect(pod.terminationGracePeriodSeconds).toBeGreaterThan(Number(seconds) + 35);
  });

  it('let in Slack and Prometheus alone, and out to what the example variables name', () => {
    const port = z.object({ protocol: z.string(), port: z.union([z.string(), z.number()]) });
    const policySchema = z.object({
      kind: z.literal('NetworkPolicy'),
      spec: z.object({
        podSelector: selector,
        policyTypes: z.tuple([z.literal('Ingress'), z.literal('Egress')]),
        ingress: z.tuple([z.object({ from: z.array(z.unknown()).min(1), ports: z.tuple([port]) })]),
        egress: z.array(z.object({ ports: z.array(port).min(1) })),
      }),
    });
    const network = policySchema.parse(networkFile).spec;
    expect(network.podSelector.matchLabels).toEqual(spec.template.metadata.labels);
    expect(network.ingress[0].ports[0].port).toBe(container.ports[0].name);
    const open = network.egress.flatMap(({ ports }) => ports).map((one) => `${one.protocol} ${one.port}`);
    const { OCP_URL = '', DATABASE_URL = '' } = secret.stringData;
    const named = [...OCP_URL.split(','), DATABASE_URL].map((url) => `TCP ${new URL(url).port}`);
    expect(new Set(open)).toEqual(new Set(['UDP 53', 'TCP 53', 'TCP 443', ...named]));
  });

  it('ask for probes and metrics where they are', async () => {
    const server = await startServer({
      host: '127.0.0.1',
      port: 0,
      slack: null,
      checks: () => Promise.resolve([]),
      metrics: () => Promise.resolve({ type: 'text/plain', text: '' }),
    });
    const { startupProbe, livenessProbe, readinessProbe } = container;
    const probes = [startupProbe, livenessProbe, readinessProbe].map(({ httpGet }) => httpGet);
    const paths = [...probes.map(({ path }) => path), spec.template.metadata.annotations['prometheus.io/path']];
    for (const path of paths) {
      const { status } = await fetch(`http://127.0.0.1:${server.port}${path}`);
      expect([path, status]).toEqual([path, 200]);
    }
    await server.stop();
    expect(readinessProbe.httpGet.path).toBe('/readyz');
    // What is wrong with the store, Slack or OCP is not mended by a restart.
    expect(livenessProbe.httpGet.path).toBe('/healthz');
    expect(new Set(probes.map(({ port }) => port))).toEqual(new Set([container.ports[0].name]));
  });

  it('are scraped where they listen, as a job that finds these pods and no others', () => {
    const relabel = z.object({ source_labels: z.array(z.string()), regex: z.string().optional() });
    const { scrape_configs: jobs } = z
      .object({
        scrape_configs: z.array(z.object({ metrics_path: z.string(), relabel_configs: z.array(relabel) })),
      })
      .parse(parse(read('deploy/prometheus.yaml')));
    expect(jobs.map(({ metrics_path: path }) => path)).toEqual([
      spec.template.metadata.annotations['prometheus.io/path'],
    ]);
    const kept = jobs.flatMap(({ relabel_configs: all }) => all.flatMap(({ regex }) => regex ?? []));
    expect(kept).toEqual([spec.template.metadata.labels['app.kubernetes.io/name'], container.ports[0].name]);
  });

  it('run several pods apart from each other, of which some stay', () => {
    const own = { matchLabels: spec.template.metadata.labels };
    expect(spec.replicas).toBeGreaterThan(1);
    expect(spec.selector).toEqual(own);
    const apart = pod.affinity.podAntiAffinity.requiredDuringSchedulingIgnoredDuringExecution;
    expect(apart.map(({ labelSelector }) => labelSelector)).toEqual([own]);
    expect(budgetFile).toMatchObject({ kind: 'PodDisruptionBudget', spec: { minAvailable: 1, selector: own } });
    expect(serviceFile).toMatchObject({ kind: 'Service', spec: { selector: own.matchLabels } });
  });

  it('hear a signal before Node does, being no first process of theirs', () => {
    expect(pod.shareProcessNamespace).toBe(true);
  });

  it('let in what Slack sends, and nothing else', () => {
    const paths = [{ path: '/slack/events', pathType: 'Exact' }];
    expect(ingressFile).toMatchObject({ kind: 'Ingress', spec: { rules: [{ http: { paths } }] } });
  });

  it('give the process no more than it needs', () => {
    expect(pod).toMatchObject({ automountServiceAccountToken: false, securityContext: { runAsNonRoot: true } });
    expect(container.securityContext).toEqual({
      readOnlyRootFilesystem: true,
      allowPrivilegeEscalation: false,
      capabilities: { drop: ['ALL'] },
    });
    expect(read('Dockerfile')).toContain(`USER ${pod.securityContext.runAsUser}:`);
  });
});

describe('compose.yaml', () => {
  const service = z.object({
    environment: labels,
    ports: z.tuple([z.string()]),
    read_only: z.literal(true),
    init: z.literal(true),
    volumes: z.array(z.string()),
  });
  const { services } = z
    .object({
      services: z.object({
        'twokey-1': service,
        'twokey-2': service,
        postgres: z.object({ environment: labels }),
      }),
    })
    .parse(parse(read('compose.yaml'), { merge: true }));
  const replicas = [services['twokey-1'], services['twokey-2']];

  it('starts two replicas on one store, with variables that the bot reads', () => {
    expect(replicas.map(({ ports }) => ports)).toEqual([['127.0.0.1:3001:3000'], ['127.0.0.1:3002:3000']]);
    for (const { environment, volumes } of replicas) {
      expect(Object.keys(environment).filter((name) => !known.has(name))).toEqual([]);
      const given = { ...secret.stringData, ...environment };
      const { POSTGRES_USER: user, POSTGRES_DB: name } = services.postgres.environment;
      expect(
        readConfig({ ...given, DATABASE_URL: `${given['DATABASE_URL']}`.replace(/\$\{[^}]+\}/, 'x') }),
      ).toMatchObject({
        kind: 'live',
        database: { kind: 'postgres', url: `postgres://${user}:x@postgres:5432/${name}` },
      });
      expect(volumes).toEqual([`./policy.yaml:${environment['POLICY_FILE']}:ro`]);
    }
  });
});

describe('the systemd unit', () => {
  const unit = read('deploy/systemd/twokey.service');
  const settings = [...unit.matchAll(/^(\w+)=(.*)$/gm)].map(([, name = '', value = '']) => [name, value] as const);
  const all = (wanted: string) => settings.filter(([name]) => name === wanted).map(([, value]) => value);
  const given = Object.fromEntries(all('Environment').map((pair) => pair.split(/=(.*)/s).slice(0, 2)));

  it('sets variables that the bot reads, and keeps the store where it may write', () => {
    expect(Object.keys(given).filter((name) => !known.has(name))).toEqual(['NODE_ENV']);
    // As somebody would put them into the environment file, the store being the unit's own.
    const { DATABASE_URL: _theirs, ...file } = secret.stringData;
    const [directory] = all('StateDirectory');
    expect(readConfig({ ...file, ...given })).toMatchObject({
      kind: 'live',
      database: { kind: 'sqlite', path: `/var/lib/${directory}/twokey.db` },
    });
    expect(all('EnvironmentFile')).toEqual(['/etc/twokey/twokey.env']);
  });

  it('starts the program as the image does, without a shell or npm between', () => {
    expect(all('ExecStart')).toEqual(['/usr/bin/node dist/main.js']);
    expect(read('Dockerfile')).toContain('ENTRYPOINT ["node", "dist/main.js"]');
  });

  it('starts it again, but for a wrong configuration, and waits for what is under way', () => {
    expect([all('Restart'), all('RestartPreventExitStatus')]).toEqual([['always'], ['78']]);
    expect(Number(all('TimeoutStopSec')[0])).toBeGreaterThan(35);
  });

  it('gives the process no more than it needs', () => {
    const wanted = {
      ProtectSystem: 'strict',
      NoNewPrivileges: 'yes',
      ProtectHome: 'yes',
      PrivateTmp: 'yes',
      UMask: '0077',
    };
    for (const [name, value] of Object.entries({ ...wanted, CapabilityBoundingSet: '', User: 'twokey' }))
      expect([name, all(name)]).toEqual([name, [value]]);
    // Node compiles while it runs.
    expect(all('MemoryDenyWriteExecute')).toEqual([]);
  });

  const hasSystemd = spawnSync('systemd-analyze', ['--version']).status === 0;
  if (!hasSystemd) process.stdout.write('There is no systemd-analyze here: it does not look at the unit.\n');
  it.skipIf(!hasSystemd)('is one to systemd', () => {
    const folder = mkdtempSync(join(tmpdir(), 'twokey-unit-'));
    const path = join(folder, 'twokey.service');
    // Node is elsewhere on this machine perhaps.
    writeFileSync(path, unit.replace('/usr/bin/node', process.execPath));
    const { status, stderr } = spawnSync('systemd-analyze', ['verify', '--man=no', path], { encoding: 'utf8' });
    rmSync(folder, { recursive: true });
    expect(`${status} ${stderr}`).toBe('0 ');
  });
});

/** docs/alerts.yaml asks for what `/metrics` really tells. */
import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { expect, it } from 'vitest';
import { parse } from 'yaml';
import { z } from 'zod';
import { createMetrics } from '../src/metrics/metrics.ts';
import { manualClock } from './support/clock.ts';

const file = z.strictObject({
  groups: z.array(
    z.strictObject({
      name: z.string(),
      rules: z.array(
        z.strictObject({
          alert: z.string().regex(/^Twokey[A-Z]\w+$/),
          expr: z.string(),
          for: z.string().optional(),
          labels: z.strictObject({ severity: z.enum(['page', 'warning']) }),
          annotations: z.strictObject({ summary: z.string() }),
        }),
      ),
    }),
  ),
});

async function told(): Promise<string> {
  const none = { count: 0, since: null };
  const { text } = await createMetrics(manualClock(), { process: false }).read({
    figures: () => Promise.resolve({ phases: [], clicks: none, toDos: 0, untold: none }),
    standing: () => ({ role: 'leader', epoch: 1, leader: null, replicas: 1, ageMs: 0 }),
    policyRefused: () => false,
    files: () => Promise.resolve({ policy: '0123456789abcdef', people: null }),
    peopleFileRefused: () => false,
    waiting: () => Promise.resolve([]),
    up: () => ({ ocp: null, slack: null }),
    slackSkew: () => null,
    sockets: () => null,
    ocp: () => ({ look: null, shutUntil: null, rejected: 0 }),
  });
  return text;
}

const rules = file
  .parse(parse(readFileSync(new URL('../docs/alerts.yaml', import.meta.url), 'utf8')))
  .groups.flatMap((group) => group.rules);

it.each(rules.map(({ alert, expr }) => [alert, expr]))('%s asks for metrics that exist', async (_alert, expr) => {
  const text = await told();
  const names = expr.match(/\btwokey_\w+/g) ?? [];
  const known = names.map((name) => text.includes(`# TYPE ${name} `));
  expect(known).toEqual(names.map(() => true));
  expect(names.length > 0 || expr.includes('up{job="twokey"}')).toBe(true);
});

const promtool = (...args: readonly string[]) => spawnSync('promtool', args, { cwd: docs, encoding: 'utf8' });
const docs = fileURLToPath(new URL('../docs/', import.meta.url));
const hasPromtool = promtool('--version').status === 0;
if (!hasPromtool) process.stdout.write('There is no promtool here: the alerts are not tried out.\n');
it.skipIf(!hasPromtool)('each fires for what it is for the first time that happens, and for nothing else', () => {
  const { status, stdout, stderr } = promtool('test', 'rules', 'alerts.test.yaml');
  expect(`${stdout}${stderr}`).not.toContain('FAILED');
  expect(status).toBe(0);
});

it('each is tried out, with what it fires for and with what it does not', () => {
  const tests = z
    .object({
      tests: z.array(
        z.object({
          alert_rule_test: z.array(z.object({ alertname: z.string(), exp_alerts: z.array(z.unknown()) })),
        }),
      ),
    })
    .parse(parse(readFileSync(new URL('../docs/alerts.test.yaml', import.meta.url), 'utf8')))
    .tests.flatMap((one) => one.alert_rule_test);
  for (const { alert } of rules) {
    const expected = tests.filter(({ alertname }) => alertname === alert).map((one) => one.exp_alerts.length);
    expect([alert, ...expected]).toEqual([alert, 1, 0]);
  }
});

it('every counter that an alert watches for its first event begins at 0', async () => {
  const text = await told();
  for (const { expr } of rules) {
    for (const [, name = '', labels = ''] of expr.matchAll(/increase\((twokey_\w+)(?:\{([^}]*)\})?\[/g)) {
      const [, label = '', values = ''] = /(\w+)=~?"([^"]*)"/.exec(labels) ?? [];
      for (const value of label === '' ? [''] : values.split('|')) {
        const begun = text.split('\n').filter((line) => line.startsWith(`${name}{`) && line.endsWith(' 0'));
        expect([name, value, begun.some((line) => line.includes(label === '' ? '' : `${label}="${value}"`))]).toEqual([
          name,
          value,
          true,
        ]);
      }
    }
  }
});

it('are for the job under which the replicas are scraped', () => {
  const scrape = z
    .object({ scrape_configs: z.tuple([z.object({ job_name: z.string(), metrics_path: z.string() })]) })
    .parse(parse(readFileSync(new URL('../deploy/prometheus.yaml', import.meta.url), 'utf8')));
  const jobs = rules.flatMap(({ expr }) => [...expr.matchAll(/job="([^"]*)"/g)].map(([, job]) => job));
  expect(new Set(jobs)).toEqual(new Set([scrape.scrape_configs[0].job_name]));
});

it('every label value that an alert asks for is one that the bot uses', () => {
  const sources = [
    'src/request/events.ts',
    'src/lib/cause.ts',
    'src/slack/client/web.ts',
    'src/ocp/transport/http.ts',
    'src/metrics/metrics.ts',
    'src/metrics/labels.ts',
    'src/view/waits.ts',
  ];
  const code = sources.map((path) => readFileSync(new URL(`../${path}`, import.meta.url), 'utf8')).join('\n');
  const values = rules.flatMap(({ expr }) => [...expr.matchAll(/(?:type|outcome|phase|need|code)=~?"([^"]+)"/g)]);
  const asked = values.flatMap(([, value]) => (value ?? '').split('|'));
  expect(asked.length).toBeGreaterThanOrEqual(5);
  expect(asked.filter((value) => !code.includes(`'${value}'`))).toEqual([]);
});

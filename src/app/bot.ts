/** Ties the parts to this machine: files, sockets, a port. */
import { statfs } from 'node:fs/promises';
import { dirname } from 'node:path';
import { assemble } from './assemble.ts';
import { type Clock, systemClock } from '../lib/clock.ts';
import { addressOf, ConfigurationError, type LiveConfig } from '../config.ts';
import type { Database } from '../lib/database-address.ts';
import { atMostEvery } from '../lib/at-most-every.ts';
import { businessLog, type Log } from '../log/log.ts';
import { type Loop, startLoop } from '../engine/loop.ts';
import { createLastLook, createLooker, type Look, OCP_AWAY } from '../lib/looker.ts';
import type { BusinessLog } from '../log/levels.ts';
import { createMetrics, type SlackCall } from '../metrics/metrics.ts';
import { createOcp } from '../ocp/client.ts';
import type { ReplyObservation } from '../ocp/transport/http.ts';
import { createLogOnGate } from '../ocp/transport/log-on.ts';
import { readiness } from './readiness.ts';
import { hiding, secretsOf } from '../log/secrets.ts';
import { type Check, openPort } from './server.ts';
import { openFiles, readFirst } from './start-files.ts';
import { boltLogger } from '../slack/inbound/bolt-logger.ts';
import { newRequestId } from '../request/log/request-id.ts';
import { SlackError } from '../slack/client/errors.ts';
import { askWhoami } from '../slack/client/identity.ts';
import type { Finding } from '../slack/overview/doctor/finding.ts';
import { createPace, type Pace } from '../slack/client/pace.ts';
import { httpReceiver, type UnreadBody } from '../slack/inbound/receive/http.ts';
import { socketReceiver } from '../slack/inbound/receive/socket.ts';
import { createClockSkew } from '../lib/clock-skew.ts';
import { createTally } from '../slack/inbound/receive/tally.ts';
import { inLanguage } from '../text/words.ts';
import { createFormQueue } from '../slack/form/form-queue.ts';
import { egressThrough } from '../slack/client/egress.ts';
import { createWeb } from '../slack/client/web.ts';
import { type CountedStore, openStore } from '../store/store.ts';
import { errorCode } from '../lib/trust-boundaries.ts';
import { afterSignals } from '../lib/others-first.ts';

export interface Bot {
  readonly port: number;
  /** Runs every part of the engine once, for a clock that somebody else moves. */
  tick(): Promise<void>;
  /** Claims nothing new from this moment, takes no more requests, finishes what is under way, closes the store. */
  stop(): Promise<void>;
}

export interface BotOptions {
  readonly clock: Clock;
  readonly log: Log;
  /** The engine runs by itself unless told otherwise. */
  readonly selfDriven?: boolean;
  readonly pace?: Pace;
  /** Opens the store; that of the configuration's database unless told otherwise. */
  readonly openStore?: () => Promise<CountedStore>;
  /** Slack refuses the token of Socket Mode, and no connection was ever open: nothing is left but to stop and say so. */
  readonly onFatal?: (error: unknown) => void;
  /** A start that is told to stop gives back what it took, and rejects without having served. */
  readonly stopping?: AbortSignal;
}

/** A doctor that waits as long as the engine may would be late. Milliseconds. */
const PROBE_TIMEOUTS = { readMs: 3_500, connectMs: 2_000 };

const tokenRefused = (code: string) =>
  `Slack refuses to open a socket (${code}). SLACK_APP_TOKEN must be an app-level token of this app with the scope connections:write.`;

/** Starts the bot. Rejects with the policy's, the store's or the port's error, and then nothing is left running. */
export async function startBot(config: LiveConfig, options: BotOptions): Promise<Bot> {
  const { clock, log } = options;
  const business = businessLog(log);
  const paths = { ...config, hasCodesKey: config.codesKey !== null };
  const files = openFiles(paths, business);
  const { policies, peopleFile } = files;
  await readFirst(files, paths);
  options.stopping?.throwIfAborted();
  // Before the store: whoever has no port must not take the lease from those who have one.
  const server = await openPort(config);
  const store = await (options.openStore ?? (() => openStore(addressOf(config.database))))().catch(
    async (error: unknown) => {
      await server.stop();
      throw error;
    },
  );
  const metrics = createMetrics(clock);
  const gate = createLogOnGate({
    clock,
    logOns: store.logOns,
    mayProbe: () => engine.standing().role === 'leader',
    replicas: () => engine.standing().replicas,
  });
  const lastOcpLook = createLastLook();
  const seenOcp = createLastLook();
  const seenSlack = createLastLook();
  const ocpLook = createLooker({ ...LOOKS.ocp, seen: seenOcp, clock, business });
  const slackLook = createLooker({ ...LOOKS.slack, seen: seenSlack, clock, business });
  const ocpOptions = {
    baseUrls: config.ocp.baseUrls,
    auth: config.ocp.auth,
    caFile: config.ocp.caFile ?? undefined,
    clock,
    gate,
  };
  const seen = (call: ReplyObservation) => {
    if (call.isAsked) lastOcpLook.note({ at: clock.now(), ...seenOf(call) });
  };
  const ocp = createOcp({
    ...ocpOptions,
    observe: (call) => {
      metrics.ocp(call);
      seen(call);
    },
  });
  const probes = config.ocp.baseUrls.map((address) => ({
    address,
    ...createOcp({ ...ocpOptions, baseUrls: [address], timeouts: PROBE_TIMEOUTS, observe: seen }),
  }));

  const logger = boltLogger(log);
  const { botToken, apiUrl, delivery, proxy } = config.slack;
  const slackClock = createClockSkew(clock, business);
  const observeSlack = (call: SlackCall) => {
    metrics.slack(call);
    if (call.outcome === 'ok') slackLook.answered();
  };
  const egress = egressThrough(proxy);
  const observer = { clock, observe: observeSlack, dated: slackClock.note };
  const web = createWeb(botToken, apiUrl, logger, observer, egress);
  const tally = createTally(clock, (why, count) => business('slack_request_refused', { why, count }));
  const refused = (why: UnreadBody) => {
    metrics.slackRefused(why);
    tally(why);
  };
  const { receiver, listener, sockets } = receiving();
  const { app, engine, intake, background, examine, identity, waiting } = assemble({
    clock,
    business,
    policies,
    peopleFile,
    codesKey: config.codesKey,
    store,
    ocp,
    gate,
    egress,
    ocpLook,
    web,
    pace: options.pace ?? createPace(clock),
    turns: createFormQueue(),
    slack: { receiver, botToken, apiUrl, logger },
    newId: newRequestId,
    recorded: metrics.recorded,
    retention: config.retentionMs === null ? undefined : { afterMs: config.retentionMs, retire: store.retire },
    doctor: { probes, slackSkew: slackClock.read, freeBytes: () => freeBytes(config.database) },
  });

  const checks = readiness({
    hide: hiding(secretsOf(config)),
    store: { ping: atMostEvery(clock, () => store.ping(), 1_000) },
    standing: () => engine.standing(),
    policies,
    peopleFile,
    sockets,
    slack: async () => {
      await firstLook;
      return { look: seenSlack.read(), now: clock.now() };
    },
    slackSkew: slackClock.read,
    ocp: () => ({ look: lastOcpLook.read(), ...gate.state(), now: clock.now() }),
  });
  const sources = {
    figures: atMostEvery(clock, () => store.figures(), 1_000),
    standing: () => engine.standing(),
    policyRefused: () => policies.problem() !== null,
    files: async () => ({ policy: await versionOf(policies), people: peopleFile && (await versionOf(peopleFile)) }),
    peopleFileRefused: () => peopleFile !== null && peopleFile.problem() !== null,
    waiting: atMostEvery(clock, waiting, 1_000),
    up: () => ({
      // One replica looks. That log-ons are rejected it knows sooner than by the next look.
      ocp: engine.standing().role !== 'leader' ? null : gate.state().shutUntil === null && (seenOcp.read()?.ok ?? null),
      slack: seenSlack.read()?.ok ?? null,
    }),
    slackSkew: slackClock.read,
    sockets: () => sockets?.() ?? null,
    ocp: () => ({ look: lastOcpLook.read(), ...gate.state() }),
  };
  const lookAtSlack = async () => {
    // The first answer also says who the bot is.
    if (slackLook.isDue()) await slackLook.look(seenSlack.read() === null ? identity : () => askWhoami(web));
  };
  const isSelfDriven = options.selfDriven ?? true;
  const firstLook = isSelfDriven ? lookAtSlack() : Promise.resolve();
  function receiving() {
    if (delivery.kind === 'socket') {
      const { appToken } = delivery;
      const onRefused = (code: string) => options.onFatal?.(new ConfigurationError(tokenRefused(code)));
      const socket = socketReceiver({ appToken, apiUrl, logger, clock, business, egress, onRefused });
      return { receiver: socket, listener: null, sockets: socket.sockets };
    }
    const http = httpReceiver({ signingSecret: delivery.signingSecret, clock, logger, refused });
    return { receiver: http, listener: http.listener, sockets: null };
  }

  let isStopping = false;
  let slackLoop: Loop | null = null;
  const release = async () => {
    await slackLoop?.stop();
    await engine.stop();
    await Promise.all([ocp, ...probes, egress].map((one) => one.close()));
    await store.close();
  };
  async function serve() {
    // Before the first click: what a process that is nobody among the others takes, others would take for left behind.
    await engine.join();
    await afterSignals();
    options.stopping?.throwIfAborted();
    server.serve({
      slack: listener,
      checks: async () => [...(await checks()), ...(isStopping ? [STOPPING] : [])],
      metrics: () => metrics.read(sources),
    });
  }
  await serve().catch(async (error: unknown) => {
    await server.stop();
    await release();
    throw error;
  });
  if (isSelfDriven) {
    engine.start({ pollMs: config.ocp.pollMs });
    slackLoop = startLoop({ name: 'slackLook', tick: lookAtSlack, everyMs: LOOK_TICK_MS, clock, business });
  }
  // Connecting may take as long as Slack is away; what is under way in OCP is followed meanwhile.
  if (delivery.kind === 'socket') await app.start();
  business('started', { port: server.port, delivery: delivery.kind });
  if (isSelfDriven) background.run('doctor', async () => logFindings(await examine(), business));

  return {
    port: server.port,
    async tick() {
      await lookAtSlack();
      await engine.tick();
    },
    async stop() {
      // First of all: what is waited for below may take its time, and nothing is claimed in it.
      engine.standDown();
      isStopping = true;
      if (delivery.kind === 'socket') await app.stop();
      else if (engine.standing().replicas > 1) {
        // Others are there to be sent requests, and whoever sends them learns of this stop a moment later.
        engine.handOver();
        server.letGo();
        await systemClock.sleep(HAND_OVER_MS);
      }
      await server.stop();
      await background.drain();
      await intake.drain();
      await release();
      business('stopped', {});
    },
  };
}

/** How long a process that stops still takes clicks while there are other replicas: load balancers and Kubernetes need so long. */
const HAND_OVER_MS = 5_000;

const STOPPING: Check = { name: 'stopping', ok: false, detail: 'this replica was told to stop', needed: true };

/** Null for a file that cannot be read and never was. */
async function versionOf(file: { read(): Promise<{ readonly version: string }> }): Promise<string | null> {
  return file.read().then(
    ({ version }) => version,
    () => null,
  );
}

/** How often the systems outside are looked at, and what of an answer says that they are not there for us. */
const LOOKS = {
  ocp: {
    system: 'ocp',
    everyMs: 30_000,
    againMs: 10_000,
    isAway: (error: unknown) => OCP_AWAY.includes(errorCode(error)),
  },
  slack: {
    system: 'slack',
    everyMs: 10_000,
    againMs: 5_000,
    isAway: (error: unknown) => !(error instanceof SlackError && error.code === 'ratelimited'),
  },
} as const;

/** Whether another look is due is asked this often. */
const LOOK_TICK_MS = 1_000;

function seenOf({ outcome, why }: ReplyObservation): Omit<Look, 'at'> {
  return OCP_AWAY.includes(outcome) ? { ok: false, cause: why } : { ok: true, cause: null };
}

/** What `doctor` would say now, one line for each finding. */
function logFindings(findings: readonly Finding[], business: BusinessLog): void {
  for (const { area, verdict, text } of findings) business('doctor', { area, verdict, text: inLanguage('en', text) });
}

/** For this account, on the disk of the store's file; null for a store elsewhere. */
async function freeBytes(database: Database): Promise<number | null> {
  if (database.kind !== 'sqlite' || database.path === ':memory:') return null;
  const { bavail, bsize } = await statfs(dirname(database.path));
  return bavail * bsize;
}

/** Ties the parts together: the only place that knows Slack, OCP, the store and the engine at once. */
import { statfs } from 'node:fs/promises';
import { dirname } from 'node:path';
import type { WebClient } from '@slack/web-api';
import { HTTPReceiver } from '@slack/bolt';
import type { Clock } from './clock.ts';
import type { LiveConfig } from './config.ts';
import { createClicks } from './engine/clicks.ts';
import { createDirectory } from './engine/directory.ts';
import { createEngine } from './engine/engine.ts';
import { createIntake } from './engine/intake.ts';
import { createRequests } from './engine/requests.ts';
import { businessLog, type Log } from './log.ts';
import { createOcp } from './ocp/client.ts';
import { describePolicyProblem } from './policy/read.ts';
import { policyReader } from './policy-file.ts';
import type { Policy } from './request/policy.ts';
import { type Check, startServer } from './server.ts';
import { createSlackApp } from './slack/app.ts';
import { boltLogger } from './slack/bolt-logger.ts';
import { createBackground } from './slack/background.ts';
import { createDelivery } from './slack/delivery.ts';
import { createOverview } from './slack/overview/overview.ts';
import { createChannels } from './slack/forms/channel.ts';
import { createDrafts } from './slack/forms/draft.ts';
import { createForm, type OperationForm } from './slack/forms/form.ts';
import { submit } from './slack/forms/submit.ts';
import { createIdentity, createProbe } from './slack/identity.ts';
import { createNotices } from './slack/notices.ts';
import { createPace, type Pace } from './slack/pace.ts';
import { createPeople } from './slack/people.ts';
import { guarded, httpReceiver, socketReceiver } from './slack/receivers.ts';
import { clickRefusalText } from './slack/render/click.ts';
import { renderer } from './slack/render/renderer.ts';
import { createWeb } from './slack/web.ts';
import { openStore } from './store/store.ts';

export interface Bot {
  readonly port: number;
  /** Runs every part of the engine once, for a clock that somebody else moves. */
  tick(): Promise<void>;
  /** Takes no more requests, finishes what is under way, closes the store. */
  stop(): Promise<void>;
}

export interface BotOptions {
  readonly clock: Clock;
  readonly log: Log;
  /** The engine runs by itself unless told otherwise. */
  readonly selfDriven?: boolean;
  readonly pace?: Pace;
  /** Slack will never take this bot's connection (a revoked token): nothing is left but to stop and say so. */
  readonly onFatal?: (error: unknown) => void;
}

/** A doctor that waits as long as the engine may would be late. Milliseconds. */
const PROBE_TIMEOUTS = { readMs: 3_500, connectMs: 2_000 };

/** Starts the bot. Rejects with the policy's, the store's or the port's error, and then nothing is left running. */
export async function startBot(config: LiveConfig, options: BotOptions): Promise<Bot> {
  const { clock, log } = options;
  const business = businessLog(log);
  const policies = policyReader(config.policyFile, {
    onProblem: (error) => business('policy_refused', { problems: error.problems.map(describePolicyProblem) }),
  });
  await policies.read();
  const store = await openStore(`sqlite:${config.database.path}`);
  const ocpOptions = {
    baseUrls: config.ocp.baseUrls,
    auth: config.ocp.auth,
    caFile: config.ocp.caFile ?? undefined,
    clock,
  };
  const ocp = createOcp(ocpOptions);

  const logger = boltLogger(log);
  const { botToken, apiUrl, delivery } = config.slack;
  const web: WebClient = createWeb(botToken, apiUrl, logger);
  const identity = createIdentity(web);
  const people = createPeople({ web, clock, identity });
  const pace = options.pace ?? createPace();
  const messages = createDelivery({ web, pace, identity });
  const tell = messages.tell;

  const requests = createRequests({ log: store.log, clock, business, changed: () => engine.changed() });
  const clicks = createClicks({
    requests,
    cursors: store.cursors,
    people,
    policies,
    ocp,
    messages,
    words: clickRefusalText,
    clock,
    business,
  });
  const intake = createIntake({ inbox: store.inbox, drafts: store.drafts, handle: clicks.handle, clock, business });
  const open = () => store.log.open();
  const parts = {
    requests,
    open,
    cursors: store.cursors,
    intake,
    ocp,
    people,
    policies,
    policyFile: policies,
    announcements: store.announcements,
    notices: createNotices({ web, pace }),
    messages,
    renderer,
    clock,
    business,
  };
  const engine = createEngine(parts);

  const directory = createDirectory(ocp, clock);
  const drafts = createDrafts(store.drafts);
  const channels = createChannels(web, clock);
  const formDeps = { web, channels, drafts, directory, ocp, people, policies, clock, business };
  const forms = { failover: createForm(formDeps, 'failover'), switchover: createForm(formDeps, 'switchover') };
  const background = createBackground(business);
  const probes = config.ocp.baseUrls.map((address) => ({
    address,
    ...createOcp({ ...ocpOptions, baseUrls: [address], timeouts: PROBE_TIMEOUTS }),
  }));
  const overview = createOverview({
    web,
    log: store.log,
    cursors: store.cursors,
    people,
    policies,
    identity,
    ocpNow: () => ocp.ocpNow(),
    probes,
    store: { ping: () => store.ping(), freeBytes: () => freeBytes(config.database.path) },
    clock,
  });
  const receiver =
    delivery.kind === 'http'
      ? httpReceiver(delivery.signingSecret, logger)
      : socketReceiver(delivery.appToken, apiUrl, logger);
  const app = createSlackApp({
    receiver,
    botToken,
    apiUrl,
    logger,
    listeners: {
      ...formDeps,
      forms,
      tell,
      ...overview,
      openForm: (asked) => openForm(forms.failover, policies, asked),
      background: background.run,
      take: intake.take,
      carriedOut: intake.drain,
      async closedBy(requestId, person) {
        const state = await requests.load(requestId);
        const { outcome, closed, operation } = state ?? {};
        if (!operation || (outcome !== 'rejected' && outcome !== 'withdrawn')) return null;
        if (closed?.by !== person || closed.reason !== null) return null;
        return { kind: operation.kind, act: outcome, targets: operation.targets };
      },
      async endedAt(requestId, { channel, ts, team }) {
        const state = await requests.load(requestId);
        const { cardChannel, cardTs } = await store.cursors.get(requestId);
        if (!state || cardTs !== ts || cardChannel !== channel || state.team !== team) return null;
        return state.phase === 'ended' ? { operation: state.operation, reason: state.reason } : 'not_ended';
      },
      submit: (submission) =>
        submit({ ...formDeps, form: forms[submission.kind], execute: requests.execute }, submission),
      async giveReason(requestId, person, reason) {
        await requests.execute(requestId, { type: 'give_reason', by: person, reason });
      },
    },
  });

  const probe = createProbe(web, clock);
  const checks = async (): Promise<readonly Check[]> => [
    await check('store', () => store.ping()),
    await check('policy', async () => {
      await policies.read();
      const problem = policies.problem();
      // The last good policy is in force, so this is no reason to take the bot out of service.
      return problem && `the last good policy is in force, for the file is wrong: ${problem.message}`;
    }),
    await check('slack', probe),
  ];
  const slack = receiver instanceof HTTPReceiver ? guarded(receiver, clock) : null;
  const server = await startServer({ host: config.host, port: config.port, slack, checks });
  if (options.selfDriven ?? true) engine.start({ pollMs: config.ocp.pollMs });
  // Connecting may take as long as Slack is away; what is under way in OCP is followed meanwhile.
  if (delivery.kind === 'socket') app.start().catch((error: unknown) => options.onFatal?.(error));
  business('started', { port: server.port, delivery: delivery.kind });

  return {
    port: server.port,
    tick: () => engine.tick(),
    async stop() {
      if (delivery.kind === 'socket') await app.stop();
      await server.stop();
      await background.drain();
      await intake.drain();
      await engine.stop();
      await Promise.all([ocp, ...probes].map((one) => one.close()));
      await store.close();
      business('stopped', {});
    },
  };
}

/** Opens the failover form where no command was typed: its request goes where the policy says. False when it says nowhere. */
async function openForm(
  form: Pick<OperationForm, 'draft' | 'show'>,
  policies: { read(): Promise<Policy> },
  { person, team, trigger }: { person: string; team: string; trigger: string },
): Promise<boolean> {
  const { rules } = await policies.read();
  const channel =
    rules.find(({ channel: id, operations }) => id !== null && operations.includes('failover'))?.channel ?? null;
  if (channel === null) return false;
  await form.show(await form.draft({ person, team, channel, text: '' }), trigger);
  return true;
}

/** For this account, on the disk of the store's file; null for a store in memory. */
async function freeBytes(path: string): Promise<number | null> {
  if (path === ':memory:') return null;
  const { bavail, bsize } = await statfs(dirname(path));
  return bavail * bsize;
}

/** `work` may tell something that is wrong and yet no reason to stop. */
async function check(name: string, work: () => Promise<string | null | void>): Promise<Check> {
  try {
    return { name, ok: true, detail: (await work()) || 'in order' };
  } catch (error) {
    return { name, ok: false, detail: error instanceof Error ? error.message : String(error) };
  }
}

/** Ties the parts together: the only place that knows Slack, OCP, the store and the engine at once. */
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
import { describePolicyProblem, policyReader } from './policy-file.ts';
import { type Check, startServer } from './server.ts';
import { createSlackApp } from './slack/app.ts';
import { boltLogger } from './slack/bolt-logger.ts';
import { createBackground } from './slack/background.ts';
import { createDelivery } from './slack/delivery.ts';
import { createDrafts } from './slack/forms/draft.ts';
import { createFailoverForm } from './slack/forms/failover.ts';
import { submit } from './slack/forms/submit.ts';
import { createIdentity, createProbe } from './slack/identity.ts';
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

/** Starts the bot. Rejects with the policy's, the store's or the port's error, and then nothing is left running. */
export async function startBot(config: LiveConfig, options: BotOptions): Promise<Bot> {
  const { clock, log } = options;
  const business = businessLog(log);
  const policies = policyReader(config.policyFile, {
    onProblem: (error) => business('policy_refused', { problems: error.problems.map(describePolicyProblem) }),
  });
  await policies.read();
  const store = await openStore(`sqlite:${config.database.path}`);
  const ocp = createOcp({
    baseUrls: config.ocp.baseUrls,
    auth: config.ocp.auth,
    caFile: config.ocp.caFile ?? undefined,
    clock,
  });

  const logger = boltLogger(log);
  const { botToken, apiUrl, delivery } = config.slack;
  const web: WebClient = createWeb(botToken, apiUrl, logger);
  const identity = createIdentity(web);
  const people = createPeople({ web, clock, identity });
  const messages = createDelivery({ web, pace: options.pace ?? createPace(), identity });
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
    messages,
    renderer,
    clock,
    business,
  };
  const engine = createEngine(parts);

  const directory = createDirectory(ocp, clock);
  const drafts = createDrafts(store.drafts);
  const forms = { web, drafts, directory, ocp, people, policies, tell, clock, business };
  const form = createFailoverForm(forms);
  const background = createBackground(business);
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
      ...forms,
      form,
      subcommands: {},
      background: background.run,
      take: intake.take,
      carriedOut: intake.drain,
      async closedBy(requestId, person) {
        const state = await requests.load(requestId);
        const { outcome, closed, operation } = state ?? {};
        if ((outcome !== 'rejected' && outcome !== 'withdrawn') || closed?.by !== person || closed.reason !== null)
          return null;
        return { act: outcome, tenant: operation?.targets.map(({ tenant }) => tenant.tenantName).join(', ') ?? '' };
      },
      submit: (submission) => submit({ ...forms, form, execute: requests.execute }, submission),
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
      await ocp.close();
      await store.close();
      business('stopped', {});
    },
  };
}

/** `work` may tell something that is wrong and yet no reason to stop. */
async function check(name: string, work: () => Promise<string | null | void>): Promise<Check> {
  try {
    return { name, ok: true, detail: (await work()) || 'in order' };
  } catch (error) {
    return { name, ok: false, detail: error instanceof Error ? error.message : String(error) };
  }
}

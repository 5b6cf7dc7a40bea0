/**
 * What `/metrics` tells. Labels take their values from closed sets: never an id, a name or a text that somebody wrote.
 * Counters and durations are those of this process; figures of the store are the same whichever replica is asked.
 */
import { collectDefaultMetrics, Counter, Gauge, Histogram, Registry } from 'prom-client';
import type { Clock } from '../lib/clock.ts';
import type { LeaderStatus } from '../engine/leadership/leader.ts';
import type { Look } from '../lib/looker.ts';
import type { Recorded } from '../request/events.ts';
import { type Need, needs } from '../request/needs-people.ts';
import type { StoreStats } from '../store/store-stats.ts';
import {
  combined,
  eventTypes,
  methodLabel,
  ocpKinds,
  ocpOutcomes,
  operations,
  outcomes,
  phases,
  refusalCodes,
  slackMethods,
  slackRefusals,
  slackOutcomes,
} from './labels.ts';
import { passed, stages } from './stages.ts';

/** One request to OCP: what it was for, and how it ended. `not_sent`: the bot itself thought better of it. */
export interface OcpCall {
  readonly kind: (typeof ocpKinds)[number];
  readonly outcome: (typeof ocpOutcomes)[number];
  readonly ms: number;
}

export interface SlackCall {
  /** Slack's own name of the method. */
  readonly method: string;
  readonly outcome: (typeof slackOutcomes)[number];
  readonly ms: number;
}

/** What is read when somebody asks. */
export interface Sources {
  readonly figures: () => Promise<StoreStats>;
  readonly standing: () => LeaderStatus;
  /** The policy file is wrong, and an older one is in force. */
  readonly policyRefused: () => boolean;
  /** Versions of the policy and the people file in force here; null where there is none. Never rejects. */
  readonly files: () => Promise<{ readonly policy: string | null; readonly people: string | null }>;
  /** The people file is wrong, and an older one is in force. */
  readonly peopleFileRefused: () => boolean;
  /** What goes on only when people decide, in all requests. */
  readonly waiting: () => Promise<readonly Need[]>;
  /** Whether Slack takes the token, and OCP the log-on, as this replica last looked; null where it does not look. */
  readonly up: () => { readonly ocp: boolean | null; readonly slack: boolean | null };
  /** OCP as it was last seen, and whether log-ons to it are held back. */
  readonly ocp: () => { readonly look: Look | null; readonly shutUntil: number | null; readonly rejected: number };
  /** Milliseconds by which this machine's clock is ahead of Slack's; null before Slack's first answer. */
  readonly slackSkew: () => number | null;
  /** The connections of Socket Mode; null where Slack's requests come over HTTP. */
  readonly sockets: () => { readonly open: number; readonly isRefused: boolean } | null;
}

export interface Metrics {
  /** The log of a request, of which the last `fresh` events were recorded just now, by this process. */
  recorded(log: readonly Recorded[], fresh: number): void;
  ocp(call: OcpCall): void;
  slack(call: SlackCall): void;
  /** A request of Slack's, or of anybody's, was refused before anything looked at it. */
  slackRefused(why: (typeof slackRefusals)[number]): void;
  /** In Prometheus' text format. Never rejects: a store that does not answer is told as that. */
  read(sources: Sources): Promise<{ readonly type: string; readonly text: string }>;
}

const LIFE_SECONDS = [0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60, 120, 300, 600, 1_200, 1_800, 3_600];
const CALL_SECONDS = [0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60];

export function createMetrics(clock: Clock, options: { readonly process: boolean } = { process: true }): Metrics {
  const registers = [new Registry()];
  const [registry = new Registry()] = registers;
  if (options.process) collectDefaultMetrics({ register: registry });
  const counter = <T extends string>(name: string, help: string, labelNames: T[]) =>
    new Counter({ name, help, labelNames, registers });
  const gauge = <T extends string>(name: string, help: string, labelNames: T[] = []) =>
    new Gauge({ name, help, labelNames, registers });
  const histogram = <T extends string>(name: string, help: string, labelNames: T[], buckets: number[]) =>
    new Histogram({ name, help, labelNames, buckets, registers });

  const events = counter('twokey_events_total', 'Events recorded in the logs of requests', ['type']);
  const ended = counter('twokey_requests_ended_total', 'Requests that ended', ['operation', 'outcome']);
  const lives = histogram('twokey_stage_seconds', 'Stages of requests', ['stage', 'operation'], LIFE_SECONDS);
  const ocpCalls = counter('twokey_ocp_calls_total', 'Requests to OCP', ['kind', 'outcome']);
  const ocpSeconds = histogram('twokey_ocp_call_seconds', 'Requests to OCP', ['kind'], CALL_SECONDS);
  const refused = counter('twokey_attempts_refused_total', 'People who were refused what they may not do, on record', [
    'code',
  ]);
  const slackCalls = counter('twokey_slack_calls_total', 'Calls of Slack', ['method', 'outcome']);
  const slackRefused = counter('twokey_slack_requests_refused_total', 'Requests to Slack’s address that were refused', [
    'why',
  ]);
  const slackSeconds = histogram('twokey_slack_call_seconds', 'Calls of Slack', [], CALL_SECONDS);

  const storeUp = gauge('twokey_store_up', '1: the store answers');
  const requests = gauge('twokey_requests', 'Requests by the phase they are in', ['phase']);
  const still = gauge('twokey_requests_oldest_seconds', 'How long a request of this phase has not moved', ['phase']);
  const clicks = gauge('twokey_inbox_clicks', 'Clicks taken and not carried out');
  const clicksAge = gauge('twokey_inbox_oldest_seconds', 'Age of the oldest of them');
  const lagEvents = gauge('twokey_mirror_lag_events', 'Events that Slack does not show yet');
  const lagSeconds = gauge('twokey_mirror_lag_seconds', 'Age of the oldest of them');

  const leader = gauge('twokey_leader', '1: this replica runs the engine');
  const epoch = gauge('twokey_lease_epoch', 'Terms of running the engine so far, as this replica knows');
  const leaseAge = gauge('twokey_lease_age_seconds', 'Since the store last saw this replica');
  const replicas = gauge('twokey_replicas', 'Replicas on the store, as this one sees it');
  const policyRefused = gauge('twokey_policy_refused', '1: the policy file is wrong, the last good one is in force');
  const fileVersions = gauge(
    'twokey_file_version',
    'The version in force, as a number: it differs where replicas follow different files',
    ['file'],
  );

  const peopleFileRefused = gauge(
    'twokey_people_refused',
    '1: the people file is wrong, the last good one is in force',
  );
  const waits = gauge('twokey_waits_for_people', 'Tasks and lost calls that go on only when people decide', ['need']);
  const ocpUp = gauge('twokey_ocp_up', '1: OCP took the log-on when the leader last looked; absent elsewhere');
  const slackUp = gauge('twokey_slack_up', '1: Slack took the bot token when this replica last looked');

  const ocpShut = gauge('twokey_ocp_shut', '1: OCP rejected the log-on, and only a probe is sent now and then');
  const ocpRejected = gauge('twokey_ocp_log_ons_rejected', 'Log-ons that OCP rejected in the last ten minutes');
  const ocpLookOk = gauge('twokey_ocp_last_look_ok', '1: OCP answered when this replica last asked it');
  const ocpLookAge = gauge('twokey_ocp_last_look_seconds', 'Since this replica last asked OCP');
  const slackSkew = gauge('twokey_slack_clock_seconds', 'By how much this machine is ahead of Slack; negative: behind');
  const sockets = gauge('twokey_slack_sockets', 'Open connections of Socket Mode; absent over HTTP');
  const socketRefused = gauge(
    'twokey_slack_socket_refused',
    '1: Slack refuses the token of Socket Mode; absent over HTTP',
  );

  for (const type of eventTypes) events.inc({ type }, 0);
  for (const code of refusalCodes) refused.inc({ code }, 0);
  for (const [operation, outcome] of combined(operations, outcomes)) ended.inc({ operation, outcome }, 0);
  for (const [operation, stage] of combined(operations, stages)) lives.zero({ stage, operation });
  for (const [kind, outcome] of combined(ocpKinds, ocpOutcomes)) ocpCalls.inc({ kind, outcome }, 0);
  for (const why of slackRefusals) slackRefused.inc({ why }, 0);
  for (const kind of ocpKinds) ocpSeconds.zero({ kind });
  for (const [method, outcome] of combined(slackMethods, slackOutcomes)) slackCalls.inc({ method, outcome }, 0);

  /** Never negative, and 0 when there is nothing: replicas' clocks differ. */
  const ageOf = (since: number | null) => (since === null ? 0 : Math.max(0, (clock.now() - since) / 1_000));

  async function readStore(sources: Sources): Promise<void> {
    try {
      const now = await sources.figures();
      for (const phase of phases) {
        const found = now.phases.find((one) => one.phase === phase);
        requests.set({ phase }, found?.count ?? 0);
        if (phase !== 'ended') still.set({ phase }, ageOf(found?.since ?? null));
      }
      clicks.set(now.clicks.count);
      clicksAge.set(ageOf(now.clicks.since));
      lagEvents.set(now.untold.count);
      lagSeconds.set(ageOf(now.untold.since));
      await readWaiting(sources);
      storeUp.set(1);
    } catch {
      // What was known before is not passed off as what is so now. The log says why, from whatever else needed the store.
      for (const one of [requests, still, waits]) one.reset();
      for (const one of [clicks, clicksAge, lagEvents, lagSeconds]) one.remove();
      storeUp.set(0);
    }
  }

  async function readWaiting(sources: Sources): Promise<void> {
    const found = await sources.waiting();
    for (const need of needs) waits.set({ need }, found.filter((one) => one === need).length);
  }

  function readUp({ ocp, slack }: ReturnType<Sources['up']>): void {
    for (const [one, isUp] of [[ocpUp, ocp] as const, [slackUp, slack] as const]) {
      if (isUp === null) one.remove();
      else one.set(isUp ? 1 : 0);
    }
  }

  function readOcp({ look, shutUntil, rejected }: ReturnType<Sources['ocp']>): void {
    ocpShut.set(shutUntil === null ? 0 : 1);
    ocpRejected.set(rejected);
    if (look === null) return [ocpLookOk, ocpLookAge].forEach((one) => one.remove());
    ocpLookOk.set(look.ok ? 1 : 0);
    ocpLookAge.set(ageOf(look.at));
  }

  function readFiles(versions: Awaited<ReturnType<Sources['files']>>): void {
    for (const file of ['policy', 'people'] as const) {
      const version = versions[file];
      if (version === null) fileVersions.remove({ file });
      else fileVersions.set({ file }, asNumber(version));
    }
  }

  function readSkew(ms: number | null): void {
    if (ms === null) slackSkew.remove();
    else slackSkew.set(ms / 1_000);
  }

  function readSockets(now: ReturnType<Sources['sockets']>): void {
    if (now === null) return [sockets, socketRefused].forEach((one) => one.remove());
    sockets.set(now.open);
    socketRefused.set(now.isRefused ? 1 : 0);
  }

  return {
    recorded(log, fresh) {
      const first = log[0]?.event;
      const operation = first?.type === 'requested' ? first.operation.kind : 'failover';
      for (const { event } of log.slice(-fresh)) {
        events.inc({ type: event.type });
        if (event.type === 'attempt_refused') refused.inc({ code: event.code });
        if (event.type === 'ended') ended.inc({ operation, outcome: event.outcome });
      }
      for (const one of passed(log, fresh)) {
        lives.observe({ stage: one.stage, operation: one.operation }, Math.max(0, one.ms / 1_000));
      }
    },
    ocp({ kind, outcome, ms }) {
      ocpCalls.inc({ kind, outcome });
      ocpSeconds.observe({ kind }, ms / 1_000);
    },
    slack({ method, outcome, ms }) {
      slackCalls.inc({ method: methodLabel(method), outcome });
      slackSeconds.observe(ms / 1_000);
    },
    slackRefused: (why) => slackRefused.inc({ why }),
    async read(sources) {
      await readStore(sources);
      const standing = sources.standing();
      leader.set(standing.role === 'leader' ? 1 : 0);
      epoch.set(standing.epoch);
      leaseAge.set((standing.ageMs ?? 0) / 1_000);
      replicas.set(standing.replicas);
      policyRefused.set(sources.policyRefused() ? 1 : 0);
      readFiles(await sources.files());
      peopleFileRefused.set(sources.peopleFileRefused() ? 1 : 0);
      readUp(sources.up());
      readSkew(sources.slackSkew());
      readSockets(sources.sockets());
      readOcp(sources.ocp());
      return { type: registry.contentType, text: await registry.metrics() };
    },
  };
}

/** Versions are hexadecimal; so much of one is a number that every program keeps exactly. */
function asNumber(version: string): number {
  return Number.parseInt(version.slice(0, 12), 16);
}

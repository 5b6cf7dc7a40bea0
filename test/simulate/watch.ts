/** What must always be true, looked at whenever something happens that it could depend on. */
import { clickActions } from '../../src/request/clicks.ts';
import type { BusinessLog } from '../../src/engine/ports.ts';
import type { AppRequest } from '../../src/simulators/slack/http/deliver.ts';
import type { EventLog } from '../../src/store/events/event-log.ts';
import type { Store } from '../../src/store/store.ts';
import { actionBody, clickKey } from '../../src/slack/inbound/payloads.ts';
import { secrets } from './cast.ts';
import type { Scheduler } from './scheduler.ts';
import type { SlackWire } from './slack-wire.ts';
import { fold, NEVER_STOPPED } from '../../src/stop/state.ts';
import { createFamilyCounts, type FamilyCounts } from './family-counts.ts';
import type { Tables } from './tables.ts';
import { createCallWatch } from './watch-calls.ts';
import { createLogOnWatch } from './watch-log-ons.ts';
import { createSlackWatch } from './watch-slack.ts';
import type { Deed, Who } from './deeds.ts';
import type { Received } from '../../src/simulators/ocp/http/front.ts';

export interface Violation {
  /** What was promised. */
  readonly promise: string;
  readonly detail: string;
}

export type Complain = (promise: string, detail: string) => void;

export interface Watch {
  readonly violations: readonly Violation[];
  /** The store, with everything that is appended looked at. */
  store(base: Store, tables: Tables): Store;
  log(process: string, masked: (line: string) => string): BusinessLog;
  post(received: Received, process: string): (began: boolean, isRejected: boolean) => void;
  /** OCP has rejected a log-on. `isUnheard`: nobody hears of it, or too late. */
  rejected(isUnheard: boolean): void;
  readonly slackCall: SlackWire['onCall'];
  /** The bot has said "ok" to Slack. */
  acknowledged(message: AppRequest, body: unknown): void;
  /** Another policy is in force from now on. */
  replaced(before: string, after: string): void;
  /** Hears of every approval that lets a call go, and of every reading of the policy for a claim. */
  onClaiming(heard: (behind: 'approval' | 'reading') => void): void;
  /** The policy is read for a claim. */
  claiming(): void;
  /** A hand changes something now: counted where a call is approved and not claimed. */
  hand(what: string): void;
  /** How often something fell between an approval and its claim. */
  readonly between: ReadonlyMap<string, number>;
  /** What happened in the family with siblings, and how often. */
  readonly families: FamilyCounts;
  /** From now on this person may decide nothing any more. */
  left(who: Who): void;
  restarted(): void;
  /** When each wording of a message was drawn, by the clock of the process that drew it. */
  drawn(ts: string): readonly number[];
  complain: Complain;
}

export function createWatch(scheduler: Scheduler, deeds: readonly Deed[], trace: (line: string) => void): Watch {
  const violations: Violation[] = [];
  const complain: Complain = (promise, detail) => {
    violations.push({ promise, detail });
    trace(`BROKEN: ${promise}: ${detail}`);
  };
  let kept: Tables | null = null;
  const calls = createCallWatch(scheduler, complain, deeds, () => (kept ? fold(kept.stop.log) : NEVER_STOPPED));
  const between = new Map<string, number>();
  const claiming: ((behind: 'approval' | 'reading') => void)[] = [];
  calls.onApproved(() => claiming.forEach((heard) => heard('approval')));
  const families = createFamilyCounts(() => kept);
  const slack = createSlackWatch(scheduler, complain);
  const hand = (what: string) => {
    if (calls.isBetween()) between.set(what, (between.get(what) ?? 0) + 1);
  };

  return {
    violations,
    complain,
    left: calls.left,
    replaced: calls.replaced,
    onClaiming(heard) {
      claiming.push(heard);
    },
    claiming() {
      if (calls.isBetween()) for (const heard of claiming) heard('reading');
    },
    between,
    hand,
    families,
    restarted: slack.restarted,
    drawn: slack.drawn,
    post: calls.post,
    slackCall: slack.call,
    rejected: createLogOnWatch(scheduler, complain),
    store(base, tables) {
      kept = tables;
      const watched = (log: EventLog): EventLog => ({
        ...log,
        async append(expected, events, phase, stop) {
          const done = await families.refusing(() => log.append(expected, events, phase, stop));
          if (done) for (const one of events) calls.recorded(one);
          if (done) for (const one of events) families.recorded(one);
          for (const { requestId, version, event } of done ? events : [])
            trace(`${base.replica.id} records ${requestId} ${version} ${event.type}`);
          return done;
        },
      });
      const stop: Store['stop'] = {
        ...base.stop,
        async append(expected, events, isStopped) {
          const done = await base.stop.append(expected, events, isStopped);
          for (const { version, event } of done ? events : []) {
            trace(`${base.replica.id} records stop ${version} ${event.type}`);
            if (event.type === 'stopped') hand('a stop');
          }
          return done;
        },
      };
      return {
        ...base,
        stop,
        log: watched(base.log),
        fenced: (fence) => {
          const rows = base.fenced(fence);
          return { ...rows, log: watched(rows.log) };
        },
      };
    },
    log: (process, masked) => (event, fields) => {
      const line = masked(JSON.stringify({ ...fields, event }));
      for (const secret of Object.values(secrets))
        if (line.includes(secret)) complain('no secret in a log', `${process}: ${line}`);
      if (!('version' in fields)) trace(`${process} says ${line}`);
    },
    acknowledged({ kind, payload }, body) {
      if (kind === 'block_actions') {
        const parsed = actionBody.parse(payload);
        const action = parsed.actions[0]?.action_id;
        if (clickActions.some((one) => one === action) && !kept?.inbox.has(clickKey(parsed)))
          complain('a click is on disk before Slack is answered', JSON.stringify(parsed.actions));
      }
      if (kind !== 'view_submission' || body !== null) return;
      const view = actionBody.shape.view.parse(payload['view']);
      if (view?.callback_id !== 'reason' && !kept?.requests.has(view?.private_metadata ?? ''))
        complain('a form is on disk before Slack is answered', view?.private_metadata ?? '');
    },
  };
}

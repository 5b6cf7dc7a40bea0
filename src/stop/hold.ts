/** What keeps calls from being sent for the moment: the stop that people typed, the policy's `stop_all`, or a freeze. Pure. */
import type { Hold } from '../operation/inspection.ts';
import type { Operation } from '../operation/operation.ts';
import { frozen, type Policy } from '../policy/policy.ts';
import type { Stop, StopState } from './state.ts';

type StopHold = Extract<Hold, { readonly kind: 'stopped' }>;

/** The last stop there was, as far as a request is concerned: approvals and claims are decided with it. */
export interface StopFacts {
  /** 0: there never was one. */
  readonly number: number;
  /** As people are told of it; `over` once it was resumed. Null: there never was one. */
  readonly latest: StopHold | null;
}

/** As it stands in records, where other versions read it as a reason that somebody gave. */
export const NEWER_STOP =
  'a newer version of the bot recorded a stop that this version cannot read: finish the upgrade';

export const NOTHING_STOPPED: StopFacts = { number: 0, latest: null };

export function stopFacts({
  stop,
  last,
  ended,
  isNewer,
}: Pick<StopState, 'stop' | 'last' | 'ended' | 'isNewer'>): StopFacts {
  if (isNewer) return { number: last, latest: { kind: 'stopped', reason: NEWER_STOP } };
  if (stop) return { number: last, latest: holdOf(stop) };
  return { number: last, latest: ended && { ...holdOf(ended.stop), over: true } };
}

/** Why nothing is sent for this operation now, whoever asks; null when nothing stands in the way. The stop comes first. */
export function heldBy(policy: Policy, { latest }: StopFacts, operation: Operation, now: number): Hold | null {
  return latest && !latest.over ? latest : frozen(policy, operation, now);
}

function holdOf({ shares }: Stop): StopHold {
  const [{ by, at }] = shares;
  return { kind: 'stopped', reason: shares.find(({ reason }) => reason !== null)?.reason ?? '', by, at };
}

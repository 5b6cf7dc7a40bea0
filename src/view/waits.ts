/**
 * What of a request goes on only when people act: the one source of status and Home, of the metric that the alert reads, and of what the
 * thread says to the whole channel. Pure.
 */
import {
  type Call,
  type FollowedTask,
  isHidden,
  isOverdue,
  isRemedyHidden,
  type RequestState,
  type SentRemedy,
} from '../request/state.ts';
import type { Task } from '../task/task.ts';

/**
 * `failed`, `unclear`, `doubted`: as tasks are, and `unclear` a call whose task cannot be searched for; `overdue`: a step runs for longer
 * than OCP allows; `lost`: a call without a trace in OCP. Values of a metric's label: add, never rename.
 */
export const needs = ['failed', 'unclear', 'doubted', 'overdue', 'lost'] as const;
export type Need = (typeof needs)[number];

export type Wait =
  | { readonly kind: 'approval' }
  | { readonly kind: 'lost' }
  /** A newer version recorded what this one does not know: it is left alone until the upgrade is finished. */
  | { readonly kind: 'newer' }
  /** `task`: null for a call whose task cannot be searched for. */
  | { readonly kind: 'unclear'; readonly task: Task | null }
  | { readonly kind: 'failed' | 'doubted' | 'overdue'; readonly task: Task };

/**
 * While a question is before the approvers, that is what is waited for, whatever else has stopped: nothing else can be proposed before it
 * is answered. While a remedy is on its way, something is being done.
 */
export function waitsOf(state: RequestState): readonly Wait[] {
  if (state.phase === 'waiting') return [{ kind: 'approval' }];
  if (state.phase !== 'executing' || remedyOnItsWay(state) !== null) return [];
  return stoppedOf(state);
}

/** A remedy of which it will soon be known whether OCP took it; null where there is none. */
export function remedyOnItsWay(state: RequestState): SentRemedy | null {
  const open = state.remedies.filter(({ status }) => status === 'claimed' || status === 'unknown');
  return open.find((sent) => !isRemedyHidden(state, sent)) ?? null;
}

/** The same without approvals: one entry for each task and call. */
export function needsOf(state: RequestState): readonly Need[] {
  const waits = waitsOf(state).map(({ kind }) => kind);
  return waits.flatMap((kind) => needs.find((need) => need === kind) ?? []);
}

/**
 * True where somebody has come to be needed and nobody was before. What stops beside it, what is proposed for it and what comes of that
 * call nobody anew: whoever looks has been called.
 */
export function callsForPeople(before: RequestState | null, after: RequestState): boolean {
  return before !== null && stoppedOf(before).length === 0 && stoppedOf(after).length > 0;
}

/** What has stopped, whatever people are being asked about it. */
function stoppedOf({ calls }: RequestState): readonly Wait[] {
  return [
    ...calls.flatMap((call): readonly Wait[] => {
      if (isHidden(call)) return [{ kind: 'unclear', task: null }];
      return isLost(call) ? [{ kind: 'lost' }] : [];
    }),
    ...calls.flatMap(({ tasks }) => tasks.flatMap(stoppedTask)),
  ];
}

/** Also while sending it again is before the approvers. */
function isLost({ status, attempt, unsent }: Call): boolean {
  return status === 'lost' || (status === 'waiting' && attempt > unsent);
}

function stoppedTask(followed: FollowedTask): readonly Wait[] {
  const { stage, task } = followed;
  if (isOverdue(followed)) return [{ kind: 'overdue', task }];
  return stage === 'failed' || stage === 'unclear' || stage === 'doubted' ? [{ kind: stage, task }] : [];
}

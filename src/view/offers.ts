/** What people may do about a request now, and why not: what `decide` would not refuse for the state alone. Pure. */
import type { Outcome } from '../request/events.ts';
import { keysOf } from '../lib/trust-boundaries.ts';
import { type AlikeAction, alikeActions } from '../request/clicks.ts';
import { alikeOffersOf, type Offer as Due, offeredOf } from '../request/offers.ts';
import { followedTasks, isHidden, remedyOpen, type RequestState, sent, type TaskStage } from '../request/state.ts';
import { leftOf } from '../request/to-dos/to-do-list.ts';
import { remedies } from '../task/remedies.ts';
import { type RemedyKind, remedyKind, remedyKinds } from '../task/remedy-kinds.ts';
import type { Task } from '../task/task.ts';
import { unsentTargets } from '../request/remedies/rest.ts';
import { type RemedyFacts, remedyOf } from './tasks/remedies.ts';

export type Offer =
  | { readonly kind: 'approve' }
  /** `isRest`: a part of the request is with OCP already, so that only the rest can be stopped. */
  | { readonly kind: 'reject' | 'withdraw'; readonly isRest: boolean }
  | { readonly kind: 'resend' }
  | ({ readonly kind: 'remedy' } & RemedyFacts)
  /** Of all tasks that failed alike, in one question. */
  | {
      readonly kind: 'remedies';
      readonly action: AlikeAction;
      readonly facts: readonly [RemedyFacts, ...RemedyFacts[]];
    }
  | { readonly kind: 'abandon' | 'close_todos' | 'ask_again' | 'ask_rest' | 'record' };

/** Why approvals or proposals that the state calls for are not offered. */
export type Withheld =
  /** A stop or a freeze holds the request. */
  | 'held'
  /** It is not known whether OCP took the last remedy. */
  | 'remedy_open';

/** In the order in which they are shown; who may take them up is read at the click. `now`: ms since the epoch. */
export function offersOf(state: RequestState, now: number): readonly Offer[] {
  const isRest = isPartSent(state);
  const stopping: readonly Offer[] = [
    { kind: 'reject', isRest },
    { kind: 'withdraw', isRest },
  ];
  switch (state.phase) {
    case 'checking':
    case 'approved':
      return stopping;
    case 'waiting':
      return [...(isHeld(state) ? [] : [{ kind: 'approve' } as const]), ...stopping];
    case 'executing':
      return [
        ...(isHeld(state) ? [] : proposals(state, now)),
        // What was sent cannot be taken back; what waits its turn can.
        ...(waits(state) ? stopping : []),
        ...(isStuck(state) ? [{ kind: 'abandon' } as const] : []),
      ];
    case 'ended': {
      const isRepeatable = state.outcome !== null && repeatable.has(state.outcome);
      const isLeft = state.toDos !== null && leftOf(state.toDos).length > 0;
      return [
        ...(isLeft ? [{ kind: 'close_todos' } as const] : []),
        ...(isRepeatable ? [{ kind: 'ask_again' } as const] : []),
        ...(unsentTargets(state).length > 0 ? [{ kind: 'ask_rest' } as const] : []),
        { kind: 'record' },
      ];
    }
  }
}

/** Null where nothing is withheld. */
export function withheldOf(state: RequestState): Withheld | null {
  if (state.phase !== 'waiting' && state.phase !== 'executing') return null;
  if (isHeld(state)) return 'held';
  return state.phase === 'executing' && remedyOpen(state) ? 'remedy_open' : null;
}

/** Ends after which the same may be asked once more, as far as nothing was moved or not everything. */
const repeatable: ReadonlySet<Outcome> = new Set(['refused', 'unfit', 'rejected', 'expired', 'withdrawn', 'mixed']);

const stuck: ReadonlySet<TaskStage> = new Set(['failed', 'unclear', 'doubted']);

/** While a stop or a freeze holds the request, approvals and proposals are refused; `stops_changed` says when that is over. */
function isHeld({ stops }: RequestState): boolean {
  return stops.length > 0;
}

function proposals(state: RequestState, now: number): readonly Offer[] {
  const resend: readonly Offer[] = isLost(state) ? [{ kind: 'resend' }] : [];
  if (remedyOpen(state)) return resend;
  return [
    ...resend,
    ...remedyKinds.flatMap((kind): readonly Offer[] => {
      const due = offeredOf(state, kind, now);
      if (due === null) return [];
      return [{ kind: 'remedy', ...factsOf(state, due) }, ...ofAlike(state, kind, now)];
    }),
  ];
}

/** Beside the button for one task, the one for all that failed as the most did. */
function ofAlike(state: RequestState, kind: RemedyKind, now: number): readonly Offer[] {
  const action = keysOf(alikeActions).find((one) => alikeActions[one] === kind);
  if (action === undefined) return [];
  const [first, ...others] = alikeOffersOf(state, alikeActions[action], now).map((due) => factsOf(state, due));
  return first ? [{ kind: 'remedies', action, facts: [first, ...others] }] : [];
}

function factsOf(state: RequestState, { followed, remedy }: Due): RemedyFacts {
  return remedyOf(state, followed.task, { remedy });
}

function isLost({ calls }: RequestState): boolean {
  return calls.some(({ status }) => status === 'lost');
}

function isStuck(state: RequestState): boolean {
  return (
    isLost(state) || state.calls.some((call) => isHidden(call) || call.tasks.some(({ stage }) => stuck.has(stage)))
  );
}

function waits({ calls }: RequestState): boolean {
  return calls.some(({ status }) => status === 'waiting');
}

/** True when a part of the request is with OCP already, and the question is not about that part. */
function isPartSent(state: RequestState): boolean {
  return state.proposal === null && sent(state) && (state.phase !== 'executing' || waits(state));
}

/** What OCP would allow for tasks that have failed, whether or not it is proposed already. */
export function allowedKinds(state: RequestState): readonly RemedyKind[] {
  const failed = followedTasks(state).filter(({ followed }) => followed.task.status === 'FAILED');
  const allowed = new Set(failed.flatMap(({ followed }) => remedies(followed.task).map(({ kind }) => kind)));
  return remedyKinds.filter((kind) => allowed.has(kind));
}

/** What OCP allows about a task by its last reading, as far as it helps. */
export function helpfulKinds(task: Task): readonly RemedyKind[] {
  const found = new Set(remedies(task).map(({ kind }) => kind));
  return [...found].filter((kind) => remedyKind(kind).helps?.(task) ?? true);
}

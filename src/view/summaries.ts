/** An open request in a few words' worth of facts: whom it waits for, and what is being done. Pure. */
import { authorise } from '../people/authorise.ts';
import type { Person } from '../people/person.ts';
import { askerOf, type FollowedTask, followedTasks, isHidden, isOverdue, type RequestState } from '../request/state.ts';
import type { Task } from '../task/task.ts';

/** Something that goes no further without a person. */
export type Wait =
  | { readonly kind: 'approval' }
  | { readonly kind: 'lost' }
  /** A newer version recorded what this one does not know: it is left alone until the upgrade is finished. */
  | { readonly kind: 'newer' }
  /** `task`: null for a call whose task cannot be searched for. */
  | { readonly kind: 'unclear'; readonly task: Task | null }
  | { readonly kind: 'failed' | 'doubted' | 'overdue'; readonly task: Task };

/** Something that goes on by itself. */
export type Work =
  | { readonly kind: 'checking' | 'approved' | 'claimed' | 'unknown' }
  | { readonly kind: 'running' | 'proving'; readonly task: Task };

export interface Summary {
  readonly state: RequestState;
  readonly waits: readonly Wait[];
  readonly works: readonly Work[];
}

/** `isWhole`: the state is all that is on record, not only what this version can read. */
export function summarise(state: RequestState, isWhole = true): Summary {
  if (!isWhole) return { state, waits: [{ kind: 'newer' }], works: [] };
  const followed = followedTasks(state).map((one) => one.followed);
  const waits: Wait[] = [
    ...(state.phase === 'waiting' ? [{ kind: 'approval' } as const] : []),
    ...(state.phase !== 'waiting' && state.calls.some(({ status }) => status === 'lost')
      ? [{ kind: 'lost' } as const]
      : []),
    ...state.calls.flatMap((call) => (isHidden(call) ? [{ kind: 'unclear', task: null } as const] : [])),
    ...followed.flatMap(waitOf),
  ];
  const works: Work[] = [
    ...(state.phase === 'checking' || state.phase === 'approved' ? [{ kind: state.phase } as const] : []),
    ...state.calls.flatMap((call): readonly Work[] => {
      const { status } = call;
      return status === 'claimed' || (status === 'unknown' && !isHidden(call)) ? [{ kind: status }] : [];
    }),
    ...followed.flatMap(workOf),
  ];
  return { state, waits, works };
}

function waitOf(followed: FollowedTask): readonly Wait[] {
  const { stage, task } = followed;
  if (isOverdue(followed)) return [{ kind: 'overdue', task }];
  return stage === 'failed' || stage === 'unclear' || stage === 'doubted' ? [{ kind: stage, task }] : [];
}

function workOf({ stage, task }: FollowedTask): readonly Work[] {
  return stage === 'running' || stage === 'proving' ? [{ kind: stage, task }] : [];
}

/** True when one of the waits is for this person, as Slack described them just now. */
export function waitsFor({ state, waits }: Summary, person: Person, now: number): boolean {
  const { rule, approvals } = state;
  const asker = askerOf(state);
  const agreed = approvals.map(({ by }) => by);
  return waits.some(({ kind }) => {
    if (kind === 'newer') return false;
    if (kind !== 'approval') return authorise({ act: 'propose', person, rule, asker, agreed, now }) === null;
    if (agreed.includes(person.id)) return false;
    return authorise({ act: 'approve', person, rule, asker, agreed, now }) === null;
  });
}

/** Longest wait first, what waits for people before what does not. */
export function byUrgency(summaries: readonly Summary[]): readonly Summary[] {
  const rank = ({ waits }: Summary) => (waits.length > 0 ? 0 : 1);
  return [...summaries].sort((a, b) => rank(a) - rank(b) || a.state.requestedAt - b.state.requestedAt);
}

/** An open request in a few words' worth of facts: whom it waits for, and what is being done. Pure. */
import { authorise } from '../people/authorise.ts';
import type { Person } from '../people/person.ts';
import { askerOf, type FollowedTask, followedTasks, isHidden, type RequestState } from '../request/state.ts';
import type { RemedyKind } from '../task/remedy-kinds.ts';
import type { Task } from '../task/task.ts';
import { remedyOnItsWay, type Wait, waitsOf } from './waits.ts';

/** Something that goes on by itself. */
export type Work =
  | { readonly kind: 'checking' | 'approved' | 'claimed' | 'unknown' }
  | { readonly kind: 'running' | 'proving'; readonly task: Task }
  /** A remedy was sent, and OCP has not said whether it took it; `remedy_unknown`: it gave no answer, and its task is being read. */
  | { readonly kind: 'remedy_claimed' | 'remedy_unknown'; readonly of: RemedyKind };

export interface Summary {
  readonly state: RequestState;
  readonly waits: readonly Wait[];
  readonly works: readonly Work[];
}

/** `isWhole`: the state is all that is on record, not only what this version can read. */
export function summarise(state: RequestState, isWhole = true): Summary {
  if (!isWhole) return { state, waits: [{ kind: 'newer' }], works: [] };
  return { state, waits: waitsOf(state), works: worksOf(state) };
}

function worksOf(state: RequestState): readonly Work[] {
  const { phase, calls } = state;
  const remedy = remedyOnItsWay(state);
  return [
    ...(phase === 'checking' || phase === 'approved' ? [{ kind: phase }] : []),
    ...calls.flatMap((call): readonly Work[] => {
      const { status } = call;
      return status === 'claimed' || (status === 'unknown' && !isHidden(call)) ? [{ kind: status }] : [];
    }),
    ...(remedy
      ? [{ kind: remedy.status === 'claimed' ? 'remedy_claimed' : 'remedy_unknown', of: remedy.remedy.kind } as const]
      : []),
    ...followedTasks(state).flatMap(({ followed }) => workOf(followed)),
  ];
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

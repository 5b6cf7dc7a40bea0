/** Which remedies a proposal is about, one for each task, and which of them have still to be sent. Pure. */
import { newlyFailed, type Remedy, type StepRef, stillPossible } from '../../task/remedies.ts';
import type { RemedyKind } from '../../task/remedy-kinds.ts';
import type { Task } from '../../task/task.ts';
import type { RequestEvent } from '../events.ts';
import type { Proposal, RemedyProposal, RequestState } from '../state.ts';

/** A remedy of one task. `steps`: missing in proposals that an older version recorded. */
export interface Pair {
  readonly call: number;
  readonly taskId: string;
  readonly remedy: Remedy;
  readonly steps?: readonly StepRef[];
}

/** The proposal, if it is of one remedy or of several; otherwise null. */
export function remedyProposal({ proposal }: Pick<RequestState, 'proposal'>): RemedyProposal | null {
  return proposal === null || proposal.kind === 'resend' ? null : proposal;
}

export function kindOf(proposal: RemedyProposal): RemedyKind {
  return proposal.kind === 'remedies' ? proposal.of : proposal.remedy.kind;
}

/** All that was proposed, also what has been sent or has dropped out since. */
export function pairsOf(proposal: Proposal | null): readonly Pair[] {
  if (proposal === null || proposal.kind === 'resend') return [];
  return proposal.kind === 'remedies' ? proposal.pairs : [proposal];
}

/** What has still to be sent. */
export function pendingPairs({ proposal, pending }: Pick<RequestState, 'proposal' | 'pending'>): readonly Pair[] {
  if (proposal?.kind !== 'remedies') return pairsOf(proposal);
  return proposal.pairs.filter(({ taskId }) => pending.includes(taskId));
}

/** What has still to be sent for this task; null for nothing. */
export function pendingPair(state: Pick<RequestState, 'proposal' | 'pending'>, taskId: string): Pair | null {
  return pendingPairs(state).find((pair) => pair.taskId === taskId) ?? null;
}

type Why = { readonly why: 'overtaken' } | { readonly why: 'other_step'; readonly failed: readonly StepRef[] };

/**
 * What is recorded where the remedy of a task no longer fits the task as it stands now: a proposal of one is void, and of several
 * that one drops out. Null while it fits, and where none is proposed for this task.
 */
export function outdated(
  state: RequestState,
  task: Task,
  pair: Pair | null = pendingPair(state, task.id),
): readonly RequestEvent[] | null {
  const why = pair && misfit(pair, task);
  return why && withoutPair(state, pair.taskId, why);
}

/** The same whatever the reason is. */
export function withoutPair(
  state: RequestState,
  taskId: string,
  why: Why = { why: 'overtaken' },
): readonly RequestEvent[] {
  const { proposal } = state;
  if (pendingPair(state, taskId) === null) return [];
  const closing = { type: 'proposal_closed', by: null, ...why } as const;
  if (proposal?.kind !== 'remedies') return [closing];
  const dropped = { type: 'remedy_dropped', taskId, ...why } as const;
  const isLast = pendingPairs(state).length === 1;
  const isVoid = isLast && !state.remedies.some(({ claimedFor }) => claimedFor?.at === proposal.at);
  return isVoid ? [dropped, { type: 'proposal_closed', why: 'overtaken', by: null }] : [dropped];
}

function misfit({ taskId, remedy, steps }: Pair, task: Task): Why | null {
  if (task.id !== taskId || !stillPossible(task, remedy)) return { why: 'overtaken' };
  const failed = steps ? newlyFailed(task, remedy, steps) : [];
  return failed.length > 0 ? { why: 'other_step', failed } : null;
}

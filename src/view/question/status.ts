/** Where a request stands, as its card says it first. What its calls and tasks do stands in calls.ts. Pure. */
import type { Difference } from '../../operation/inspection.ts';
import type { Target } from '../../operation/operation.ts';
import type { Outcome } from '../../request/events.ts';
import { type Approval, nextCalls, type Proposal, type RequestState, sent } from '../../request/state.ts';
import { remedyProposal } from '../../request/remedies/pairs.ts';
import { askedTargets } from '../targets.ts';
import { isSentAgain } from '../tasks/remedies.ts';

/** Why the approvers are asked anew: something is not as they approved it, the start window passed, or they decided on something else. */
export type Again = 'changed' | 'late' | 'between';

/** What is before the approvers. */
export interface Question {
  readonly kind: 'question';
  /** Null: the request itself. */
  readonly proposal: Proposal | null;
  readonly have: number;
  readonly need: number;
  readonly expiresAt: number;
  /** What is asked about, where the rest of the request was sent before; otherwise empty. */
  readonly rest: readonly Target[];
}

/** Approved, and about to be sent. */
export interface Approved {
  readonly kind: 'approved';
  readonly what: 'call' | 'remedy';
  /** It was claimed before under this approval, and did not leave. */
  readonly isAgain: boolean;
  readonly startBy: number | null;
}

export interface Ended {
  readonly kind: 'ended';
  readonly outcome: Outcome;
  readonly at: number;
  /** Who ended it; null where nobody did. */
  readonly by: string | null;
  readonly reason: string | null;
  /** By the first reading: what OCP said then is why. */
  readonly isEarly: boolean;
}

export type Status = { readonly kind: 'checking' } | Question | Approved | { readonly kind: 'executing' } | Ended;

export function statusOf(state: RequestState): Status {
  const { phase, outcome } = state;
  if (outcome !== null) return ended(state, outcome);
  switch (phase) {
    case 'checking':
    case 'executing':
      return { kind: phase };
    case 'waiting':
      return question(state);
    case 'approved':
      return approved(state);
    case 'ended':
      throw new Error(`Request ${state.id} has ended without an outcome.`);
  }
}

/** Who has approved: what is asked now, or all that was sent. */
export function approvalsOf({ phase, approvals, agreed }: RequestState): readonly Approval[] {
  const isAsked = phase === 'waiting' || phase === 'approved';
  return isAsked || agreed.length === 0 ? approvals : agreed;
}

function question(state: RequestState): Question {
  const { proposal, approvals, rule, expiresAt } = state;
  return {
    kind: 'question',
    proposal,
    have: approvals.length,
    need: rule.approvals,
    expiresAt,
    rest: proposal === null && sent(state) ? askedTargets(state) : [],
  };
}

/** Null where the approvers are, or were, asked for the first time. */
export function againOf({ differences, round, proposal }: RequestState): Again | null {
  const isFirst = differences.length === 0 && (round === 1 || proposal !== null);
  return isFirst ? null : againFor(differences);
}

/** Of a question that was put again for these differences; for none of them something else was decided in between. */
export function againFor(differences: readonly Difference[]): Again {
  const only = (kind: Difference['kind']) => differences.length > 0 && differences.every((one) => one.kind === kind);
  if (only('asked_between')) return 'between';
  return only('start_window_passed') ? 'late' : 'changed';
}

function approved(state: RequestState): Approved {
  const { proposal, startBy } = state;
  if (remedyProposal(state)) return { kind: 'approved', what: 'remedy', isAgain: isSentAgain(state), startBy };
  const isAgain = proposal === null && nextCalls(state).some(({ call }) => call.attempt > 0);
  return { kind: 'approved', what: 'call', isAgain, startBy };
}

function ended(state: RequestState, outcome: Outcome): Ended {
  const { closed, endedAt, requestedAt } = state;
  const reason = closed?.reason?.trim() ?? '';
  return {
    kind: 'ended',
    outcome,
    at: endedAt ?? requestedAt,
    by: closed?.by ?? null,
    reason: reason === '' ? null : reason,
    isEarly: (outcome === 'refused' || outcome === 'unfit') && !sent(state),
  };
}

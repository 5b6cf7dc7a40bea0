/** What was approved with the request and is not sent yet, while a remedy or a resend is decided: whether that approval counts for it. Pure. */
import type { Target } from '../../operation/operation.ts';
import { restOf } from '../../request/remedies/rest.ts';
import type { RequestState } from '../../request/state.ts';
import { targetsOf } from '../targets.ts';

export interface Rest {
  readonly targets: readonly Target[];
  /** True where an approval of the question counts for these as well. */
  readonly isIncluded: boolean;
  /** Whose approval does not, because they requested these; null where they cannot approve the question either. */
  readonly butNot: string | null;
}

/** Null where no other question is decided, and where nothing is left to be sent. */
export function restShown(state: RequestState): Rest | null {
  const { proposal, phase, calls, requester, accounts } = state;
  if (proposal === null || phase !== 'waiting') return null;
  const resent = proposal.kind === 'resend' ? proposal.call : null;
  const waiting = calls.flatMap(({ status }, call) => (status === 'waiting' && call !== resent ? [call] : []));
  const included = restOf(state);
  const shown = included.length > 0 ? included : waiting;
  const targets = shown.flatMap((call) => (calls[call] ? targetsOf(calls[call]) : []));
  if (targets.length === 0) return null;
  const isOwn = proposal.by === requester || (accounts[proposal.by] ?? []).includes(requester);
  return { targets, isIncluded: included.length > 0, butNot: isOwn ? null : requester };
}

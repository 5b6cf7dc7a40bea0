/** An ended request as a row of a list: facts of its log. Pure. */
import type { Recorded } from '../request/events.ts';
import { evolve, foldIfKnown } from '../request/evolve.ts';
import type { Approval, RequestState } from '../request/state.ts';
import { unansweredMs } from './timings.ts';

export interface HistoryRow {
  readonly state: RequestState;
  /** Every approval on record, in order, also of what was not sent in the end. */
  readonly approvals: readonly Approval[];
  /** From the request to its end. */
  readonly totalMs: number;
  /** From the first call to the end; null when nothing was sent. */
  readonly inOcpMs: number | null;
  /** For how long the outcome of a call was unknown; null when every call was answered. */
  readonly unansweredMs: number | null;
}

/** Null for a request that holds what only a newer version knows. */
export function historyRow(log: readonly Recorded[]): HistoryRow | null {
  const state = foldIfKnown(log);
  if (!state) return null;
  const sentAt = log.find(({ event }) => event.type === 'call_claimed')?.at ?? null;
  const endedAt = state.endedAt ?? state.requestedAt;
  return {
    state,
    approvals: approvalsIn(log),
    totalMs: endedAt - state.requestedAt,
    inOcpMs: sentAt === null ? null : endedAt - sentAt,
    unansweredMs: unansweredMs(state),
  };
}

/** What each was for is known at its moment alone: what sent the request back has removed it since. */
function approvalsIn(log: readonly Recorded[]): readonly Approval[] {
  let state: RequestState | null = null;
  const found: Approval[] = [];
  for (const recorded of log) {
    state = evolve(state, recorded);
    if (recorded.event.type === 'approved') found.push(...state.approvals.slice(-1));
  }
  return found;
}

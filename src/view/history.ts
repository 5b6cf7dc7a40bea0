/** An ended request as a row of a list: facts of its log. Pure. */
import type { Recorded } from '../request/events.ts';
import { foldIfKnown } from '../request/evolve.ts';
import type { RequestState } from '../request/state.ts';

export interface HistoryRow {
  readonly state: RequestState;
  /** Everybody whose approval is on record, in order, each once. */
  readonly approvers: readonly string[];
  /** From the request to its end. */
  readonly totalMs: number;
  /** From the first call to the end; null when nothing was sent. */
  readonly inOcpMs: number | null;
}

/** Null for a request that holds what only a newer version knows. */
export function historyRow(log: readonly Recorded[]): HistoryRow | null {
  const state = foldIfKnown(log);
  if (!state) return null;
  const approvers = new Set(log.flatMap(({ event }) => (event.type === 'approved' ? event.by : [])));
  const sentAt = log.find(({ event }) => event.type === 'call_claimed')?.at ?? null;
  const endedAt = state.endedAt ?? state.requestedAt;
  return {
    state,
    approvers: [...approvers],
    totalMs: endedAt - state.requestedAt,
    inOcpMs: sentAt === null ? null : endedAt - sentAt,
  };
}

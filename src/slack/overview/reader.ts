/** What the overviews show, read from the store: never more than a page of ended requests, and every open one. */
import { foldIfKnown } from '../../request/evolve.ts';
import type { Recorded } from '../../request/events.ts';
import type { RequestState } from '../../request/state.ts';
import { byUrgency, summarise, type Summary } from './summary.ts';

export interface Filter {
  readonly tenant: string | null;
  readonly person: string | null;
  /** Of the last so many days. */
  readonly days: number | null;
}

export interface Log {
  open(): Promise<readonly { id: string }[]>;
  load(requestId: string): Promise<readonly Recorded[]>;
  ended(
    filter: { tenant: string | null; person: string | null; since: number | null },
    page: { offset: number; limit: number },
  ): Promise<{ readonly total: number; readonly ids: readonly string[] }>;
}

/** An ended request. */
export interface Row {
  readonly state: RequestState;
  /** Everybody whose approval is on record, in order, each once. */
  readonly approvers: readonly string[];
  /** When the first call was claimed; null when nothing was sent. */
  readonly sentAt: number | null;
}

export interface Page {
  readonly rows: readonly Row[];
  readonly total: number;
  readonly offset: number;
}

export const PAGE_ROWS = 10;
const DAY_MS = 24 * 3_600_000;

export async function readOpen(log: Log): Promise<readonly Summary[]> {
  const logs = await Promise.all((await log.open()).map(({ id }) => log.load(id)));
  return byUrgency(logs.flatMap((events) => foldIfKnown(events) ?? []).map(summarise));
}

/** `offset` may lie behind the end, when requests were counted differently before: the last page is read then. */
export async function readPage(log: Log, filter: Filter, offset: number, now: number): Promise<Page> {
  const { tenant, person, days } = filter;
  const asked = { tenant, person, since: days === null ? null : now - days * DAY_MS };
  const { total, ids } = await log.ended(asked, { offset, limit: PAGE_ROWS });
  if (ids.length === 0 && offset > 0) return readPage(log, filter, Math.max(0, lastPage(total)), now);
  const logs = await Promise.all(ids.map((id) => log.load(id)));
  return { rows: logs.flatMap(rowOf), total, offset };
}

function lastPage(total: number): number {
  return total === 0 ? 0 : Math.floor((total - 1) / PAGE_ROWS) * PAGE_ROWS;
}

function rowOf(log: readonly Recorded[]): readonly Row[] {
  const state = foldIfKnown(log);
  if (!state) return [];
  const approvers = new Set(log.flatMap(({ event }) => (event.type === 'approved' ? event.by : [])));
  const sentAt = log.find(({ event }) => event.type === 'call_claimed')?.at ?? null;
  return [{ state, approvers: [...approvers], sentAt }];
}

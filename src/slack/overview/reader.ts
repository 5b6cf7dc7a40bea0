/** What the overviews show, read from the store: never more than a page of ended requests, and every open one. */
import { foldKnownPart } from '../../request/evolve.ts';
import type { Recorded } from '../../request/events.ts';
import { type Keys, keysOf } from '../../request/log/keys.ts';
import type { RequestState } from '../../request/state.ts';
import { leftOf } from '../../request/to-dos/to-do-list.ts';
import { othersFirst } from '../../lib/others-first.ts';
import type { Naming, VisibleRequest, Sight } from './sight.ts';
import { type HistoryRow, historyRow } from '../../view/history.ts';
import { byUrgency, summarise, type Summary } from '../../view/summaries.ts';

export interface Filter {
  readonly tenant: string | null;
  readonly person: string | null;
  /** Of the last so many days. */
  readonly days: number | null;
}

/** Where a request stands in the order of all of them. */
export interface PagePlace {
  readonly at: number;
  readonly id: string;
}

export interface Log {
  open(): Promise<readonly { id: string }[]>;
  withToDos(): Promise<readonly { id: string }[]>;
  load(requestId: string): Promise<readonly Recorded[]>;
  ended(
    filter: { tenant: string | null; person: string | null; since: number | null },
    walk: { from: PagePlace | null; to: 'older' | 'newer'; limit: number },
  ): Promise<{ readonly found: readonly (PagePlace & VisibleRequest)[]; readonly end: PagePlace | null }>;
  naming: Naming;
}

/** Of what requests are found by. */
export interface Index {
  /** True while some ended requests may not be found by it. */
  isBehind(): Promise<boolean>;
}

/** From where a page is read: `before` requests were shown before it. */
export interface Turn {
  readonly from: PagePlace | null;
  readonly to: 'older' | 'newer';
  readonly before: number;
}

export const FIRST_PAGE: Turn = { from: null, to: 'older', before: 0 };

export interface Page {
  readonly rows: readonly HistoryRow[];
  readonly before: number;
  /** Where to go on in either direction; null: there is nothing there. */
  readonly newer: PagePlace | null;
  readonly older: PagePlace | null;
  /** Some requests may be missing: they are not indexed yet. */
  readonly isBehind: boolean;
  /** Some may be missing: Slack did not say who can read them. */
  readonly isPartial: boolean;
}

export const PAGE_ROWS = 10;
const DAY_MS = 24 * 3_600_000;
/** So many requests are looked at at once, while everybody else waits: at first about a page, then more. */
const FIRST_STEP = 40;
const STEP = 250;
/** So many for one page, should its reader be allowed to see none of them. */
const LOOKED_MAX = 20_000;
const LOADED_AT_ONCE = 20;

/** Every open request that this person may see, the most urgent first. */
export async function readOpen(log: Log, sight: Sight): Promise<readonly Summary[]> {
  const { states, newer } = await readVisible(log, sight, await log.open());
  return byUrgency(states.map((state) => summarise(state, !newer.has(state.id))));
}

/** Every ended request of which something is left to do, and that this person may see, the oldest first. */
export async function readToDos(log: Log, sight: Sight): Promise<readonly RequestState[]> {
  const { states, newer } = await readVisible(log, sight, await log.withToDos());
  return states.filter(({ id, toDos }) => !newer.has(id) && toDos !== null && leftOf(toDos).length > 0);
}

async function readVisible(
  log: Log,
  sight: Sight,
  found: readonly { id: string }[],
): Promise<{ states: readonly RequestState[]; newer: ReadonlySet<string> }> {
  const states: RequestState[] = [];
  const keys = new Map<string, Keys>();
  const newer = new Set<string>();
  const ids = found.map(({ id }) => id);
  for (let at = 0; at < ids.length; at += LOADED_AT_ONCE) {
    if (at > 0) await othersFirst();
    const logs = await Promise.all(ids.slice(at, at + LOADED_AT_ONCE).map((id) => log.load(id)));
    for (const events of logs) {
      const { state, isWhole } = foldKnownPart(events);
      if (!state) continue;
      states.push(state);
      if (!isWhole) newer.add(state.id);
      keys.set(state.id, keysOf(events.map(({ event }) => ({ type: event.type, event }))));
    }
  }
  const naming: Naming = async (asked, who) =>
    new Set(
      asked.filter((id) => {
        const { acted = [], named = [] } = keys.get(id) ?? {};
        return [...acted, ...named].some((one) => who.includes(one));
      }),
    );
  return { states: await sight.of(states, naming), newer };
}

/** One page of ended requests, of those that this person may see. */
export async function readPage(
  deps: { readonly log: Log; readonly index: Index; readonly sight: Sight },
  filter: Filter,
  turn: Turn,
  now: number,
): Promise<Page> {
  const { log, index, sight } = deps;
  const { tenant, person, days } = filter;
  const asked = { tenant, person, since: days === null ? null : now - days * DAY_MS };
  const { found, end } = await walk(log, sight, asked, turn);
  const isFull = found.length > PAGE_ROWS;
  // Back at the beginning, or behind an end that has moved.
  const isOver = turn.to === 'newer' ? !isFull : found.length === 0 && end === null;
  if (turn.from !== null && isOver) return readPage(deps, filter, FIRST_PAGE, now);
  const nearest = found.slice(0, PAGE_ROWS);
  const shown = turn.to === 'older' ? nearest : nearest.toReversed();
  const last = shown.at(-1) ?? null;
  const logs = await Promise.all(shown.map(({ id }) => log.load(id)));
  return {
    rows: logs.flatMap((events) => historyRow(events) ?? []),
    before: turn.before,
    newer: turn.from === null ? null : (shown[0] ?? null),
    older: turn.to === 'newer' || isFull ? last : end,
    isBehind: await index.isBehind(),
    isPartial: sight.isPartial(),
  };
}

/** The next requests that fill a page, and one more; `end` is where looking was given up before. */
async function walk(
  log: Log,
  sight: Sight,
  asked: Parameters<Log['ended']>[0],
  { from, to }: Turn,
): Promise<{ found: readonly PagePlace[]; end: PagePlace | null }> {
  const found: PagePlace[] = [];
  let place = from;
  for (let looked = 0; looked < LOOKED_MAX; ) {
    const limit = looked === 0 ? FIRST_STEP : STEP;
    const step = await log.ended(asked, { from: place, to, limit });
    found.push(...(await sight.of(step.found, log.naming)));
    if (found.length > PAGE_ROWS || step.end === null) return { found, end: null };
    looked += limit;
    place = step.end;
    await othersFirst();
  }
  return { found, end: place };
}

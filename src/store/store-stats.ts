import { type Kysely, sql } from 'kysely';
import { unshown } from './tables/cursors.ts';
import type { Schema } from './schema.ts';

/** How much of something there is, and since when the oldest of it (ms since the epoch); null when there is none. */
export interface Waiting {
  readonly count: number;
  readonly since: number | null;
}

/** What the store knows of how things stand. */
export interface StoreStats {
  /**
   * Requests by the phase they are in; `since` is when the one that has not moved for longest moved last, null for those
   * that have ended.
   */
  readonly phases: readonly (Waiting & { readonly phase: string })[];
  /** Clicks that Slack was answered "ok" for and whose effect is not on record yet. */
  readonly clicks: Waiting;
  /** Ended requests of which something is left to do. */
  readonly toDos: number;
  /** Events that card or thread do not show yet, of requests that Slack can still be told about. */
  readonly untold: Waiting;
}

/** Each is read from what is open, waiting or behind, or has been counted: never from everything that ever was. */
export async function figures(db: Kysely<Schema>): Promise<StoreStats> {
  const open = await db
    .selectFrom('requests')
    .select((select) => ['phase', select.fn.countAll().as('count'), select.fn.min('updated_at').as('since')])
    .where('open', '=', 1)
    .groupBy('phase')
    .execute();
  const ended = await db.selectFrom('tallies').select('count').where('name', '=', 'ended').executeTakeFirst();
  const toDos = await db
    .selectFrom('requests')
    .select((select) => select.fn.countAll().as('count'))
    .where('to_do', '=', 1)
    .executeTakeFirst();
  const clicks = await db
    .selectFrom('inbox')
    .select((select) => [select.fn.countAll().as('count'), select.fn.min('received_at').as('since')])
    .where('done_at', 'is', null)
    .executeTakeFirst();
  return {
    phases: [
      ...open.map(({ phase, ...row }) => ({ phase, ...waiting(row) })),
      ...(ended && ended.count > 0 ? [{ phase: 'ended', count: ended.count, since: null }] : []),
    ],
    clicks: waiting(clicks),
    toDos: Number(toDos?.count ?? 0),
    untold: waiting(await untold(db)),
  };
}

/** Of each request that is behind, the events after those that card and thread both show. */
function untold(db: Kysely<Schema>) {
  const card = sql<number>`coalesce(cursors.card_version, 0)`;
  const thread = sql<number>`coalesce(cursors.thread_version, 0)`;
  const told = sql<number>`case when ${card} < ${thread} then ${card} else ${thread} end`;
  return db
    .selectFrom('requests')
    .leftJoin('cursors', 'cursors.request_id', 'requests.id')
    .innerJoin('events', (join) =>
      join.onRef('events.request_id', '=', 'requests.id').on('events.version', '=', sql<number>`${told} + 1`),
    )
    .select((select) => [
      select.fn.sum<number | string | null>(sql<number>`requests.version - (${told})`).as('count'),
      select.fn.min('events.at').as('since'),
    ])
    .where((where) => where('requests.id', 'in', where.selectFrom(unshown(db).as('perhaps')).select('perhaps.id')))
    .where('cursors.parked', 'is', null)
    .executeTakeFirst();
}

function waiting(row: { count: number | string | bigint | null; since: number | null } | undefined): Waiting {
  return { count: Number(row?.count ?? 0), since: row?.since ?? null };
}

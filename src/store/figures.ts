import type { Kysely } from 'kysely';
import type { Schema } from './schema.ts';

/** How much of something there is, and since when the oldest of it (ms since the epoch); null when there is none. */
export interface Waiting {
  readonly count: number;
  readonly since: number | null;
}

/** What the store knows of how things stand. */
export interface Figures {
  /** Requests by the phase they are in; `since` is when the one that has not moved for longest moved last. */
  readonly phases: readonly (Waiting & { readonly phase: string })[];
  /** Clicks that Slack was answered "ok" for and whose effect is not on record yet. */
  readonly clicks: Waiting;
  /** Events that card or thread do not show yet, of requests that Slack can still be told about. */
  readonly untold: Waiting;
}

export async function figures(db: Kysely<Schema>): Promise<Figures> {
  const phases = await db
    .selectFrom('requests')
    .select((select) => ['phase', select.fn.countAll().as('count'), select.fn.min('updated_at').as('since')])
    .groupBy('phase')
    .execute();
  const clicks = await db
    .selectFrom('inbox')
    .select((select) => [select.fn.countAll().as('count'), select.fn.min('received_at').as('since')])
    .where('done_at', 'is', null)
    .executeTakeFirst();
  const untold = await db
    .selectFrom('requests')
    .leftJoin('cursors', 'cursors.request_id', 'requests.id')
    .innerJoin('events', 'events.request_id', 'requests.id')
    .select((select) => [select.fn.countAll().as('count'), select.fn.min('events.at').as('since')])
    .where('cursors.parked', 'is', null)
    // Nearly every request has been told of whole, and its events need not be looked at.
    .where((where) =>
      where.or([
        where('cursors.request_id', 'is', null),
        where('cursors.card_version', '<', where.ref('requests.version')),
        where('cursors.thread_version', '<', where.ref('requests.version')),
      ]),
    )
    .where((where) =>
      where.or([
        where('cursors.request_id', 'is', null),
        where('cursors.card_version', '<', where.ref('events.version')),
        where('cursors.thread_version', '<', where.ref('events.version')),
      ]),
    )
    .executeTakeFirst();
  return {
    phases: phases.map(({ phase, ...row }) => ({ phase, ...waiting(row) })),
    clicks: waiting(clicks),
    untold: waiting(untold),
  };
}

function waiting(row: { count: number | string | bigint; since: number | null } | undefined): Waiting {
  return { count: Number(row?.count ?? 0), since: row?.since ?? null };
}

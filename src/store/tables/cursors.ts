import type { Insertable, Kysely, Selectable } from 'kysely';
import type { Cursor } from '../../request/log/cursor.ts';
import { type Fence, together } from '../fence.ts';
import type { Schema } from '../schema.ts';

export interface Cursors {
  get(requestId: string): Promise<Cursor>;
  put(cursor: Cursor): Promise<void>;
  /** Open requests, and those of which Slack has not been told everything: all that may need a message. Oldest first. */
  behind(): Promise<readonly { id: string; version: number }[]>;
}

/** With a fence, a put rejects with LeaseLost once another term has begun. */
export function cursors(db: Kysely<Schema>, fence: Fence | null = null): Cursors {
  return {
    async get(requestId) {
      const row = await db.selectFrom('cursors').selectAll().where('request_id', '=', requestId).executeTakeFirst();
      return row ? fromRow(row) : { ...fresh, requestId };
    },
    async put(cursor) {
      const { request_id, ...row } = toRow(cursor);
      await together(db, fence, async (trx) => {
        await trx
          .insertInto('cursors')
          .values({ request_id, ...row })
          .onConflict((conflict) => conflict.column('request_id').doUpdateSet(row))
          .execute();
        await markShown(trx, request_id, row.shown);
      });
    },
    behind: () =>
      db
        .selectFrom('requests')
        // Few, by indexes; what they are behind with is looked at below.
        .where((where) => where('requests.id', 'in', where.selectFrom(perhapsBehind(db)).select('perhaps.id')))
        .leftJoin('cursors', 'cursors.request_id', 'requests.id')
        .select(['requests.id as id', 'requests.version as version'])
        .where('cursors.parked', 'is', null)
        .where((where) =>
          where.or([
            where('requests.open', '=', 1),
            where('cursors.request_id', 'is', null),
            where('cursors.card_version', '<', where.ref('requests.version')),
            where('cursors.card_attempt_at', 'is not', null),
            where('cursors.thread_version', '<', where.ref('requests.version')),
          ]),
        )
        .orderBy('requests.requested_at')
        .execute(),
  };
}

function perhapsBehind(db: Kysely<Schema>) {
  return db.selectFrom('requests').select('id').where('open', '=', 1).unionAll(unshown(db)).as('perhaps');
}

/** Ids of the requests of which Slack may have to be shown more. One may be there twice, or need nothing after all. */
export function unshown(db: Kysely<Schema>) {
  return db
    .selectFrom('requests')
    .select('id')
    .where('unshown', '=', 1)
    .unionAll(db.selectFrom('cursors').select('request_id as id').where('unsettled', '=', 1));
}

/** Where nothing can be shown any more, whatever else is recorded: more than any version. */
const SHOWN_FOR_GOOD = 2 ** 31 - 1;

export function shownBy(
  row: Pick<Selectable<Schema['cursors']>, 'parked' | 'card_version' | 'thread_version'>,
): number {
  return row.parked === null ? Math.min(row.card_version, row.thread_version) : SHOWN_FOR_GOOD;
}

export async function markShown(trx: Kysely<Schema>, id: string, shown: number): Promise<void> {
  await trx.updateTable('requests').set({ shown }).where('id', '=', id).where('shown', '!=', shown).execute();
}

/** Of a request of which Slack shows nothing yet. */
export const fresh = {
  cardChannel: null,
  cardTs: null,
  cardVersion: 0,
  cardRendering: '',
  cardAttemptAt: null,
  threadVersion: 0,
  threadAttempt: null,
  parked: null,
};

function fromRow(row: Selectable<Schema['cursors']>): Cursor {
  const attempted = row.thread_attempt_to !== null && row.thread_attempt_at !== null;
  return {
    requestId: row.request_id,
    cardChannel: row.card_channel,
    cardTs: row.card_ts,
    cardVersion: row.card_version,
    cardRendering: row.card_rendering,
    cardAttemptAt: row.card_attempt_at,
    threadVersion: row.thread_version,
    threadAttempt: attempted ? { to: row.thread_attempt_to ?? 0, at: row.thread_attempt_at ?? 0 } : null,
    parked: row.parked,
  };
}

function toRow(cursor: Cursor): Insertable<Schema['cursors']> {
  const row = {
    request_id: cursor.requestId,
    card_channel: cursor.cardChannel,
    card_ts: cursor.cardTs,
    card_version: cursor.cardVersion,
    card_rendering: cursor.cardRendering,
    card_attempt_at: cursor.cardAttemptAt,
    thread_version: cursor.threadVersion,
    thread_attempt_to: cursor.threadAttempt?.to ?? null,
    thread_attempt_at: cursor.threadAttempt?.at ?? null,
    parked: cursor.parked,
  };
  return { ...row, shown: shownBy(row) };
}

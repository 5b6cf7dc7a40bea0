/**
 * What versions of the bot that keep no index have left behind: found by the versions that the requests' rows carry, and
 * filled in some requests at a time, so that nobody who waits for the store waits long for it.
 */
import { type Kysely, sql, type Transaction } from 'kysely';
import { keyEvents, keysOf } from '../request/keys.ts';
import { parseJson } from '../trust.ts';
import { markShown, shownBy } from './cursors.ts';
import { isPostgres } from './dialect.ts';
import { type Fence, together } from './fence.ts';
import { keep } from './finding.ts';
import type { Schema } from './schema.ts';

export interface Filling {
  /** True while ended requests are not indexed up to their end: who looks for them may miss some. */
  isBehind(): Promise<boolean>;
  /** Brings at most `limit` requests up to date. Gives how many were: fewer than `limit` means that none is left. */
  fill(limit: number): Promise<number>;
}

export function filling(db: Kysely<Schema>, fence: Fence | null): Filling {
  return {
    async isBehind() {
      const row = await db
        .selectFrom('requests')
        .select('id')
        .where(sql<boolean>`indexed_version < version`)
        .where('open', '=', 0)
        .limit(1)
        .executeTakeFirst();
      return row !== undefined;
    },
    fill: (limit) => together(db, fence, async (trx) => Math.max(await index(trx, limit), await mark(trx, limit))),
  };
}

/** What was appended past the index. */
async function index(trx: Transaction<Schema>, limit: number): Promise<number> {
  const found = trx
    .selectFrom('requests')
    .select(['id', 'version', 'indexed_version', 'requested_at'])
    .where(sql<boolean>`indexed_version < version`)
    .orderBy('id')
    .limit(limit);
  // The row is held first, as an append does: neither waits for the other with the other's rows in hand.
  const rows = await (isPostgres(trx) ? found.forUpdate().skipLocked() : found).execute();
  for (const { id, version, indexed_version: from, requested_at: at } of rows) {
    const events = await trx
      .selectFrom('events')
      .select(['type', 'event'])
      .where('request_id', '=', id)
      .where('version', '>', from)
      .where('version', '<=', version)
      .where('type', 'in', keyEvents)
      .orderBy('version')
      .execute();
    const keys = keysOf(events.map(({ type, event }) => ({ type, event: parseJson(event) })));
    await keep(trx, { id, at }, keys);
    const channel = keys.channel === null ? {} : { channel: keys.channel };
    await trx
      .updateTable('requests')
      .set({ indexed_version: version, ...channel })
      .where('id', '=', id)
      .execute();
  }
  return rows.length;
}

/** What Slack was shown by a version that marked nothing. */
async function mark(trx: Transaction<Schema>, limit: number): Promise<number> {
  const found = trx
    .selectFrom('requests')
    .innerJoin('cursors', 'cursors.request_id', 'requests.id')
    .selectAll('cursors')
    .where(sql<boolean>`requests.shown < requests.version`)
    .where((where) =>
      where.or([
        where('cursors.parked', 'is not', null),
        where.and([
          where('cursors.card_version', '>=', where.ref('requests.version')),
          where('cursors.thread_version', '>=', where.ref('requests.version')),
        ]),
      ]),
    )
    .orderBy('requests.id')
    .limit(limit);
  const rows = await (isPostgres(trx) ? found.forUpdate().skipLocked() : found).execute();
  for (const row of rows) await markShown(trx, row.request_id, shownBy(row));
  return rows.length;
}

/**
 * What versions of the bot that keep no index have left behind: found by the versions that the requests' rows carry, and
 * filled in some requests at a time, so that nobody who waits for the store waits long for it.
 */
import type { Kysely, Transaction } from 'kysely';
import { claimedTenants, claimedTenantsEvents } from '../../request/log/claimed-tenants.ts';
import { keyEvents, keysOf } from '../../request/log/keys.ts';
import { parseJson } from '../../lib/trust-boundaries.ts';
import { markShown, shownBy } from '../tables/cursors.ts';
import { isPostgres } from '../database/dialect.ts';
import { addClaims } from '../tables/families.ts';
import { type Fence, together } from '../fence.ts';
import { keep } from './index-search.ts';
import type { Schema } from '../schema.ts';

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
        .where('unindexed', '=', 1)
        .where('open', '=', 0)
        .limit(1)
        .executeTakeFirst();
      return row !== undefined;
    },
    fill: (limit) =>
      together(db, fence, async (trx) => {
        const steps = [await index(trx, limit), await hold(trx, limit), await mark(trx, limit)];
        return Math.max(...steps);
      }),
  };
}

/** What was appended past the index. */
async function index(trx: Transaction<Schema>, limit: number): Promise<number> {
  const found = trx
    .selectFrom('requests')
    .select(['id', 'requested_at'])
    .where('unindexed', '=', 1)
    .orderBy('id')
    .limit(limit);
  // The rows are held first, as an append does: neither waits for the other with the other's rows in hand.
  const rows = await (isPostgres(trx) ? found.forUpdate().skipLocked() : found).execute();
  if (rows.length === 0) return 0;
  const ids = rows.map(({ id }) => id);
  const events = await trx
    .selectFrom('events')
    .select(['request_id', 'type', 'event'])
    .where('request_id', 'in', ids)
    .where('type', 'in', keyEvents)
    .orderBy('request_id')
    .orderBy('version')
    .execute();
  const keyed = rows.map(({ id, requested_at: at }) => {
    const own = events.filter(({ request_id }) => request_id === id);
    return { id, at, keys: keysOf(own.map(({ type, event }) => ({ type, event: parseJson(event) }))) };
  });
  await keep(trx, keyed);
  for (const channel of new Set(keyed.map(({ keys }) => keys.channel)))
    await trx
      .updateTable('requests')
      .set((row) => ({ indexed_version: row.ref('version'), channel }))
      .where(
        'id',
        'in',
        keyed.flatMap(({ id, keys }) => (keys.channel === channel ? [id] : [])),
      )
      .execute();
  return rows.length;
}

/** What a version that knows no families claimed: an open request may be moving its tenants still. */
async function hold(trx: Transaction<Schema>, limit: number): Promise<number> {
  const found = trx
    .selectFrom('requests')
    .select(['id', 'open'])
    .where('unfamilied', '=', 1)
    .orderBy('id')
    .limit(limit);
  const rows = await (isPostgres(trx) ? found.forUpdate().skipLocked() : found).execute();
  if (rows.length === 0) return 0;
  const ids = rows.map(({ id }) => id);
  const events = await trx
    .selectFrom('events')
    .select(['request_id', 'type', 'event'])
    .where('request_id', 'in', ids)
    .where('type', 'in', claimedTenantsEvents)
    .execute();
  for (const { id, open } of rows) {
    const own = events.filter(({ request_id }) => request_id === id);
    const members = claimedTenants(own.map(({ type, event }) => ({ type, event: parseJson(event) })));
    await addClaims(trx, { request: id, members, isHeld: open === 1 });
  }
  await trx
    .updateTable('requests')
    .set((row) => ({ family_version: row.ref('version') }))
    .where('id', 'in', ids)
    .execute();
  return rows.length;
}

/** What Slack was shown by a version that marked nothing. */
async function mark(trx: Transaction<Schema>, limit: number): Promise<number> {
  const found = trx
    .selectFrom('requests')
    .innerJoin('cursors', 'cursors.request_id', 'requests.id')
    .selectAll('cursors')
    .where('requests.unshown', '=', 1)
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

import type { Kysely } from 'kysely';
import { othersFirst } from '../lib/others-first.ts';
import { isPostgres } from './database/dialect.ts';

import type { Schema } from './schema.ts';

/** So many at a time: nobody who waits for the store waits long for this. */
const BATCH = 200;

/**
 * Forgets ended requests that have not moved since `before`, but for their log: they are listed nowhere any more, and how far
 * Slack was brought is not known any more. What Slack has not been told of to its end stays. Gives how many there were.
 */
export async function retire(db: Kysely<Schema>, before: number): Promise<number> {
  let all = 0;
  for (;;) {
    const count = await batch(db, before);
    all += count;
    if (count < BATCH) return all;
    await othersFirst();
  }
}

function batch(db: Kysely<Schema>, before: number): Promise<number> {
  return db.transaction().execute(async (trx) => {
    const found = trx
      .selectFrom('requests')
      .innerJoin('cursors', 'cursors.request_id', 'requests.id')
      .select('requests.id')
      .where('requests.open', '=', 0)
      .where('requests.updated_at', '<', before)
      // What Slack does not show yet, or is not marked as shown, is not even looked at: it may be much, and for long.
      .where('requests.unshown', '=', 0)
      .where((where) =>
        where.or([
          where('cursors.parked', 'is not', null),
          where.and([
            where('cursors.card_version', '>=', where.ref('requests.version')),
            where('cursors.thread_version', '>=', where.ref('requests.version')),
          ]),
        ]),
      )
      .orderBy('requests.updated_at')
      .limit(BATCH);
    // Replicas do this at the same time: each takes its own.
    const rows = await (isPostgres(trx) ? found.forUpdate().skipLocked() : found).execute();
    const ids = rows.map(({ id }) => id);
    if (ids.length === 0) return 0;
    await trx.deleteFrom('cursors').where('request_id', 'in', ids).execute();
    await trx.deleteFrom('request_tenants').where('request_id', 'in', ids).execute();
    await trx.deleteFrom('request_people').where('request_id', 'in', ids).execute();
    await trx.deleteFrom('requests').where('id', 'in', ids).execute();
    return ids.length;
  });
}

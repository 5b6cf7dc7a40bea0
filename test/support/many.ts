/** As many ended requests as nobody would ask for by hand, as a version that keeps no index has left them. */
import { type Kysely, sql } from 'kysely';
import type { Schema } from '../../src/store/schema.ts';
import { channels } from './world.ts';
import { AT, MINUTE, story } from '../slack/overview/log.ts';

/** By the number of the request: its tenant is one of so many. */
export const TENANTS = 500;

/**
 * Ended requests R-1 to R-`count`, a minute apart, each about one of the tenants `orders_0` to `orders_499`; card and
 * thread show them. Written by the database itself: the logs are those of a rejected request, but for their hashes.
 */
export async function seedMany(db: Kysely<Schema>, count: number): Promise<void> {
  const { log } = story('R', { name: '@name@' }).rejected();
  const numbers = sql.raw(
    `with recursive n(i) as (select 1 union all select i + 1 from n where i < ${count}) insert into`,
  );
  const id = sql.raw(`'R-' || n.i`);
  const at = sql.raw(`${AT} + n.i * ${MINUTE}`);
  await db.transaction().execute(async (trx) => {
    for (const { version, event } of log) {
      const [before = '', ...rest] = JSON.stringify(event).split('@name@');
      const text = [before, ...rest].map((part) => sql.lit(part));
      const named = sql.join(text, sql.raw(` || 'orders_' || (n.i % ${TENANTS}) || `));
      await sql`${numbers} events (request_id, version, at, type, event, previous_hash, hash)
        select ${id}, ${sql.lit(version)}, ${at}, ${sql.lit(event.type)}, ${named}, '', '' from n`.execute(trx);
    }
    const { length } = log;
    await sql`${numbers} requests (id, version, hash, phase, open, requested_at, updated_at)
      select ${id}, ${sql.lit(length)}, '', 'ended', 0, ${at}, ${at} from n`.execute(trx);
    await sql`${numbers} cursors (request_id, card_channel, card_ts, card_version, card_rendering, thread_version)
      select ${id}, ${sql.lit(channels.incident)}, '1.' || n.i, ${sql.lit(length)}, '', ${sql.lit(length)} from n`.execute(
      trx,
    );
  });
}

/** After all of them. */
export const newest = AT + 1_000_000 * MINUTE;

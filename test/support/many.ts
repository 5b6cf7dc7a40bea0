/** As many ended requests as nobody would ask for by hand, as a version that keeps no index has left them. */
import { type Kysely, sql } from 'kysely';
import type { Schema } from '../../src/store/schema.ts';
import { channels, people } from './world.ts';
import { AT, MINUTE, rule, story } from '../slack/overview/log.ts';

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

/** As `seedMany`, and as the filler leaves them. */
export async function seedIndexed(db: Kysely<Schema>, count: number): Promise<void> {
  await seedMany(db, count);
  const all = sql.raw(`with recursive n(i) as (select 1 union all select i + 1 from n where i < ${count}),
    letters(k) as (select 1 union all select k + 1 from letters where k < 10)`);
  const id = sql.raw(`'R-' || n.i`);
  const at = sql.raw(`${AT} + n.i * ${MINUTE}`);
  const name = sql.raw(`'ORDERS_' || (n.i % ${TENANTS})`);
  const { approvers, requesters } = rule;
  await sql`${all} insert into request_tenants (beginning, requested_at, request_id)
    select substr(${name}, 1, letters.k), ${at}, ${id} from n, letters where letters.k <= length(${name})`.execute(db);
  for (const person of [...requesters, ...approvers])
    await sql`${all} insert into request_people (request_id, person, acted, requested_at)
      select ${id}, ${sql.lit(person)}, ${sql.lit(person === people.arun ? 0 : 1)}, ${at} from n`.execute(db);
  await sql`update requests set indexed_version = version, family_version = version, shown = version, channel = ${channels.incident}`.execute(
    db,
  );
  await sql`update cursors set shown = card_version`.execute(db);
}

/** After all of them. */
export const newest = AT + 1_000_000 * MINUTE;

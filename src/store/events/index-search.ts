/** Ended requests by tenant, person and time: always some rows of an index, however many requests there are. */
import { type Kysely, sql, type Transaction } from 'kysely';
import { beginningsOf, foldedName, type Keys } from '../../request/log/keys.ts';
import type { Schema } from '../schema.ts';

/** Which ended requests; null: whichever. */
export interface Filter {
  /** How the name of one of its tenants begins, primaries included; letter case does not count. */
  readonly tenant: string | null;
  /** Who asked, proposed or decided in it. */
  readonly person: string | null;
  /** Asked for at or after this moment, ms since the epoch. */
  readonly since: number | null;
}

/** Where a request stands in the order of all of them. */
export interface IndexPlace {
  readonly at: number;
  readonly id: string;
}

/** From a place on, that one left out; null: from the newest. `newer` needs a place. */
export interface Walk {
  readonly from: IndexPlace | null;
  readonly to: 'older' | 'newer';
  /** How many requests are looked at. */
  readonly limit: number;
}

export interface FoundRequest extends IndexPlace {
  /** Where its card goes; null until it is indexed. */
  readonly channel: string | null;
}

export interface Step {
  /** In the order of the walk: those of the ones that were looked at that have ended and fit the filter. */
  readonly found: readonly FoundRequest[];
  /** Where to go on; null: there is nothing behind. */
  readonly end: IndexPlace | null;
}

export async function ended(db: Kysely<Schema>, filter: Filter, walk: Walk): Promise<Step> {
  const { tenant, person } = filter;
  // Looked up one by one: a join of some hundred rows would be answered by reading all requests.
  const rows = await db
    .selectFrom(looked(db, filter, walk))
    .select((looking) => {
      const own = looking.selectFrom('requests').whereRef('requests.id', '=', 'looked.id');
      const took = looking
        .selectFrom('request_people')
        .select('request_people.acted')
        .whereRef('request_people.request_id', '=', 'looked.id')
        .where('request_people.person', '=', person);
      return [
        'looked.id as id',
        'looked.at as at',
        own.select('requests.open').as('open'),
        own.select('requests.channel').as('channel'),
        // By which of the two it was looked for, the other is to be seen.
        (tenant === null || person === null ? looking.lit(1) : took).as('fits'),
      ];
    })
    .orderBy('looked.at', orderOf(walk))
    .orderBy('looked.id', orderOf(walk))
    .execute();
  const last = rows.at(-1);
  return {
    // Whose row is not there was forgotten (RETENTION_DAYS) by a version that knew nothing of the index.
    found: rows.flatMap((row) =>
      row.open === 0 && row.fits === 1 ? [{ id: row.id, at: row.at, channel: row.channel }] : [],
    ),
    end: last && rows.length === walk.limit ? { at: last.at, id: last.id } : null,
  };
}

function orderOf({ to }: Pick<Walk, 'to'>): 'desc' | 'asc' {
  return to === 'older' ? 'desc' : 'asc';
}

/** The next requests of whichever index narrows them down most. */
function looked(db: Kysely<Schema>, { tenant, person, since }: Filter, { from, to, limit }: Walk) {
  const sign = to === 'older' ? sql`<` : sql`>`;
  const order = orderOf({ to });
  const behind = (at: string, id: string) =>
    from === null
      ? sql<boolean>`1 = 1`
      : sql<boolean>`(${sql.ref(at)}, ${sql.ref(id)}) ${sign} (${from.at}, ${from.id})`;
  if (tenant !== null)
    return db
      .selectFrom('request_tenants')
      .select(['request_id as id', 'requested_at as at'])
      .where('beginning', '=', foldedName(tenant))
      .where('requested_at', '>=', since ?? 0)
      .where(behind('requested_at', 'request_id'))
      .orderBy('requested_at', order)
      .orderBy('request_id', order)
      .limit(limit)
      .as('looked');
  if (person !== null)
    return db
      .selectFrom('request_people')
      .select(['request_id as id', 'requested_at as at'])
      .where('person', '=', person)
      .where('acted', '=', 1)
      .where('requested_at', '>=', since ?? 0)
      .where(behind('requested_at', 'request_id'))
      .orderBy('requested_at', order)
      .orderBy('request_id', order)
      .limit(limit)
      .as('looked');
  return db
    .selectFrom('requests')
    .select(['id', 'requested_at as at'])
    .where('requested_at', '>=', since ?? 0)
    .where(behind('requested_at', 'id'))
    .orderBy('requested_at', order)
    .orderBy('id', order)
    .limit(limit)
    .as('looked');
}

/** Which of these requests one of these users or user groups took part in, or is named in by the rule. */
export async function naming(
  db: Kysely<Schema>,
  ids: readonly string[],
  who: readonly string[],
): Promise<ReadonlySet<string>> {
  if (ids.length === 0 || who.length === 0) return new Set();
  const rows = await db
    .selectFrom('request_people')
    .select('request_id as id')
    .where('request_id', 'in', ids)
    .where('person', 'in', who)
    .execute();
  return new Set(rows.map(({ id }) => id));
}

/** Few sizes: each is a statement of its own, and SQLite keeps those that it has prepared. */
const ROWS_AT_A_TIME = [128, 16, 4, 1] as const;

/** Keeps what requests are found by; what is there already stays. */
export async function keep(
  trx: Transaction<Schema>,
  requests: readonly (IndexPlace & { readonly keys: Omit<Keys, 'channel'> })[],
): Promise<void> {
  const tenants = requests.flatMap(({ id, at, keys }) =>
    beginningsOf(keys.tenants).map((beginning) => ({ beginning, requested_at: at, request_id: id })),
  );
  for (const rows of parts(tenants))
    await trx
      .insertInto('request_tenants')
      .values([...rows])
      .onConflict((conflict) => conflict.doNothing())
      .execute();
  const people = requests.flatMap(({ id, at, keys: { acted, named } }) => {
    const row = { request_id: id, requested_at: at };
    return [
      ...acted.map((person) => ({ ...row, person, acted: 1 })),
      ...named.filter((one) => !acted.includes(one)).map((person) => ({ ...row, person, acted: 0 })),
    ];
  });
  for (const rows of parts(people))
    await trx
      .insertInto('request_people')
      .values([...rows])
      .onConflict((conflict) =>
        conflict
          .columns(['request_id', 'person'])
          .doUpdateSet((row) => ({ acted: row.ref('excluded.acted') }))
          .where('request_people.acted', '=', 0),
      )
      .execute();
}

function parts<T>(rows: readonly T[]): readonly (readonly T[])[] {
  const found: (readonly T[])[] = [];
  for (let at = 0; at < rows.length; ) {
    const size = ROWS_AT_A_TIME.find((one) => one <= rows.length - at) ?? 1;
    found.push(rows.slice(at, at + size));
    at += size;
  }
  return found;
}

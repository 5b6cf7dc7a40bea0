/**
 * Which requests move which tenants: an index of the claims, written in their transactions. At most one row per tenant
 * is `held`, so two requests of one replication family that are claimed in the same instant, on any replica, meet here,
 * and one of them wins.
 */
import { type Kysely, type Migration, sql, type Transaction } from 'kysely';
import { ExplainedError } from '../../lib/cause.ts';
import { isPostgres, isTaken } from '../database/dialect.ts';
import type { Schema } from '../schema.ts';
import { addWorkedOut } from '../events/derived.ts';

/** What an append does to the rows of its request. */
export type FamilyChange =
  /**
   * Holds these tenants, by their keys, for the request alone. `known`: ids of the requests that the decision knew to
   * have moved any of them.
   */
  | { readonly kind: 'hold'; readonly members: readonly string[]; readonly known: readonly string[] }
  /** Releases them. The record that this request moved them stays. */
  | { readonly kind: 'free' };

export interface Families {
  /** Ids of the requests that ever claimed a call about one of these tenants, in a fixed order. */
  requestsOf(members: readonly string[]): Promise<readonly string[]>;
  /** The other request that currently holds one of these tenants; null for none. */
  holderOf(members: readonly string[], request: string): Promise<string | null>;
  /** Ids of the requests that currently hold any tenant, in a fixed order. */
  held(): Promise<readonly string[]>;
  /** Releases the tenants of a request, unless its log has grown beyond `version`, on which this was decided. */
  release(request: string, version: number): Promise<void>;
  /** True while a request has events from a version without this index that are not in it yet: see engine/filler.ts. */
  isBehind(): Promise<boolean>;
}

/** Another request holds a tenant of the family, or held it since the family was read: the claim is not written. */
export class FamilyHeld extends ExplainedError {
  readonly code = 'family_held';
  readonly effect = 'none';

  constructor() {
    super({ kind: 'family_held' });
    this.name = 'FamilyHeld';
  }
}

export const familyTables: Migration = {
  async up(db: Kysely<unknown>) {
    await db.schema
      .createTable('family_claims')
      .addColumn('member', 'text', (column) => column.notNull())
      .addColumn('request_id', 'text', (column) => column.notNull())
      .addColumn('held', 'integer', (column) => column.notNull())
      .addPrimaryKeyConstraint('family_claims_pk', ['member', 'request_id'])
      .execute();
    await db.schema
      .createIndex('family_claims_held')
      .on('family_claims')
      .column('member')
      .unique()
      .where(sql.ref('held'), '=', sql.lit(1))
      .execute();
    await db.schema.createIndex('family_claims_request').on('family_claims').column('request_id').execute();
  },
};

/**
 * The version up to which a request's claims are in the index, and whether that is behind: a version that does not know
 * families does not update it.
 */
export const familyVersions: Migration = {
  async up(db: Kysely<unknown>) {
    await db.schema.createIndex('family_claims_holders').on('family_claims').columns(['held', 'request_id']).execute();
    await db.schema
      .alterTable('requests')
      .addColumn('family_version', 'integer', (column) => column.notNull().defaultTo(0))
      .execute();
    await addWorkedOut(db, 'requests', 'unfamilied', sql`family_version < version`);
    await db.schema.createIndex('requests_unfamilied').on('requests').columns(['unfamilied', 'id']).execute();
  },
};

export function families(db: Kysely<Schema>): Families {
  return {
    async requestsOf(members) {
      if (members.length === 0) return [];
      const rows = await db
        .selectFrom('family_claims')
        .select('request_id')
        .distinct()
        .where('member', 'in', members)
        .orderBy('request_id')
        .execute();
      return rows.map((row) => row.request_id);
    },
    async holderOf(members, request) {
      if (members.length === 0) return null;
      const row = await db
        .selectFrom('family_claims')
        .select('request_id')
        .where('member', 'in', members)
        .where('held', '=', 1)
        .where('request_id', '!=', request)
        .orderBy('request_id')
        .limit(1)
        .executeTakeFirst();
      return row?.request_id ?? null;
    },
    async held() {
      const held = db.selectFrom('family_claims').select('request_id').distinct().where('held', '=', 1);
      return (await held.orderBy('request_id').execute()).map((row) => row.request_id);
    },
    release: (request, version) =>
      db.transaction().execute(async (trx) => {
        const head = trx.selectFrom('requests').select('version').where('id', '=', request);
        const row = await (isPostgres(trx) ? head.forUpdate() : head).executeTakeFirst();
        // A request without a row ended long ago.
        if (row && row.version !== version) return;
        await change(trx, request, { kind: 'free' });
      }),
    async isBehind() {
      const behind = db.selectFrom('requests').select('id').where('unfamilied', '=', 1).limit(1);
      return (await behind.executeTakeFirst()) !== undefined;
    },
  };
}

/**
 * Rejects with FamilyHeld when another request holds one of them, or held one that the decision does not know of: it
 * may have made a primary. Rows are taken in a fixed order, so that two claims do not wait for each other.
 */
export async function change(trx: Transaction<Schema>, request: string, to: FamilyChange): Promise<void> {
  if (to.kind === 'free') {
    await trx.updateTable('family_claims').set({ held: 0 }).where('request_id', '=', request).execute();
    return;
  }
  const members = to.members.toSorted();
  if (members.length === 0) return;
  try {
    await trx
      .insertInto('family_claims')
      .values(members.map((member) => ({ member, request_id: request, held: 1 })))
      .onConflict((row) => row.columns(['member', 'request_id']).doUpdateSet({ held: 1 }))
      .execute();
  } catch (error) {
    if (isTaken(error)) throw new FamilyHeld();
    throw error;
  }
  // This comes after taking the rows: from here on no other request can take any of them.
  const unknown = await trx
    .selectFrom('family_claims')
    .select('request_id')
    .where('member', 'in', members)
    .where('request_id', 'not in', [request, ...to.known])
    .limit(1)
    .executeTakeFirst();
  if (unknown) throw new FamilyHeld();
}

/**
 * Adds claims of a version that does not know families. Where another request already holds a tenant, it only records
 * the claim.
 */
export async function addClaims(
  trx: Transaction<Schema>,
  claims: { readonly request: string; readonly members: readonly string[]; readonly isHeld: boolean },
): Promise<void> {
  const { request, members, isHeld } = claims;
  if (members.length === 0) return;
  for (const held of isHeld ? [1, 0] : [0])
    await trx
      .insertInto('family_claims')
      .values(members.map((member) => ({ member, request_id: request, held })))
      .onConflict((row) => row.doNothing())
      .execute();
}

/**
 * Which requests move which tenants: an index of the claims, kept in their own transactions. One row a tenant is `held` at most, so two requests
 * of one replication family that are claimed in the same instant, on whichever replica, meet here, and one of them wins.
 */
import { type Kysely, type Migration, sql, type Transaction } from 'kysely';
import { ExplainedError } from '../cause.ts';
import { isTaken } from './dialect.ts';
import type { Schema } from './schema.ts';

/** What an append does to the rows of its request. */
export type FamilyChange =
  /** Takes these tenants, by their keys, for the request alone. */
  | { readonly kind: 'hold'; readonly members: readonly string[] }
  /** Lets others move them again. That this request did stays on record. */
  | { readonly kind: 'free' };

export interface Families {
  /** Ids of the requests that ever claimed something about one of these tenants, in a fixed order. */
  requestsOf(members: readonly string[]): Promise<readonly string[]>;
  /** The request, other than this one, that has one of these tenants for itself now; null for none. */
  holderOf(members: readonly string[], request: string): Promise<string | null>;
}

/** Another request has a tenant of the family for itself: what was to be claimed is not written. */
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
  };
}

/** Rejects with FamilyHeld when another request has one of them. In a fixed order, so that two who want the same do not wait for each other. */
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
}

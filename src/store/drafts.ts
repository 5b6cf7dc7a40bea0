import type { Kysely } from 'kysely';
import type { Schema } from './schema.ts';

export interface Drafts {
  put(draft: { id: string; body: string; at: number }): Promise<void>;
  /** The JSON that was put; null when there is no such draft. */
  get(id: string): Promise<string | null>;
  prune(before: number): Promise<void>;
}

export function drafts(db: Kysely<Schema>): Drafts {
  return {
    async put({ id, body, at }) {
      const row = { id, body, created_at: at };
      await db
        .insertInto('drafts')
        .values(row)
        .onConflict((conflict) => conflict.column('id').doUpdateSet({ body }))
        .execute();
    },
    async get(id) {
      const row = await db.selectFrom('drafts').select('body').where('id', '=', id).executeTakeFirst();
      return row?.body ?? null;
    },
    async prune(before) {
      await db.deleteFrom('drafts').where('created_at', '<', before).execute();
    },
  };
}

import type { Kysely } from 'kysely';
import type { Group } from '../events/group-commit.ts';
import type { Schema } from '../schema.ts';

export interface Drafts {
  put(draft: { id: string; body: string; at: number }): Promise<void>;
  /** The JSON that was put; null when there is no such draft. */
  get(id: string): Promise<string | null>;
  prune(before: number): Promise<void>;
}

export function drafts(db: Kysely<Schema>, group: Group<Kysely<Schema>>): Drafts {
  const put = group(async (within, batch: readonly { id: string; body: string; at: number }[]) => {
    // The last word of a batch counts, as it would one by one.
    const newest = new Map(batch.map(({ id, body, at }) => [id, { id, body, created_at: at }]));
    await within
      .insertInto('drafts')
      .values([...newest.values()])
      .onConflict((conflict) => conflict.column('id').doUpdateSet((row) => ({ body: row.ref('excluded.body') })))
      .execute();
    return batch.map(() => true);
  });
  return {
    async put(draft) {
      await put(draft);
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

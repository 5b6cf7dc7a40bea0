import type { Kysely } from 'kysely';
import { type Fence, written } from '../fence.ts';
import type { Schema } from '../schema.ts';

export interface Announcements {
  /** The JSON that was put; null when nothing of this kind was ever told. */
  get(id: string): Promise<string | null>;
  put(id: string, body: string): Promise<void>;
}

/** With a fence, a put rejects with LeaseLost once another term has begun. */
export function announcements(db: Kysely<Schema>, fence: Fence | null = null): Announcements {
  return {
    async get(id) {
      const row = await db.selectFrom('announcements').select('body').where('id', '=', id).executeTakeFirst();
      return row?.body ?? null;
    },
    async put(id, body) {
      await written(db, fence, (held) =>
        held
          .insertInto('announcements')
          .values({ id, body })
          .onConflict((conflict) => conflict.column('id').doUpdateSet({ body }))
          .execute(),
      );
    },
  };
}

import type { Kysely } from 'kysely';
import type { Schema } from './schema.ts';

export interface Click {
  /** What makes this delivery itself and not another: Slack's trigger id, envelope id or the request's signature. */
  readonly key: string;
  readonly kind: string;
  /** JSON. Holds no token and no response_url: both are secrets. */
  readonly body: string;
  readonly receivedAt: number;
}

export interface Inbox {
  /** True when it is on disk and new; false when this key was here before. */
  put(click: Click): Promise<boolean>;
  done(key: string, at: number): Promise<void>;
  /** Those not done, oldest first. */
  pending(): Promise<readonly Click[]>;
  /** Forgets what was done before `before`. */
  prune(before: number): Promise<void>;
}

export function inbox(db: Kysely<Schema>): Inbox {
  return {
    async put({ key, kind, body, receivedAt }) {
      const row = { key, kind, body, received_at: receivedAt, done_at: null };
      const result = await db
        .insertInto('inbox')
        .values(row)
        .onConflict((conflict) => conflict.column('key').doNothing())
        .executeTakeFirst();
      return result.numInsertedOrUpdatedRows === 1n;
    },
    async done(key, at) {
      await db.updateTable('inbox').set({ done_at: at }).where('key', '=', key).execute();
    },
    async pending() {
      const rows = await db
        .selectFrom('inbox')
        .selectAll()
        .where('done_at', 'is', null)
        .orderBy('received_at')
        .execute();
      return rows.map((row) => ({ key: row.key, kind: row.kind, body: row.body, receivedAt: row.received_at }));
    },
    async prune(before) {
      await db.deleteFrom('inbox').where('done_at', '<', before).execute();
    },
  };
}

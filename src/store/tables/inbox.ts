import type { Kysely } from 'kysely';
import type { Group } from '../events/group-commit.ts';
import type { Schema } from '../schema.ts';

export interface StoredClick {
  /** What makes this delivery itself and not another: Slack's trigger id, envelope id or the request's signature. */
  readonly key: string;
  readonly kind: string;
  /** JSON. Holds no token and no response_url: both are secrets. */
  readonly body: string;
  readonly receivedAt: number;
}

export interface Inbox {
  /** True when it is on disk and new; false when this key was here before. */
  put(click: StoredClick): Promise<boolean>;
  done(key: string, at: number): Promise<void>;
  /** Those of this replica that are not done, oldest first. */
  pending(): Promise<readonly StoredClick[]>;
  /** Takes over what replicas that are no more have left undone. */
  adopt(): Promise<void>;
  /** Forgets what was done before `before`. */
  prune(before: number): Promise<void>;
}

/** Of one replica: whoever took a click carries it out. */
export function inbox(db: Kysely<Schema>, group: Group<Kysely<Schema>>, owner: string): Inbox {
  return {
    put: group(async (within, clicks: readonly StoredClick[]) => {
      const rows = clicks.map(({ key, kind, body, receivedAt }) => ({
        key,
        kind,
        body,
        received_at: receivedAt,
        done_at: null,
        owner,
      }));
      const insert = within
        .insertInto('inbox')
        .values(rows)
        .onConflict((conflict) => conflict.column('key').doNothing());
      const written = new Set((await insert.returning('key').execute()).map(({ key }) => key));
      // The same key twice in one batch is new only once.
      return clicks.map(({ key }) => written.delete(key));
    }),
    async done(key, at) {
      await db.updateTable('inbox').set({ done_at: at }).where('key', '=', key).execute();
    },
    async pending() {
      const rows = await db
        .selectFrom('inbox')
        .selectAll()
        .where('done_at', 'is', null)
        .where('owner', '=', owner)
        .orderBy('received_at')
        .execute();
      return rows.map((row) => ({ key: row.key, kind: row.kind, body: row.body, receivedAt: row.received_at }));
    },
    async adopt() {
      await db
        .updateTable('inbox')
        .set({ owner })
        .where('done_at', 'is', null)
        .where((where) =>
          where.or([
            where('owner', 'is', null),
            where('owner', 'not in', where.selectFrom('replicas').select('replicas.id')),
          ]),
        )
        .execute();
    },
    async prune(before) {
      await db.deleteFrom('inbox').where('done_at', '<', before).execute();
    },
  };
}

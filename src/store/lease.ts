import { type Kysely, sql } from 'kysely';
import { isPostgres } from './database/dialect.ts';
import { ENGINE } from './fence.ts';
import { CHANNEL, LEASE_FREE } from './database/notify.ts';
import type { Schema } from './schema.ts';

export interface Replica {
  readonly id: string;
  /** Grows while it lives. What it is says nothing: only that it changes does. */
  readonly beat: number;
  /** Where it runs, for people. */
  readonly host: string;
}

export interface LeaseView {
  /** Of the present term, or of the last one. */
  readonly epoch: number;
  /** Who runs the engine; null when the lease was given back. */
  readonly holder: string | null;
  readonly replicas: readonly Replica[];
}

/** Who is there, and who runs the engine. No clock is compared with another: a replica that stands still has gone. */
export interface Lease {
  /** This process alone can have the store open: nobody else need be waited for. */
  readonly isExclusive: boolean;
  /** Says that this replica is there, and sees who else is. */
  beat(replica: { readonly id: string; readonly host: string }): Promise<LeaseView>;
  /** Begins the term after `epoch`. False when somebody else has begun one. */
  take(id: string, epoch: number): Promise<boolean>;
  /** Strikes a replica off that has stood still since `beat`. */
  forget(replica: Pick<Replica, 'id' | 'beat'>): Promise<void>;
  /** Gives the lease back, if this replica holds it; it stays among the others. */
  give(id: string): Promise<void>;
  /** The same, and strikes it off. */
  leave(id: string): Promise<void>;
}

export function lease(db: Kysely<Schema>, isExclusive: boolean): Lease {
  async function free(id: string): Promise<void> {
    await db.updateTable('leases').set({ holder: null }).where('name', '=', ENGINE).where('holder', '=', id).execute();
  }

  async function tell(): Promise<void> {
    if (isPostgres(db)) await sql`select pg_notify(${CHANNEL}, ${LEASE_FREE})`.execute(db);
  }

  return {
    isExclusive,
    async beat({ id, host }) {
      await db
        .insertInto('replicas')
        .values({ id, host, beat: 1 })
        .onConflict((conflict) =>
          conflict.column('id').doUpdateSet((row) => ({ beat: sql<number>`${row.ref('replicas.beat')} + 1` })),
        )
        .execute();
      const replicas = await db.selectFrom('replicas').selectAll().orderBy('id').execute();
      const held = await db.selectFrom('leases').selectAll().where('name', '=', ENGINE).executeTakeFirstOrThrow();
      return { epoch: held.epoch, holder: held.holder, replicas };
    },
    async take(id, epoch) {
      const { numUpdatedRows } = await db
        .updateTable('leases')
        .set({ epoch: epoch + 1, holder: id })
        .where('name', '=', ENGINE)
        .where('epoch', '=', epoch)
        .executeTakeFirst();
      return numUpdatedRows === 1n;
    },
    async forget({ id, beat }) {
      await db.deleteFrom('replicas').where('id', '=', id).where('beat', '=', beat).execute();
    },
    async give(id) {
      await free(id);
      await tell();
    },
    async leave(id) {
      await free(id);
      await db.deleteFrom('replicas').where('id', '=', id).execute();
      await tell();
    },
  };
}

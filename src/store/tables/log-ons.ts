import { type Kysely, type RawBuilder, sql, type Transaction } from 'kysely';
import { isPostgres } from '../database/dialect.ts';
import { isWorthAnotherTry } from '../database/connection-lost.ts';
import { CHANNEL, OCP_GATE } from '../database/notify.ts';
import type { Schema } from '../schema.ts';

/** Logins to OCP that were rejected lately, or may be: the gate in src/ocp/transport/log-on.ts uses them on every replica. */
export interface LogOns {
  readonly isExclusive: boolean;
  look(): Promise<{ readonly streak: number; readonly counted: readonly CountedLogOn[] }>;
  /** False when there are already `limit` within `windowMs`. */
  reserve(id: string, limit: number, windowMs: number): Promise<boolean>;
  reject(id: string, isProbe: boolean): Promise<void>;
  release(id: string, opens: boolean): Promise<void>;
}

interface CountedLogOn {
  readonly id: string;
  readonly ageMs: number;
  readonly isRejected: boolean;
}

const OCP = 'ocp';
const TRIES = 3;

export function logOns(db: Kysely<Schema>, isExclusive: boolean): LogOns {
  const isShared = isPostgres(db);
  // Use the store's clock, not a replica's: they differ.
  const now: RawBuilder<number> = isShared
    ? sql<number>`(extract(epoch from clock_timestamp()) * 1000)::bigint`
    : sql<number>`cast(unixepoch('subsec') * 1000 as integer)`;

  async function written<T>(work: (trx: Transaction<Schema>) => Promise<T>): Promise<T> {
    for (let tried = 1; ; tried += 1) {
      try {
        return await db.transaction().execute(work);
      } catch (error) {
        if (tried === TRIES || !isWorthAnotherTry(error)) throw error;
      }
    }
  }

  async function notify(trx: Transaction<Schema>): Promise<void> {
    if (isShared) await sql`select pg_notify(${CHANNEL}, ${OCP_GATE})`.execute(trx);
  }

  return {
    isExclusive,
    async look() {
      const gate = db.selectFrom('ocp_gate').select('streak').where('name', '=', OCP);
      const { streak } = await gate.executeTakeFirstOrThrow();
      const rows = await db
        .selectFrom('ocp_log_ons')
        .select(({ ref }) => ['id', 'rejected', sql<number>`${now} - ${ref('at')}`.as('ageMs')])
        .execute();
      return {
        streak,
        counted: rows.map(({ id, rejected, ageMs }) => ({ id, ageMs, isRejected: rejected === 1 })),
      };
    },
    reserve: (id, limit, windowMs) =>
      written(async (trx) => {
        // Lock the gate's row, so that two replicas do not both take the last slot. SQLite has only one writer anyway.
        const gate = trx.selectFrom('ocp_gate').select('streak').where('name', '=', OCP);
        await (isShared ? gate.forUpdate() : gate).execute();
        await trx.deleteFrom('ocp_log_ons').where('at', '<=', sql<number>`${now} - ${windowMs}`).execute();
        const rows = await trx.selectFrom('ocp_log_ons').select('id').execute();
        if (rows.some((row) => row.id === id)) return true;
        if (rows.length >= limit) return false;
        await trx.insertInto('ocp_log_ons').values({ id, at: now, rejected: 0 }).execute();
        return true;
      }),
    reject: (id, isProbe) =>
      written(async (trx) => {
        await trx
          .insertInto('ocp_log_ons')
          .values({ id, at: now, rejected: 1 })
          .onConflict((conflict) => conflict.column('id').doUpdateSet({ at: now, rejected: 1 }))
          .execute();
        await trx
          .updateTable('ocp_gate')
          .set(({ ref }) => ({
            streak: isProbe
              ? sql<number>`${ref('streak')} + 1`
              : sql<number>`case when ${ref('streak')} < 1 then 1 else ${ref('streak')} end`,
          }))
          .where('name', '=', OCP)
          .execute();
        await notify(trx);
      }),
    release: (id, opens) =>
      written(async (trx) => {
        await trx.deleteFrom('ocp_log_ons').where('id', '=', id).execute();
        if (!opens) return;
        await trx.updateTable('ocp_gate').set({ streak: 0 }).where('name', '=', OCP).execute();
        await notify(trx);
      }),
  };
}

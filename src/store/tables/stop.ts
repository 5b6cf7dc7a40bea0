import { randomUUID } from 'node:crypto';
import { type Kysely, sql, type Transaction } from 'kysely';
import { type RecordedStop, STOP_LOG } from '../../stop/events.ts';
import { storedStopEvent } from '../../lib/trust-boundaries.ts';
import { isPostgres, isTaken } from '../database/dialect.ts';
import { isWorthAnotherTry } from '../database/connection-lost.ts';
import { CHANNEL } from '../database/notify.ts';
import type { Schema } from '../schema.ts';

/** The log of the stop that people type. Whoever is answered "stopped" was written here before. */
export interface StopLog {
  /** What stands behind the version `after`, oldest first; 0: the whole log. */
  load(after: number): Promise<readonly RecordedStop[]>;
  /**
   * Appends events behind `expected`, the version last read: one conditional write, which also says whether claims are
   * refused from here on (`isStopped`). False when somebody else appended first; nothing of it is written then.
   */
  append(expected: number, events: readonly RecordedStop[], isStopped: boolean): Promise<boolean>;
  /** This replica knows of the stop: said once, when it joins the others. */
  know(replica: string): Promise<void>;
  /** The replicas that do not, because they are of an older version: where they run. */
  unaware(): Promise<readonly string[]>;
}

/** How often a write is begun anew after its connection broke; each try is patient by itself. */
const TRIES = 3;

export function stopLog(db: Kysely<Schema>): StopLog {
  async function transacted(
    expected: number,
    events: readonly RecordedStop[],
    { version }: RecordedStop,
    isStopped: boolean,
    writeId: string,
  ): Promise<boolean> {
    try {
      return await db.transaction().execute(async (trx) => {
        // The row that claims read: a claim under way is committed before this is written, or finds it written.
        const moved = await trx
          .updateTable('stops')
          .set({ version, stopped: isStopped ? 1 : 0 })
          .where('id', '=', STOP_LOG)
          .where('version', '=', expected)
          .executeTakeFirst();
        if (moved.numUpdatedRows !== 1n) return false;
        const rows = events.map((recorded) => ({
          version: recorded.version,
          at: recorded.at,
          type: recorded.event.type,
          event: JSON.stringify(recorded.event),
          previous_hash: recorded.previousHash,
          hash: recorded.hash,
          write_id: writeId,
        }));
        await trx.insertInto('stop_events').values(rows).execute();
        if (isPostgres(trx)) await sql`select pg_notify(${CHANNEL}, ${STOP_LOG})`.execute(trx);
        return true;
      });
    } catch (error) {
      if (isTaken(error)) return false;
      throw error;
    }
  }

  /** Of a commit whose answer was lost. */
  async function isWritten({ version }: RecordedStop, writeId: string): Promise<boolean> {
    const row = await db.selectFrom('stop_events').select('write_id').where('version', '=', version).executeTakeFirst();
    return row?.write_id === writeId;
  }

  return {
    async load(after) {
      const behind = db.selectFrom('stop_events').selectAll().where('version', '>', after);
      const rows = await behind.orderBy('version').execute();
      return rows.map((row) => ({
        requestId: STOP_LOG,
        version: row.version,
        at: row.at,
        event: storedStopEvent(row.event),
        previousHash: row.previous_hash,
        hash: row.hash,
      }));
    },
    async append(expected, events, isStopped) {
      const last = events.at(-1);
      if (!last) return true;
      const writeId = randomUUID();
      for (let tried = 1; ; tried += 1) {
        try {
          if (await transacted(expected, events, last, isStopped, writeId)) return true;
          return tried > 1 && (await isWritten(last, writeId));
        } catch (error) {
          if (tried === TRIES || !isWorthAnotherTry(error)) throw error;
        }
      }
    },
    async know(replica) {
      const known = db.insertInto('stop_replicas').values({ id: replica });
      await known.onConflict((conflict) => conflict.column('id').doNothing()).execute();
      // Of those that are no more, nothing need be known.
      const there = db.selectFrom('replicas').select('id');
      await db.deleteFrom('stop_replicas').where('id', '!=', replica).where('id', 'not in', there).execute();
    },
    async unaware() {
      const aware = db.selectFrom('stop_replicas').select('id');
      const rows = await db
        .selectFrom('replicas')
        .select('host')
        .where('id', 'not in', aware)
        .orderBy('host')
        .execute();
      return rows.map(({ host }) => host);
    },
  };
}

/** A stop holds, or came after the decision: what was to be claimed is not written. */
export class Stopped extends Error {
  readonly code = 'stopped';
  readonly effect = 'none';

  constructor() {
    super('Every call is stopped (/failover stop), or was after this was decided; nothing was claimed.');
    this.name = 'Stopped';
  }
}

/**
 * Rejects with Stopped while a stop holds, and when one has begun after the stop with the number `known`, even if it is over
 * again: what was approved before it is not sent after it. The row is held until the transaction ends, so that no stop is
 * answered between this look and the commit.
 */
export async function unstopped(trx: Transaction<Schema>, known: number): Promise<void> {
  const stop = trx.selectFrom('stops').select('stopped').where('id', '=', STOP_LOG);
  // SQLite has one writer, who has the whole file.
  const row = await (isPostgres(trx) ? stop.forShare() : stop).executeTakeFirst();
  if (row?.stopped !== 0) throw new Stopped();
  const later = trx.selectFrom('stop_events').select('version').where('version', '>', known);
  if (await later.where('type', '=', 'stopped').limit(1).executeTakeFirst()) throw new Stopped();
}

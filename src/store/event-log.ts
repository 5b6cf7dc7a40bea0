import type { Kysely, Transaction } from 'kysely';
import type { Recorded } from '../request/events.ts';
import type { Phase } from '../request/state.ts';
import { errorCode, storedEvent } from '../trust.ts';
import type { Schema } from './schema.ts';

export interface EventLog {
  /**
   * Appends events behind `expected`, the version last read (0 for a new request): one conditional write.
   * False when somebody else appended first; nothing of it is written then.
   */
  append(expected: number, events: readonly Recorded[], phase: Phase): Promise<boolean>;
  /** A request's whole log, oldest first; empty when there is no such request. */
  load(requestId: string): Promise<readonly Recorded[]>;
  /** Requests that have not ended, oldest first. */
  open(): Promise<readonly { id: string; version: number }[]>;
  /** Every request, newest first, at most `limit`. */
  recent(limit: number): Promise<readonly { id: string; version: number }[]>;
}

export function eventLog(db: Kysely<Schema>): EventLog {
  return {
    append: (expected, events, phase) => append(db, expected, events, phase),
    load: (requestId) => load(db, requestId),
    open: () =>
      db
        .selectFrom('requests')
        .select(['id', 'version'])
        .where('open', '=', 1)
        .orderBy('requested_at')
        .orderBy('id')
        .execute(),
    recent: (limit) =>
      db
        .selectFrom('requests')
        .select(['id', 'version'])
        .orderBy('requested_at', 'desc')
        .orderBy('id')
        .limit(limit)
        .execute(),
  };
}

async function append(
  db: Kysely<Schema>,
  expected: number,
  events: readonly Recorded[],
  phase: Phase,
): Promise<boolean> {
  const last = events.at(-1);
  if (!last) return true;
  try {
    return await db.transaction().execute(async (trx) => {
      if (!(await moveHead(trx, expected, last, phase))) return false;
      await trx
        .insertInto('events')
        .values(
          events.map((recorded) => ({
            request_id: recorded.requestId,
            version: recorded.version,
            at: recorded.at,
            type: recorded.event.type,
            event: JSON.stringify(recorded.event),
            previous_hash: recorded.previousHash,
            hash: recorded.hash,
          })),
        )
        .execute();
      return true;
    });
  } catch (error) {
    // Only "this version is taken" means that somebody was first; any other refusal would be tried again for ever.
    if (/^SQLITE_CONSTRAINT_(PRIMARYKEY|UNIQUE)$/.test(errorCode(error))) return false;
    throw error;
  }
}

/** The compare-and-set that everything rests on: the head moves from `expected`, or not at all. */
async function moveHead(trx: Transaction<Schema>, expected: number, last: Recorded, phase: Phase): Promise<boolean> {
  const head = { version: last.version, hash: last.hash, phase, open: phase === 'ended' ? 0 : 1, updated_at: last.at };
  if (expected === 0) {
    await trx
      .insertInto('requests')
      .values({ ...head, id: last.requestId, requested_at: last.at })
      .execute();
    return true;
  }
  const { requestId } = last;
  const moved = await trx
    .updateTable('requests')
    .set(head)
    .where('id', '=', requestId)
    .where('version', '=', expected)
    .executeTakeFirst();
  return moved.numUpdatedRows === 1n;
}

async function load(db: Kysely<Schema>, requestId: string): Promise<readonly Recorded[]> {
  const rows = await db
    .selectFrom('events')
    .selectAll()
    .where('request_id', '=', requestId)
    .orderBy('version')
    .execute();
  return rows.map((row) => ({
    requestId: row.request_id,
    version: row.version,
    at: row.at,
    event: storedEvent(row.event),
    previousHash: row.previous_hash,
    hash: row.hash,
  }));
}

import { randomUUID } from 'node:crypto';
import { type Kysely, type Selectable, sql, type Transaction } from 'kysely';
import { isClaim, type Recorded, type RequestEvent } from '../request/events.ts';
import type { Phase } from '../request/state.ts';
import { storedEvent } from '../trust.ts';
import { isPostgres, isTaken } from './dialect.ts';
import { type Fence, inTerm } from './fence.ts';
import { isWorthAnotherTry } from './lost.ts';
import { CHANNEL } from './news.ts';
import type { Schema } from './schema.ts';
import { unstopped } from './stop.ts';

/** Which ended requests; null: whichever. */
export interface Filter {
  /** How the name of one of its tenants begins, primaries included; letter case of ASCII ignored. */
  readonly tenant: string | null;
  /** Who asked, proposed or decided in it. */
  readonly person: string | null;
  /** Asked for at or after this moment, ms since the epoch. */
  readonly since: number | null;
}

export interface EventLog {
  /**
   * Appends events behind `expected`, the version last read (0 for a new request): one conditional write.
   * False when somebody else appended first; nothing of it is written then. A claim rejects with Stopped while a stop holds:
   * once a stop was answered, no claim commits, whichever replica makes it.
   */
  append(expected: number, events: readonly Recorded[], phase: Phase): Promise<boolean>;
  /** A request's whole log, oldest first; empty when there is no such request. */
  load(requestId: string): Promise<readonly Recorded[]>;
  /** Events of one type that were recorded at or after `since`, newest first, at most `limit`. */
  recorded(type: RequestEvent['type'], since: number, limit: number): Promise<readonly Recorded[]>;
  /** Requests that have not ended, oldest first. */
  open(): Promise<readonly { id: string; version: number }[]>;
  /** Every request, newest first, at most `limit`. */
  recent(limit: number): Promise<readonly { id: string; version: number }[]>;
  /** Ended requests, newest first: how many there are, and those of one page. */
  ended(
    filter: Filter,
    page: { offset: number; limit: number },
  ): Promise<{ readonly total: number; readonly ids: readonly string[] }>;
}

/** With a fence, appends are the engine's: they reject with LeaseLost once another term has begun. */
export function eventLog(db: Kysely<Schema>, fence: Fence | null = null): EventLog {
  return {
    append: (expected, events, phase) => append(db, fence, { expected, events, phase, writeId: randomUUID() }),
    load: (requestId) => load(db, requestId),
    async recorded(type, since, limit) {
      const rows = await db
        .selectFrom('events')
        .selectAll()
        .where('type', '=', type)
        .where('at', '>=', since)
        .orderBy('at', 'desc')
        .orderBy('request_id')
        .limit(limit)
        .execute();
      return rows.map(fromRow);
    },
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
    ended: (filter, page) => ended(db, filter, page),
  };
}

/** What people do in a request: the events whose `by` is somebody who took part. */
const acts = ['requested', 'approved', 'rejected', 'withdrawn', 'resend_proposed', 'remedy_proposed', 'abandoned'];

async function ended(db: Kysely<Schema>, filter: Filter, page: { offset: number; limit: number }) {
  const { tenant, person, since } = filter;
  let found = db.selectFrom('requests').where('open', '=', 0);
  if (since !== null) found = found.where('requested_at', '>=', since);
  if (person !== null) found = found.where((where) => where.exists(saying(db, acts, 'by', person, '"')));
  if (tenant !== null)
    found = found.where((where) => where.exists(saying(db, ['requested'], 'tenantName', tenant, '')));
  const counted = await found.select((select) => select.fn.countAll().as('total')).executeTakeFirst();
  const rows = await found
    .select('id')
    .orderBy('requested_at', 'desc')
    .orderBy('id')
    .limit(page.limit)
    .offset(page.offset)
    .execute();
  return { total: Number(counted?.total ?? 0), ids: rows.map(({ id }) => id) };
}

/**
 * Events that hold `"key":"value…`. An event is JSON as JSON.stringify writes it, and inside a text every quote is escaped,
 * so nobody's reason can be taken for a key.
 */
function saying(db: Kysely<Schema>, types: readonly string[], key: string, value: string, end: '"' | '') {
  const written = JSON.stringify(value).slice(0, -1);
  const pattern = `%"${key}":${written}`.replace(/[\\%_]/g, (sign) => `\\${sign}`).replace(/^\\%/, '%');
  return db
    .selectFrom('events')
    .select('events.version')
    .where('events.request_id', '=', sql.ref<string>('requests.id'))
    .where('events.type', 'in', types)
    .where(sql<boolean>`lower(events.event) like lower(${`${pattern}${end}%`}) escape '\\'`);
}

interface Write {
  readonly expected: number;
  readonly events: readonly Recorded[];
  readonly phase: Phase;
  readonly writeId: string;
}

/** How often a write is begun anew after its connection broke; each try is patient by itself. */
const TRIES = 3;

async function append(db: Kysely<Schema>, fence: Fence | null, write: Write): Promise<boolean> {
  const last = write.events.at(-1);
  if (!last) return true;
  for (let tried = 1; ; tried += 1) {
    try {
      if (await transacted(db, fence, write, last)) return true;
      // Somebody was first; after a commit whose answer was lost, that may have been this very write.
      return tried > 1 && (await isWritten(db, last, write.writeId));
    } catch (error) {
      if (tried === TRIES || !isWorthAnotherTry(error)) throw error;
    }
  }
}

async function isWritten(db: Kysely<Schema>, last: Recorded, writeId: string): Promise<boolean> {
  const row = await db
    .selectFrom('events')
    .select('write_id')
    .where('request_id', '=', last.requestId)
    .where('version', '=', last.version)
    .executeTakeFirst();
  return row?.write_id === writeId;
}

async function transacted(db: Kysely<Schema>, fence: Fence | null, write: Write, last: Recorded): Promise<boolean> {
  const { expected, events, phase, writeId } = write;
  try {
    return await db.transaction().execute(async (trx) => {
      await inTerm(trx, fence);
      if (events.some(({ event }) => isClaim(event))) await unstopped(trx);
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
            write_id: writeId,
          })),
        )
        .execute();
      if (isPostgres(trx)) await sql`select pg_notify(${CHANNEL}, ${last.requestId})`.execute(trx);
      return true;
    });
  } catch (error) {
    // Only "this version is taken" means that somebody was first; any other refusal would be tried again for ever.
    if (isTaken(error)) return false;
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
  return rows.map(fromRow);
}

function fromRow(row: Selectable<Schema['events']>): Recorded {
  return {
    requestId: row.request_id,
    version: row.version,
    at: row.at,
    event: storedEvent(row.event),
    previousHash: row.previous_hash,
    hash: row.hash,
  };
}

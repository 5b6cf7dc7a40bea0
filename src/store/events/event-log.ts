import { randomUUID } from 'node:crypto';
import { type Kysely, type Selectable, sql, type Transaction } from 'kysely';
import { isClaim, type Recorded, type RequestEvent } from '../../request/events.ts';
import { keysOf } from '../../request/log/keys.ts';
import type { Phase } from '../../request/state.ts';
import { storedEvent } from '../../lib/trust-boundaries.ts';
import { isPostgres, isTaken } from '../database/dialect.ts';
import { change, type FamilyChange } from '../tables/families.ts';
import { type Fence, inTerm } from '../fence.ts';
import { ended, type Filter, keep, naming, type Step, type Walk } from './index-search.ts';
import { isWorthAnotherTry } from '../database/connection-lost.ts';
import { CHANNEL } from '../database/notify.ts';
import type { Schema } from '../schema.ts';
import { unstopped } from '../tables/stop.ts';

export interface EventLog {
  /**
   * Appends events behind `expected`, the version last read (0 for a new request): one conditional write.
   * False when somebody else appended first; nothing of it is written then. A claim rejects with Stopped while a stop holds:
   * once a stop was answered, no claim commits, whichever replica makes it. So does a claim that was decided before the last
   * stop began, over or not; and with FamilyHeld, where another request has one of its tenants for itself.
   */
  append(expected: number, events: readonly Recorded[], phase: Phase, known?: KnownVersion): Promise<boolean>;
  /** A request's whole log, oldest first; empty when there is no such request. */
  load(requestId: string): Promise<readonly Recorded[]>;
  /** Events of one type that were recorded at or after `since`, newest first, at most `limit`. */
  recorded(type: RequestEvent['type'], since: number, limit: number): Promise<readonly Recorded[]>;
  /** Requests that have not ended, oldest first. */
  open(): Promise<readonly { id: string; version: number }[]>;
  /** Ended requests whose list of to-dos is still to come or has something left, oldest first. */
  withToDos(): Promise<readonly { id: string; version: number }[]>;
  /** Every request, newest first, at most `limit`. */
  recent(limit: number): Promise<readonly { id: string; version: number }[]>;
  /** The next ended requests from a place on. */
  ended(filter: Filter, walk: Walk): Promise<Step>;
  /** Which of these requests one of these users or user groups took part in, or is named in by the rule. */
  naming(ids: readonly string[], who: readonly string[]): Promise<ReadonlySet<string>>;
}

/** What an append was decided on, and does, beside its events. */
export interface KnownVersion {
  /** The number of the last stop that the decision knew; missing: none. */
  readonly stop?: number;
  /** What becomes of the rows by which requests have families for themselves; missing: nothing. */
  readonly family?: FamilyChange;
  /** Whether people have something to do after the end; missing: as before. */
  readonly toDo?: boolean;
}

/** With a fence, appends are the engine's: they reject with LeaseLost once another term has begun. */
export function eventLog(db: Kysely<Schema>, fence: Fence | null = null): EventLog {
  return {
    append: (expected, events, phase, known = {}) =>
      append(db, fence, { expected, events, phase, known, writeId: randomUUID() }),
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
    withToDos: () =>
      db
        .selectFrom('requests')
        .select(['id', 'version'])
        .where('to_do', '=', 1)
        .orderBy('requested_at')
        .orderBy('id')
        .execute(),
    recent: (limit) =>
      db
        .selectFrom('requests')
        .select(['id', 'version'])
        .where('requested_at', '>=', 0)
        .orderBy('requested_at', 'desc')
        .orderBy('id', 'desc')
        .limit(limit)
        .execute(),
    ended: (filter, walk) => ended(db, filter, walk),
    naming: (ids, who) => naming(db, ids, who),
  };
}

interface Write {
  readonly expected: number;
  readonly events: readonly Recorded[];
  readonly phase: Phase;
  readonly known: KnownVersion;
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
  const { expected, events, phase, known, writeId } = write;
  try {
    return await db.transaction().execute(async (trx) => {
      await inTerm(trx, fence);
      if (events.some(({ event }) => isClaim(event))) await unstopped(trx, known.stop ?? 0);
      const keys = keysOf(events.map(({ event }) => ({ type: event.type, event })));
      const requestedAt = await moveHead(trx, { expected, last, phase, channel: keys.channel, toDo: known.toDo });
      if (requestedAt === null) return false;
      if (known.family) await change(trx, last.requestId, known.family);
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
      await keep(trx, [{ id: last.requestId, at: requestedAt, keys }]);
      if (isPostgres(trx)) await sql`select pg_notify(${CHANNEL}, ${last.requestId})`.execute(trx);
      return true;
    });
  } catch (error) {
    // Only "this version is taken" means that somebody was first; any other refusal would be tried again for ever.
    if (isTaken(error)) return false;
    throw error;
  }
}

interface Head {
  readonly expected: number;
  readonly last: Recorded;
  readonly phase: Phase;
  readonly channel: string | null;
  readonly toDo: boolean | undefined;
}

/**
 * The compare-and-set that everything rests on: the head moves from `expected`, or not at all. Gives when the request was
 * asked for; null when it did not move.
 */
async function moveHead(
  trx: Transaction<Schema>,
  { expected, last, phase, channel, toDo }: Head,
): Promise<number | null> {
  const { version, hash, at, requestId } = last;
  const owed = toDo === undefined ? {} : { to_do: toDo ? 1 : 0 };
  const head = { version, hash, phase, open: phase === 'ended' ? 0 : 1, updated_at: at, ...owed };
  if (expected === 0) {
    const indexed = { channel, indexed_version: version, family_version: version, shown: 0, to_do: 0 };
    await trx
      .insertInto('requests')
      .values({ ...indexed, ...head, id: requestId, requested_at: at })
      .execute();
    return at;
  }
  // Where an older version appended in between, what it left behind is still to be indexed.
  const upTo = (column: string) =>
    sql<number>`case when ${sql.ref(column)} = ${expected} then ${version} else ${sql.ref(column)} end`;
  const moved = await trx
    .updateTable('requests')
    .set({ ...head, indexed_version: upTo('indexed_version'), family_version: upTo('family_version') })
    .where('id', '=', requestId)
    .where('version', '=', expected)
    .returning('requested_at')
    .executeTakeFirst();
  return moved?.requested_at ?? null;
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

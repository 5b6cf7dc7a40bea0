import { randomUUID } from 'node:crypto';
import { hostname } from 'node:os';
import { type Kysely, sql } from 'kysely';
import { type Announcements, announcements } from './tables/announcements.ts';
import { type Authenticators, authenticators } from './tables/authenticators.ts';
import { groupOn } from './events/group-commit.ts';
import { type Cursors, cursors } from './tables/cursors.ts';
import { type Deliveries, deliveries } from './tables/deliveries.ts';
import { type Drafts, drafts } from './tables/drafts.ts';
import { type EventLog, eventLog } from './events/event-log.ts';
import { type Families, families } from './tables/families.ts';
import type { Fence } from './fence.ts';
import { type StoreStats, figures } from './store-stats.ts';
import { type Filling, filling } from './events/index-filling.ts';
import { type Inbox, inbox } from './tables/inbox.ts';
import { type Lease, lease } from './lease.ts';
import { type LogOns, logOns } from './tables/log-ons.ts';
import { type Listen, silence } from './database/notify.ts';
import { retire } from './retention.ts';
import type { Schema } from './schema.ts';
import { type Sightings, sightings } from './tables/sightings.ts';
import { openShared, openSqlite } from './database/sqlite.ts';
import { type StopLog, stopLog } from './tables/stop.ts';

/** What only the leader writes; refused with LeaseLost once another term has begun. */
export interface Fenced {
  readonly log: EventLog;
  readonly cursors: Cursors;
  readonly announcements: Announcements;
  readonly filling: Filling;
}

export interface Store extends Fenced {
  /** This process among those on the store. */
  readonly replica: { readonly id: string; readonly host: string };
  readonly deliveries: Deliveries;
  readonly inbox: Inbox;
  readonly drafts: Drafts;
  readonly authenticators: Authenticators;
  /** Anybody's to write, leader or not: a stop waits for nobody. */
  readonly stop: StopLog;
  readonly sightings: Sightings;
  readonly families: Families;
  readonly lease: Lease;
  readonly logOns: LogOns;
  /** The same rows, for writes of one term. */
  readonly fenced: (fence: Fence) => Fenced;
  readonly listen: Listen;
  /** Resolves when the store answers and takes what is written; rejects with its error otherwise. */
  ping(): Promise<void>;
  close(): Promise<void>;
}

/** A store that is one's own, with figures of it. */
export interface CountedStore extends Store {
  figures(): Promise<StoreStats>;
  /** Forgets ended requests that have not moved since `before`, but for their log. Gives how many there were. */
  retire(before: number): Promise<number>;
}

/**
 * Opens the store at a `sqlite:` URL (`sqlite:data/twokey.db`, `sqlite::memory:`), which is then this process's alone, or at
 * a `postgres:` URL, which it shares.
 */
export async function openStore(url: string): Promise<CountedStore> {
  if (/^postgres(ql)?:/i.test(url)) {
    // Loaded only where it is used: a bot on SQLite starts sooner without.
    const [{ openPostgres }, { listenOn }] = await Promise.all([
      import('./database/postgres.ts'),
      import('./database/notify-postgres.ts'),
    ]);
    return storeOn(await openPostgres(url), { listen: listenOn(url) });
  }
  const path = url.replace(/^sqlite:/, '');
  return storeOn(await openSqlite(path), { isExclusive: true, beside: () => openShared(path) });
}

/** The authenticators alone, for a process beside the bot. `close` lets them go. */
export async function openAuthenticators(url: string): Promise<Authenticators & { close(): Promise<void> }> {
  const shared = /^postgres(ql)?:/i.test(url)
    ? await (await import('./database/postgres.ts')).openPostgres(url)
    : await openShared(url.replace(/^sqlite:/, ''));
  return { ...authenticators(() => Promise.resolve(shared)), close: () => shared.destroy() };
}

/** A store on an open database, as one replica has it. */
export function storeOn(
  db: Kysely<Schema>,
  options: {
    readonly isExclusive?: boolean;
    readonly listen?: Listen;
    readonly id?: string;
    /** Where the authenticators are, if not in this database. */
    readonly beside?: () => Promise<Kysely<Schema>>;
  },
): CountedStore {
  let beside: Promise<Kysely<Schema>> | null = null;
  const shared = (): Promise<Kysely<Schema>> => {
    if (!options.beside) return Promise.resolve(db);
    beside ??= options.beside().catch((error: unknown) => {
      // The next question may find it.
      beside = null;
      throw error;
    });
    return beside;
  };
  const id = options.id ?? randomUUID();
  const group = groupOn(db);
  const rows = (fence: Fence | null): Fenced => ({
    log: eventLog(db, fence),
    cursors: cursors(db, fence),
    announcements: announcements(db, fence),
    filling: filling(db, fence),
  });
  return {
    ...rows(null),
    replica: { id, host: `${hostname()}:${process.pid}` },
    deliveries: deliveries(db, group),
    inbox: inbox(db, group, id),
    drafts: drafts(db, group),
    authenticators: authenticators(shared),
    stop: stopLog(db),
    sightings: sightings(db),
    families: families(db),
    lease: lease(db, options.isExclusive ?? false),
    logOns: logOns(db, options.isExclusive ?? false),
    fenced: rows,
    listen: options.listen ?? silence,
    ping: async () => {
      // A disk that is full and a server that takes nothing still answer questions. It must differ from before, or nothing
      // is written; it is forgotten with the deliveries that are over.
      const key = `ping:${id}`;
      const count = db.insertInto('deliveries').values({ key, until: 1 });
      const again = count.onConflict((one) =>
        one.column('key').doUpdateSet((row) => ({ until: sql<number>`${row.ref('deliveries.until')} + 1` })),
      );
      await again.execute();
    },
    figures: () => figures(db),
    retire: (before) => retire(db, before),
    async close() {
      await db.destroy();
      if (options.beside && beside) await (await beside).destroy();
    },
  };
}

/**
 * The store as the simulation needs it: every answer that the real one gives, without a database, so that thousands of
 * lives pass in a minute. It is held against the real one by tables.test.ts.
 */
import type { Recorded } from '../../src/request/events.ts';
import type { Phase } from '../../src/request/state.ts';
import type { Announcements } from '../../src/store/tables/announcements.ts';
import type { Authenticator, Authenticators } from '../../src/store/tables/authenticators.ts';
import type { Cursor } from '../../src/request/log/cursor.ts';
import { type Cursors, fresh } from '../../src/store/tables/cursors.ts';
import type { Deliveries } from '../../src/store/tables/deliveries.ts';
import type { Drafts } from '../../src/store/tables/drafts.ts';
import type { Families } from '../../src/store/tables/families.ts';
import { type Fence, LeaseLost } from '../../src/store/fence.ts';
import type { StoredClick, Inbox } from '../../src/store/tables/inbox.ts';
import type { Lease, Replica } from '../../src/store/lease.ts';
import type { LogOns } from '../../src/store/tables/log-ons.ts';
import { type Listen, type Notify, silence } from '../../src/store/database/notify.ts';
import type { Fenced, Store } from '../../src/store/store.ts';
import type { Sightings } from '../../src/store/tables/sightings.ts';
import type { StopLog } from '../../src/store/tables/stop.ts';
import { type RecordedStop, STOP_LOG } from '../../src/stop/events.ts';
import { changeFamily, logOver } from './tables-log.ts';

export interface Head {
  readonly id: string;
  version: number;
  phase: Phase;
  toDo: boolean;
  readonly requestedAt: number;
}

/** What is on disk: it outlives every process. */
export interface Tables {
  readonly events: Map<string, readonly Recorded[]>;
  readonly requests: Map<string, Head>;
  readonly inbox: Map<string, StoredClick & { doneAt: number | null; owner: string }>;
  readonly deliveries: Map<string, number>;
  readonly cursors: Map<string, Cursor>;
  readonly drafts: Map<string, { readonly body: string; readonly at: number }>;
  readonly announcements: Map<string, string>;
  readonly authenticators: Map<string, Authenticator>;
  readonly replicas: Map<string, Replica>;
  readonly sightings: Map<string, { readonly at: number; readonly groups: readonly string[] }>;
  /** The log of the stop, and what a claim reads of it. */
  readonly stop: { log: readonly RecordedStop[]; isStopped: boolean };
  /** By member of a replication family: who moves it now, and all that ever did. */
  readonly families: Map<string, { readonly by: string | null; readonly requests: readonly string[] }>;
  lease: { readonly epoch: number; readonly holder: string | null };
  /** Rejected log-ons in a row, and those that count. */
  streak: number;
  readonly logOns: Map<string, { readonly at: number; readonly isRejected: boolean }>;
}

export function emptyTables(): Tables {
  return {
    events: new Map(),
    requests: new Map(),
    inbox: new Map(),
    deliveries: new Map(),
    cursors: new Map(),
    drafts: new Map(),
    announcements: new Map(),
    authenticators: new Map(),
    replicas: new Map(),
    sightings: new Map(),
    stop: { log: [], isStopped: false },
    families: new Map(),
    lease: { epoch: 0, holder: null },
    streak: 0,
    logOns: new Map(),
  };
}

export interface StoreOptions {
  readonly id: string;
  /** As with SQLite: this process has the store for itself. */
  readonly isExclusive: boolean;
  /** The store's clock. */
  readonly now?: () => number;
  readonly listen?: Listen;
  /** Told after every write that others may want to hear of. */
  readonly notify?: (news: Notify) => void;
}

/** The store's methods over the tables, as one process has them; each is done when it returns. */
export function storeOver(tables: Tables, options: StoreOptions): Store {
  const notify = options.notify ?? (() => {});
  const rows = (fence: Fence | null): Fenced => {
    const inTerm = () => {
      if (fence !== null && fence.epoch !== tables.lease.epoch) throw new LeaseLost(fence.epoch);
    };
    return {
      log: logOver(tables, inTerm, notify),
      cursors: cursorsOver(tables, inTerm),
      announcements: announcementsOver(tables, inTerm),
      // Everything is looked for where it is.
      filling: { isBehind: async () => false, fill: async () => 0 },
    };
  };
  return {
    ...rows(null),
    replica: { id: options.id, host: options.id },
    deliveries: deliveriesOver(tables),
    inbox: inboxOver(tables, options.id),
    drafts: draftsOver(tables),
    authenticators: authenticatorsOver(tables),
    stop: stopOver(tables, notify),
    sightings: sightingsOver(tables),
    families: familiesOver(tables),
    lease: leaseOver(tables, options.isExclusive, notify),
    logOns: logOnsOver(tables, options, notify),
    fenced: rows,
    listen: options.listen ?? silence,
    ping: async () => {},
    close: async () => {},
  };
}

function familiesOver(tables: Tables): Families {
  const { families } = tables;
  return {
    held: async () => [...new Set([...families.values()].flatMap(({ by }) => by ?? []))].toSorted(),
    async release(request, version) {
      if ((tables.events.get(request) ?? []).length === version) changeFamily(tables, request, { kind: 'free' });
    },
    // Each of its requests was claimed by a version that keeps the index.
    isBehind: async () => false,
    requestsOf: async (members) =>
      [...new Set(members.flatMap((member) => families.get(member)?.requests ?? []))].toSorted(),
    holderOf: async (members, request) =>
      members.flatMap((member) => families.get(member)?.by ?? []).find((by) => by !== request) ?? null,
  };
}

function logOnsOver(
  tables: Tables,
  { isExclusive, now = Date.now }: StoreOptions,
  notify: (news: Notify) => void,
): LogOns {
  const { logOns } = tables;
  return {
    isExclusive,
    look: async () => ({
      streak: tables.streak,
      counted: [...logOns].map(([id, { at, isRejected }]) => ({ id, ageMs: now() - at, isRejected })),
    }),
    async reserve(id, limit, windowMs) {
      for (const [old, { at }] of logOns) if (now() - at >= windowMs) logOns.delete(old);
      if (logOns.has(id)) return true;
      if (logOns.size >= limit) return false;
      logOns.set(id, { at: now(), isRejected: false });
      return true;
    },
    async reject(id, isProbe) {
      logOns.set(id, { at: now(), isRejected: true });
      tables.streak = isProbe ? tables.streak + 1 : Math.max(1, tables.streak);
      notify({ kind: 'ocp_gate' });
    },
    async release(id, opens) {
      logOns.delete(id);
      if (!opens) return;
      tables.streak = 0;
      notify({ kind: 'ocp_gate' });
    },
  };
}

function inboxOver({ inbox, replicas }: Tables, owner: string): Inbox {
  return {
    async put(click) {
      if (inbox.has(click.key)) return false;
      inbox.set(click.key, { ...click, doneAt: null, owner });
      return true;
    },
    async done(key, at) {
      const click = inbox.get(key);
      if (click) click.doneAt = at;
    },
    pending: async () =>
      [...inbox.values()]
        .filter((click) => click.doneAt === null && click.owner === owner)
        .map(({ key, kind, body, receivedAt }) => ({ key, kind, body, receivedAt }))
        .sort((a, b) => a.receivedAt - b.receivedAt),
    async adopt() {
      for (const click of inbox.values()) if (click.doneAt === null && !replicas.has(click.owner)) click.owner = owner;
    },
    async prune(before) {
      for (const { key, doneAt } of inbox.values()) if (doneAt !== null && doneAt < before) inbox.delete(key);
    },
  };
}

function authenticatorsOver({ authenticators }: Tables): Authenticators {
  return {
    get: async (account) => authenticators.get(account) ?? null,
    async put({ account, sealed, tries }) {
      authenticators.set(account, { sealed, tries, revision: (authenticators.get(account)?.revision ?? 0) + 1 });
    },
    async tried(account, revision, tries) {
      const row = authenticators.get(account);
      if (row?.revision !== revision) return false;
      authenticators.set(account, { ...row, tries, revision: revision + 1 });
      return true;
    },
  };
}

function stopOver({ stop }: Tables, notify: (news: Notify) => void): StopLog {
  return {
    load: async (after) => stop.log.slice(after),
    async append(expected, events, isStopped) {
      if (stop.log.length !== expected) return false;
      stop.log = [...stop.log, ...events];
      stop.isStopped = isStopped;
      notify({ kind: 'request', id: STOP_LOG });
      return true;
    },
    know: async () => {},
    unaware: async () => [],
  };
}

function sightingsOver({ sightings }: Tables): Sightings {
  return {
    async put(account, asked, groups, at) {
      const others = (sightings.get(account)?.groups ?? []).filter((group) => !asked.includes(group));
      sightings.set(account, { at, groups: [...new Set([...others, ...groups])].sort() });
    },
    drop: async (account) => void sightings.delete(account),
    async get(account, since) {
      const known = sightings.get(account);
      return known && known.at >= since ? known : null;
    },
    async prune(before) {
      for (const [account, { at }] of sightings) if (at < before) sightings.delete(account);
    },
  };
}

function deliveriesOver({ deliveries }: Tables): Deliveries {
  return {
    async first(keys) {
      const fresh = keys.filter(({ key }) => !deliveries.has(key));
      for (const { key, until } of fresh) deliveries.set(key, until);
      return fresh.length === keys.length;
    },
    known: async (keys) => keys.some((key) => deliveries.has(key)),
    async prune(now) {
      for (const [key, until] of deliveries) if (until < now) deliveries.delete(key);
    },
  };
}

function draftsOver({ drafts }: Tables): Drafts {
  return {
    put: async ({ id, body, at }) => void drafts.set(id, { body, at: drafts.get(id)?.at ?? at }),
    get: async (id) => drafts.get(id)?.body ?? null,
    async prune(before) {
      for (const [id, { at }] of drafts) if (at < before) drafts.delete(id);
    },
  };
}

function leaseOver(tables: Tables, isExclusive: boolean, notify: (news: Notify) => void): Lease {
  const { replicas } = tables;
  const free = (id: string) => {
    if (tables.lease.holder === id) tables.lease = { ...tables.lease, holder: null };
  };
  return {
    isExclusive,
    async give(id) {
      free(id);
      notify({ kind: 'lease' });
    },
    async beat({ id, host }) {
      replicas.set(id, { id, host, beat: (replicas.get(id)?.beat ?? 0) + 1 });
      const there = [...replicas.values()].sort((a, b) => (a.id < b.id ? -1 : 1));
      return { ...tables.lease, replicas: there };
    },
    async take(holder, epoch) {
      if (tables.lease.epoch !== epoch) return false;
      tables.lease = { epoch: epoch + 1, holder };
      return true;
    },
    async forget({ id, beat }) {
      if (replicas.get(id)?.beat === beat) replicas.delete(id);
    },
    async leave(id) {
      free(id);
      replicas.delete(id);
      notify({ kind: 'lease' });
    },
  };
}

function cursorsOver({ cursors, requests }: Tables, inTerm: () => void): Cursors {
  return {
    get: async (requestId) => cursors.get(requestId) ?? { ...fresh, requestId },
    async put(cursor) {
      inTerm();
      cursors.set(cursor.requestId, cursor);
    },
    behind: async () =>
      [...requests.values()]
        .filter(({ id, version, phase }) => {
          const cursor = cursors.get(id);
          if (cursor?.parked != null) return false;
          if (phase !== 'ended' || !cursor || cursor.cardAttemptAt !== null) return true;
          return cursor.cardVersion < version || cursor.threadVersion < version;
        })
        .sort((a, b) => a.requestedAt - b.requestedAt)
        .map(({ id, version }) => ({ id, version })),
  };
}

function announcementsOver({ announcements }: Tables, inTerm: () => void): Announcements {
  return {
    get: async (id) => announcements.get(id) ?? null,
    async put(id, body) {
      inTerm();
      announcements.set(id, body);
    },
  };
}

/** A process's own view of the store: it takes time, it fails, it is cut off, and a process may be stopped around every write. */
import type { Announcements } from '../../src/store/tables/announcements.ts';
import type { Cursors } from '../../src/store/tables/cursors.ts';
import type { EventLog } from '../../src/store/events/event-log.ts';
import type { Fenced, Store } from '../../src/store/store.ts';
import { never, type Process } from './replica.ts';
import type { Odds, Rolls } from './rolls.ts';

export class StoreFault extends Error {
  readonly code = 'SQLITE_IOERR';
}

export interface StoreWire {
  readonly process: Process;
  readonly rolls: Rolls;
  readonly odds: Odds;
  /** This process cannot reach the store now. */
  readonly gone: () => boolean;
  /** How long one use takes at most, ms; 0: no time at all, as with a file on this machine. */
  readonly slowMs: number;
  readonly trace: (line: string) => void;
}

/** So long whoever cannot reach the store tries to. */
const GIVE_UP_MS = 2_000;

type Use = <T>(kind: string, work: () => Promise<T>) => Promise<T>;

export function storeFor(wire: StoreWire, store: Store): Store {
  const { process, rolls } = wire;

  const using =
    (begin: Process['begin']): Use =>
    async (kind, work) => {
      const act = begin(kind);
      if (act === null) return never();
      const fate = wire.gone() ? 'gone' : rolls.fate(act.name, wire.odds);
      if (fate !== null) wire.trace(`${act.name}: ${fate}`);
      const outcome = fate === 'fails' || fate === 'gone' ? null : await settled(work);
      act.done();
      if (!process.life.alive) return never();
      const takes = fate === 'gone' ? GIVE_UP_MS : wire.slowMs;
      if (takes > 0) await process.answer(rolls.between(`${act.name} takes`, 0, takes), () => null);
      if (outcome === null || fate !== null) throw new StoreFault(`disk I/O error (${act.name})`);
      if ('error' in outcome) throw outcome.error;
      return outcome.value;
    };
  const write = using(process.begin);
  const read = using(process.look);

  const { inbox, drafts, deliveries, lease, logOns, families } = store;
  return {
    ...store,
    ...fencedFor(store, read, write),
    families: {
      requestsOf: (members) => read('families.requestsOf', () => families.requestsOf(members)),
      holderOf: (members, request) => read('families.holderOf', () => families.holderOf(members, request)),
      held: () => read('families.held', () => families.held()),
      release: (request, version) => write('families.release', () => families.release(request, version)),
      isBehind: () => read('families.isBehind', () => families.isBehind()),
    },
    inbox: {
      put: (click) => write('inbox.put', () => inbox.put(click)),
      done: (key, at) => write('inbox.done', () => inbox.done(key, at)),
      adopt: () => write('inbox.adopt', () => inbox.adopt()),
      pending: () => read('inbox.pending', () => inbox.pending()),
      prune: (before) => read('inbox.prune', () => inbox.prune(before)),
    },
    deliveries: {
      first: (keys) => write('deliveries.first', () => deliveries.first(keys)),
      known: (keys) => read('deliveries.known', () => deliveries.known(keys)),
      prune: (now) => read('deliveries.prune', () => deliveries.prune(now)),
    },
    drafts: {
      put: (draft) => write('draft.put', () => drafts.put(draft)),
      get: (id) => read('draft.get', () => drafts.get(id)),
      prune: (before) => read('draft.prune', () => drafts.prune(before)),
    },
    lease: {
      isExclusive: lease.isExclusive,
      beat: (replica) => read('lease.beat', () => lease.beat(replica)),
      take: (id, epoch) => write('lease.take', () => lease.take(id, epoch)),
      forget: (replica) => write('lease.forget', () => lease.forget(replica)),
      give: (id) => write('lease.give', () => lease.give(id)),
      leave: (id) => write('lease.leave', () => lease.leave(id)),
    },
    logOns: {
      isExclusive: logOns.isExclusive,
      look: () => read('log-ons.look', () => logOns.look()),
      reserve: (id, limit, windowMs) => write('log-ons.reserve', () => logOns.reserve(id, limit, windowMs)),
      reject: (id, isProbe) => write('log-ons.reject', () => logOns.reject(id, isProbe)),
      release: (id, opens) => write('log-ons.release', () => logOns.release(id, opens)),
    },
    stop: {
      load: (after) => read('stop.load', () => store.stop.load(after)),
      append: (expected, events, isStopped) =>
        write('stop.append', () => store.stop.append(expected, events, isStopped)),
      know: (replica) => read('stop.know', () => store.stop.know(replica)),
      unaware: () => read('stop.unaware', () => store.stop.unaware()),
    },
    sightings: {
      put: (account, asked, groups, at) => read('sighting.put', () => store.sightings.put(account, asked, groups, at)),
      drop: (account) => read('sighting.drop', () => store.sightings.drop(account)),
      get: (account, since) => read('sighting.get', () => store.sightings.get(account, since)),
      prune: (before) => read('sightings.prune', () => store.sightings.prune(before)),
    },
    fenced: (fence) => fencedFor(store.fenced(fence), read, write),
    ping: () => read('ping', () => store.ping()),
  };
}

function fencedFor(rows: Fenced, read: Use, write: Use): Fenced {
  return {
    log: logFor(rows.log, read, write),
    cursors: cursorsFor(rows.cursors, read, write),
    announcements: announcementsFor(rows.announcements, read, write),
    filling: rows.filling,
  };
}

function logFor(log: EventLog, read: Use, write: Use): EventLog {
  return {
    append: (expected, events, phase, stop) =>
      write(`append ${events[0]?.event.type ?? ''}`, () => log.append(expected, events, phase, stop)),
    load: (id) => read('load', () => log.load(id)),
    recorded: (type, since, limit) => read('recorded', () => log.recorded(type, since, limit)),
    open: () => read('open', () => log.open()),
    withToDos: () => read('with to-dos', () => log.withToDos()),
    recent: (limit) => read('recent', () => log.recent(limit)),
    ended: (filter, walk) => read('ended', () => log.ended(filter, walk)),
    naming: (ids, who) => read('naming', () => log.naming(ids, who)),
  };
}

function cursorsFor(cursors: Cursors, read: Use, write: Use): Cursors {
  return {
    get: (id) => read('cursor.get', () => cursors.get(id)),
    put: (cursor) => write('cursor.put', () => cursors.put(cursor)),
    behind: () => read('behind', () => cursors.behind()),
  };
}

function announcementsFor(announcements: Announcements, read: Use, write: Use): Announcements {
  return {
    get: (id) => read('announcement.get', () => announcements.get(id)),
    put: (id, body) => write('announcement.put', () => announcements.put(id, body)),
  };
}

type Settled<T> = { readonly value: T } | { readonly error: unknown };

async function settled<T>(work: () => Promise<T>): Promise<Settled<T>> {
  try {
    return { value: await work() };
  } catch (error) {
    return { error };
  }
}

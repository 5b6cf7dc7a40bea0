/** The event log over the simulation's tables. */
import { isClaim } from '../../src/request/events.ts';
import { foldedName, keysOf } from '../../src/request/log/keys.ts';
import { type FamilyChange, FamilyHeld } from '../../src/store/tables/families.ts';
import { Stopped } from '../../src/store/tables/stop.ts';
import type { EventLog } from '../../src/store/events/event-log.ts';
import type { Filter, IndexPlace } from '../../src/store/events/index-search.ts';
import type { Notify } from '../../src/store/database/notify.ts';
import type { Head, Tables } from './tables.ts';

export function logOver(tables: Tables, inTerm: () => void, notify: (news: Notify) => void): EventLog {
  return {
    async append(expected, events, phase, { stop = 0, family, toDo } = {}) {
      const last = events.at(-1);
      if (!last) return true;
      inTerm();
      const isLater = () => tables.stop.log.some(({ version, event }) => event.type === 'stopped' && version > stop);
      if (events.some(({ event }) => isClaim(event)) && (tables.stop.isStopped || isLater())) throw new Stopped();
      const known = tables.events.get(last.requestId) ?? [];
      if (known.length !== expected) return false;
      if (family) changeFamily(tables, last.requestId, family);
      tables.events.set(last.requestId, [...known, ...events]);
      const head = tables.requests.get(last.requestId);
      const { requestId: id, version, at: requestedAt } = last;
      const owed = toDo === undefined ? {} : { toDo };
      if (head) Object.assign(head, { version, phase, ...owed });
      else tables.requests.set(id, { id, version, phase, requestedAt, toDo: false, ...owed });
      notify({ kind: 'request', id });
      return true;
    },
    load: async (requestId) => tables.events.get(requestId) ?? [],
    recorded: async (type, since, limit) =>
      [...tables.events.values()]
        .flat()
        .filter(({ event, at }) => event.type === type && at >= since)
        .sort((a, b) => b.at - a.at || (a.requestId < b.requestId ? -1 : 1))
        .slice(0, limit),
    open: async () =>
      oldestFirst(tables).flatMap(({ id, version, phase }) => (phase === 'ended' ? [] : [{ id, version }])),
    withToDos: async () => oldestFirst(tables).flatMap(({ id, version, toDo }) => (toDo ? [{ id, version }] : [])),
    recent: async (limit) =>
      newestFirst(tables)
        .slice(0, limit)
        .map(({ id, version }) => ({ id, version })),
    async ended(filter, { from, to, limit }) {
      const { tenant, person } = filter;
      const all = newestFirst(tables).map((head) => ({ ...head, at: head.requestedAt }));
      const looked = (to === 'older' ? all : all.toReversed())
        .filter((one) => from === null || (to === 'older' ? isNewer(from, one) : isNewer(one, from)))
        .filter((one) => fits(tables, one, tenant === null ? filter : { ...filter, person: null }))
        .slice(0, limit);
      const last = looked.at(-1);
      return {
        found: looked
          .filter((one) => one.phase === 'ended' && fits(tables, one, { ...filter, tenant: null, person }))
          .map(({ id, at }) => ({ id, at, channel: keysIn(tables, id).channel })),
        end: last && looked.length === limit ? { at: last.at, id: last.id } : null,
      };
    },
    naming: async (ids, who) =>
      new Set(
        ids.filter((id) => {
          const { acted, named } = keysIn(tables, id);
          return [...acted, ...named].some((one) => who.includes(one));
        }),
      ),
  };
}

function oldestFirst({ requests }: Tables): readonly Head[] {
  return [...requests.values()].sort((a, b) => a.requestedAt - b.requestedAt || (a.id < b.id ? -1 : 1));
}

function newestFirst({ requests }: Tables): readonly Head[] {
  return [...requests.values()].sort((a, b) => b.requestedAt - a.requestedAt || (a.id < b.id ? 1 : -1));
}

function isNewer(one: IndexPlace, other: IndexPlace): boolean {
  return one.at > other.at || (one.at === other.at && one.id > other.id);
}

function keysIn({ events }: Tables, id: string) {
  return keysOf((events.get(id) ?? []).map(({ event }) => ({ type: event.type, event })));
}

function fits(tables: Tables, { id, at }: IndexPlace, { tenant, person, since }: Filter): boolean {
  const { tenants, acted } = keysIn(tables, id);
  if (since !== null && at < since) return false;
  if (person !== null && !acted.includes(person)) return false;
  return tenant === null || tenants.some((name) => foldedName(name).startsWith(foldedName(tenant)));
}

/** All of it or nothing, as the real one does. */
export function changeFamily({ families }: Tables, request: string, family: FamilyChange): void {
  if (family.kind === 'free') {
    for (const [member, held] of families) families.set(member, { ...held, by: held.by === request ? null : held.by });
    return;
  }
  const known = [request, ...family.known];
  for (const member of family.members) {
    const { by, requests = [] } = families.get(member) ?? {};
    if ((by ?? request) !== request || requests.some((one) => !known.includes(one))) throw new FamilyHeld();
  }
  for (const member of family.members) {
    const before = families.get(member)?.requests ?? [];
    families.set(member, { by: request, requests: [...new Set([...before, request])] });
  }
}

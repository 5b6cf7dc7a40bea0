/** The event log over the simulation's tables. */
import { isClaim } from '../../src/request/events.ts';
import { Stopped } from '../../src/store/stop.ts';
import type { EventLog, Filter } from '../../src/store/event-log.ts';
import type { News } from '../../src/store/news.ts';
import type { Head, Tables } from './tables.ts';

export function logOver(tables: Tables, inTerm: () => void, notify: (news: News) => void): EventLog {
  return {
    async append(expected, events, phase) {
      const last = events.at(-1);
      if (!last) return true;
      inTerm();
      if (tables.stop.isStopped && events.some(({ event }) => isClaim(event))) throw new Stopped();
      const known = tables.events.get(last.requestId) ?? [];
      if (known.length !== expected) return false;
      tables.events.set(last.requestId, [...known, ...events]);
      const head = tables.requests.get(last.requestId);
      const { requestId: id, version, at: requestedAt } = last;
      if (head) Object.assign(head, { version, phase });
      else tables.requests.set(id, { id, version, phase, requestedAt });
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
    recent: async (limit) =>
      newestFirst(tables)
        .slice(0, limit)
        .map(({ id, version }) => ({ id, version })),
    async ended(filter, { offset, limit }) {
      const found = newestFirst(tables).filter(({ id, phase }) => phase === 'ended' && fits(tables, id, filter));
      return { total: found.length, ids: found.slice(offset, offset + limit).map(({ id }) => id) };
    },
  };
}

function oldestFirst({ requests }: Tables): readonly Head[] {
  return [...requests.values()].sort((a, b) => a.requestedAt - b.requestedAt || (a.id < b.id ? -1 : 1));
}

function newestFirst({ requests }: Tables): readonly Head[] {
  return [...requests.values()].sort((a, b) => b.requestedAt - a.requestedAt || (a.id < b.id ? -1 : 1));
}

const acts = ['requested', 'approved', 'rejected', 'withdrawn', 'resend_proposed', 'remedy_proposed', 'abandoned'];

function fits({ events }: Tables, id: string, { tenant, person, since }: Filter): boolean {
  const log = events.get(id) ?? [];
  if (since !== null && (log[0]?.at ?? 0) < since) return false;
  const by = log.flatMap(({ event }) => (acts.includes(event.type) && 'by' in event ? [event.by] : []));
  if (person !== null && !by.includes(person)) return false;
  const asked = log.flatMap(({ event }) => (event.type === 'requested' ? [JSON.stringify(event)] : [])).join('');
  const begins = tenant === null ? '' : `"tenantName":${JSON.stringify(tenant).slice(0, -1)}`;
  return asked.toLowerCase().includes(begins.toLowerCase());
}

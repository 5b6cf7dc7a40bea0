/** Every statement of the store goes by an index: none becomes slower with the number of requests that have ended. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Kysely, sql } from 'kysely';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { z } from 'zod';
import type { RecordedStop } from '../../src/stop/events.ts';
import type { Schema } from '../../src/store/schema.ts';
import { type CountedStore, type Store, storeOn } from '../../src/store/store.ts';
import { story } from '../slack/overview/log.ts';
import { kinds, openTables, type TestDatabase, testDatabase } from '../support/database.ts';
import { heardBy } from '../support/heard.ts';
import { seedMany } from '../support/many.ts';
import { memberAt } from '../support/request.ts';
import { people } from '../support/world.ts';

/** Of these there are a few rows, however long the bot has lived. */
const SMALL = [
  'leases',
  'replicas',
  'announcements',
  'tallies',
  'authenticators',
  'stops',
  'stop_replicas',
  'ocp_gate',
  'ocp_log_ons',
  'sightings',
];

/** Everything that is asked of a store, by the part and method that it is asked of. */
const all = { tenant: null, person: null, since: null };
const walk = { from: { at: 5, id: 'R-9' }, to: 'older', limit: 10 } as const;
const first = { from: null, to: 'older', limit: 10 } as const;
const [begun, ...more] = story('R-new').rejected().log;
const click = { key: 'k', kind: 'approve', body: '{}', receivedAt: 1 };

const typed: RecordedStop = {
  requestId: 'stop',
  version: 1,
  at: 5,
  event: { type: 'stopped', by: people.mei, person: memberAt(5, people.mei), reason: null, typedIn: 'C1' },
  previousHash: '',
  hash: 'a',
};

const tour: Readonly<Record<string, (store: CountedStore) => Promise<unknown>>> = {
  'log.append': async ({ log }) => {
    if (begun) await log.append(0, [begun], 'checking');
    await log.append(1, more.slice(0, -1), 'waiting', {
      family: { kind: 'hold', members: ['10:1', '20:2'], known: ['R-1'] },
    });
    return log.append(more.length, more.slice(-1), 'ended', { family: { kind: 'free' }, toDo: true });
  },
  'log.load': ({ log }) => log.load('R-1'),
  'log.recorded': ({ log }) => log.recorded('rejected', 5, 50),
  'log.open': ({ log }) => log.open(),
  'log.withToDos': ({ log }) => log.withToDos(),
  'log.recent': ({ log }) => log.recent(9),
  'log.ended': async ({ log }) => {
    for (const tenant of [null, 'orders'])
      for (const person of [null, people.sofia])
        for (const one of [first, walk, { ...walk, to: 'newer' } as const])
          await log.ended({ ...all, tenant, person }, one);
  },
  'log.naming': ({ log }) => log.naming(['R-1', 'R-2'], [people.mei, 'S0ONCALL']),
  'cursors.get': ({ cursors }) => cursors.get('R-1'),
  'cursors.put': async ({ cursors }) => cursors.put({ ...(await cursors.get('R-1')), cardAttemptAt: 1 }),
  'cursors.behind': ({ cursors }) => cursors.behind(),
  'announcements.get': ({ announcements }) => announcements.get('policy'),
  'announcements.put': ({ announcements }) => announcements.put('policy', '{}'),
  'filling.isBehind': ({ filling }) => filling.isBehind(),
  'filling.fill': ({ filling }) => filling.fill(25),
  'deliveries.first': ({ deliveries }) => deliveries.first([{ key: 'a', until: 1 }]),
  'deliveries.known': ({ deliveries }) => deliveries.known(['a', 'b']),
  'deliveries.prune': ({ deliveries }) => deliveries.prune(5),
  'families.requestsOf': ({ families }) => families.requestsOf(['10:1', '20:2']),
  'families.holderOf': ({ families }) => families.holderOf(['10:1', '20:2'], 'R-1'),
  'families.held': ({ families }) => families.held(),
  'families.release': ({ families }) => families.release('R-1', 1),
  'families.isBehind': ({ families }) => families.isBehind(),
  'inbox.put': ({ inbox }) => inbox.put(click),
  'inbox.done': ({ inbox }) => inbox.done('k', 5),
  'inbox.pending': ({ inbox }) => inbox.pending(),
  'inbox.adopt': ({ inbox }) => inbox.adopt(),
  'inbox.prune': ({ inbox }) => inbox.prune(6),
  'drafts.put': ({ drafts }) => drafts.put({ id: 'd', body: '{}', at: 1 }),
  'drafts.get': ({ drafts }) => drafts.get('d'),
  'drafts.prune': ({ drafts }) => drafts.prune(5),
  'lease.beat': ({ lease, replica }) => lease.beat(replica),
  'lease.take': ({ lease, replica }) => lease.take(replica.id, 0),
  'lease.forget': ({ lease }) => lease.forget({ id: 'other', beat: 1 }),
  'lease.give': ({ lease, replica }) => lease.give(replica.id),
  'lease.leave': ({ lease, replica }) => lease.leave(replica.id),
  'authenticators.get': ({ authenticators }) => authenticators.get('U1'),
  'authenticators.put': ({ authenticators }) => authenticators.put({ account: 'U1', sealed: '', tries: '', at: 1 }),
  'authenticators.tried': ({ authenticators }) => authenticators.tried('U1', 1, ''),
  'stop.load': ({ stop }) => stop.load(0),
  'stop.append': ({ stop }) => stop.append(0, [typed], true),
  'stop.know': ({ stop, replica }) => stop.know(replica.id),
  'stop.unaware': ({ stop }) => stop.unaware(),
  'sightings.put': ({ sightings }) => sightings.put('U1', ['S1', 'S2'], ['S1'], 5),
  'sightings.drop': ({ sightings }) => sightings.drop('U1'),
  'sightings.get': ({ sightings }) => sightings.get('U1', 5),
  'sightings.prune': ({ sightings }) => sightings.prune(5),
  'logOns.look': ({ logOns }) => logOns.look(),
  'logOns.reserve': ({ logOns }) => logOns.reserve('a', 6, 600_000),
  'logOns.reject': ({ logOns }) => logOns.reject('a', false),
  'logOns.release': ({ logOns }) => logOns.release('a', true),
  fenced: async (store) => {
    const { epoch } = await store.lease.beat(store.replica);
    return store.fenced({ epoch }).announcements.put('people', '{}');
  },
  ping: (store) => store.ping(),
  figures: (store) => store.figures(),
  retire: (store) => store.retire(1_000),
};
/** What asks the tables nothing, or is not asked more than once. */
const others = ['listen', 'close', 'replica', 'lease.isExclusive', 'logOns.isExclusive'];

function methodsOf(store: Store): readonly string[] {
  return Object.entries(store).flatMap(([part, value]: [string, unknown]) =>
    typeof value === 'object' && value !== null && part !== 'replica'
      ? Object.keys(value).map((method) => `${part}.${method}`)
      : [part],
  );
}

const planned = z.object({ detail: z.string() });
const explained = z.object({ 'QUERY PLAN': z.string() });

describe.each(kinds)('on %s', (kind) => {
  let dir: string;
  let database: TestDatabase;
  let db: Kysely<Schema>;
  let store: CountedStore;
  const statements = new Set<string>();

  beforeAll(async () => {
    dir = mkdtempSync(join(tmpdir(), 'twokey-plans-'));
    database = await testDatabase(kind, dir);
    db = await openTables(database);
    await seedMany(db, 300);
    store = storeOn(heardBy(db, { heard: ({ sql: text }) => statements.add(text) }), { id: 'one' });
  });
  afterAll(async () => {
    await store.close();
    await database.drop();
    rmSync(dir, { recursive: true, force: true });
  });

  it('is asked everything here', () => {
    const methods = methodsOf(store).filter((method) => !others.includes(method));
    expect(methods.toSorted()).toEqual(Object.keys(tour).toSorted());
  });

  it.each(Object.keys(tour))('%s reads no table from end to end', async (name) => {
    statements.clear();
    await tour[name]?.(store);
    const asked = [...statements].filter((text) => /^\s*(with|select|insert|update|delete)\b/i.test(text));
    expect(asked.length).toBeGreaterThan(0);
    const scans: string[] = [];
    for (const text of asked) for (const line of await plan(text)) if (isScan(line)) scans.push(`${text}\n  ${line}`);
    expect(scans).toEqual([]);
  });

  it('would find a table that is read from end to end', async () => {
    const [line = ''] = await plan(`select * from events where event like '%x%'`);
    expect(isScan(line)).toBe(true);
  });

  async function plan(text: string): Promise<readonly string[]> {
    if (kind === 'sqlite') {
      const { rows } = await sql.raw(`explain query plan ${text}`).execute(db);
      return rows.map((row) => planned.parse(row).detail);
    }
    // Of so few rows the server would rather read them all: what it cannot do without reading all still shows.
    return db.connection().execute(async (one) => {
      await sql`set enable_seqscan = off`.execute(one);
      const { rows } = await sql.raw(`explain (generic_plan) ${text}`).execute(one);
      return rows.map((row) => explained.parse(row)['QUERY PLAN']);
    });
  }
});

/** True for a table that is read whole. */
function isScan(line: string): boolean {
  const table = /^SCAN (?!\d+-ROW VALUES)(\w+)/.exec(line)?.[1] ?? /Seq Scan on (\w+)/.exec(line)?.[1];
  return table !== undefined && !['looked', 'perhaps', ...SMALL].includes(table);
}

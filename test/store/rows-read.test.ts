/** What people and scrapes ask for reads as many rows among twenty thousand ended requests as among two thousand. */
import { CompiledQuery, type Kysely } from 'kysely';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { type Filter, FIRST_PAGE, type Page, readOpen, readPage, type Turn } from '../../src/slack/overview/reader.ts';
import type { Sight } from '../../src/slack/overview/sight.ts';
import type { Schema } from '../../src/store/schema.ts';
import { type CountedStore, storeOn } from '../../src/store/store.ts';
import { put, story } from '../slack/overview/log.ts';
import { kinds, openTables, type TestDatabase, testDatabase } from '../support/database.ts';
import { heardBy, type Statement } from '../support/heard.ts';
import { newest, seedIndexed } from '../support/many.ts';
import { people } from '../support/world.ts';

const SIZES = [2_000, 20_000] as const;
/** A page of ten requests with their logs is some hundred; a step behind hidden ones five for each of 250 requests. */
const READ_MAX = 1_400;

const everything: Sight = { of: async (requests) => requests, isPartial: () => false };
const all: Filter = { tenant: null, person: null, days: null };

const page = ({ log, filling }: CountedStore, filter: Partial<Filter>, turn: Turn = FIRST_PAGE): Promise<Page> =>
  readPage({ log, index: filling, sight: everything }, { ...all, ...filter }, turn, newest);

/** Each is asked by somebody's command, by each look at the Home tab, by a scrape or each second by the bot itself. */
const asked: Readonly<Record<string, (store: CountedStore) => Promise<unknown>>> = {
  'history, all of it': (store) => page(store, {}),
  'history of every tenant': (store) => page(store, { tenant: 'o' }),
  'history of one tenant': (store) => page(store, { tenant: 'ORDERS_49' }),
  'history of no tenant': (store) => page(store, { tenant: 'orders_x' }),
  'history of a person': (store) => page(store, { person: people.sofia }),
  'history of nobody': (store) => page(store, { person: 'U0NOBODY' }),
  'history of a tenant and a person': (store) => page(store, { tenant: 'orders', person: people.mei }),
  'the next page of history': async (store) => {
    const { older } = await page(store, { tenant: 'orders' });
    return page(store, { tenant: 'orders' }, { from: older, to: 'older', before: 10 });
  },
  'what is looked at behind many that are hidden': ({ log }) =>
    log.ended({ tenant: 'O', person: people.mei, since: null }, { from: null, to: 'older', limit: 250 }),
  status: ({ log }) => readOpen(log, everything),
  metrics: (store) => store.figures(),
  'the mirror': ({ cursors }) => cursors.behind(),
  'the filler': ({ filling }) => filling.fill(25),
  'what is forgotten': (store) => store.retire(1_000),
  'what was rejected lately': ({ log }) => log.recorded('rejected', newest, 50),
};

/** PostgreSQL's node of a plan that was carried out. */
interface Node {
  readonly 'Node Type': string;
  readonly 'Relation Name'?: string | undefined;
  readonly 'Actual Rows': number;
  readonly 'Actual Loops': number;
  readonly 'Rows Removed by Filter'?: number | undefined;
  readonly Plans?: readonly Node[] | undefined;
}
const node: z.ZodType<Node> = z.object({
  'Node Type': z.string(),
  'Relation Name': z.string().optional(),
  'Actual Rows': z.number(),
  'Actual Loops': z.number(),
  'Rows Removed by Filter': z.number().optional(),
  Plans: z.array(z.lazy(() => node)).optional(),
});
const explained = z.object({ 'QUERY PLAN': z.tuple([z.object({ Plan: node })]) });

describe.each(kinds)('on %s', (kind) => {
  let dir: string;
  const stores: { database: TestDatabase; db: Kysely<Schema>; store: CountedStore }[] = [];
  let statements: Statement[] = [];
  let given = 0;

  beforeAll(async () => {
    dir = mkdtempSync(join(tmpdir(), 'twokey-rows-'));
    for (const size of SIZES) {
      const within = mkdtempSync(join(dir, `${size}-`));
      const database = await testDatabase(kind, within);
      const db = await openTables(database);
      await seedIndexed(db, size);
      const store = storeOn(
        heardBy(db, { heard: (statement) => statements.push(statement), given: (rows) => (given += rows) }),
        { id: 'one' },
      );
      await put(store, story('open', { at: newest }).running(), '1.1');
      await db.executeQuery(CompiledQuery.raw('analyze'));
      stores.push({ database, db, store });
    }
  }, 120_000);
  afterAll(async () => {
    for (const { database, store } of stores) {
      await store.close();
      await database.drop();
    }
    rmSync(dir, { recursive: true, force: true });
  });

  it.each(Object.keys(asked))('%s', async (name) => {
    const counts = [];
    for (const { db, store } of stores) {
      statements = [];
      given = 0;
      await asked[name]?.(store);
      const made = statements.filter(({ sql: text }) => /^(with|select)\b/i.test(text) && !text.includes('for update'));
      const count = { statements: made.length, given };
      counts.push(count);
      expect(given).toBeLessThan(READ_MAX);
      if (kind === 'postgres') expect(await readBy(db, made)).toBeLessThan(READ_MAX);
    }
    expect(counts[1]).toEqual(counts[0]);
  });

  async function readBy(db: Kysely<Schema>, made: readonly Statement[]): Promise<number> {
    let read = 0;
    for (const { sql: text, parameters } of made) {
      const { rows } = await db.executeQuery(
        CompiledQuery.raw(`explain (analyze, format json) ${text}`, [...parameters]),
      );
      read += rowsIn(explained.parse(rows[0])['QUERY PLAN'][0].Plan);
    }
    return read;
  }
});

/** Rows that were looked at in tables and their indexes, also those that were of no use. */
function rowsIn(plan: Node): number {
  const own = (plan['Actual Rows'] + (plan['Rows Removed by Filter'] ?? 0)) * plan['Actual Loops'];
  const isScan = plan['Node Type'].endsWith('Scan') && !/^(CTE|Subquery|Function|Bitmap Heap)/.test(plan['Node Type']);
  return (isScan ? own : 0) + (plan.Plans ?? []).reduce((sum, one) => sum + rowsIn(one), 0);
}

import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { openStore, type Store } from '../../src/store/store.ts';
import { AT, MINUTE, put, story } from '../slack/overview/log.ts';
import { kinds, type TestDatabase, emptyDatabase } from '../support/database.ts';
import { people } from '../support/world.ts';

describe.each(kinds)('on %s', (kind) => {
  let store: Store;
  let dir: string;
  let database: TestDatabase;
  beforeAll(async () => {
    dir = mkdtempSync(join(tmpdir(), 'twokey-history-'));
    database = await emptyDatabase(kind, dir);
    store = await openStore(database.url);
    await put(store, story('R-1', { name: 'orders_main', at: AT }).rejected());
    await put(store, story('R-2', { name: 'ORDERS', at: AT + MINUTE, by: people.sofia }).rejected(people.arun));
    await put(
      store,
      story('R-3', { name: 'ordersXmain', at: AT + 2 * MINUTE, reason: 'the "tenantName":"pay" % _' }).succeeded(),
    );
    await put(store, story('R-4', { name: 'pay%roll', at: AT + 3 * MINUTE }).rejected());
    await put(store, story('R-5', { name: 'orders', at: AT + 4 * MINUTE }).running());
  });
  afterAll(async () => {
    await store.close();
    await database.drop();
    rmSync(dir, { recursive: true, force: true });
  });

  const all = { tenant: null, person: null, since: null };
  const page = { from: null, to: 'older', limit: 10 } as const;
  const ids = async (filter: Partial<typeof all> | { tenant?: string; person?: string; since?: number }) =>
    (await store.log.ended({ ...all, ...filter }, page)).found.map(({ id }) => id);

  describe('ended requests', () => {
    test('are found newest first, from a place on, in either direction, without those that are open', async () => {
      const { found, end } = await store.log.ended(all, page);
      expect(found.map(({ id }) => id)).toEqual(['R-4', 'R-3', 'R-2', 'R-1']);
      expect(end).toBeNull();
      const [, , from] = found;
      if (!from) throw new Error('too few');
      const walked = async (to: 'older' | 'newer', limit: number) => {
        const step = await store.log.ended(all, { from, to, limit });
        return { ids: step.found.map(({ id }) => id), end: step.end?.id ?? null };
      };
      expect(await walked('older', 9)).toEqual({ ids: ['R-1'], end: null });
      expect(await walked('newer', 1)).toEqual({ ids: ['R-3'], end: 'R-3' });
      expect(await walked('newer', 2)).toEqual({ ids: ['R-3', 'R-4'], end: 'R-4' });
      // Those that are open are looked at as well, and count among those.
      expect(await walked('newer', 3)).toEqual({ ids: ['R-3', 'R-4'], end: 'R-5' });
      expect(await walked('newer', 4)).toEqual({ ids: ['R-3', 'R-4'], end: null });
    });

    test('are found by how a tenant’s name begins; letter case does not count, signs do', async () => {
      expect(await ids({ tenant: 'orders' })).toEqual(['R-3', 'R-2', 'R-1']);
      expect(await ids({ tenant: 'orders_' })).toEqual(['R-1']);
      expect(await ids({ tenant: 'pay%' })).toEqual(['R-4']);
      expect(await ids({ tenant: '%' })).toEqual([]);
      expect(await ids({ tenant: 'rders' })).toEqual([]);
      expect(await ids({ tenant: '"' })).toEqual([]);
      expect(await ids({ tenant: '\\' })).toEqual([]);
    });

    test('are not found by what a reason quotes', async () => {
      expect(await ids({ tenant: 'pay' })).toEqual(['R-4']);
    });

    test('are found by who took part', async () => {
      expect(await ids({ person: people.mei })).toEqual(['R-4', 'R-3', 'R-1']);
      expect(await ids({ person: people.arun })).toEqual(['R-3', 'R-2']);
      expect(await ids({ person: people.sofia })).toEqual(['R-4', 'R-2', 'R-1']);
      expect(await ids({ person: 'U0' })).toEqual([]);
    });

    test('are found by when they were asked for, and by all of it together', async () => {
      expect(await ids({ since: AT + 2 * MINUTE })).toEqual(['R-4', 'R-3']);
      expect(await ids({ since: AT + MINUTE, tenant: 'orders', person: people.arun })).toEqual(['R-3', 'R-2']);
    });

    test('are found by letters of any alphabet, however they are written', async () => {
      await put(store, story('R-6', { name: 'Größe_Ψ', at: AT - MINUTE }).rejected());
      for (const tenant of ['grösse_ψ', 'GRO\u0308ß', 'größe'.normalize('NFD'), 'gr'])
        expect(await ids({ tenant }), tenant).toEqual(['R-6']);
      expect(await ids({ tenant: 'grosse' })).toEqual([]);
    });
  });
});

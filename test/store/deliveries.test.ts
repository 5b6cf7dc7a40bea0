import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { openStore, type Store } from '../../src/store/store.ts';
import { kinds, type TestDatabase, testDatabase } from '../support/database.ts';

const until = (key: string, at = 1_000) => ({ key, until: at });

describe.each(kinds)('a delivery, on %s', (kind) => {
  let dir: string;
  let database: TestDatabase;
  let store: Store;

  beforeEach(async () => {
    dir = mkdtempSync(join(tmpdir(), 'twokey-deliveries-'));
    database = await testDatabase(kind, dir);
    store = await openStore(database.url);
  });
  afterEach(async () => {
    await store.close();
    await database.drop();
    rmSync(dir, { recursive: true, force: true });
  });

  it('is the first once, whatever the others are called', async () => {
    expect(await store.deliveries.first([until('a'), until('b')])).toBe(true);
    expect(await store.deliveries.first([until('c'), until('b')])).toBe(false);
    expect(await store.deliveries.first([until('d')])).toBe(true);
  });

  it('is the first once among those that arrive together', async () => {
    const outcomes = await Promise.all(
      [
        ['s1', 'x'],
        ['s2', 'x'],
        ['s3', 'y'],
        ['s1', 'z'],
      ].map((keys) => store.deliveries.first(keys.map((key) => until(key)))),
    );
    expect(outcomes).toEqual([true, false, true, false]);
  });

  it('survives a restart', async () => {
    await store.deliveries.first([until('a')]);
    await store.close();
    store = await openStore(database.url);
    expect(await store.deliveries.known(['a', 'other'])).toBe(true);
    expect(await store.deliveries.first([until('a')])).toBe(false);
  });

  it('is known without being written', async () => {
    expect(await store.deliveries.known(['a'])).toBe(false);
    expect(await store.deliveries.known([])).toBe(false);
    expect(await store.deliveries.first([until('a')])).toBe(true);
  });

  it('is forgotten when its time is over, and not before', async () => {
    await store.deliveries.first([until('short', 100), until('long', 200)]);
    await store.deliveries.prune(150);
    expect(await store.deliveries.known(['short'])).toBe(false);
    expect(await store.deliveries.known(['long'])).toBe(true);
  });

  it('stands or falls with what was put in the same turn', async () => {
    const draft = { id: 'R-1', body: '{}', at: 1 };
    const [fresh] = await Promise.all([store.deliveries.first([until('a')]), store.drafts.put(draft)]);
    expect(fresh).toBe(true);
    expect(await store.drafts.get('R-1')).toBe('{}');
  });

  // A file of SQLite has one process.
  const several = kind === 'postgres' ? [kind] : [];
  it.each(several)('that reaches two replicas at once is the first at one of them, on %s', async () => {
    const other = await openStore(database.url);
    const keys = Array.from({ length: 200 }, (_, index) => `delivery ${index}`);
    const outcomes = await Promise.all(
      keys.map((key) => Promise.all([store.deliveries.first([until(key)]), other.deliveries.first([until(key)])])),
    );
    await other.close();
    expect(outcomes.every(([here, there]) => here !== there)).toBe(true);
  });
});

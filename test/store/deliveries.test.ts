import { describe, expect, it } from 'vitest';
import { openStore } from '../../src/store/store.ts';
import { kinds } from '../support/database.ts';
import { storeOfEach } from '../support/store.ts';

const until = (key: string, at = 1_000) => ({ key, until: at });

describe.each(kinds)('a delivery, on %s', (kind) => {
  const on = storeOfEach(kind);

  it('is the first once, whatever the others are called', async () => {
    expect(await on().store.deliveries.first([until('a'), until('b')])).toBe(true);
    expect(await on().store.deliveries.first([until('c'), until('b')])).toBe(false);
    expect(await on().store.deliveries.first([until('d')])).toBe(true);
  });

  it('is the first once among those that arrive together', async () => {
    const outcomes = await Promise.all(
      [
        ['s1', 'x'],
        ['s2', 'x'],
        ['s3', 'y'],
        ['s1', 'z'],
      ].map((keys) => on().store.deliveries.first(keys.map((key) => until(key)))),
    );
    expect(outcomes).toEqual([true, false, true, false]);
  });

  it('survives a restart', async () => {
    await on().store.deliveries.first([until('a')]);
    await on().store.close();
    on().store = await openStore(on().database.url);
    expect(await on().store.deliveries.known(['a', 'other'])).toBe(true);
    expect(await on().store.deliveries.first([until('a')])).toBe(false);
  });

  it('is known without being written', async () => {
    expect(await on().store.deliveries.known(['a'])).toBe(false);
    expect(await on().store.deliveries.known([])).toBe(false);
    expect(await on().store.deliveries.first([until('a')])).toBe(true);
  });

  it('is forgotten when its time is over, and not before', async () => {
    await on().store.deliveries.first([until('short', 100), until('long', 200)]);
    await on().store.deliveries.prune(150);
    expect(await on().store.deliveries.known(['short'])).toBe(false);
    expect(await on().store.deliveries.known(['long'])).toBe(true);
  });

  it('stands or falls with what was put in the same turn', async () => {
    const draft = { id: 'R-1', body: '{}', at: 1 };
    const [fresh] = await Promise.all([on().store.deliveries.first([until('a')]), on().store.drafts.put(draft)]);
    expect(fresh).toBe(true);
    expect(await on().store.drafts.get('R-1')).toBe('{}');
  });

  // A file of SQLite has one process.
  const several = kind === 'postgres' ? [kind] : [];
  it.each(several)('that reaches two replicas at once is the first at one of them, on %s', async () => {
    const other = await openStore(on().database.url);
    const keys = Array.from({ length: 200 }, (_, index) => `delivery ${index}`);
    const outcomes = await Promise.all(
      keys.map((key) => Promise.all([on().store.deliveries.first([until(key)]), other.deliveries.first([until(key)])])),
    );
    await other.close();
    expect(outcomes.every(([here, there]) => here !== there)).toBe(true);
  });
});

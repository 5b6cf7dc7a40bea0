import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { openStore, type Store } from '../../src/store/store.ts';

let dir: string;
let store: Store;
const open = () => openStore(`sqlite:${join(dir, 'twokey.db')}`);
const until = (key: string, at = 1_000) => ({ key, until: at });

beforeEach(async () => {
  dir = mkdtempSync(join(tmpdir(), 'twokey-deliveries-'));
  store = await open();
});
afterEach(async () => {
  await store.close();
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
  store = await open();
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

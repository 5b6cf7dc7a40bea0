/** A store that takes nothing: it says so each time, nothing is half done, and it goes on when it can. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Kysely, sql } from 'kysely';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Schema } from '../../src/store/schema.ts';
import { openSqlite } from '../../src/store/database/sqlite.ts';
import { type CountedStore, storeOn } from '../../src/store/store.ts';
import { approved } from '../support/request.ts';

let dir: string;
let db: Kysely<Schema>;
let store: CountedStore;

beforeEach(async () => {
  dir = mkdtempSync(join(tmpdir(), 'twokey-refusing-'));
  db = await openSqlite(join(dir, 'twokey.db'));
  store = storeOn(db, { isExclusive: true, id: 'only' });
  await store.lease.beat(store.replica);
});
afterEach(async () => {
  await store.close();
  rmSync(dir, { recursive: true, force: true });
});

const pragma = (text: string) => sql`pragma ${sql.raw(text)}`.execute(db);
const { log } = approved();
const click = (key: string, body = '{}') => ({ key, kind: 'approve', body, receivedAt: 1 });
const long = 'x'.repeat(200_000);

describe('a disk that is full', () => {
  const grown = async () => {
    const { rows } = await sql<{ page_count: number }>`pragma page_count`.execute(db);
    return rows[0]?.page_count ?? 0;
  };

  it('refuses what does not fit, leaves nothing of it, and takes what fits', async () => {
    await store.log.append(0, log, 'approved');
    await pragma(`max_page_count = ${await grown()}`);
    await expect(store.inbox.put(click('long', long))).rejects.toThrow(/full/);
    const [first, ...rest] = log;
    if (!first) throw new Error('no event');
    const longer = [{ ...first, requestId: 'r-2' }, ...rest.map((one) => ({ ...one, requestId: 'r-2', hash: long }))];
    await expect(store.log.append(0, longer, 'approved')).rejects.toThrow(/full/);
    expect(await store.inbox.pending()).toEqual([]);
    expect(await store.log.load('r-2')).toEqual([]);
    expect(await store.log.recent(9)).toEqual([{ id: 'r-1', version: log.length }]);
    expect(await store.log.load('r-1')).toEqual(log);
  });

  it('says so when it is asked how it is', async () => {
    await store.ping();
    await pragma(`max_page_count = ${await grown()}`);
    for (let rows = 0; rows < 200; rows += 1) await store.inbox.put(click(`k-${rows}`)).catch(() => undefined);
    await expect(storeOn(db, { id: 'x'.repeat(4_000) }).ping()).rejects.toThrow(/full/);
  });

  it('takes it again when there is room', async () => {
    await pragma(`max_page_count = ${await grown()}`);
    await expect(store.inbox.put(click('long', long))).rejects.toThrow(/full/);
    await pragma('max_page_count = 1000000');
    expect(await store.inbox.put(click('long', long))).toBe(true);
    expect(await store.log.append(0, log, 'approved')).toBe(true);
    await expect(store.ping()).resolves.toBeUndefined();
  });
});

describe('a store that is read-only', () => {
  it('refuses, says so when it is asked how it is, and goes on when it may be written to', async () => {
    await pragma('query_only = on');
    await expect(store.inbox.put(click('a'))).rejects.toThrow(/readonly/);
    await expect(store.log.append(0, log, 'approved')).rejects.toThrow(/readonly/);
    for (let times = 0; times < 2; times += 1) await expect(store.ping()).rejects.toThrow(/readonly/);
    expect(await store.log.load('r-1')).toEqual([]);
    await pragma('query_only = off');
    expect(await store.inbox.put(click('a'))).toBe(true);
    expect(await store.log.append(0, log, 'approved')).toBe(true);
    await expect(store.ping()).resolves.toBeUndefined();
  });
});

import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { brokenAt, chain } from '../../src/request/log.ts';
import { type CountedStore, openStore } from '../../src/store/store.ts';
import { kinds, type TestDatabase, testDatabase } from '../support/database.ts';
import { checking } from '../support/request.ts';

const [first] = checking().log;

describe.each(kinds)('what is kept of a request that ended long ago, on %s', (kind) => {
  let dir: string;
  let database: TestDatabase;
  let store: CountedStore;

  beforeEach(async () => {
    dir = mkdtempSync(join(tmpdir(), 'twokey-retire-'));
    database = await testDatabase(kind, dir);
    store = await openStore(database.url);
  });
  afterEach(async () => {
    await store.close();
    await database.drop();
    rmSync(dir, { recursive: true, force: true });
  });

  /** Two events, the last of them `at`; card and thread show them all unless told. */
  interface Told {
    readonly card?: number;
    readonly thread?: number;
    readonly ended?: boolean;
    readonly parked?: boolean;
  }

  async function request(id: string, at: number, told: Told = {}): Promise<void> {
    const { card = 2, thread = 2, ended = true, parked = false } = told;
    if (!first) throw new Error('no event');
    const log = chain(id, null, [first.event, { type: 'ended', outcome: 'withdrawn' }], at);
    await store.log.append(0, log, ended ? 'ended' : 'waiting');
    const versions = { cardVersion: card, threadVersion: thread, parked: parked ? 'is_archived' : null };
    await store.cursors.put({ ...(await store.cursors.get(id)), ...versions });
  }
  const listed = async () => (await store.log.recent(1_000)).map(({ id }) => id).sort();

  it('is its log, whole; it is listed nowhere, and Slack is not told of it anew', async () => {
    await request('old', 100);
    await request('new', 200);
    expect(await store.retire(200)).toBe(1);
    expect(await listed()).toEqual(['new']);
    const log = await store.log.load('old');
    expect(log).toHaveLength(2);
    expect(brokenAt(log)).toBeNull();
    expect(await store.log.recorded('requested', 0, 9)).toHaveLength(2);
    expect(await store.cursors.behind()).toEqual([]);
    expect((await store.figures()).untold.count).toBe(0);
    expect((await store.cursors.get('old')).cardVersion).toBe(0);
  });

  it('is everything while it is open, or Slack does not show its end', async () => {
    await request('open', 100, { ended: false });
    await request('card', 100, { card: 1 });
    await request('thread', 100, { thread: 1 });
    expect(await store.retire(1_000)).toBe(0);
    expect(await listed()).toEqual(['card', 'open', 'thread']);
  });

  it('is its log alone, too, where Slack cannot be told any more', async () => {
    await request('parked', 100, { card: 1, parked: true });
    expect(await store.retire(1_000)).toBe(1);
  });

  it('is decided for many at a time', async () => {
    for (let count = 0; count < 205; count += 1) await request(`r-${count}`, 100);
    expect(await store.retire(1_000)).toBe(205);
    expect(await listed()).toEqual([]);
  });
});

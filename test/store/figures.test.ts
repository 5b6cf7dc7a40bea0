import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { chain } from '../../src/request/log.ts';
import { type CountedStore, openStore } from '../../src/store/store.ts';
import { kinds, type TestDatabase, testDatabase } from '../support/database.ts';
import { approved, checking, MINUTE, START } from '../support/request.ts';

describe.each(kinds)('figures, on %s', (kind) => {
  let dir: string;
  let database: TestDatabase;
  let store: CountedStore;

  beforeEach(async () => {
    dir = mkdtempSync(join(tmpdir(), 'twokey-figures-'));
    database = await testDatabase(kind, dir);
    store = await openStore(database.url);
  });
  afterEach(async () => {
    await store.close();
    await database.drop();
    rmSync(dir, { recursive: true, force: true });
  });

  const begun = (id: string, at: number) =>
    chain(
      id,
      null,
      checking()
        .log.slice(0, 1)
        .map(({ event }) => event),
      at,
    );
  const told = async (id: string, cardVersion: number, threadVersion: number, parked: string | null = null) =>
    store.cursors.put({ ...(await store.cursors.get(id)), cardVersion, threadVersion, parked });

  it('of an empty store are nothing', async () => {
    const nothing = { count: 0, since: null };
    expect(await store.figures()).toEqual({ phases: [], clicks: nothing, untold: nothing });
  });

  it('count requests by phase, and tell since when the stillest has not moved', async () => {
    await store.log.append(0, begun('r-3', START + 5), 'checking');
    await store.log.append(0, begun('r-2', START), 'checking');
    await store.log.append(0, approved().log, 'approved');
    const { phases } = await store.figures();
    expect([...phases].sort((one, other) => (one.phase < other.phase ? -1 : 1))).toEqual([
      { phase: 'approved', count: 1, since: START + MINUTE },
      { phase: 'checking', count: 2, since: START },
    ]);
  });

  it('count the clicks that are not carried out', async () => {
    const click = (key: string, receivedAt: number) => ({ key, kind: 'approve', body: '{}', receivedAt });
    await Promise.all([
      store.inbox.put(click('a', 100)),
      store.inbox.put(click('b', 200)),
      store.inbox.put(click('c', 50)),
    ]);
    await store.inbox.done('c', 300);
    expect((await store.figures()).clicks).toEqual({ count: 2, since: 100 });
  });

  it('count the events that card or thread do not show', async () => {
    const { log } = approved();
    await store.log.append(0, log, 'approved');
    const untold = async () => (await store.figures()).untold;
    expect(await untold()).toEqual({ count: 3, since: START });
    await told('r-1', 3, 2);
    expect(await untold()).toEqual({ count: 1, since: START + MINUTE });
    await told('r-1', 1, 3);
    expect(await untold()).toEqual({ count: 2, since: log[1]?.at });
    await told('r-1', 3, 3);
    expect(await untold()).toEqual({ count: 0, since: null });
  });

  it('leave out what cannot be told any more', async () => {
    await store.log.append(0, approved().log, 'approved');
    await told('r-1', 0, 0, 'is_archived');
    expect((await store.figures()).untold).toEqual({ count: 0, since: null });
  });
});

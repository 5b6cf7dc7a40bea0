/** The record of rejected log-ons, as several replicas write it. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { listenOn } from '../../src/store/database/notify-postgres.ts';
import type { Notify } from '../../src/store/database/notify.ts';
import { type Store, storeOn } from '../../src/store/store.ts';
import { emptyDatabase, kinds, openTables, type TestDatabase } from '../support/database.ts';
import { eventually } from '../support/driven.ts';

describe.each(kinds)('on %s', (kind) => {
  let dir: string;
  let database: TestDatabase;
  let db: Awaited<ReturnType<typeof openTables>>;
  let one: Store['logOns'];
  let other: Store['logOns'];

  beforeEach(async () => {
    dir = mkdtempSync(join(tmpdir(), 'twokey-log-ons-'));
    database = await emptyDatabase(kind, dir);
    db = await openTables(database);
    one = storeOn(db, { id: 'one' }).logOns;
    other = storeOn(db, { id: 'other' }).logOns;
  });

  afterEach(async () => {
    await db.destroy();
    await database.drop();
    rmSync(dir, { recursive: true, force: true });
  });

  it('begins open and empty', async () => {
    expect(await one.look()).toEqual({ streak: 0, counted: [] });
  });

  it('gives the last places to as many as there are', async () => {
    const taken = await Promise.all(
      Array.from({ length: 10 }, (_, at) => (at % 2 === 0 ? one : other).reserve(`l${at}`, 6, 600_000)),
    );
    expect(taken.filter(Boolean)).toHaveLength(6);
    expect((await one.look()).counted).toHaveLength(6);
  });

  it('counts what was rejected, how old it is, and how many in a row', async () => {
    await one.reject('a', false);
    await other.reject('b', false);
    expect(await one.look()).toMatchObject({ streak: 1 });
    await one.reserve('c', 6, 600_000);
    expect((await other.look()).counted.find(({ id }) => id === 'c')?.isRejected).toBe(false);
    await one.reject('c', true);
    await wait(30);
    const { streak, counted } = await other.look();
    expect(streak).toBe(2);
    expect(new Set(counted.filter(({ isRejected }) => isRejected).map(({ id }) => id))).toEqual(
      new Set(['a', 'b', 'c']),
    );
    expect(counted).toHaveLength(3);
    for (const { ageMs } of counted) {
      expect(ageMs).toBeGreaterThanOrEqual(20);
      expect(ageMs).toBeLessThan(60_000);
    }
  });

  it('forgets what was accepted; a probe that was opens the gate', async () => {
    await one.reject('a', false);
    await one.reserve('b', 6, 600_000);
    await one.release('b', true);
    expect(await other.look()).toMatchObject({ streak: 0, counted: [{ id: 'a', isRejected: true }] });
    await one.release('a', false);
    expect(await other.look()).toEqual({ streak: 0, counted: [] });
  });

  it('forgets what is older than the window when a place is taken', async () => {
    await one.reject('a', false);
    await wait(20);
    expect(await other.reserve('b', 1, 600_000)).toBe(false);
    expect(await other.reserve('b', 1, 10)).toBe(true);
    expect((await one.look()).counted.map(({ id }) => id)).toEqual(['b']);
  });

  it.runIf(kind === 'postgres')('is heard of by the other replicas at once', async () => {
    const heard: Notify[] = [];
    const ears = listenOn(database.url)((news) => heard.push(news));
    await eventually(() => heard.length > 0);
    const news = () => heard.filter((one) => one.kind === 'ocp_gate').length;
    await one.reject('a', false);
    await eventually(() => news() === 1);
    await one.release('a', true);
    await eventually(() => news() === 2);
    await ears.stop();
  });
});

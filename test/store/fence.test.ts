/** Writes of a term that is over are refused, whoever makes them and however late. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { chain } from '../../src/request/log/hash-chain.ts';
import { type Store, storeOn } from '../../src/store/store.ts';
import { emptyDatabase, kinds, openTables, type TestDatabase, testDatabase } from '../support/database.ts';
import { approved, START } from '../support/request.ts';

const story = approved().log;
const more = chain('r-1', story.at(-1) ?? null, [{ type: 'expired', round: 1 }], START);

describe.each(kinds)('on %s', (kind) => {
  let dir: string;
  let database: TestDatabase;
  let db: Awaited<ReturnType<typeof openTables>>;
  let one: Store;
  let other: Store;

  beforeEach(async () => {
    dir = mkdtempSync(join(tmpdir(), 'twokey-fence-'));
    database = await emptyDatabase(kind, dir);
    db = await openTables(database);
    one = storeOn(db, { id: 'one' });
    other = storeOn(db, { id: 'other' });
    await one.lease.beat(one.replica);
  });

  afterEach(async () => {
    await db.destroy();
    await database.drop();
    rmSync(dir, { recursive: true, force: true });
  });

  describe('a term', () => {
    it('is begun by exactly one of those who try', async () => {
      const taken = await Promise.all(['a', 'b', 'c', 'd'].map((id) => one.lease.take(id, 0)));
      expect(taken.filter(Boolean)).toHaveLength(1);
      const { epoch, holder } = await one.lease.beat(one.replica);
      expect([epoch, holder]).toEqual([1, ['a', 'b', 'c', 'd'][taken.indexOf(true)]]);
    });

    it('is not begun behind one that has passed', async () => {
      expect(await one.lease.take('one', 0)).toBe(true);
      expect(await other.lease.take('other', 0)).toBe(false);
      expect(await other.lease.take('other', 1)).toBe(true);
      expect(await one.lease.beat(one.replica)).toMatchObject({ epoch: 2, holder: 'other' });
    });

    it('is given back by its holder alone', async () => {
      await one.lease.take('one', 0);
      await other.lease.leave('other');
      expect(await one.lease.beat(one.replica)).toMatchObject({ epoch: 1, holder: 'one' });
      await one.lease.leave('one');
      expect(await other.lease.beat(other.replica)).toMatchObject({
        epoch: 1,
        holder: null,
        replicas: [{ id: 'other' }],
      });
    });
  });

  describe('a write', () => {
    it('of the present term is like any other', async () => {
      await one.lease.take('one', 0);
      const { log, cursors, announcements } = one.fenced({ epoch: 1 });
      expect(await log.append(0, story, 'approved')).toBe(true);
      expect(await log.append(0, story, 'approved')).toBe(false);
      await cursors.put({ ...(await cursors.get('r-1')), cardTs: '1.2' });
      await announcements.put('policy', '{}');
      expect(await log.load('r-1')).toEqual(story);
      expect(await one.cursors.get('r-1')).toMatchObject({ cardTs: '1.2' });
      expect(await one.announcements.get('policy')).toBe('{}');
    });

    it('of a term that is over is refused, and leaves nothing', async () => {
      await one.lease.take('one', 0);
      const old = one.fenced({ epoch: 1 });
      await old.log.append(0, story, 'approved');
      await old.cursors.put({ ...(await old.cursors.get('r-1')), cardTs: '1.2' });
      await old.announcements.put('policy', '1');
      await other.lease.take('other', 1);

      const over = { code: 'lease_lost', effect: 'none' };
      await expect(old.log.append(3, more, 'ended')).rejects.toMatchObject(over);
      await expect(old.cursors.put({ ...(await old.cursors.get('r-1')), cardTs: '9.9' })).rejects.toMatchObject(over);
      await expect(old.announcements.put('policy', '2')).rejects.toMatchObject(over);
      expect(await one.log.load('r-1')).toEqual(story);
      expect(await one.log.open()).toEqual([{ id: 'r-1', version: 3 }]);
      expect(await one.cursors.get('r-1')).toMatchObject({ cardTs: '1.2' });
      expect(await one.announcements.get('policy')).toBe('1');
    });

    it('of people needs no term: their word counts wherever they said it', async () => {
      await one.lease.take('one', 0);
      await one.log.append(0, story, 'approved');
      await other.lease.take('other', 1);
      expect(await one.log.append(3, more, 'ended')).toBe(true);
    });
  });
});

describe('a term that begins while a write of the one before is being committed', () => {
  it('waits for it: between the look at the lease and the commit nobody comes in', async () => {
    const database = await testDatabase('postgres', '');
    const [holding, taking] = [await openTables(database), await openTables(database)];
    try {
      const one = storeOn(holding, { id: 'one' });
      const other = storeOn(taking, { id: 'other' });
      await one.lease.take('one', 0);
      const order: string[] = [];
      let commit: () => void = () => undefined;
      const held = new Promise<void>((resolve) => {
        commit = resolve;
      });
      const { inTerm } = await import('../../src/store/fence.ts');
      let looked: () => void = () => undefined;
      const isLooking = new Promise<void>((resolve) => {
        looked = resolve;
      });
      const write = holding.transaction().execute(async (trx) => {
        await inTerm(trx, { epoch: 1 });
        looked();
        await held;
        order.push('written');
      });
      await isLooking;
      const take = other.lease.take('other', 1).then((taken) => order.push(`taken ${taken}`));
      await new Promise((resolve) => setTimeout(resolve, 150));
      expect(order).toEqual([]);
      commit();
      await Promise.all([write, take]);
      expect(order).toEqual(['written', 'taken true']);
    } finally {
      await holding.destroy();
      await taking.destroy();
      await database.drop();
    }
  });

  it('does not wait for ever: a transaction that stands still is ended by the server', async () => {
    const database = await testDatabase('postgres', '');
    const [holding, taking] = [await openTables(database), await openTables(database)];
    try {
      const other = storeOn(taking, { id: 'other' });
      await other.lease.take('one', 0);
      const { inTerm } = await import('../../src/store/fence.ts');
      let taken = false;
      const write = holding.transaction().execute(async (trx) => {
        await inTerm(trx, { epoch: 1 });
        taken = await other.lease.take('other', 1);
        await trx.insertInto('announcements').values({ id: 'late', body: '' }).execute();
      });
      await expect(write).rejects.toThrow();
      expect(taken).toBe(true);
      expect(await other.announcements.get('late')).toBeNull();
    } finally {
      await holding.destroy();
      await taking.destroy();
      await database.drop();
    }
  });
});

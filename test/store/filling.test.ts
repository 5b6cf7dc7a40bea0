/** What a version of the bot that keeps no index has written, before an upgrade or beside this one, is noticed and filled in. */
import { type Kysely, sql } from 'kysely';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Recorded } from '../../src/request/events.ts';
import type { Schema } from '../../src/store/schema.ts';
import { type CountedStore, storeOn } from '../../src/store/store.ts';
import { AT, put, story } from '../slack/overview/log.ts';
import { kinds, openTables, type TestDatabase, testDatabase } from '../support/database.ts';
import { seedIndexed, seedMany } from '../support/many.ts';
import { channels, people } from '../support/world.ts';

describe.each(kinds)('on %s', (kind) => {
  let dir: string;
  let database: TestDatabase;
  let db: Kysely<Schema>;
  let store: CountedStore;

  beforeEach(async () => {
    dir = mkdtempSync(join(tmpdir(), 'twokey-filling-'));
    database = await testDatabase(kind, dir);
    db = await openTables(database);
    store = storeOn(db, { id: 'one' });
  });
  afterEach(async () => {
    await store.close();
    await database.drop();
    rmSync(dir, { recursive: true, force: true });
  });

  const found = async (filter: { tenant?: string; person?: string }) => {
    const all = { tenant: null, person: null, since: null };
    const step = await store.log.ended({ ...all, ...filter }, { from: null, to: 'older', limit: 1_000 });
    return step.found.map(({ id }) => id);
  };

  /** As the version before appends. */
  async function appendAsBefore(events: readonly Recorded[], isEnded: boolean): Promise<void> {
    for (const { requestId, version, at, event } of events) {
      await sql`insert into events (request_id, version, at, type, event, previous_hash, hash)
        values (${requestId}, ${version}, ${at}, ${event.type}, ${JSON.stringify(event)}, '', '')`.execute(db);
      await sql`update requests set version = ${version}, updated_at = ${at}, open = ${isEnded ? 0 : 1}
        where id = ${requestId}`.execute(db);
    }
  }

  describe('requests from before the upgrade', () => {
    it('are known to be missing until they are filled in, some at a time', async () => {
      await seedMany(db, 60);
      expect(await store.filling.isBehind()).toBe(true);
      expect(await found({ tenant: 'orders_7' })).toEqual([]);
      expect(await found({})).toHaveLength(60);
      expect(await store.filling.fill(25)).toBe(25);
      expect(await store.filling.isBehind()).toBe(true);
      expect(await store.filling.fill(25)).toBe(25);
      expect(await store.filling.fill(25)).toBe(10);
      expect(await store.filling.isBehind()).toBe(false);
      expect(await found({ tenant: 'ORDERS_7' })).toEqual(['R-7']);
      expect(await found({ tenant: 'orders', person: people.sofia })).toHaveLength(60);
      expect(await store.log.naming(['R-7'], [people.arun])).toEqual(new Set(['R-7']));
      const { found: rows } = await store.log.ended(
        { tenant: null, person: null, since: null },
        { from: null, to: 'older', limit: 1 },
      );
      expect(rows).toMatchObject([{ id: 'R-60', channel: channels.incident }]);
      expect(await store.filling.fill(25)).toBe(0);
    });

    it('are then as those that the tests of many requests begin with', async () => {
      const rows = async () => ({
        tenants: await db
          .selectFrom('request_tenants')
          .selectAll()
          .orderBy('request_id')
          .orderBy('beginning')
          .execute(),
        people: await db.selectFrom('request_people').selectAll().orderBy('request_id').orderBy('person').execute(),
        requests: await db.selectFrom('requests').selectAll().orderBy('id').execute(),
      });
      await seedIndexed(db, 30);
      const seeded = await rows();
      await sql`delete from request_tenants`.execute(db);
      await sql`delete from request_people`.execute(db);
      await sql`update requests set indexed_version = 0, family_version = 0, shown = 0, channel = null`.execute(db);
      while ((await store.filling.fill(25)) === 25);
      expect(await rows()).toEqual(seeded);
    });

    it('are counted, and are not told to Slack anew', async () => {
      await seedMany(db, 60);
      const nothing = { count: 0, since: null };
      for (const filled of [0, 25, 25, 10]) {
        expect(await store.filling.fill(filled === 0 ? 1 : 25)).toBe(
          filled === 0 ? 1 : Math.min(filled, 25) - (filled === 10 ? 1 : 0),
        );
        expect(await store.cursors.behind()).toEqual([]);
        expect((await store.figures()).untold).toEqual(nothing);
      }
    });

    it('whose events lack what is looked for keep no others from being filled in', async () => {
      await seedMany(db, 3);
      await sql`update events set event = ${'{"type":"requested"}'} where request_id = 'R-1' and version = 1`.execute(
        db,
      );
      await sql`update events set event = ${'{"type":"requested","by":7,"operation":{"targets":[null,{"tenant":{"tenantName":"odd"}}]}}'}
        where request_id = 'R-2' and version = 1`.execute(db);
      expect(await store.filling.fill(25)).toBe(3);
      expect(await store.filling.isBehind()).toBe(false);
      expect(await found({ tenant: 'orders' })).toEqual(['R-3']);
      expect(await found({ person: people.sofia })).toEqual(['R-3', 'R-2', 'R-1']);
    });
  });

  it('what this version appends need not be filled in', async () => {
    await put(store, story('R-1', { name: 'orders', at: AT }).rejected());
    expect(await store.filling.isBehind()).toBe(false);
    expect(await store.filling.fill(25)).toBe(0);
  });

  it('what a replica of the version before appends in between is filled in, whoever appends after it', async () => {
    const { log } = story('R-1', { name: 'orders', at: AT, by: people.sofia })
      .approved(people.arun)
      .rejected(people.mei);
    await store.log.append(0, log.slice(0, 1), 'checking');
    await appendAsBefore(log.slice(1, 3), false);
    await store.log.append(3, log.slice(3), 'ended');
    expect(await store.filling.isBehind()).toBe(true);
    expect(await found({ person: people.mei })).toEqual(['R-1']);
    expect(await found({ person: people.arun })).toEqual([]);
    expect(await store.filling.fill(25)).toBe(1);
    expect(await found({ person: people.arun })).toEqual(['R-1']);
    expect(await store.filling.isBehind()).toBe(false);
  });

  it('what a replica of the version before ends is counted', async () => {
    const { log } = story('N-1', { at: AT }).rejected();
    await store.log.append(0, log.slice(0, 1), 'checking');
    const ended = async () => (await store.figures()).phases.find(({ phase }) => phase === 'ended')?.count ?? 0;
    expect(await ended()).toBe(0);
    await appendAsBefore(log.slice(1), true);
    expect(await ended()).toBe(1);
    await seedMany(db, 5);
    expect(await ended()).toBe(6);
    await sql`delete from requests where id = 'N-1'`.execute(db);
    expect(await ended()).toBe(5);
  });

  describe('what the version before shows in Slack', () => {
    beforeEach(async () => {
      await put(store, story('R-1', { at: AT }).rejected(), '1.1');
    });

    it('is not shown again', async () => {
      await appendAsBefore(story('R-1', { at: AT }).rejected().rejected().log.slice(4), true);
      expect(await store.cursors.behind()).toHaveLength(1);
      await sql`update cursors set card_version = 6, thread_version = 6`.execute(db);
      expect(await store.cursors.behind()).toEqual([]);
      expect(await store.retire(Number.MAX_SAFE_INTEGER)).toBe(0);
      expect(await store.filling.fill(25)).toBe(1);
      expect(await store.filling.fill(25)).toBe(0);
      expect(await store.retire(Number.MAX_SAFE_INTEGER)).toBe(1);
    });

    it.each([
      ['begins and does not end', 'card_attempt_at = 5'],
      ['is to be shown anew: the card is gone', 'card_version = 0'],
      ['is to be shown anew: the thread is', 'thread_version = 1'],
    ])('and %s is shown by this one', async (_, change) => {
      expect(await store.cursors.behind()).toEqual([]);
      await sql`update cursors set ${sql.raw(change)}`.execute(db);
      expect(await store.cursors.behind()).toEqual([{ id: 'R-1', version: 4 }]);
    });
  });

  it('what is forgotten is found no more, and leaves no rows', async () => {
    await put(store, story('R-1', { name: 'orders', at: AT }).rejected(), '1.1');
    expect(await store.retire(Number.MAX_SAFE_INTEGER)).toBe(1);
    expect(await found({ tenant: 'orders' })).toEqual([]);
    for (const table of ['request_tenants', 'request_people'] as const)
      expect(await db.selectFrom(table).selectAll().execute()).toEqual([]);
  });

  it('what the version before has forgotten is found no more', async () => {
    await put(store, story('R-1', { name: 'orders', at: AT }).rejected());
    await sql`delete from requests`.execute(db);
    expect(await found({ tenant: 'orders' })).toEqual([]);
    expect(await found({ person: people.mei })).toEqual([]);
  });

  it('is the leader’s work: in a term that is over nothing is filled in', async () => {
    await seedMany(db, 3);
    await expect(store.fenced({ epoch: 7 }).filling.fill(25)).rejects.toMatchObject({ code: 'lease_lost' });
    expect(await store.filling.isBehind()).toBe(true);
  });

  it('and appends at the same time do not keep each other from it', async () => {
    await seedMany(db, 40);
    const logs = Array.from({ length: 20 }, (_, at) => story(`N-${at}`, { name: 'orders', at: AT }).rejected());
    await Promise.all([
      ...logs.map((one) => put(store, one)),
      ...Array.from({ length: 8 }, () => store.filling.fill(10)),
    ]);
    while ((await store.filling.fill(25)) > 0);
    expect(await found({ tenant: 'orders' })).toHaveLength(60);
  });
});

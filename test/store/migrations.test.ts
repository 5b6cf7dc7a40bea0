import { fork } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Migration } from 'kysely';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { migrate } from '../../src/store/migrations.ts';
import { openStore } from '../../src/store/store.ts';
import { kinds, openTables, type TestDatabase, testDatabase } from '../support/database.ts';
import { administer } from '../support/postgres.ts';
import { sharedPostgres } from '../support/shared-postgres.ts';
import { approved } from '../support/request.ts';

const known = [
  '001-request-log',
  '002-announcements',
  '003-replicas',
  '004-deliveries',
  '005-events-by-time',
  '006-authenticators',
  '007-stop',
  '009-ocp-gate',
  '010-request-index',
  '011-families',
  '012-family-versions',
  '013-to-dos',
];

describe.each(kinds)('on %s', (kind) => {
  let dir: string;
  let database: TestDatabase;
  let db: Awaited<ReturnType<typeof openTables>>;

  beforeEach(async () => {
    dir = mkdtempSync(join(tmpdir(), 'twokey-migrations-'));
    database = await testDatabase(kind, dir);
    db = await openTables(database);
  });

  afterEach(async () => {
    await db.destroy();
    await database.drop();
    rmSync(dir, { recursive: true, force: true });
  });

  const done = async () =>
    (
      await db
        .withTables<{ kysely_migration: { name: string } }>()
        .selectFrom('kysely_migration')
        .select('name')
        .orderBy('name')
        .execute()
    ).map(({ name }) => name);

  /** As a version before or after this one would have it. */
  async function withNext(name: string, next: Migration): Promise<void> {
    const before = Object.fromEntries(known.map((one) => [one, { up: () => Promise.resolve() }]));
    await migrate(db, { ...before, [name]: next });
  }

  const addsTable: Migration = {
    async up(tables) {
      await tables.schema.createTable('later').addColumn('id', 'text').execute();
    },
  };

  it('each runs once', async () => {
    await migrate(db);
    await migrate(db);
    expect(await done()).toEqual(known);
  });

  it('of a failed one nothing remains, and it can be tried again', async () => {
    const fails: Migration = {
      async up(tables) {
        await addsTable.up(tables);
        throw new Error('disk full');
      },
    };
    await expect(withNext('999-later', fails)).rejects.toThrow('disk full');
    expect(await done()).toEqual(known);
    await withNext('999-later', addsTable);
    expect(await done()).toEqual([...known, '999-later']);
  });

  it('of a newer version leave what this one needs: it starts, and works', async () => {
    await withNext('999-later', addsTable);
    await migrate(db);
    await db.destroy();
    const store = await openStore(database.url);
    expect(await store.log.append(0, approved().log, 'approved')).toBe(true);
    await store.close();
    db = await openTables(database);
  });

  it('that took away what this version needs keep it from starting, with the reason', async () => {
    await withNext('999-later-breaking', addsTable);
    await expect(migrate(db)).rejects.toMatchObject({
      code: 'store_unusable',
      message: expect.stringMatching(/upgraded by a newer version \(999-later-breaking\)\. Start that version/),
    });
  });
});

describe('several processes that start at once', () => {
  it('migrate an empty PostgreSQL database once, and all of them come up', async () => {
    const name = `empty_${process.pid}`;
    const { url: admin } = await sharedPostgres();
    await administer(admin, [`create database ${name}`]);
    try {
      const script = new URL('../support/open-store.ts', import.meta.url);
      const ends = Array.from({ length: 3 }, () => {
        const child = fork(script, [`${admin}/${name}`], { execArgv: ['--import', 'tsx'] });
        return new Promise((resolve) => child.once('exit', resolve));
      });
      expect(await Promise.all(ends)).toEqual([0, 0, 0]);
      const store = await openStore(`${admin}/${name}`);
      expect(await store.log.recent(9)).toEqual([]);
      await store.close();
    } finally {
      await administer(admin, [`drop database ${name} with (force)`]);
    }
  });
});

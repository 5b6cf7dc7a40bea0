/** A store's database for one test, on either of the two kinds. */
import { copyFileSync, existsSync } from 'node:fs';
import { join } from 'node:path';
import type { Kysely } from 'kysely';
import type { Database } from '../../src/lib/database-address.ts';
import { openPostgres } from '../../src/store/database/postgres.ts';
import type { Schema } from '../../src/store/schema.ts';
import { openSqlite } from '../../src/store/database/sqlite.ts';
import { type CountedStore, openStore } from '../../src/store/store.ts';
import { type KeptConnections, keepConnections } from './kept-connections.ts';
import { administer, TEMPLATE } from './postgres.ts';
import { sharedPostgres } from './shared-postgres.ts';

export type Kind = Database['kind'];
export const kinds: readonly Kind[] = ['sqlite', 'postgres'];

export interface TestDatabase {
  readonly config: Database;
  /** For `openStore`. */
  readonly url: string;
  open(): Promise<CountedStore>;
  /** What is durable at this very instant, as another database; whoever still uses this one is never heard of again. */
  afterCrash(): Promise<TestDatabase>;
  drop(): Promise<void>;
}

/** Of the tests that are about something else: `npm run test:postgres` runs the engine's on the other one. */
const usual: Kind = process.env['TEST_STORE'] === 'postgres' ? 'postgres' : 'sqlite';

export function openTables({ config }: Pick<TestDatabase, 'config'>): Promise<Kysely<Schema>> {
  return config.kind === 'sqlite' ? openSqlite(config.path) : openPostgres(config.url);
}

let serial = 0;

/** An empty database; of SQLite, its file is in `dir`. */
export async function testDatabase(kind: Kind, dir: string): Promise<TestDatabase> {
  if (kind === 'sqlite') return file(dir, join(dir, 'twokey.db'));
  const name = await create(TEMPLATE);
  return at(name, await tcpUrl(name));
}

interface Kept {
  readonly name: string;
  readonly url: string;
  readonly connections: KeptConnections;
}

/** Databases of this worker that are empty again: to make one costs many times what emptying one does. */
const emptied: Kept[] = [];

/** As `testDatabase`, for tests that leave the tables and the server's settings as they are. */
export async function emptyDatabase(kind: Kind, dir: string): Promise<TestDatabase> {
  if (kind === 'sqlite') return testDatabase(kind, dir);
  return lent(emptied.pop() ?? (await kept(await create(TEMPLATE))));
}

export function usualDatabase(dir: string): Promise<TestDatabase> {
  return emptyDatabase(usual, dir);
}

async function kept(name: string): Promise<Kept> {
  const url = await socketUrl(name);
  return { name, url, connections: keepConnections(url) };
}

function lent(whole: Kept): TestDatabase {
  const { name, url, connections } = whole;
  const database = at(name, url);
  let isWhole = true;
  return {
    ...database,
    open: () => Promise.resolve(connections.open()),
    async afterCrash() {
      isWhole = false;
      return lent(await kept(await copyAfterCrash(name)));
    },
    async drop() {
      if (isWhole) {
        await connections.query(emptying);
        emptied.push(whole);
      } else {
        await connections.end();
        await database.drop();
      }
    },
  };
}

const emptying = `
  do $$ declare name text; begin
    for name in select tablename from pg_tables where schemaname = 'public' and tablename not like 'kysely%' loop
      if name not in ('leases', 'stops', 'ocp_gate') then execute format('delete from %I', name); end if;
    end loop;
  end $$;
  delete from tallies;
  update leases set epoch = 0, holder = null;
  update stops set version = 0, stopped = 0;
  update ocp_gate set streak = 0`;

function file(dir: string, path: string): TestDatabase {
  const url = `sqlite:${path}`;
  return {
    config: { kind: 'sqlite', path },
    url,
    open: () => openStore(url),
    async afterCrash() {
      serial += 1;
      const next = join(dir, `after-crash-${serial}.db`);
      const copies = [path, besides(path)].map((from, at) => ({ from, to: at === 0 ? next : besides(next) }));
      for (const { from, to } of copies)
        for (const part of ['', '-wal']) if (existsSync(from + part)) copyFileSync(from + part, to + part);
      return file(dir, next);
    },
    drop: () => Promise.resolve(),
  };
}

/** Where the authenticators are. */
function besides(path: string): string {
  return path.replace(/\.db$/, '.codes.db');
}

async function tcpUrl(name: string): Promise<string> {
  return `${(await sharedPostgres()).url}/${name}`;
}

async function socketUrl(name: string): Promise<string> {
  const { socket } = await sharedPostgres();
  const url = await tcpUrl(name);
  return socket === null ? url : `${url}?host=${encodeURIComponent(socket)}`;
}

/** A new database's name. */
async function create(template: string): Promise<string> {
  serial += 1;
  const name = `t_${process.pid}_${process.env['VITEST_WORKER_ID'] ?? ''}_${serial}`;
  await administer((await sharedPostgres()).url, [`create database ${name} template ${template}`]);
  return name;
}

function at(name: string, url: string): TestDatabase {
  return {
    config: { kind: 'postgres', url },
    url,
    open: () => openStore(url),
    async afterCrash() {
      const next = await copyAfterCrash(name);
      return at(next, await tcpUrl(next));
    },
    async drop() {
      await administer((await sharedPostgres()).url, [`drop database if exists ${name} with (force)`]);
    },
  };
}

/** A dead process's connections are closed; here it is not dead, and must not open new ones. */
async function copyAfterCrash(name: string): Promise<string> {
  const { url: admin } = await sharedPostgres();
  await administer(admin, [
    `alter database ${name} allow_connections false`,
    `select pg_terminate_backend(pid, 5000) from pg_stat_activity where datname = '${name}'`,
  ]);
  const next = await create(name);
  // The others have seen by now that it is gone.
  await administer(admin, ['delete from replicas'], next);
  return next;
}

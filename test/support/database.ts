/** A store's database for one test, on either of the two kinds. */
import { copyFileSync, existsSync } from 'node:fs';
import { join } from 'node:path';
import { inject } from 'vitest';
import type { Kysely } from 'kysely';
import type { Database } from '../../src/config.ts';
import { openPostgres } from '../../src/store/postgres.ts';
import type { Schema } from '../../src/store/schema.ts';
import { openSqlite } from '../../src/store/sqlite.ts';
import { administer, TEMPLATE } from './postgres.ts';

export type Kind = Database['kind'];
export const kinds: readonly Kind[] = ['sqlite', 'postgres'];

export interface TestDatabase {
  readonly config: Database;
  /** For `openStore`. */
  readonly url: string;
  /** What is durable at this very instant, as another database; whoever still uses this one is never heard of again. */
  afterCrash(): Promise<TestDatabase>;
  drop(): Promise<void>;
}

/** Of the tests that are about something else: SQLite, unless this run says otherwise. */
const usual: Kind = process.env['TEST_STORE'] === 'postgres' ? 'postgres' : 'sqlite';

export function openTables({ config }: TestDatabase): Promise<Kysely<Schema>> {
  return config.kind === 'sqlite' ? openSqlite(config.path) : openPostgres(config.url);
}

let serial = 0;

/** An empty database; of SQLite, its file is in `dir`. */
export async function testDatabase(kind: Kind, dir: string): Promise<TestDatabase> {
  return kind === 'sqlite' ? file(dir, join(dir, 'twokey.db')) : server(TEMPLATE);
}

/** Databases of this worker that are empty again: to make one costs many times what emptying one does. */
const emptied: string[] = [];

/** As `testDatabase`, for tests that leave the tables and the server's settings as they are. */
export async function usualDatabase(dir: string): Promise<TestDatabase> {
  if (usual === 'sqlite') return testDatabase(usual, dir);
  const again = emptied.pop();
  const database = again === undefined ? await server(TEMPLATE) : at(again);
  const { pathname } = new URL(database.url);
  let isWhole = true;
  return {
    ...database,
    afterCrash() {
      isWhole = false;
      return database.afterCrash();
    },
    async drop() {
      if (!isWhole) return database.drop();
      await administer(inject('postgres'), [emptying], pathname.slice(1));
      emptied.push(pathname.slice(1));
    },
  };
}

const emptying = `
  select pg_terminate_backend(pid, 5000) from pg_stat_activity
    where datname = current_database() and pid <> pg_backend_pid();
  do $$ declare name text; begin
    for name in select tablename from pg_tables where schemaname = 'public' and tablename not like 'kysely%' loop
      if name <> 'leases' then execute format('delete from %I', name); end if;
    end loop;
  end $$;
  update leases set epoch = 0, holder = null`;

function file(dir: string, path: string): TestDatabase {
  return {
    config: { kind: 'sqlite', path },
    url: `sqlite:${path}`,
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

async function server(template: string, before: readonly string[] = []): Promise<TestDatabase> {
  const admin = inject('postgres');
  serial += 1;
  const name = `t_${process.pid}_${process.env['VITEST_WORKER_ID'] ?? ''}_${serial}`;
  await administer(admin, [`create database ${name} template ${template}`]);
  if (before.length > 0) await administer(admin, before, name);
  return at(name);
}

function at(name: string): TestDatabase {
  const admin = inject('postgres');
  const url = `${admin}/${name}`;
  return {
    config: { kind: 'postgres', url },
    url,
    async afterCrash() {
      // A dead process's connections are closed; here it is not dead, and must not open new ones.
      await administer(admin, [
        `alter database ${name} allow_connections false`,
        `select pg_terminate_backend(pid, 5000) from pg_stat_activity where datname = '${name}'`,
      ]);
      // The others have seen by now that it is gone.
      return server(name, ['delete from replicas']);
    },
    drop: () => administer(admin, [`drop database if exists ${name} with (force)`]),
  };
}

import { closeSync, mkdirSync, openSync } from 'node:fs';
import { dirname } from 'node:path';
import {
  Kysely,
  SqliteAdapter,
  type SqliteDatabase as KyselyDatabase,
  SqliteDialect,
  type SqliteStatement,
} from 'kysely';
import { LRUCache } from 'lru-cache';
import { isCorrupt, isInUse, isNoDatabase } from './dialect.ts';
import { StoreError } from '../store-error.ts';
import { migrate } from '../migrations.ts';
import type { Schema } from '../schema.ts';
import { loadSqlite, type SqliteDatabase } from '../sqlite-library.ts';
import { beginWal, checkWal, endWal } from './wal.ts';

type Locking = 'EXCLUSIVE' | 'NORMAL';

/** Far more than the bot's queries have shapes. */
const MOST_PREPARED = 1_000;

/**
 * Opens (and creates) the file of the authenticators, beside the store's: people are enrolled by another process while
 * the bot holds the store, so this file is nobody's alone. Throws a StoreError when it cannot be used.
 */
export function openShared(path: string): Promise<Kysely<Schema>> {
  return open(path === ':memory:' ? path : `${path.replace(/\.db$/, '')}.codes.db`, 'NORMAL');
}

/**
 * Opens (and creates) the embedded store. WAL with `synchronous=FULL`: a commit is on disk when it returns.
 * One process at a time: the exclusive lock is taken here and held, so that a second bot on the same file is refused
 * at once instead of running the engine twice. Throws a StoreError when the file cannot be used, or is in use.
 */
export function openSqlite(path: string): Promise<Kysely<Schema>> {
  return open(path, 'EXCLUSIVE');
}

async function open(path: string, locking: Locking): Promise<Kysely<Schema>> {
  const DatabaseSync = loadSqlite();
  let database: SqliteDatabase | null = null;
  try {
    if (path !== ':memory:') {
      mkdirSync(dirname(path), { recursive: true });
      // The file holds reasons, names and decisions: it is for the bot's own account only.
      closeSync(openSync(path, 'a', 0o600));
    }
    // A shared file is closed by whichever process comes last, and has no `-wal` then: only the store's own file can be judged.
    if (locking === 'EXCLUSIVE') checkWal(path);
    database = new DatabaseSync(path, { timeout: 2_000 });
    database.exec(`pragma locking_mode = ${locking}`);
    if (locking === 'EXCLUSIVE') beginWal(database);
    else database.exec('pragma journal_mode = WAL');
    database.exec('pragma synchronous = FULL');
    const db = new Kysely<Schema>({ dialect: new Sqlite({ database: asKyselyAsks(database, locking) }) });
    await migrate(db);
    return db;
  } catch (error) {
    if (database) letGo(database, locking);
    throw unopened(path, error);
  }
}

/** Kysely asks in the manner of better-sqlite3; this is the interface of Node's own `node:sqlite`. */
function asKyselyAsks(database: SqliteDatabase, locking: Locking): KyselyDatabase {
  // A statement's memory is given back only when it is collected, and the collector does not see its weight.
  const prepared = new LRUCache<string, SqliteStatement>({
    max: MOST_PREPARED,
    memoMethod: (sql) => prepare(database, sql),
  });
  return {
    prepare: (sql) => prepared.memo(sql),
    close: () => (locking === 'EXCLUSIVE' ? close(database) : database.close()),
  };
}

function prepare(database: SqliteDatabase, sql: string): SqliteStatement {
  const statement = database.prepare(sql);
  return {
    reader: statement.columns().length > 0,
    all: (parameters) => statement.all(...parameters),
    run(parameters) {
      // A full disk ends a transaction by itself; to roll it back once more would be an error that hides the first one.
      if (sql === 'rollback' && !database.isTransaction) return { changes: 0, lastInsertRowid: 0 };
      return statement.run(...parameters);
    },
    iterate: (parameters) => statement.iterate(...parameters),
  };
}

/** SQLite keeps a connection whose statements are not collected yet, and its lock with it: the lock is given up first. A shared file has none. */
function close(database: SqliteDatabase): void {
  try {
    endWal(database);
    database.exec('pragma locking_mode = NORMAL');
    database.exec('select 1 from sqlite_master limit 1');
  } finally {
    database.close();
  }
}

/** After a start that failed of something else, which is what is told. */
function letGo(database: SqliteDatabase, locking: Locking): void {
  try {
    if (locking === 'EXCLUSIVE') close(database);
    else database.close();
  } catch {
    // A file of another process, or one that cannot be written: it stays as it is.
  }
}

/** A migration that is cut off must leave nothing. SQLite's data definition is transactional; Kysely does not count on it. */
class Sqlite extends SqliteDialect {
  override createAdapter(): SqliteAdapter {
    return new TransactionalAdapter();
  }
}

class TransactionalAdapter extends SqliteAdapter {
  override get supportsTransactionalDdl(): boolean {
    return true;
  }
}

const RESTORE =
  'If it is the store: keep a copy, then restore a backup (docs/operations.md, Backup and restore), and compare with the task list of OCP before anything is approved.';

function unopened(path: string, error: unknown): StoreError {
  if (error instanceof StoreError) return error;
  if (isInUse(error)) {
    const advice = 'One bot runs on one store: stop the other, or give this one another DATABASE_URL.';
    return new StoreError('store_in_use', `The store ${path} is in use by another process. ${advice}`, error);
  }
  const why = error instanceof Error ? error.message : String(error);
  if (isCorrupt(error))
    return new StoreError('store_corrupt', `The store ${path} is corrupt (${why}). ${RESTORE}`, error);
  if (isNoDatabase(error)) {
    const advice = 'Check DATABASE_URL: it must name a file that Twokey made, or one that does not exist yet.';
    return new StoreError(
      'store_corrupt',
      `The store ${path} is not an SQLite database, or its beginning is damaged (${why}). ${advice} ${RESTORE}`,
      error,
    );
  }
  const advice = 'DATABASE_URL must name a file of this account, in a directory that it may write to.';
  return new StoreError('store_unusable', `The store ${path} cannot be opened (${why}). ${advice}`, error);
}

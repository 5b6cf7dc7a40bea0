import { closeSync, mkdirSync, openSync } from 'node:fs';
import { dirname } from 'node:path';
import Database from 'better-sqlite3';
import { Kysely, SqliteAdapter, SqliteDialect } from 'kysely';
import { errorCode } from '../trust.ts';
import { StoreError } from './error.ts';
import { migrate } from './migrations.ts';
import type { Schema } from './schema.ts';

/**
 * Opens (and creates) the embedded store. WAL with `synchronous=FULL`: a commit is on disk when it returns.
 * One process at a time: the exclusive lock is taken here and held, so that a second bot on the same file is refused
 * at once instead of running the engine twice. Throws a StoreError when the file cannot be used, or is in use.
 */
export async function openSqlite(path: string): Promise<Kysely<Schema>> {
  let database: Database.Database | null = null;
  try {
    if (path !== ':memory:') {
      mkdirSync(dirname(path), { recursive: true });
      // The file holds reasons, names and decisions: it is for the bot's own account only.
      closeSync(openSync(path, 'a', 0o600));
    }
    database = new Database(path, { timeout: 2_000 });
    database.pragma('locking_mode = EXCLUSIVE');
    database.pragma('journal_mode = WAL');
    database.pragma('synchronous = FULL');
    const db = new Kysely<Schema>({ dialect: new Sqlite({ database }) });
    await migrate(db);
    return db;
  } catch (error) {
    database?.close();
    throw unopened(path, error);
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

function unopened(path: string, error: unknown): StoreError {
  if (error instanceof StoreError) return error;
  if (/^SQLITE_(BUSY|LOCKED)/.test(errorCode(error))) {
    const advice = 'One bot runs on one store: stop the other, or give this one another DATABASE_URL.';
    return new StoreError('store_in_use', `The store ${path} is in use by another process. ${advice}`, error);
  }
  const why = error instanceof Error ? error.message : String(error);
  const advice = 'DATABASE_URL must name a file of this account, in a directory that it may write to.';
  return new StoreError('store_unusable', `The store ${path} cannot be opened (${why}). ${advice}`, error);
}

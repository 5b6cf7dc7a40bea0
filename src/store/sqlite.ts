import { closeSync, mkdirSync, openSync } from 'node:fs';
import { dirname } from 'node:path';
import Database from 'better-sqlite3';
import { Kysely, SqliteDialect } from 'kysely';
import { errorCode } from '../trust.ts';
import { migrate } from './migrations.ts';
import type { Schema } from './schema.ts';

/** The store could not be opened: another process holds it, or its file cannot be used. */
export class StoreError extends Error {
  readonly code: 'store_in_use' | 'store_unusable';

  constructor(code: StoreError['code'], message: string, cause: unknown) {
    super(message, { cause });
    this.name = 'StoreError';
    this.code = code;
  }
}

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
    const db = new Kysely<Schema>({ dialect: new SqliteDialect({ database }) });
    await migrate(db);
    return db;
  } catch (error) {
    database?.close();
    throw unopened(path, error);
  }
}

function unopened(path: string, error: unknown): StoreError {
  if (/^SQLITE_(BUSY|LOCKED)/.test(errorCode(error))) {
    const advice = 'One bot runs on one store: stop the other, or give this one another DATABASE_URL.';
    return new StoreError('store_in_use', `The store ${path} is in use by another process. ${advice}`, error);
  }
  const why = error instanceof Error ? error.message : String(error);
  const advice = 'DATABASE_URL must name a file of this account, in a directory that it may write to.';
  return new StoreError('store_unusable', `The store ${path} cannot be opened (${why}). ${advice}`, error);
}

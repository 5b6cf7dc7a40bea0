import { closeSync, mkdirSync, openSync } from 'node:fs';
import { dirname } from 'node:path';
import Database from 'better-sqlite3';
import { Kysely, SqliteDialect } from 'kysely';
import { migrate } from './migrations.ts';
import type { Schema } from './schema.ts';

/**
 * Opens (and creates) the embedded store. WAL with `synchronous=FULL`: a commit is on disk when it returns.
 * One process at a time: the exclusive lock is taken here and held, so that a second bot on the same file is refused
 * at once instead of running the engine twice. Throws when the file cannot be written, or is in use.
 */
export async function openSqlite(path: string): Promise<Kysely<Schema>> {
  if (path !== ':memory:') {
    mkdirSync(dirname(path), { recursive: true });
    // The file holds reasons, names and decisions: it is for the bot's own account only.
    closeSync(openSync(path, 'a', 0o600));
  }
  const database = new Database(path, { timeout: 2_000 });
  database.pragma('locking_mode = EXCLUSIVE');
  database.pragma('journal_mode = WAL');
  database.pragma('synchronous = FULL');
  const db = new Kysely<Schema>({ dialect: new SqliteDialect({ database }) });
  await migrate(db);
  return db;
}

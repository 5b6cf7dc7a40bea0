/** The few places where the two databases differ. */
import { type Kysely, PostgresAdapter } from 'kysely';
import { z } from 'zod';
import { errorCode } from '../../lib/trust-boundaries.ts';

/** What SQLite says by number (sqlite.org/rescode.html): a main code in the lower byte, what exactly in the upper one. */
const sqliteError = z.object({ code: z.literal('ERR_SQLITE_ERROR'), errcode: z.number() });
const BUSY = 5;
const LOCKED = 6;
const CORRUPT = 11;
const NOT_A_DATABASE = 26;
const CONSTRAINT_PRIMARYKEY = 1_555;
const CONSTRAINT_UNIQUE = 2_067;
/** PostgreSQL's. */
const UNIQUE_VIOLATION = '23505';

export function isPostgres<T>(db: Kysely<T>): boolean {
  return db.getExecutor().adapter instanceof PostgresAdapter;
}

/** A row with this key is there already. */
export function isTaken(error: unknown): boolean {
  const code = sqliteCode(error);
  return code === CONSTRAINT_PRIMARYKEY || code === CONSTRAINT_UNIQUE || errorCode(error) === UNIQUE_VIOLATION;
}

/** Another process holds the file. */
export function isInUse(error: unknown): boolean {
  const main = mainCode(error);
  return main === BUSY || main === LOCKED;
}

/** Pages of the file contradict each other. */
export function isCorrupt(error: unknown): boolean {
  return mainCode(error) === CORRUPT;
}

/** The file does not begin as SQLite's do. */
export function isNoDatabase(error: unknown): boolean {
  return mainCode(error) === NOT_A_DATABASE;
}

function mainCode(error: unknown): number {
  return (sqliteCode(error) ?? 0) & 0xff;
}

function sqliteCode(error: unknown): number | null {
  return sqliteError.safeParse(error).data?.errcode ?? null;
}

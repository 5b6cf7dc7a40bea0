/** The few places where the two databases differ. */
import { type Kysely, PostgresAdapter } from 'kysely';
import { z } from 'zod';
import { errorCode } from '../trust.ts';

/** What SQLite says by number (sqlite.org/rescode.html): a main code in the lower byte, what exactly in the upper one. */
const sqliteError = z.object({ code: z.literal('ERR_SQLITE_ERROR'), errcode: z.number() });
const BUSY = 5;
const LOCKED = 6;
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
  const main = (sqliteCode(error) ?? 0) & 0xff;
  return main === BUSY || main === LOCKED;
}

function sqliteCode(error: unknown): number | null {
  return sqliteError.safeParse(error).data?.errcode ?? null;
}

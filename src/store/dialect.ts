/** The few places where the two databases differ. */
import { type Kysely, PostgresAdapter } from 'kysely';
import { errorCode } from '../trust.ts';

export function isPostgres<T>(db: Kysely<T>): boolean {
  return db.getExecutor().adapter instanceof PostgresAdapter;
}

/** A row with this key is there already. */
export function isTaken(error: unknown): boolean {
  return /^(SQLITE_CONSTRAINT_(PRIMARYKEY|UNIQUE)|23505)$/.test(errorCode(error));
}

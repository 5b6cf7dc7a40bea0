/** SQLite itself: Node's own where Node calls it ready, and otherwise the package that has the same interface. docs/decisions/0001-node-sqlite.md */
import { errorCode, requireSqlite, type Sqlite } from '../lib/trust-boundaries.ts';
import { StoreError } from './store-error.ts';

export type SqliteDatabase = InstanceType<Sqlite['DatabaseSync']>;

/** A release candidate since then (nodejs.org/api/sqlite.html, History). Before, Node warned of it on standard error, and parts were missing. */
const OWN_SINCE = [24, 15] as const;

/** Whether this version of Node (`process.versions.node`) is used with the SQLite that it brings. */
export function bringsSqlite(version: string): boolean {
  const [major = 0, minor = 0] = version.split('.').map(Number);
  return major > OWN_SINCE[0] || (major === OWN_SINCE[0] && minor >= OWN_SINCE[1]);
}

/** Throws a StoreError where there is neither. */
export function loadSqlite(): Sqlite['DatabaseSync'] {
  if (bringsSqlite(process.versions.node)) return requireSqlite('node:sqlite').DatabaseSync;
  try {
    return requireSqlite('@photostructure/sqlite').DatabaseSync;
  } catch (error) {
    if (errorCode(error) !== 'MODULE_NOT_FOUND') throw error;
    const why = `Node ${process.versions.node} brings no SQLite that Twokey uses, and @photostructure/sqlite is not installed`;
    const advice = `Run Node ${OWN_SINCE.join('.')} or newer, or install with npm's optional dependencies: npm ci --omit=dev`;
    throw new StoreError('store_unusable', `${why}. ${advice}`, error);
  }
}

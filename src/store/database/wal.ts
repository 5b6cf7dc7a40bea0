/**
 * Whether the store's file is whole. In WAL mode what was committed last is in the `-wal` file beside the database, at first
 * everything: a `twokey.db` that is copied without it opens as an older store, or as an empty one, and SQLite finds no fault.
 * An orderly stop leaves WAL mode, so a file that is still in it, with no `-wal` beside it, has lost what was there.
 */
import { closeSync, existsSync, openSync, readSync } from 'node:fs';
import { StoreError } from '../store-error.ts';
import type { SqliteDatabase } from '../sqlite-library.ts';

/** The file's header (sqlite.org/fileformat2.html, 1.3): the version for writing, 2 in WAL mode; the user version. */
const HEADER_BYTES = 100;
const WRITE_VERSION = 18;
const USER_VERSION = 60;
const IN_WAL_MODE = 2;

/**
 * Stands in the header from before the switch to WAL mode to the first commit in it, and again from the last one on: a process
 * that is killed then leaves no `-wal`, and nothing is lost.
 */
const NOTHING_IN_WAL = 1;

/** Throws a StoreError for a file whose `-wal` is missing. */
export function checkWal(path: string): void {
  const header = headerOf(path);
  if (header === null || header.readUInt8(WRITE_VERSION) !== IN_WAL_MODE) return;
  if (header.readInt32BE(USER_VERSION) === NOTHING_IN_WAL || existsSync(`${path}-wal`)) return;
  throw new StoreError(
    'store_incomplete',
    `The store ${path} is incomplete: the bot was not stopped in an orderly way when this file was left or copied, and ` +
      `${path}-wal, which holds what was recorded last, is missing. Put back both files of the same moment ` +
      '(docs/operations.md, Backup and restore). To start with what this file alone holds, which may be nothing: ' +
      `touch ${path}-wal`,
    null,
  );
}

/** Switches the file of this process to WAL mode. The mark is gone from the database itself before anything is committed. */
export function beginWal(database: SqliteDatabase): void {
  const [mode] = database.prepare('pragma journal_mode').all();
  if (mode?.['journal_mode'] !== 'wal') database.exec(`pragma user_version = ${NOTHING_IN_WAL}`);
  database.exec('pragma journal_mode = WAL');
  database.exec('pragma synchronous = FULL');
  database.exec('pragma user_version = 0');
  database.exec('pragma wal_checkpoint(TRUNCATE)');
}

/** Leaves WAL mode: everything is in the database itself then. */
export function endWal(database: SqliteDatabase): void {
  try {
    database.exec(`pragma user_version = ${NOTHING_IN_WAL}`);
    database.exec('pragma wal_checkpoint(TRUNCATE)');
  } catch {
    // A full disk takes no mark; it may still let the file go.
  }
  database.exec('pragma journal_mode = DELETE');
}

/** Null for what has none: a database in memory, a new file. */
function headerOf(path: string): Buffer | null {
  if (path === ':memory:') return null;
  const file = openSync(path, 'r');
  try {
    const header = Buffer.alloc(HEADER_BYTES);
    return readSync(file, header, 0, HEADER_BYTES, 0) === HEADER_BYTES ? header : null;
  } finally {
    closeSync(file);
  }
}

/** The store's file without the other one, in which everything that was recorded last still is. */
import { copyFileSync, existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DEFAULT_MIGRATION_TABLE, sql } from 'kysely';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { StoreError } from '../../src/store/store-error.ts';
import { openSqlite } from '../../src/store/database/sqlite.ts';
import { loadSqlite } from '../../src/store/sqlite-library.ts';
import { openStore, type Store } from '../../src/store/store.ts';

const DatabaseSync = loadSqlite();
let dir: string;
let path: string;
const open: Store[] = [];

beforeEach(() => {
  dir = mkdtempSync(join(tmpdir(), 'twokey-wal-'));
  path = join(dir, 'twokey.db');
});

afterEach(async () => {
  for (const store of open.splice(0)) await store.close();
  rmSync(dir, { recursive: true, force: true });
});

async function opened(at = path): Promise<Store> {
  const store = await openStore(`sqlite:${at}`);
  open.push(store);
  return store;
}

async function refusal(at: string): Promise<StoreError> {
  const error: unknown = await opened(at).catch((thrown: unknown) => thrown);
  if (error instanceof StoreError) return error;
  throw new Error(`not refused: ${String(error)}`);
}

describe('a file without its -wal', () => {
  /** As somebody copies it who does not know of the other file, while the bot runs or after it was killed. */
  const copied = (name: string) => {
    const at = join(dir, name);
    copyFileSync(path, at);
    return at;
  };

  it.each([
    ['with everything in the -wal, which would start as an empty store', 0],
    ['with a part in the -wal, which would start as an older store', 3_000],
  ])('is refused, with what to do: %s', async (_, rows) => {
    const store = await opened();
    for (let row = 0; row < rows; row += 1)
      await store.inbox.put({ key: `k-${row}`, kind: 'click', body: 'x'.repeat(3_000), receivedAt: 1 });
    const at = copied('copy.db');
    const error = await refusal(at);
    expect(error.code).toBe('store_incomplete');
    expect(error.message).toMatch(/copy\.db is incomplete.*copy\.db-wal.*is missing\. Put back both files/);
    expect(error.message).toContain(`touch ${at}-wal`);
    // It was only looked at.
    expect(existsSync(`${at}-wal`)).toBe(false);
  });

  it('is opened as it is where somebody says so', async () => {
    await opened();
    const at = copied('copy.db');
    writeFileSync(`${at}-wal`, '');
    await expect(opened(at)).resolves.toBeDefined();
  });

  it('is whole after an orderly stop', async () => {
    const store = await opened();
    await store.inbox.put({ key: 'k', kind: 'click', body: '{}', receivedAt: 1 });
    await open.pop()?.close();
    const again = await opened(copied('copy.db'));
    await again.inbox.adopt();
    expect(await again.inbox.pending()).toHaveLength(1);
  });

  it('is whole where the start was refused after the file was opened: it is refused for the same again', async () => {
    const db = await openSqlite(path);
    await sql`insert into ${sql.table(DEFAULT_MIGRATION_TABLE)} (name, timestamp) values ('999-newer-breaking', '')`.execute(
      db,
    );
    await db.destroy();
    const first = await refusal(path);
    expect(first.code).not.toBe('store_incomplete');
    expect((await refusal(path)).message).toBe(first.message);
  });

  it('is whole where the process was killed while it let the file go', async () => {
    await opened();
    await open.pop()?.close();
    const killed = new DatabaseSync(path);
    killed.exec('pragma journal_mode = WAL');
    // As SQLite leaves WAL mode: the -wal is taken in and deleted, and only then does the header say so.
    killed.close();
    expect(readFileSync(path).readUInt8(18)).toBe(2);
    expect(existsSync(`${path}-wal`)).toBe(false);
    await opened();
  });

  it('is whole where the process was killed before its first commit', async () => {
    await opened();
    await open.pop()?.close();
    const killed = new DatabaseSync(path);
    killed.exec('pragma user_version = 1');
    killed.exec('pragma journal_mode = WAL');
    killed.close();
    expect(existsSync(`${path}-wal`)).toBe(false);
    await opened();
    expect((await refusal(copied('copy.db'))).code).toBe('store_incomplete');
  });
});

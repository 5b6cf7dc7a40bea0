import { spawn } from 'node:child_process';
import { chmodSync, mkdirSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { sql } from 'kysely';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { StoreError } from '../../src/store/store-error.ts';
import { openSqlite } from '../../src/store/database/sqlite.ts';
import { openStore, type Store } from '../../src/store/store.ts';
import { approved, START } from '../support/request.ts';

let dir: string;
let path: string;
const open: Store[] = [];

beforeEach(() => {
  dir = mkdtempSync(join(tmpdir(), 'twokey-store-'));
  path = join(dir, 'data', 'twokey.db');
});

afterEach(async () => {
  for (const store of open.splice(0)) await store.close();
  rmSync(dir, { recursive: true, force: true });
});

async function opened(): Promise<Store> {
  const store = await openStore(`sqlite:${path}`);
  open.push(store);
  return store;
}

async function refusal(at = path): Promise<StoreError> {
  try {
    await (await openStore(`sqlite:${at}`)).close();
  } catch (error) {
    if (error instanceof StoreError) return error;
    throw error;
  }
  throw new Error('the store was opened');
}

const numbers = (value: unknown) => JSON.stringify(value);

describe('the file', () => {
  it('is made with its directories, for the bot’s own account only', async () => {
    await opened();
    expect(statSync(path).mode & 0o777).toBe(0o600);
    expect(statSync(`${path}-wal`).mode & 0o777).toBe(0o600);
  });

  it('is really in WAL mode, with synchronous=FULL, held exclusively', async () => {
    const db = await openSqlite(path);
    const pragma = async (name: string) => numbers((await sql`pragma ${sql.raw(name)}`.execute(db)).rows);
    expect(await pragma('journal_mode')).toBe('[{"journal_mode":"wal"}]');
    expect(await pragma('synchronous')).toBe('[{"synchronous":2}]');
    expect(await pragma('locking_mode')).toBe('[{"locking_mode":"exclusive"}]');
    await db.destroy();
  });

  it('answers a ping while it is open, and rejects it afterwards', async () => {
    const store = await openStore(`sqlite:${path}`);
    await expect(store.ping()).resolves.toBeUndefined();
    await store.close();
    await expect(store.ping()).rejects.toThrow();
  });

  it('keeps everything when it is closed and opened again', async () => {
    const { log } = approved();
    const first = await opened();
    await first.log.append(0, log, 'approved');
    await first.inbox.put({ key: 'k', kind: 'click', body: '{}', receivedAt: 1 });
    await first.drafts.put({ id: 'd', body: '{"a":1}', at: 1 });
    const cursor = { ...(await first.cursors.get('r-1')), cardTs: '1.2', threadVersion: 2 };
    await first.cursors.put(cursor);
    await open.pop()?.close();

    const again = await opened();
    expect(await again.log.load('r-1')).toEqual(log);
    expect(await again.log.open()).toEqual([{ id: 'r-1', version: log.length }]);
    await again.inbox.adopt();
    expect(await again.inbox.pending()).toEqual([{ key: 'k', kind: 'click', body: '{}', receivedAt: 1 }]);
    expect(await again.drafts.get('d')).toBe('{"a":1}');
    expect(await again.cursors.get('r-1')).toEqual(cursor);
  });
});

describe('one process at a time', () => {
  it('refuses a second connection, and says what to do', async () => {
    await opened();
    const error = await refusal();
    expect(error.code).toBe('store_in_use');
    expect(error.message).toContain(path);
    expect(error.message).toMatch(/in use by another process.*stop the other, or give this one another DATABASE_URL/i);
    expect(error.cause).toMatchObject({ message: 'database is locked' });
  });

  it('refuses a second process, and lets it in once the first has closed', async () => {
    await opened();
    expect(await inAnotherProcess()).toMatch(/^store_in_use /);
    await open.pop()?.close();
    expect(await inAnotherProcess()).toBe('opened');
  });

  it('is free again at once after the holder was killed, and what it had committed is there', async () => {
    const killed = spawn(process.execPath, ['--import', 'tsx', '-e', holding, path], {
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    await new Promise((resolve) => killed.stdout.once('data', resolve));
    expect((await refusal()).code).toBe('store_in_use');
    const gone = new Promise((resolve) => killed.once('exit', resolve));
    killed.kill('SIGKILL');
    await gone;
    const store = await opened();
    await store.inbox.adopt();
    expect(await store.inbox.pending()).toEqual([{ key: 'k', kind: 'click', body: '{}', receivedAt: 1 }]);
  });
});

describe('a file that cannot be used', () => {
  it.each<[string, () => string]>([
    [
      'its directory would stand inside a file',
      () => written(join(dir, 'file'), 'x') && join(dir, 'file', 'twokey.db'),
    ],
    ['it is a directory', () => mkdirSync(join(dir, 'sub'), { recursive: true }) ?? join(dir, 'sub')],
  ])('is told with its path and what is needed: %s', async (_, make) => {
    const at = make();
    const error = await refusal(at);
    expect(error.code).toBe('store_unusable');
    expect(error.message).toContain(at);
    expect(error.message).toMatch(/cannot be opened \(.+\)\. DATABASE_URL must name a file of this account/);
  });

  it('is told where the directory is read-only', async () => {
    mkdirSync(join(dir, 'data'));
    chmodSync(join(dir, 'data'), 0o555);
    chmodSync(dir, 0o755);
    expect(await inAnotherProcess(ordinary)).toMatch(
      /^store_unusable The store .+EACCES.+ DATABASE_URL must name a file/,
    );
  });

  it('is told to be no database where it is none: permissions are not what is wrong with it', async () => {
    const at = written(join(dir, 'text.db'), 'not a database, but long enough to look at '.repeat(40));
    const error = await refusal(at);
    expect(error.code).toBe('store_corrupt');
    expect(error.message).toMatch(/text\.db is not an SQLite database.*Check DATABASE_URL.*restore a backup/);
    expect(error.message).not.toMatch(/this account/);
  });

  it('is told to be corrupt where its pages are, with what to do', async () => {
    await (await openStore(`sqlite:${path}`)).close();
    const bytes = readFileSync(path);
    writeFileSync(path, bytes.fill(0xa5, 100, 4_096));
    const error = await refusal();
    expect(error.code).toBe('store_corrupt');
    expect(error.message).toMatch(/twokey\.db is corrupt \(.+\).*keep a copy, then restore a backup.*task list of OCP/);
    expect(error.message).not.toMatch(/this account/);
  });

  function written(file: string, text: string): string {
    writeFileSync(file, text);
    return file;
  }
});

describe('drafts of forms', () => {
  it('are kept under their id, the newest text, until they are old', async () => {
    const { drafts } = await opened();
    expect(await drafts.get('d')).toBeNull();
    await drafts.put({ id: 'd', body: '1', at: START });
    await drafts.put({ id: 'd', body: '2', at: START });
    await drafts.put({ id: 'e', body: '3', at: START + 1 });
    expect(await drafts.get('d')).toBe('2');
    await drafts.prune(START + 1);
    expect(await drafts.get('d')).toBeNull();
    expect(await drafts.get('e')).toBe('3');
  });
});

const url = new URL('../../src/store/store.ts', import.meta.url).href;
const trying = `import(${JSON.stringify(url)})
  .then(({ openStore }) => openStore('sqlite:' + process.argv[1]))
  .then((store) => store.close().then(() => 'opened'), (error) => error.code + ' ' + error.message)
  .then((said) => process.stdout.write(said));`;
const holding = `import(${JSON.stringify(url)})
  .then(({ openStore }) => openStore('sqlite:' + process.argv[1]))
  .then((store) => store.inbox.put({ key: 'k', kind: 'click', body: '{}', receivedAt: 1 }))
  .then(() => { process.stdout.write('ready'); setInterval(() => {}, 1000); });`;

/** The super-user may write anywhere, so the other process is somebody else then. */
const ordinary = process.getuid?.() === 0 ? { uid: 65_534, gid: 65_534 } : {};

function inAnotherProcess(account: { uid?: number; gid?: number } = {}): Promise<string> {
  const child = spawn(process.execPath, ['--import', 'tsx', '-e', trying, path], {
    ...account,
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const said: string[] = [];
  child.stdout.on('data', (chunk) => said.push(String(chunk)));
  return new Promise((resolve) => child.once('close', () => resolve(said.join(''))));
}

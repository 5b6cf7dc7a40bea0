/** The store behind a pooler such as PgBouncer. */
import { createServer, type Server, type Socket, connect } from 'node:net';
import { Client } from 'pg';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { limited, refuseSharedSession } from '../../src/store/database/postgres.ts';
import { openStore } from '../../src/store/store.ts';
import { approved } from '../support/request.ts';
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

/** ErrorResponse: severity, code (a violation of the protocol) and message. */
function refusal(message: string): Buffer {
  const fields = Buffer.from(`SFATAL\0C08P01\0M${message}\0\0`);
  const head = Buffer.alloc(5);
  head.write('E');
  head.writeInt32BE(fields.length + 4, 1);
  return Buffer.concat([head, fields]);
}

function throughPooler(): string {
  const url = new URL(database.url);
  const address = pooler.address();
  if (typeof address !== 'object' || address === null) throw new Error('no port');
  url.port = String(address.port);
  return url.href;
}

async function session(url: string): Promise<Client> {
  const client = new Client({ connectionString: url });
  await client.connect();
  return client;
}

describe('a pooler in session mode', () => {
  it('takes connections that ask for no limits while they are made, and the store works', async () => {
    const story = approved().log;
    const store = await openStore(throughPooler());
    await store.log.append(0, story, 'approved');
    expect(await store.log.load('r-1')).toEqual(story);
    await store.close();
  });

  it('leaves each connection with the limits that a takeover rests on', async () => {
    const client = await session(throughPooler());
    await limited(client);
    const shown = async (name: string) => (await client.query(`show ${name}`)).rows[0]?.[name];
    expect(await shown('statement_timeout')).toBe('4s');
    expect(await shown('lock_timeout')).toBe('3s');
    expect(await shown('idle_in_transaction_session_timeout')).toBe('1s');
    expect(await shown('synchronous_commit')).toBe('on');
    await client.end();
  });
});

describe('two connections', () => {
  it('that are two sessions of the server are taken', async () => {
    const [one, other] = [await session(database.url), await session(database.url)];
    await expect(refuseSharedSession(one, other)).resolves.toBeUndefined();
    await Promise.all([one.end(), other.end()]);
  });

  it('that share one session, as transaction mode hands them out, are refused with what to do', async () => {
    const shared = await session(database.url);
    await expect(refuseSharedSession(shared, shared)).rejects.toMatchObject({
      code: 'store_unusable',
      message: expect.stringContaining('Use its session mode, or the address of the server.'),
    });
    await shared.end();
  });
});

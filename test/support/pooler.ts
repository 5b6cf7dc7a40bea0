/** A pooler as PgBouncer is one: real connections of a server, each lent to one client at a time. */
import { once } from 'node:events';
import { createServer, Socket } from 'node:net';
import { Client } from 'pg';

export interface Pooler {
  readonly url: string;
  close(): Promise<void>;
}

interface Lending {
  /** For how long one is lent. Statement mode ends a client that opens a transaction. */
  readonly mode: 'session' | 'transaction' | 'statement';
  /** How many connections of the server there are. */
  readonly servers: number;
  /** Which idle one is lent: the last that came back, or each in turn (`server_round_robin`). */
  readonly order: 'last' | 'turn';
}

const READY = 'Z'.charCodeAt(0);
const TERMINATE = 'X'.charCodeAt(0);
const IDLE = 'I'.charCodeAt(0);
/** AuthenticationOk and ReadyForQuery: the pooler asks its clients for no password. */
const WELCOME = Buffer.from([...Buffer.from('R'), 0, 0, 0, 8, 0, 0, 0, 0, READY, 0, 0, 0, 5, IDLE]);

export async function startPooler(serverUrl: string, { mode, servers, order }: Lending): Promise<Pooler> {
  const all = await Promise.all(Array.from({ length: servers }, () => connectionOf(serverUrl)));
  const idle = [...all];
  const waiting: (() => void)[] = [];
  const clients: Socket[] = [];

  function serve(client: Socket): void {
    clients.push(client.on('error', () => undefined));
    let lent: Socket | null = null;
    let unsent: Buffer[] = [];

    function giveBack(server: Socket): void {
      server.removeAllListeners('data');
      lent = null;
      if (order === 'turn') idle.push(server);
      else idle.unshift(server);
      waiting.shift()?.();
    }

    function borrow(): void {
      const server = idle.shift();
      if (!server) return void waiting.push(borrow);
      lent = server;
      server.on(
        'data',
        framed((message) => {
          const state = message[0] === READY ? message[5] : null;
          if (state !== null && state !== IDLE && mode === 'statement') {
            server.destroy();
            return void client.end(refusal('transaction blocks not allowed in statement pooling mode'));
          }
          client.write(message);
          if (state === IDLE && mode !== 'session') giveBack(server);
        }),
      );
      for (const data of unsent) server.write(data);
      unsent = [];
    }

    client.on('close', () => {
      if (lent && mode === 'session') giveBack(lent);
    });
    client.once('data', () => {
      client.write(WELCOME);
      client.on('data', (data: Buffer) => {
        if (data[0] === TERMINATE) return void client.end();
        if (lent) return void lent.write(data);
        unsent.push(data);
        if (unsent.length === 1) borrow();
      });
    });
  }

  const listener = createServer(serve).listen(0, '127.0.0.1');
  await once(listener, 'listening');
  const address = listener.address();
  const url = new URL(serverUrl);
  url.port = String(typeof address === 'object' && address ? address.port : 0);
  return {
    url: url.href,
    async close() {
      for (const socket of [...clients, ...all]) socket.destroy();
      await new Promise((resolve) => listener.close(resolve));
    },
  };
}

/** ErrorResponse: severity, code (a violation of the protocol, as PgBouncer names its own refusals) and message. */
export function refusal(message: string): Buffer {
  const fields = Buffer.from(`SFATAL\0C08P01\0M${message}\0\0`);
  const head = Buffer.alloc(5);
  head.write('E');
  head.writeInt32BE(fields.length + 4, 1);
  return Buffer.concat([head, fields]);
}

/** One that the server has let in; from then on nobody but the pooler reads it. */
async function connectionOf(url: string): Promise<Socket> {
  const socket = new Socket();
  const client = new Client({ connectionString: url, stream: () => socket });
  client.on('error', () => undefined);
  await client.connect();
  return socket.removeAllListeners('data');
}

/** The server's messages one by one: a letter, then the length of the rest. */
function framed(take: (message: Buffer) => void): (data: Buffer) => void {
  let rest = Buffer.alloc(0);
  return (data) => {
    rest = Buffer.concat([rest, data]);
    while (rest.length >= 5 && rest.length > rest.readInt32BE(1)) {
      const message = rest.subarray(0, rest.readInt32BE(1) + 1);
      rest = rest.subarray(message.length);
      take(message);
    }
  };
}

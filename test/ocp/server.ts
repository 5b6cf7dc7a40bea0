import { createServer, type IncomingMessage, type RequestListener, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Clock } from '../../src/lib/clock.ts';
import { createOcp, type Ocp, type OcpOptions } from '../../src/ocp/client.ts';
import { OcpError } from '../../src/ocp/errors.ts';

interface Seen {
  readonly method: string;
  readonly url: string;
  readonly headers: IncomingMessage['headers'];
  readonly body: string;
  /** The client's port: the same port is the same connection. */
  readonly port: number;
}

export interface TestServer {
  readonly url: string;
  readonly seen: Seen[];
}

type Answer = (seen: Seen, response: ServerResponse) => void;

const closers: (() => Promise<void>)[] = [];

/** Call in afterEach. */
export async function closeAll(): Promise<void> {
  for (const close of closers.splice(0)) await close();
}

/** A server on a free port of this machine that records what arrives. */
export async function serve(answer: Answer): Promise<TestServer> {
  const seen: Seen[] = [];
  const listener: RequestListener = (request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      const { method = '', url = '', headers } = request;
      const one = {
        method,
        url,
        headers,
        body: Buffer.concat(chunks).toString(),
        port: request.socket.remotePort ?? 0,
      };
      seen.push(one);
      answer(one, response);
    });
  };
  const server = createServer(listener);
  const port = await new Promise<number>((resolve) => {
    server.listen(0, '127.0.0.1', () => resolve(portOf(server.address())));
  });
  closers.push(
    () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  );
  return { url: `http://127.0.0.1:${port}`, seen };
}

function portOf(address: string | AddressInfo | null): number {
  if (address === null || typeof address === 'string') throw new Error('not listening on a port');
  return address.port;
}

/** An address where nobody listens. */
export async function deadUrl(): Promise<string> {
  const server = createServer();
  const port = await new Promise<number>((resolve) => {
    server.listen(0, '127.0.0.1', () => resolve(portOf(server.address())));
  });
  await new Promise<void>((resolve) => server.close(() => resolve()));
  return `http://127.0.0.1:${port}`;
}

export function json(
  response: ServerResponse,
  body: unknown,
  status = 200,
  headers: Record<string, string> = {},
): void {
  response.writeHead(status, { 'content-type': 'application/json', ...headers }).end(JSON.stringify(body));
}

export function ok(response: ServerResponse, data?: unknown): void {
  json(response, {
    data,
    duration: 1,
    server: 's',
    status: 200,
    successful: true,
    traceId: 'abc',
    timestamp: '2024-07-23T17:42:34.069+08:00',
  });
}

export function refuse(response: ServerResponse, status: number, error: object = { code: 0, message: 'no' }): void {
  json(
    response,
    { error, status, successful: false, traceId: 'abc', timestamp: '2024-07-23T17:42:34.069+08:00' },
    status,
  );
}

export interface HandClock extends Clock {
  ms: number;
}

/** A clock that moves only by hand. */
export function handClock(): HandClock {
  return {
    ms: Date.UTC(2024, 6, 23, 9, 42, 34),
    now() {
      return this.ms;
    },
    elapsed() {
      return this.ms;
    },
    sleep: (_ms, signal) =>
      new Promise((resolve) => signal?.addEventListener('abort', () => resolve(), { once: true })),
  };
}

export function connect(urls: readonly string[], options: Partial<OcpOptions> = {}): Ocp {
  const ocp = createOcp({ baseUrls: urls, auth: { kind: 'basic', username: 'bot', password: 'hunter2' }, ...options });
  closers.unshift(() => ocp.close());
  return ocp;
}

/** The OcpError with which a call ends. */
export async function failure(call: Promise<unknown>): Promise<OcpError> {
  try {
    await call;
  } catch (error) {
    if (error instanceof OcpError) return error;
    throw error;
  }
  throw new Error('the call succeeded');
}

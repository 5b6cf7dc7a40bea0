import { createServer, type RequestListener, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { systemClock } from './clock.ts';

/** One thing that must be in order before requests make sense; `detail` says what is wrong, without secrets. */
export interface Check {
  readonly name: string;
  readonly ok: boolean;
  readonly detail: string;
  /** False for what is told and is no reason to take this replica out of service. */
  readonly needed: boolean;
}

export interface ServerOptions {
  readonly host: string;
  readonly port: number;
  /** Slack's requests; null when they come over Socket Mode. */
  readonly slack: RequestListener | null;
  /** What `/readyz` tells. */
  readonly checks: () => Promise<readonly Check[]>;
  /** What `/metrics` tells. */
  readonly metrics: () => Promise<{ readonly type: string; readonly text: string }>;
  readonly patience?: Patience;
}

/** How long a request may take to arrive, from its first byte. Milliseconds. */
export interface Patience {
  readonly headersMs: number;
  readonly requestMs: number;
  /** How often overdue connections are looked for, and closed. */
  readonly everyMs: number;
}

/** Slack's requests arrive at once. Node itself would look for slow ones only every thirty seconds. */
const PATIENCE: Patience = { headersMs: 5_000, requestMs: 10_000, everyMs: 1_000 };

const HEADER_BYTES = 16_384;

/** Connections that wait to be taken: with Node's 511, those of a few hundred strangers at once let nobody else in for a second. */
const BACKLOG = 4_096;

/** Slack waits three seconds for an answer: a request without one by then is nobody's any more. */
const GRACE_MS = 3_500;

/** Serves Slack's requests and the probes. Resolves when it listens; rejects when the address is taken. */
export async function startServer(options: ServerOptions): Promise<{ port: number; stop(): Promise<void> }> {
  const { headersMs, requestMs, everyMs } = options.patience ?? PATIENCE;
  const server = createServer(
    {
      maxHeaderSize: HEADER_BYTES,
      headersTimeout: headersMs,
      requestTimeout: requestMs,
      connectionsCheckingInterval: everyMs,
    },
    (request, response) => {
      const path = (request.url ?? '').split('?', 1)[0];
      if (path === '/slack/events' && request.method === 'POST' && options.slack)
        return options.slack(request, response);
      if (path === '/healthz') return void response.writeHead(200, { 'content-type': 'text/plain' }).end('ok\n');
      if (path === '/readyz') return void answerReady(options, response);
      if (path === '/metrics') return void answerMetrics(options, response);
      return void response.writeHead(404, { 'content-type': 'text/plain' }).end('not found\n');
    },
  );
  const port = await listen(server, options);
  return {
    port,
    stop: () =>
      new Promise((resolve) => {
        const over = new AbortController();
        server.close(() => {
          over.abort();
          resolve();
        });
        // Requests under way get their answer; connections that merely wait for another one do not hold the stop up.
        server.closeIdleConnections();
        // Nor do those that never finish their request.
        void systemClock.sleep(GRACE_MS, over.signal).then(() => over.signal.aborted || server.closeAllConnections());
      }),
  };
}

async function answerReady(options: ServerOptions, response: Parameters<RequestListener>[1]): Promise<void> {
  const checks = await options.checks();
  const ready = checks.every(({ ok, needed }) => ok || !needed);
  response.writeHead(ready ? 200 : 503, { 'content-type': 'application/json' });
  response.end(`${JSON.stringify({ ready, checks })}\n`);
}

async function answerMetrics(options: ServerOptions, response: Parameters<RequestListener>[1]): Promise<void> {
  const { type, text } = await options.metrics();
  response.writeHead(200, { 'content-type': type }).end(text);
}

function listen(server: Server, { host, port }: ServerOptions): Promise<number> {
  return new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen({ port, host, backlog: BACKLOG }, () => {
      server.off('error', reject);
      const address = server.address();
      resolve(typeof address === 'object' && address !== null ? portOf(address) : port);
    });
  });
}

function portOf({ port }: AddressInfo): number {
  return port;
}

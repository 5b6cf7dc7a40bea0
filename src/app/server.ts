import { createServer, type RequestListener, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { ConfigurationError } from '../config.ts';
import { systemClock } from '../lib/clock.ts';
import { errorCode } from '../lib/trust-boundaries.ts';

/** One thing that must be in order before requests make sense; `detail` says what is wrong, without secrets. */
export interface Check {
  readonly name: string;
  readonly ok: boolean;
  readonly detail: string;
  /** False for what is told and is no reason to take this replica out of service. */
  readonly needed: boolean;
}

export interface Address {
  readonly host: string;
  readonly port: number;
  readonly patience?: ServerTimeouts;
}

/** What is behind the port. */
export interface Content {
  /** Slack's requests; null when they come over Socket Mode. */
  readonly slack: RequestListener | null;
  /** What `/readyz` tells. */
  readonly checks: () => Promise<readonly Check[]>;
  /** What `/metrics` tells. */
  readonly metrics: () => Promise<{ readonly type: string; readonly text: string }>;
}

export interface OpenPort {
  readonly port: number;
  /** From now on requests are answered; before, all of them get 503. */
  serve(content: Content): void;
  /** Requests are still answered, and each connection is closed with its answer: the next request goes elsewhere. */
  letGo(): void;
  stop(): Promise<void>;
}

/** How long a request may take to arrive, from its first byte. Milliseconds. */
export interface ServerTimeouts {
  readonly headersMs: number;
  readonly requestMs: number;
  /** How often overdue connections are looked for, and closed. */
  readonly everyMs: number;
}

/** Slack's requests arrive at once. Node itself would look for slow ones only every thirty seconds. */
const PATIENCE: ServerTimeouts = { headersMs: 5_000, requestMs: 10_000, everyMs: 1_000 };

const HEADER_BYTES = 16_384;

/** Connections that wait to be taken: with Node's 511, those of a few hundred strangers at once let nobody else in for a second. */
const BACKLOG = 4_096;

/** Slack waits three seconds for an answer: a request without one by then is nobody's any more. */
const GRACE_MS = 3_500;

/** Takes the port, and serves nobody yet. Rejects, with what to do, when it cannot be had. */
export async function openPort(address: Address): Promise<OpenPort> {
  const { headersMs, requestMs, everyMs } = address.patience ?? PATIENCE;
  let content: Content | null = null;
  let isLettingGo = false;
  const server = createServer(
    {
      maxHeaderSize: HEADER_BYTES,
      headersTimeout: headersMs,
      requestTimeout: requestMs,
      connectionsCheckingInterval: everyMs,
    },
    (request, response) => {
      response.shouldKeepAlive &&= !isLettingGo;
      if (content === null) return void response.writeHead(503, { 'content-type': 'text/plain' }).end('starting\n');
      return answer(content, request, response);
    },
  );
  const port = await listen(server, address);
  return {
    port,
    serve(given) {
      content = given;
    },
    letGo() {
      // A connection without a request may be one whose request is on its way: none is closed before it was answered.
      isLettingGo = true;
    },
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

function answer(content: Content, ...[request, response]: Parameters<RequestListener>): void {
  const path = (request.url ?? '').split('?', 1)[0];
  if (path === '/slack/events' && request.method === 'POST' && content.slack) return content.slack(request, response);
  if (path === '/healthz') return void response.writeHead(200, { 'content-type': 'text/plain' }).end('ok\n');
  if (path === '/readyz') return void answerReady(content, response);
  if (path === '/metrics') return void answerMetrics(content, response);
  return void response.writeHead(404, { 'content-type': 'text/plain' }).end('not found\n');
}

async function answerReady(content: Content, response: Parameters<RequestListener>[1]): Promise<void> {
  const checks = await content.checks();
  const ready = checks.every(({ ok, needed }) => ok || !needed);
  response.writeHead(ready ? 200 : 503, { 'content-type': 'application/json' });
  response.end(`${JSON.stringify({ ready, checks })}\n`);
}

async function answerMetrics(content: Content, response: Parameters<RequestListener>[1]): Promise<void> {
  const { type, text } = await content.metrics();
  response.writeHead(200, { 'content-type': type }).end(text);
}

function listen(server: Server, { host, port }: Address): Promise<number> {
  return new Promise((resolve, reject) => {
    const failed = (error: unknown) => reject(listenProblem(error, port));
    server.once('error', failed);
    server.listen({ port, host, backlog: BACKLOG }, () => {
      server.off('error', failed);
      const address = server.address();
      resolve(typeof address === 'object' && address !== null ? portOf(address) : port);
    });
  });
}

function portOf({ port }: AddressInfo): number {
  return port;
}

/**
 * Why the bot, or the sandbox, cannot listen where HOST and PORT say, and what to do about it, as a sentence. What will be the same at the next start is a ConfigurationError; a port may be free then.
 * HOST is not repeated, as no variable's text is.
 */
export function listenProblem(error: unknown, port: number): Error {
  const code = errorCode(error);
  if (code === 'EADDRINUSE')
    return new Error(
      `Port ${port} is in use by another process (${code}). Stop that process, or choose another port with PORT, such as PORT=3001.`,
      { cause: error },
    );
  if (code === 'EACCES' || code === 'EPERM')
    return new ConfigurationError(
      `This account may not listen on port ${port} (${code}). Choose a port from 1024 up with PORT.`,
    );
  if (NO_ADDRESS.has(code))
    return new ConfigurationError(
      `HOST is not an address of this machine (${code}). Use 0.0.0.0 for all its addresses, 127.0.0.1 for this machine alone, or one that it has.`,
    );
  return error instanceof Error ? error : new Error(String(error));
}

const NO_ADDRESS = new Set(['EADDRNOTAVAIL', 'ENOTFOUND', 'EAFNOSUPPORT', 'EINVAL']);

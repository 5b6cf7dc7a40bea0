/**
 * One HTTP exchange with one address, and the knowledge whether anything was sent.
 * Reads share kept-alive connections. What changes something gets a connection of its own, opened for it and closed after it:
 * a kept-alive socket that OCP has just closed would otherwise look like a lost answer.
 */
import type { BeforeSend } from '../../operation/ocp.ts';
import { readFileSync } from 'node:fs';
import { rootCertificates } from 'node:tls';
import { Agent, Client, type Dispatcher } from 'undici';

interface Exchange {
  readonly origin: string;
  readonly method: 'GET' | 'POST';
  readonly target: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Buffer | null;
  readonly timeoutMs: number;
  readonly mutating: boolean;
  /** Of a mutating exchange only: what it throws, the exchange rejects with. */
  readonly beforeSend?: BeforeSend | undefined;
}

export type Outcome =
  | {
      readonly kind: 'answer';
      readonly status: number;
      readonly header: (name: string) => string | null;
      readonly text: string;
    }
  /** No connection was established: nothing was sent. */
  | { readonly kind: 'unreachable'; readonly reason: string }
  | { readonly kind: 'lost'; readonly reason: string }
  | { readonly kind: 'too_large' };

export interface Transport {
  exchange(request: Exchange): Promise<Outcome>;
  close(): Promise<void>;
}

export interface TransportOptions {
  readonly caFile?: string | undefined;
  readonly connectMs: number;
  readonly maxReads: number;
  readonly maxPrechecks: number;
}

export const bodyLimitMb = 10;
const bodyLimitBytes = bodyLimitMb * 1024 * 1024;

const neverConnected = new Set([
  'ECONNREFUSED',
  'ENOTFOUND',
  'EHOSTUNREACH',
  'ENETUNREACH',
  'EAI_AGAIN',
  'UND_ERR_CONNECT_TIMEOUT',
]);
const certificateProblem = /^(CERT_|ERR_TLS_CERT|UNABLE_TO_|SELF_SIGNED_CERT|DEPTH_ZERO_SELF_SIGNED_CERT|INVALID_CA)/;

/** Throws what `readFileSync` throws when `caFile` cannot be read. */
export function createTransport(options: TransportOptions): Transport {
  const ca = options.caFile === undefined ? undefined : authorities(options.caFile);
  const clientOptions = {
    connect: { timeout: options.connectMs, ...(ca === undefined ? {} : { ca: [...ca] }) },
    // The deadline of the whole exchange rules; undici's own would cut a long precheck.
    headersTimeout: 0,
    bodyTimeout: 0,
    maxResponseSize: bodyLimitBytes,
  };
  const agent = new Agent({ ...clientOptions, connections: options.maxReads + options.maxPrechecks });

  async function exchange(request: Exchange): Promise<Outcome> {
    if (!request.mutating) {
      return attempt(agent, request, (code) => neverConnected.has(code) || certificateProblem.test(code));
    }
    const client = new Client(request.origin, { ...clientOptions, pipelining: 0 });
    let connected = false;
    const held = new AbortController();
    client.on('connect', () => {
      try {
        // The client writes the request right after this, in the same turn.
        request.beforeSend?.();
        connected = true;
      } catch (error) {
        held.abort(error);
      }
    });
    try {
      const outcome = await attempt(client, request, () => !connected, held.signal);
      held.signal.throwIfAborted();
      return outcome;
    } finally {
      await client.destroy();
    }
  }

  return { exchange, close: () => agent.close() };
}

/** `ca` replaces Node's whole list, so that this authority comes besides the public ones and those of Node's own variable. */
function authorities(caFile: string): readonly string[] {
  return [...rootCertificates, ...extraAuthorities(), readFileSync(caFile, 'utf8')];
}

/** Node reads this file at its start; where it cannot, it warns and goes on without. */
function extraAuthorities(): readonly string[] {
  const file = process.env['NODE_EXTRA_CA_CERTS'] ?? '';
  try {
    return file === '' ? [] : [readFileSync(file, 'utf8')];
  } catch {
    return [];
  }
}

async function attempt(
  dispatcher: Dispatcher,
  request: Exchange,
  unsent: (code: string) => boolean,
  held?: AbortSignal,
): Promise<Outcome> {
  const late = AbortSignal.timeout(request.timeoutMs);
  const signal = held ? AbortSignal.any([late, held]) : late;
  const { origin, method, target, headers, body } = request;
  try {
    const response = await dispatcher.request({ origin, path: target, method, headers: { ...headers }, body, signal });
    const text = await response.body.text();
    // undici gives the connection back a turn later: the next read then takes it instead of opening one more.
    await new Promise((resolve) => setImmediate(resolve));
    const header = (name: string) => {
      const value = response.headers[name];
      return (typeof value === 'object' ? value[0] : value) ?? null;
    };
    return { kind: 'answer', status: response.statusCode, header, text };
  } catch (error) {
    const code = late.aborted ? 'timeout' : codeOf(error);
    if (code === 'UND_ERR_RES_EXCEEDED_MAX_SIZE') return { kind: 'too_large' };
    return unsent(code) ? { kind: 'unreachable', reason: code } : { kind: 'lost', reason: code };
  }
}

/** Only the code: an error's message and cause may quote what was sent. */
function codeOf(error: unknown): string {
  if (!(error instanceof Error)) return 'unknown';
  return 'code' in error && typeof error.code === 'string' ? error.code : error.name;
}

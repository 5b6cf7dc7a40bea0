import type { BusinessLog } from '../../../log/levels.ts';
import { type App, type Logger, type Receiver, SocketModeReceiver } from '@slack/bolt';
import { z } from 'zod';
import type { Clock } from '../../../lib/clock.ts';
import { slackErrorOf } from '../../client/errors.ts';
import type { Egress } from '../../client/egress.ts';
import { webOptions } from '../../client/web.ts';

const envelope = z.object({ envelope_id: z.string() });

/** A message of another shape would make the library throw in an unhandled promise, which ends the process. */
const message = z.union([
  z.object({ type: z.enum(['hello', 'disconnect']) }),
  z.object({ type: z.enum(['slash_commands', 'interactive']), envelope_id: z.string(), payload: z.looseObject({}) }),
  z.object({
    type: z.literal('events_api'),
    envelope_id: z.string(),
    payload: z.looseObject({ event: z.looseObject({ type: z.string() }) }),
  }),
]);
const named = z.object({ type: z.string().max(40) });

/**
 * Slack closes each connection every few hours, and a click that arrives while the only one is being reopened is lost.
 * So there are two: Slack sends each envelope to one of them, and repeats are recognised by their id on either.
 */
const CONNECTIONS = 2;

/** The first attempt after a close comes at once; each further one waits twice as long, up to LONGEST_MS. */
const FIRST_MS = 1_000;
const LONGEST_MS = 30_000;
/** A shorter connection counts as a failure: Slack may accept connections and close them again at once. */
const LASTING_MS = 10_000;
/** How often Slack is tried again after a permanent error: somebody may have fixed it meanwhile. */
const REFUSED_MS = 5 * 60_000;
/** The library waits without limit for Slack's hello on a connection. Its own timeouts for the steps before are shorter. */
const OPENING_MS = 30_000;

/** Answers of apps.connections.open that stay the same until a person changes the token or the app. */
const NEEDS_A_PERSON = new Set([
  'access_denied',
  'account_inactive',
  'ekm_access_denied',
  'enterprise_is_restricted',
  'invalid_auth',
  'is_bot',
  'missing_scope',
  'no_permission',
  'not_allowed_token_type',
  'not_authed',
  'team_access_not_granted',
  'team_disabled',
  'token_expired',
  'token_revoked',
  'two_factor_setup_required',
  'user_removed_from_team',
]);

/** The connections to Slack, as `/readyz` and the metrics show them. */
export interface Sockets {
  readonly open: number;
  /** Why the last attempt failed: the code of Slack or of the network. Null after a success. */
  readonly problem: string | null;
  /** True when waiting does not help: Slack refuses the token. */
  readonly isRefused: boolean;
}

export interface SocketReceiver extends Receiver {
  sockets(): Sockets;
}

export interface SocketOptions {
  /** Left out: a direct connection. */
  readonly egress?: Egress;
  readonly appToken: string;
  readonly apiUrl: string;
  readonly logger: Logger;
  readonly clock: Clock;
  readonly business: BusinessLog;
  /** Slack refused the token before any connection was ever open: nothing is tried again. */
  readonly onRefused: (code: string) => void;
  /** From 0 to 1, so that replicas that Slack disconnected together do not reconnect together. */
  readonly random?: () => number;
}

interface Failure {
  readonly code: string;
  readonly retryAfterMs: number;
}

/**
 * Socket Mode without the library's own reconnecting, which gives up, with an unhandled rejection, after one unexpected
 * answer of apps.connections.open. Each attempt uses a new client, so that nothing of an earlier one can be mistaken
 * for its own.
 */
export function socketReceiver(options: SocketOptions): SocketReceiver {
  const { clock, business, random = Math.random } = options;
  const stopping = new AbortController();
  const stopped = new Promise<void>((resolve) => {
    stopping.signal.addEventListener('abort', () => resolve(), { once: true });
  });
  const open = new Set<SocketModeReceiver>();
  let running: Promise<unknown> = Promise.resolve();
  let app: App | null = null;
  let hasBeenOpen = false;
  let problem: string | null = null;

  /** Resolves when the connection is over: null when it was open for a while, otherwise the reason. */
  async function session(): Promise<Failure | null> {
    let reason: Error | undefined;
    const receiver = connection(options, (error) => {
      reason = error;
    });
    if (app) receiver.init(app);
    const closed = new Promise<void>((resolve) => {
      receiver.client.once('disconnected', () => resolve());
    });
    const failure = await opened(receiver, () => reason);
    if (failure !== null || stopping.signal.aborted) {
      void receiver.stop();
      return failure;
    }
    const since = clock.elapsed();
    open.add(receiver);
    hasBeenOpen = true;
    if (problem !== null) business('socket_open_again', { problem });
    problem = null;
    await Promise.race([closed, stopped]);
    open.delete(receiver);
    return clock.elapsed() - since >= LASTING_MS ? null : { code: 'closed_at_once', retryAfterMs: 0 };
  }

  /** Null when Slack has said hello on it. */
  async function opened(receiver: SocketModeReceiver, reason: () => unknown): Promise<Failure | null> {
    const over = new AbortController();
    const giveUp = () => over.abort();
    stopping.signal.addEventListener('abort', giveUp, { once: true });
    const starting = receiver.start().then(
      () => null,
      (error: unknown) => failureOf(error ?? reason()),
    );
    const late = clock.sleep(OPENING_MS, over.signal).then((): Failure => ({ code: 'no_hello', retryAfterMs: 0 }));
    const first = await Promise.race([starting, late]);
    over.abort();
    stopping.signal.removeEventListener('abort', giveUp);
    // A connection that opens after it was given up would receive envelopes that nobody handles.
    if (first?.code === 'no_hello') void starting.then(() => receiver.stop());
    return first;
  }

  async function keepOpen(): Promise<void> {
    let failures = 0;
    while (!stopping.signal.aborted) {
      const failure = await session();
      if (stopping.signal.aborted) return;
      failures = failure === null ? 0 : failures + 1;
      if (failure === null) continue;
      const { code } = failure;
      const isRefused = NEEDS_A_PERSON.has(code);
      if (code !== problem) business(isRefused ? 'socket_refused' : 'socket_failed', { code });
      problem = code;
      if (isRefused && !hasBeenOpen) {
        stopping.abort();
        return options.onRefused(code);
      }
      const wait = waitMs(failures, failure);
      if (wait > 0) await clock.sleep(wait, stopping.signal);
    }
  }

  function waitMs(failures: number, { code, retryAfterMs }: Failure): number {
    if (NEEDS_A_PERSON.has(code)) return REFUSED_MS;
    const backoff = failures < 2 ? 0 : Math.min(LONGEST_MS, FIRST_MS * 2 ** (failures - 2));
    return Math.max(backoff / 2, retryAfterMs) + (random() * Math.max(backoff, retryAfterMs)) / 2;
  }

  return {
    init(bolt) {
      app = bolt;
    },
    // The start does not wait for the first connection: tasks in OCP are watched without one.
    async start() {
      running = Promise.all(Array.from({ length: CONNECTIONS }, keepOpen));
    },
    async stop() {
      stopping.abort();
      await Promise.all([...open].map((receiver) => receiver.stop()));
      await running;
    },
    sockets: () => ({ open: open.size, problem, isRefused: problem !== null && NEEDS_A_PERSON.has(problem) }),
  };
}

/** Each connection has its own options object, because Bolt changes the retry setting of the one that it gets. */
function connection(
  { appToken, apiUrl, logger, business, egress }: SocketOptions,
  failed: (error: Error) => void,
): SocketModeReceiver {
  const customPropertiesExtractor = (args: unknown) => {
    const { data } = envelope.safeParse(args);
    return data ? { delivery: `envelope:${data.envelope_id}` } : {};
  };
  const receiver = new SocketModeReceiver({
    appToken,
    logger,
    autoReconnectEnabled: false,
    installerOptions: { clientOptions: webOptions(apiUrl, logger, egress) },
    dispatcher: egress?.dispatcher(failed),
    customPropertiesExtractor,
    // The library would acknowledge some failures in an unhandled promise. The app's error handler has already reported
    // them.
    processEventErrorHandler: () => Promise.resolve(false),
  });
  const { client } = receiver;
  const library = client.listeners('ws_message');
  /** The library uses events of these names between its own parts. */
  const own = new Set<unknown>([...client.eventNames(), 'connecting', 'connected', 'disconnecting', 'disconnected']);
  const pass = async (data: unknown, isBinary: unknown) => {
    if (isBinary === true || typeof data !== 'string') return drop(null);
    const value = parsed(data);
    const { data: known } = message.safeParse(value);
    if (known === undefined || (known.type === 'events_api' && own.has(known.payload.event.type))) return drop(value);
    await Promise.all(library.map(async (listener) => listener(data, isBinary)));
  };
  const drop = (value: unknown) =>
    business('socket_message_dropped', { type: named.safeParse(value).data?.type ?? null });
  client.removeAllListeners('ws_message');
  client.on('ws_message', (data: unknown, isBinary: unknown) => {
    pass(data, isBinary).catch((error: unknown) => {
      business('socket_message_failed', { error: error instanceof Error ? error.name : typeof error });
    });
  });
  return receiver;
}

/** Undefined when it is not JSON. */
function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** The library rejects with `undefined` when the connection closed before Slack's hello. */
function failureOf(error: unknown): Failure {
  if (error === undefined) return { code: 'closed_before_hello', retryAfterMs: 0 };
  const { reason: code, retryAfterMs } = slackErrorOf('apps.connections.open', error);
  return { code, retryAfterMs: retryAfterMs ?? 0 };
}

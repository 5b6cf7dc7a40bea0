/** Requests to OCP: addresses, authentication, gates, the envelope, and what an error may have changed. Nothing is retried. */
import type { BeforeSend } from '../../operation/ocp.ts';
import type { Cause, OcpErrorCode } from '../../lib/cause.ts';
import type { Clock } from '../../lib/clock.ts';
import pLimit from 'p-limit';
import type { Language } from '../../lib/language.ts';
import { type Hide, hiding, secretsOfAuth } from '../../log/secrets.ts';
import { masked } from '../../task/redact.ts';
import { createAddresses } from './addresses.ts';
import { decodeEnvelope, type Envelope } from './envelope.ts';
import { codeOfStatus, type Effect, effectOfStatus, OcpError, refusal } from '../errors.ts';
import { createLogOnGate, type LogOnGate, type LogOnHold, type LogOnOutcome } from './log-on.ts';
import { localLogOns } from './local-log-ons.ts';
import { accessKeyAuthorization, type Query, queryString, sign, stringToSign } from './sign.ts';
import type { Rank } from './slots.ts';
import { createThrottle } from './throttle.ts';
import { bodyLimitMb, createTransport, type Outcome, type Transport } from './transport.ts';

export type OcpAuth =
  | { readonly kind: 'access_key'; readonly keyId: string; readonly secret: string }
  | { readonly kind: 'basic'; readonly username: string; readonly password: string };

export interface HttpOptions {
  /** Addresses of one OCP. addresses.ts decides when the next one is tried. */
  readonly baseUrls: readonly string[];
  readonly auth: OcpAuth;
  /** Path of a PEM file with an authority to trust in addition to the public ones. */
  readonly caFile?: string | undefined;
  readonly clock: Clock;
  /** Language of OCP's messages. */
  readonly language: 'en-US' | 'zh-CN';
  readonly connectMs: number;
  /** The number of concurrent reads; as many prechecks can run beside them. */
  readonly maxReads: number;
  /** The transport of the requests; HTTP by default. */
  readonly transport?: Transport | undefined;
  /** The gate shared by everything that logs in to this OCP; a separate one for this client by default. */
  readonly gate?: LogOnGate | undefined;
  /** Called for every request when it is over. */
  readonly observe?: ((call: ReplyObservation) => void) | undefined;
}

/** A request that is over. `not_sent`: the caller withdrew it at the last moment. */
export interface ReplyObservation {
  readonly kind: 'read' | 'precheck' | 'change';
  readonly outcome: 'ok' | OcpErrorCode | 'not_sent';
  readonly ms: number;
  /** Why it failed; null for `ok` and `not_sent`. */
  readonly why: Cause | null;
  /** False when it was held back here, without contacting OCP. */
  readonly isAsked: boolean;
}

export interface OcpRequest {
  readonly method: 'GET' | 'POST';
  readonly path: string;
  readonly query?: Query;
  /** Sent as JSON. */
  readonly body?: object;
  /** Milliseconds for the whole exchange with one address. */
  readonly timeoutMs: number;
  /** True for a request that may change something in OCP: it is sent once, on a separate connection. */
  readonly mutating: boolean;
  /** OCP answers it without a login, so it shows nothing about the login and may be sent while logins are rejected. */
  readonly isAnonymous?: boolean | undefined;
  /** The language of OCP's messages in the answer; the client's own by default. */
  readonly language?: Language | undefined;
  /** Of a mutating request only. */
  readonly beforeSend?: BeforeSend | undefined;
}

export interface Reply {
  readonly data: unknown;
  readonly status: number;
  readonly traceId: string | null;
  /** Milliseconds since the epoch, our clock. */
  readonly receivedAt: number;
}

/** What OCP's throttling leaves to this user, by its last answer. */
export interface Headroom {
  readonly limit: number;
  readonly remaining: number;
  readonly resetSeconds: number;
}

export interface Http {
  /** Throws OcpError. */
  request(request: OcpRequest): Promise<Reply>;
  /** The body as text, for the few endpoints without an envelope. Throws OcpError. */
  text(request: OcpRequest): Promise<string>;
  /** OCP's clock by its last envelope, in milliseconds since the epoch; our clock before the first. */
  ocpNow(): number;
  /** Null when OCP has not shown it: throttling is off, or nothing was sent yet. */
  headroom(): Headroom | null;
  /** Text that OCP wrote for people, without the credentials that it may quote. */
  readonly hide: Hide;
  close(): Promise<void>;
}

type HttpAnswer = Extract<Outcome, { kind: 'answer' }>;

const acceptLanguage = { en: 'en-US', zh: 'zh-CN' } as const satisfies Record<Language, string>;

const contentType = 'application/json';

/** Throws a TypeError for an unusable address, and any error of reading `caFile`. */
export function createHttp(options: HttpOptions): Http {
  const { clock } = options;
  const bases = options.baseUrls.map(parseBase);
  if (bases.length === 0) throw new TypeError('OCP needs at least one base URL');
  const transport = options.transport ?? createTransport(options);
  const addresses = createAddresses(bases);
  const throttle = createThrottle(clock);
  const gate = options.gate ?? createLogOnGate({ clock, logOns: localLogOns(clock) });
  const hide = hiding(secretsOfAuth(options.auth));
  const inReadLane = pLimit(options.maxReads);
  // Prechecks have a separate lane: that of a dead primary takes ten seconds, and watching tasks must not wait for it.
  const inPrecheckLane = pLimit(options.maxReads);
  /** The timestamp of OCP's last envelope, and when it arrived by a monotonic clock. */
  let told: { readonly timestamp: number; readonly at: number } | null = null;
  let headroom: Headroom | null = null;

  async function send(request: OcpRequest): Promise<HttpAnswer> {
    throttle.check();
    const pass = request.isAnonymous ? null : await gate.enter(rankOf(request));
    let outcome: Outcome = { kind: 'unreachable', reason: 'no_address' };
    try {
      const body = request.body === undefined ? null : Buffer.from(JSON.stringify(request.body), 'utf8');
      outcome = await addresses.ask(request, (base) => exchange(base, request, body));
    } finally {
      await pass?.settle(logOnOutcome(outcome));
    }
    if (outcome.kind === 'answer') {
      if (outcome.status === 429) throttle.shut(resetSeconds(outcome));
      headroom = headroomOf(outcome) ?? headroom;
      return outcome;
    }
    throw transportError(request, outcome);
  }

  function exchange(base: Base, request: OcpRequest, body: Buffer | null): Promise<Outcome> {
    const { method, timeoutMs, mutating, beforeSend } = request;
    const query = queryString(request.query ?? {});
    const seen = `${request.path}${query === '' ? '' : `?${query}`}`;
    const target = `${base.prefix}${seen}`;
    const date = new Date(clock.now()).toUTCString();
    // OCP itself has no prefix: a proxy that serves OCP below a path removes it, and OCP checks the signature of what
    // it sees.
    const parts = { method, body, contentType, date, host: base.host, target: seen };
    const headers = {
      host: base.host,
      date,
      'content-type': contentType,
      'accept-language': request.language ? acceptLanguage[request.language] : options.language,
      accept: contentType,
      authorization: authorization(options.auth, () => stringToSign(parts)),
    };
    const exchanged = { origin: base.origin, method, target, headers, body, timeoutMs, mutating, beforeSend };
    return transport.exchange(exchanged);
  }

  async function run<T>(request: OcpRequest, work: () => Promise<T>): Promise<T> {
    // OCP's documents disagree on how a plus sign in a query is signed.
    if (queryString(request.query ?? {}).includes('%2B')) throw refusal({ kind: 'plus_sign' });
    if (request.mutating) return observed('change', work);
    return request.method === 'GET'
      ? inReadLane(() => observed('read', work))
      : inPrecheckLane(() => observed('precheck', work));
  }

  async function observed<T>(kind: ReplyObservation['kind'], work: () => Promise<T>): Promise<T> {
    const begun = clock.elapsed();
    const over = (result: Pick<ReplyObservation, 'outcome' | 'why' | 'isAsked'>) =>
      options.observe?.({ kind, ...result, ms: clock.elapsed() - begun });
    try {
      const result = await work();
      over({ outcome: 'ok', why: null, isAsked: true });
      return result;
    } catch (error) {
      if (error instanceof OcpError) over({ outcome: error.code, why: error.why, isAsked: !isHeldBack(error) });
      else over({ outcome: 'not_sent', why: null, isAsked: false });
      throw error;
    }
  }

  async function request(request: OcpRequest): Promise<Reply> {
    return run(request, async () => {
      const answer = await send(request);
      const receivedAt = clock.now();
      const { status, text } = answer;
      const isSuccess = status >= 200 && status < 300;
      // Rollback, skip and cancel may have an empty answer.
      if (isSuccess && text.trim() === '') return { data: undefined, status, traceId: null, receivedAt };
      const envelope = decodeEnvelope(text);
      if (isSuccess && envelope?.successful === true) {
        if (envelope.timestamp !== null) told = { timestamp: envelope.timestamp, at: clock.elapsed() };
        return { data: envelope.data, status, traceId: envelope.traceId, receivedAt };
      }
      throw answerError(request, answer, envelope, hide, gate.hold());
    });
  }

  async function text(request: OcpRequest): Promise<string> {
    return run(request, async () => {
      const answer = await send(request);
      if (answer.status >= 200 && answer.status < 300) return answer.text;
      throw answerError(request, answer, decodeEnvelope(answer.text), hide, gate.hold());
    });
  }

  return {
    request,
    text,
    ocpNow: () => (told === null ? clock.now() : told.timestamp + clock.elapsed() - told.at),
    headroom: () => headroom,
    hide,
    close: () => transport.close(),
  };
}

/** The same, with every request in this language. */
export function askingIn(http: Http, language: Language): Http {
  return {
    ...http,
    request: (request) => http.request({ ...request, language }),
    text: (request) => http.text({ ...request, language }),
  };
}

interface Base {
  readonly origin: string;
  readonly host: string;
  /** The path below which a proxy serves OCP; usually empty. */
  readonly prefix: string;
}

function parseBase(text: string): Base {
  const url = new URL(text);
  const isPlain = /^https?:$/.test(url.protocol) && url.username === '' && url.password === '' && url.search === '';
  if (!isPlain) throw new TypeError('an OCP base URL is http(s)://host[:port], without user, password or query');
  // `url.host` drops a default port, and so does the Host header that is sent and signed.
  return { origin: url.origin, host: url.host, prefix: url.pathname.replace(/\/+$/, '') };
}

function authorization(auth: OcpAuth, text: () => string): string {
  if (auth.kind === 'access_key') return accessKeyAuthorization(auth.keyId, sign(auth.secret, text()));
  return `Basic ${Buffer.from(`${auth.username}:${auth.password}`, 'utf8').toString('base64')}`;
}

/** A changing call was claimed and must not wait; a precheck may take ten seconds, and no task is watched by one. */
function rankOf({ mutating, method }: OcpRequest): Rank {
  if (mutating) return 'urgent';
  return method === 'GET' ? 'prompt' : 'patient';
}

/** What an exchange shows about the login. A proxy's page and an overloaded OCP show nothing. */
function logOnOutcome(outcome: Outcome): LogOnOutcome {
  if (outcome.kind === 'unreachable') return 'not_sent';
  if (outcome.kind !== 'answer') return 'lost';
  const { status, text } = outcome;
  if (status === 401) return 'rejected';
  if (status === 408 || status === 429 || status >= 500) return 'unclear';
  return text.trim() === '' || decodeEnvelope(text) !== null ? 'accepted' : 'unclear';
}

function headroomOf(answer: HttpAnswer): Headroom | null {
  const [limit, remaining, reset] = ['limit', 'remaining', 'reset'].map((name) => answer.header(`ratelimit-${name}`));
  const told = { limit: count(limit), remaining: count(remaining), resetSeconds: count(reset) };
  if (told.limit === null || told.remaining === null) return null;
  return { limit: told.limit, remaining: told.remaining, resetSeconds: told.resetSeconds ?? 0 };
}

function count(text: string | null | undefined): number | null {
  return text != null && /^\d{1,12}$/.test(text.trim()) ? Number(text) : null;
}

function resetSeconds(answer: HttpAnswer): number | null {
  const seconds = Number(answer.header('ratelimit-reset') ?? answer.header('retry-after') ?? Number.NaN);
  return Number.isFinite(seconds) && seconds > 0 ? seconds : null;
}

function effectOf(request: OcpRequest, effect: Effect): Effect {
  return request.mutating ? effect : 'none';
}

/** For example `POST /api/v2/…`: the call that went wrong. */
export function callOf({ method, path }: OcpRequest): string {
  return `${method} ${path}`;
}

function transportError(request: OcpRequest, outcome: Exclude<Outcome, HttpAnswer>): OcpError {
  const call = callOf(request);
  const effect = effectOf(request, 'unknown');
  if (outcome.kind === 'unreachable') {
    const { reason } = outcome;
    return new OcpError('ocp_unreachable', { kind: 'ocp_unreachable', reason, call }, { effect: 'none' });
  }
  if (outcome.kind === 'lost') {
    return new OcpError('ocp_lost_answer', { kind: 'ocp_lost_answer', reason: outcome.reason, call }, { effect });
  }
  return new OcpError('ocp_malformed', { kind: 'ocp_too_large', megabytes: bodyLimitMb, call }, { effect });
}

/** By the throttle or the gate for logins, before OCP was contacted. */
function isHeldBack({ code, status }: OcpError): boolean {
  return status === null && (code === 'ocp_throttled' || code === 'ocp_unauthorised' || code === 'ocp_refused');
}

/** True when OCP itself reported that it failed, not a proxy or another server in between. */
function isOwnFailure(status: number, envelope: Envelope | null): boolean {
  return status >= 500 && envelope !== null && !envelope.successful && envelope.traceId !== null;
}

function answerError(
  request: OcpRequest,
  answer: HttpAnswer,
  envelope: Envelope | null,
  hide: Hide,
  hold: LogOnHold,
): OcpError {
  const call = callOf(request);
  const shown = (text: string | null | undefined) => (text == null ? null : masked(hide(text)));
  const details = {
    status: answer.status,
    ocpCode: shown(envelope?.error?.code),
    ocpMessage: shown(envelope?.error?.message),
    traceId: shown(envelope?.traceId),
  };
  if (answer.status < 400 && envelope === null) {
    const effect = effectOf(request, 'unknown');
    const why = { kind: 'ocp_no_envelope', status: answer.status, call } as const;
    return new OcpError('ocp_malformed', why, { ...details, effect });
  }
  // `successful: false` under HTTP 200: use the envelope's own status if it says more, otherwise the failure has no
  // explanation.
  const inner = envelope?.status ?? 0;
  const status = answer.status >= 400 ? answer.status : Math.max(inner, inner >= 400 ? 0 : 500);
  const code = codeOfStatus(status);
  const { ocpCode, ocpMessage: said } = details;
  if (code === 'ocp_unauthorised') {
    const { until, retryAfterMs } = hold;
    const why = { kind: 'ocp_log_on_rejected', until, status, ocpCode, said } as const;
    return new OcpError(code, why, { ...details, effect: effectOf(request, 'none'), retryAfterMs });
  }
  const retryAfterMs = code === 'ocp_throttled' ? (resetSeconds(answer) ?? 10) * 1000 : null;
  return new OcpError(
    code,
    { kind: 'ocp_answered', status, ocpCode, said, call, ...(isOwnFailure(status, envelope) && { own: true }) },
    {
      ...details,
      effect: effectOf(request, effectOfStatus(status)),
      retryAfterMs,
    },
  );
}

/** Requests to OCP: addresses, authentication, gates, the envelope, and what an error may have done. Nothing is retried. */
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
  /** Addresses of one OCP: see addresses.ts for when the next is tried. */
  readonly baseUrls: readonly string[];
  readonly auth: OcpAuth;
  /** Path of a PEM file with an authority to trust besides the public ones. */
  readonly caFile?: string | undefined;
  readonly clock: Clock;
  /** Language of OCP's messages. */
  readonly language: 'en-US' | 'zh-CN';
  readonly connectMs: number;
  /** Reads at a time; as many prechecks besides. */
  readonly maxReads: number;
  /** What carries the requests; HTTP unless told. */
  readonly transport?: Transport | undefined;
  /** Shared by all who log on to this OCP; one of this client's own unless told. */
  readonly gate?: LogOnGate | undefined;
  /** Hears of every request, when it is over. */
  readonly observe?: ((call: ReplyObservation) => void) | undefined;
}

/** A request that is over. `not_sent`: whoever asked for it thought better of it in the last moment. */
export interface ReplyObservation {
  readonly kind: 'read' | 'precheck' | 'change';
  readonly outcome: 'ok' | OcpErrorCode | 'not_sent';
  readonly ms: number;
  /** Why it failed; null for `ok` and `not_sent`. */
  readonly why: Cause | null;
  /** OCP was asked: it was not held back here. */
  readonly isAsked: boolean;
}

export interface OcpRequest {
  readonly method: 'GET' | 'POST';
  readonly path: string;
  readonly query?: Query;
  /** Sent as JSON. */
  readonly body?: object;
  /** Milliseconds for one whole exchange with one address. */
  readonly timeoutMs: number;
  /** True for what may change something in OCP: it is sent once, on a connection of its own. */
  readonly mutating: boolean;
  /** OCP answers it to anybody: it says nothing of the log-on, and is asked while that is rejected. */
  readonly isAnonymous?: boolean | undefined;
  /** Of OCP's messages in the answer; the client's own unless told. */
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

/** What OCP's throttling leaves to this user, as its last answer told it. */
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
  /** OCP's clock as its last envelope told it, in milliseconds since the epoch; our clock before the first. */
  ocpNow(): number;
  /** Null when OCP has told nothing of it: throttling is off, or nothing was asked yet. */
  headroom(): Headroom | null;
  /** What OCP wrote for people, without the credentials that it may quote. */
  readonly hide: Hide;
  close(): Promise<void>;
}

type HttpAnswer = Extract<Outcome, { kind: 'answer' }>;

const acceptLanguage = { en: 'en-US', zh: 'zh-CN' } as const satisfies Record<Language, string>;

const contentType = 'application/json';

/** Throws a TypeError for an unusable address, and what reading `caFile` throws. */
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
  // Lanes of their own: a precheck of a dead primary takes ten seconds, and the watching of tasks must not wait for it.
  const inPrecheckLane = pLimit(options.maxReads);
  /** What OCP's last envelope said, and when that was by a clock that nobody sets. */
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
    // OCP itself stands below no prefix: a proxy that offers it below one takes it away, and OCP checks what it sees.
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
      // Rollback, skip and cancel may answer with nothing at all.
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
  /** Below which a proxy offers OCP; mostly none. */
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

/** What changes something was claimed and waits for nobody; a precheck may take ten seconds, and is not what a task is watched by. */
function rankOf({ mutating, method }: OcpRequest): Rank {
  if (mutating) return 'urgent';
  return method === 'GET' ? 'prompt' : 'patient';
}

/** What an exchange tells of the log-on. A proxy's page and an overloaded OCP tell nothing. */
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

/** `POST /api/v2/…`: which call went wrong. */
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

/** By the throttle or the gate for log-ons, before OCP was asked. */
function isHeldBack({ code, status }: OcpError): boolean {
  return status === null && (code === 'ocp_throttled' || code === 'ocp_unauthorised' || code === 'ocp_refused');
}

/** OCP's own word that it failed, and not that of a proxy, another server or one that stands between. */
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
  // `successful: false` under HTTP 200: the envelope's own status, if it says more, else an unexplained failure.
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

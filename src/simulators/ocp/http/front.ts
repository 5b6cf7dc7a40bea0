import type { IncomingHttpHeaders } from 'node:http';
import { type ApiReply, INFO_PATH, OCP_INFO, TIME_PATH, answer, apiRoute, refused } from './api.ts';
import { type OcpCredentials, authenticate } from './credentials.ts';
import { type EnvelopeFacts, errorEnvelope, ocpJson } from './envelope.ts';
import { type Fault, isUnreachable, replyFaultFor } from '../admin/faults.ts';
import { type JournalEntry, record } from '../tasks/journal.ts';
import type { OcpModel } from '../world/model.ts';
import type { Query } from './paging.ts';
import { type Language, OcpRefusal, refusalForStatus, refusalText } from '../world/refusal.ts';
import type { SignedParts } from './signature.ts';
import { type Throttle, countRequest, rateHeaders } from '../limits/throttle.ts';
import { ocpTime } from '../world/time.ts';

/** A request as it came off the wire. */
export interface Received {
  readonly method: string;
  /** Path and query, untouched. */
  readonly target: string;
  readonly path: string;
  readonly headers: IncomingHttpHeaders;
  readonly rawHeaders: readonly string[];
  readonly body: Buffer;
}

export interface HttpReply {
  readonly status: number;
  readonly headers: Record<string, string>;
  readonly text: string;
}

export interface FrontReply {
  /** null = the reply is lost: the connection is destroyed. */
  readonly http: HttpReply | null;
  readonly delayMs: number;
  /** Writes the outcome into the journal, when it happens; `delivered` false: the client had gone. */
  settle(delivered: boolean): void;
}

export interface FrontContext {
  readonly model: OcpModel;
  readonly credentials: OcpCredentials;
  readonly throttle: Throttle;
  readonly now: number;
  readonly traceId: () => string;
}

/** What OCP makes of a request, faults included. The model must have been advanced. */
export function ocpReply(context: FrontContext, received: Received): FrontReply {
  const { model, now } = context;
  const { method, path } = received;
  const mutating = apiRoute(method, path)?.route.mutating ?? false;
  const entry = record(model.journal, {
    at: now,
    method,
    path: received.target,
    mutating,
    body: received.body.toString(),
    status: 0,
    outcome: 'pending',
  });
  if (isUnreachable(model.faults)) return lost(entry, 'unreachable');
  const fault = replyFaultFor(model.faults, { method, path, mutating });
  if (fault?.outcome === 'loseBeforeEffect') return lost(entry, 'lostBeforeEffect');
  if (fault?.outcome === 'status') return answered(entry, statusReply(context, received, fault), 0);
  const http = plainReply(context, received);
  if (fault?.outcome === 'loseAfterEffect') return lost(entry, 'lostAfterEffect');
  return answered(entry, http, fault?.outcome === 'delay' ? fault.delayMs : 0);
}

function lost(entry: JournalEntry, outcome: JournalEntry['outcome']): FrontReply {
  entry.outcome = outcome;
  return { http: null, delayMs: 0, settle: () => {} };
}

function answered(entry: JournalEntry, http: HttpReply, delayMs: number): FrontReply {
  const settle = (delivered: boolean) => {
    entry.status = delivered ? http.status : 0;
    entry.outcome = delivered ? 'answered' : 'lostAfterEffect';
  };
  return { http, delayMs, settle };
}

function plainReply(context: FrontContext, received: Received): HttpReply {
  const { model, now, credentials } = context;
  const { method, path } = received;
  const text = { 'Content-Type': 'text/plain;charset=UTF-8' };
  if (method === 'GET' && path === TIME_PATH) return { status: 200, headers: text, text: ocpTime(now) };
  if (method === 'GET' && path === '/api/status') return { status: 200, headers: text, text: 'UP' };
  if (method === 'GET' && path === INFO_PATH) return json({ status: 200, body: OCP_INFO }, {});
  const who = { language: languageOf(received), model };
  const verdict = countRequest(context.throttle, model.settings(), now);
  if (!verdict.allowed) {
    return json(refused(new OcpRefusal('throttled'), who, { now, duration: 0, traceId: '' }), verdict.headers);
  }
  const facts: EnvelopeFacts = { now, duration: 0, traceId: context.traceId() };
  try {
    logOn(context, received);
    const type = received.headers['content-type'];
    if (received.body.length > 0 && !type?.toLowerCase().startsWith('application/json')) {
      throw new OcpRefusal('mediaType', type ?? 'null');
    }
  } catch (error) {
    return json(refused(error, who, facts), verdict.headers);
  }
  const call = { ...who, query: queryOf(received.target), body: received.body.toString(), user: credentials.username };
  const where = { method, url: `http://${received.headers.host ?? ''}${path}` };
  return json(answer(call, apiRoute(method, path), facts, where), verdict.headers);
}

/** Throws OcpRefusal (401); every wrong one counts, and while it is locked the right one is refused, too. */
function logOn({ model, credentials, now }: FrontContext, received: Received): void {
  if (model.lockout.isLocked(now)) throw new OcpRefusal('accountLocked');
  try {
    authenticate(credentials, received.headers.authorization, signedParts(received), now);
  } catch (error) {
    model.lockout.wrong(now);
    throw error;
  }
}

/** A given status instead of the work. */
function statusReply(
  { model, now, traceId }: FrontContext,
  received: Received,
  fault: Extract<Fault, { kind: 'reply' }>,
): HttpReply {
  const throttled = fault.status === 429;
  if (fault.status === 401) model.lockout.wrong(now);
  const facts = { now, duration: 0, traceId: throttled ? '' : traceId() };
  const form = model.settings().errorCodeForm;
  const usual = refusalText(refusalForStatus(fault.status), languageOf(received), form);
  const error = { code: fault.code ?? usual.code, message: fault.message ?? usual.message };
  const body = errorEnvelope(facts, error, fault.status);
  return json({ status: fault.status, body }, throttled ? rateHeaders(100, 0, fault.resetSeconds) : {});
}

function json(reply: ApiReply, headers: Record<string, string>): HttpReply {
  const type = { 'Content-Type': 'application/json;charset=UTF-8' };
  return { status: reply.status, headers: { ...type, ...headers }, text: ocpJson(reply.body) };
}

function languageOf(received: Received): Language {
  return received.headers['accept-language']?.trim().toLowerCase().startsWith('zh') ? 'zh-CN' : 'en-US';
}

function signedParts(received: Received): SignedParts {
  const { headers, rawHeaders } = received;
  const ocpHeaders: [string, string][] = [];
  for (let index = 0; index + 1 < rawHeaders.length; index += 2) {
    const name = rawHeaders[index] ?? '';
    if (name.toLowerCase().startsWith('x-ocp-')) ocpHeaders.push([name, rawHeaders[index + 1] ?? '']);
  }
  return {
    method: received.method,
    body: received.body,
    contentType: headers['content-type'] ?? '',
    date: headers.date ?? '',
    host: headers.host ?? '',
    ocpHeaders,
    path: received.path,
    query: queryOf(received.target),
  };
}

function queryOf(target: string): Query {
  const at = target.indexOf('?');
  return at < 0 ? [] : [...new URLSearchParams(target.slice(at + 1))];
}

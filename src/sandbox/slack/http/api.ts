import type { IncomingMessage, ServerResponse } from 'node:http';
import { copyJson, type JsonObject, text } from '../model/json.ts';
import { Refusal } from '../model/refusal.ts';
import { parseArgs, readBody } from './args.ts';
import { type Methods, requireScope } from './call.ts';
import type { Fault } from './faults.ts';
import type { Front } from './front.ts';
import { appMethods } from './methods-app.ts';
import { chatMethods } from './methods-chat.ts';
import { conversationMethods } from './methods-conversations.ts';
import { fileMethods } from './methods-files.ts';
import { viewMethods } from './methods-views.ts';

const methods: Methods = { ...appMethods, ...chatMethods, ...conversationMethods, ...fileMethods, ...viewMethods };

/** One request to `/api/<method>`. */
export async function handleApi(
  front: Front,
  request: IncomingMessage,
  response: ServerResponse,
  url: URL,
): Promise<void> {
  const name = url.pathname.slice('/api/'.length);
  const body = (await readBody(request)).toString();
  const parsed = attempt(() => parseArgs(url.searchParams, request.headers['content-type'] ?? '', body));
  const { token, ...args } = parsed.ok ? parsed.value : {};
  const bearer = /^Bearer (.+)$/.exec(request.headers.authorization ?? '')?.[1] ?? text(token);
  const fault = front.faults.take(name, '*');
  const entry = front.journal.add({
    direction: 'api',
    name,
    request: args,
    status: null,
    reply: null,
    note: fault?.kind ?? null,
    raw: null,
  });
  const commit = (): Reply => {
    const reply = parsed.ok ? perform(front, name, args, bearer) : ok(parsed.refusal.reply());
    entry.status = reply.status;
    entry.reply = copyJson(reply.body);
    return reply;
  };
  const reply = await answer(front, response, fault, commit);
  if (reply !== null) send(front, response, reply);
}

interface Reply {
  readonly status: number;
  readonly body: JsonObject;
  readonly retryAfter?: number | null;
}

function ok(body: JsonObject): Reply {
  return { status: 200, body };
}

function rateLimited(retryAfter: number | null): Reply {
  return { status: 429, body: { ok: false, error: 'ratelimited' }, retryAfter };
}

type Attempt = { ok: true; value: JsonObject } | { ok: false; refusal: Refusal };

function attempt(run: () => JsonObject): Attempt {
  try {
    return { ok: true, value: run() };
  } catch (error) {
    if (error instanceof Refusal) return { ok: false, refusal: error };
    throw error;
  }
}

function perform(front: Front, name: string, args: JsonObject, bearer: string | undefined): Reply {
  const method = methods[name];
  if (method === undefined) return ok({ ok: false, error: 'unknown_method', req_method: name });
  const { w } = front;
  const done = attempt(() => {
    authorize(front, method.token, bearer);
    for (const scope of method.scopes) requireScope(w, scope);
    return {};
  });
  if (!done.ok) return ok(done.refusal.reply());
  const wait = w.rate.take(name, text(args['channel']) ?? null);
  if (wait !== null) return rateLimited(wait);
  const result = attempt(() => method.run({ front, w, args }));
  return ok(result.ok ? { ok: true, ...result.value } : result.refusal.reply());
}

function authorize(front: Front, wanted: 'bot' | 'app' | 'none', bearer: string | undefined): void {
  if (wanted === 'none') return;
  if (bearer === undefined) throw new Refusal('not_authed');
  if (bearer !== front.botToken && bearer !== front.appToken) throw new Refusal('invalid_auth');
  if (bearer !== (wanted === 'bot' ? front.botToken : front.appToken)) throw new Refusal('not_allowed_token_type');
}

/** Applies the fault around the commit; null when the caller has been answered (or cut off) already. */
async function answer(
  front: Front,
  response: ServerResponse,
  fault: Fault | null,
  commit: () => Reply,
): Promise<Reply | null> {
  switch (fault?.kind) {
    case 'delay_before':
      await front.clock.sleep(fault.ms, front.closing);
      return commit();
    case 'delay_after': {
      const reply = commit();
      await front.clock.sleep(fault.ms, front.closing);
      return reply;
    }
    case 'reset_before':
      response.socket?.resetAndDestroy();
      return null;
    case 'reset_after':
      commit();
      response.socket?.resetAndDestroy();
      return null;
    case 'http_500_before':
      return { status: 500, body: {} };
    case 'http_500_after':
      commit();
      return { status: 500, body: {} };
    case 'cut_body': {
      const body = JSON.stringify(commit().body);
      response.writeHead(200, {
        'content-type': 'application/json; charset=utf-8',
        'content-length': body.length + 10,
      });
      response.write(body.slice(0, Math.ceil(body.length / 2)), () => response.socket?.destroy());
      return null;
    }
    case 'rate_limited':
      return rateLimited(fault.retryAfter);
    case 'html':
      response.writeHead(200, { 'content-type': 'text/html; charset=utf-8' });
      response.end('<!DOCTYPE html><html><body><h1>Slack is having trouble</h1></body></html>');
      return null;
    case 'error':
      return ok({ ok: false, error: fault.code });
    case 'error_after':
      commit();
      return ok({ ok: false, error: fault.code });
    default:
      return commit();
  }
}

function send(front: Front, response: ServerResponse, reply: Reply): void {
  const retry =
    reply.retryAfter === undefined || reply.retryAfter === null ? {} : { 'retry-after': String(reply.retryAfter) };
  const body = reply.status === 500 ? 'Internal Server Error' : JSON.stringify(reply.body);
  response.writeHead(reply.status, {
    'content-type': reply.status === 500 ? 'text/plain' : 'application/json; charset=utf-8',
    'x-oauth-scopes': [...front.w.scopes].join(','),
    ...retry,
  });
  response.end(body);
}

import type { IncomingMessage, ServerResponse } from 'node:http';
import { copyJson, type JsonObject, text } from '../validation/json.ts';
import { Refusal } from '../model/refusal.ts';
import { parseArgs, readBody } from './args.ts';
import { type Methods, requireScope } from './call.ts';
import type { Front } from '../http/front.ts';
import { appMethods } from './app.ts';
import { chatMethods } from './chat.ts';
import { conversationMethods } from './conversations.ts';
import { fileMethods } from './files.ts';
import { viewMethods } from './views.ts';
import { ok, rateLimited, type Reply, respond } from './reply.ts';

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
  await respond(front, response, fault, commit);
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

/** One call of a method, its arguments parsed: what Slack does and answers. */
export function perform(front: Front, name: string, args: JsonObject, bearer: string | undefined): Reply {
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

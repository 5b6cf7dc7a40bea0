import type { IncomingMessage, ServerResponse } from 'node:http';
import { z } from 'zod';
import { isObject, type Json, type JsonObject, parseJson } from '../validation/json.ts';
import { messageJson } from '../model/messages.ts';
import { topView } from '../model/views.ts';
import { type Actor, createActor } from '../people/actor.ts';
import { shownView, stateFor } from './admin-state.ts';
import { readBody } from '../methods/args.ts';
import { faultSchema } from './faults.ts';
import type { Front } from './front.ts';
import type { Outcome } from '../methods/outcome.ts';

export interface Admin {
  handle(request: IncomingMessage, response: ServerResponse, url: URL): Promise<void>;
}

const by = { user: z.string() };
const values = z.union([z.string(), z.array(z.string()), z.null()]);

const slashBody = z.object({ ...by, command: z.string(), text: z.string().default(''), channel: z.string() });
const clickBody = z.object({
  ...by,
  channel: z.string().optional(),
  ts: z.string().optional(),
  view: z.string().optional(),
  action_id: z.string(),
  block_id: z.string().optional(),
  option: z.string().optional(),
  confirm: z.boolean().default(false),
  revision: z.number().int().optional(),
});
const optionsBody = z.object({ ...by, view: z.string(), block_id: z.string(), query: z.string() });
const actionBody = z.object({
  ...by,
  view: z.string(),
  block_id: z.string(),
  action_id: z.string().optional(),
  values: values.optional(),
  text: z.string().optional(),
  enter: z.boolean().default(false),
});
const viewBody = z.object({ ...by, view: z.string(), all: z.boolean().default(false) });
const sayBody = z.object({ ...by, channel: z.string(), text: z.string(), thread_ts: z.string().optional() });
const shortcutBody = z.object({
  ...by,
  callback_id: z.string(),
  channel: z.string().optional(),
  ts: z.string().optional(),
});
const homeBody = z.object(by);
const reachableBody = z.object({ reachable: z.boolean() });
const settingsBody = z.object({ rate_limits: z.boolean().optional(), refused_blocks: z.array(z.string()).optional() });

/** The workspace's page talks to this: JSON, no authentication, never to be exposed. */
export function createAdmin(front: Front, setReachable: (reachable: boolean) => void): Admin {
  const { w } = front;

  function actor(id: string): Actor {
    const user = w.users.get(id);
    if (user === undefined) throw new BadRequest(`no user ${id}`);
    return createActor(front, user);
  }

  function seen(outcome: Outcome): JsonObject {
    const { view, errors, options, ...rest } = outcome;
    return { ...rest, errors: { ...errors }, options: [...options], view: view === null ? null : shownView(w, view) };
  }

  async function post(path: string, body: Json | undefined): Promise<JsonObject> {
    switch (path) {
      case 'slash': {
        const { user, command, text, channel } = slashBody.parse(body);
        return seen(await actor(user).slash(command, text, channel));
      }
      case 'click':
        return seen(await click(clickBody.parse(body)));
      case 'options': {
        const { user, view, block_id, query } = optionsBody.parse(body);
        return seen(await actor(user).search(view, block_id, query));
      }
      case 'action': {
        const given = actionBody.parse(body);
        const who = actor(given.user);
        if (given.text !== undefined)
          return seen(await who.type(given.view, given.block_id, given.text, { enter: given.enter }));
        return seen(await who.choose(given.view, given.block_id, given.values ?? null, given.action_id));
      }
      case 'submit': {
        const { user, view } = viewBody.parse(body);
        return seen(await actor(user).submit(view));
      }
      case 'close': {
        const { user, view, all } = viewBody.parse(body);
        return seen(await actor(user).close(view, { all }));
      }
      case 'say': {
        const { user, channel, text, thread_ts } = sayBody.parse(body);
        const message = actor(user).say(channel, text, thread_ts);
        const place = w.channels.get(channel);
        if (message === null || place === undefined) throw new BadRequest(`${user} cannot write in ${channel}`);
        return { ok: true, message: messageJson(w, place, message) };
      }
      case 'shortcut': {
        const { user, callback_id, channel, ts } = shortcutBody.parse(body);
        const on = channel === undefined || ts === undefined ? undefined : { channel, ts };
        return seen(await actor(user).shortcut(callback_id, on));
      }
      case 'home': {
        const { user } = homeBody.parse(body);
        const view = await actor(user).openHome();
        return { ok: true, view: view === null ? null : shownView(w, view) };
      }
      case 'faults':
        return { ok: true, fault: front.faults.add(faultSchema.parse(body)) };
      case 'faults/clear':
        front.faults.clear();
        return { ok: true };
      case 'reachable':
        setReachable(reachableBody.parse(body).reachable);
        return { ok: true, reachable: front.reachable };
      case 'settings': {
        const given = settingsBody.parse(body);
        if (given.rate_limits !== undefined) w.rate.enabled = given.rate_limits;
        if (given.refused_blocks !== undefined) {
          w.refusedBlocks.clear();
          for (const type of given.refused_blocks) w.refusedBlocks.add(type);
        }
        return { ok: true };
      }
      default:
        throw new BadRequest(`no such endpoint: POST /admin/${path}`);
    }
  }

  async function click(given: z.infer<typeof clickBody>): Promise<Outcome> {
    const options = {
      confirm: given.confirm,
      ...(given.block_id === undefined ? {} : { blockId: given.block_id }),
      ...(given.option === undefined ? {} : { option: given.option }),
    };
    const who = actor(given.user);
    if (given.view !== undefined) return who.click({ id: given.view }, given.action_id, options);
    if (given.channel === undefined || given.ts === undefined)
      throw new BadRequest('name a view, or a channel and a ts');
    const target = { channel: given.channel, ts: given.ts };
    if (given.revision !== undefined) return who.clickStale(target, given.revision, given.action_id, options);
    return who.click(target, given.action_id, options);
  }

  function get(path: string, url: URL): JsonObject {
    const user = url.searchParams.get('user');
    if (path === 'state') return stateFor(front, user, url.searchParams.get('channel'));
    if (path === 'view' && user !== null) {
      const view = topView(w, user);
      return { view: view === null ? null : shownView(w, view) };
    }
    if (path === 'journal') {
      const after = Number(url.searchParams.get('after') ?? 0);
      const entries = front.journal.entries.filter((entry) => entry.sequence > after);
      return { entries: entries.map(({ raw, ...entry }) => ({ ...entry, replayable: raw !== null })) };
    }
    if (path === 'faults') return { faults: front.faults.list() };
    throw new BadRequest(`no such endpoint: GET /admin/${path}`);
  }

  return {
    async handle(request, response, url) {
      const path = url.pathname.slice('/admin/'.length);
      try {
        if (request.method === 'GET' && path === 'events') return stream(front, request, response);
        if (request.method === 'GET' && path.startsWith('files/')) return sendFile(front, response, path.slice(6));
        const body = request.method === 'POST' ? parseJson((await readBody(request)).toString()) : undefined;
        if (request.method === 'POST' && !isObject(body) && path !== 'faults/clear')
          throw new BadRequest('the body is not JSON');
        send(response, 200, request.method === 'POST' ? await post(path, body) : get(path, url));
      } catch (error) {
        if (error instanceof z.ZodError)
          return send(response, 400, { ok: false, error: 'bad_request', detail: z.prettifyError(error) });
        if (error instanceof BadRequest)
          return send(response, 400, { ok: false, error: 'bad_request', detail: error.message });
        throw error;
      }
    },
  };
}

class BadRequest extends Error {}

function send(response: ServerResponse, status: number, body: JsonObject): void {
  response.writeHead(status, { 'content-type': 'application/json; charset=utf-8', 'cache-control': 'no-store' });
  response.end(JSON.stringify(body));
}

/** What the bot uploaded, to be kept: the real Slack asks for a login here, and the page has none. */
function sendFile({ w }: Front, response: ServerResponse, id: string): void {
  const file = w.files.get(id);
  if (file?.shared !== true) throw new BadRequest(`no file ${id}`);
  response.writeHead(200, {
    'content-type': 'text/plain; charset=utf-8',
    'content-disposition': `attachment; filename*=UTF-8''${encodeURIComponent(file.name)}`,
    'cache-control': 'no-store',
  });
  response.end(file.content);
}

const heartbeatMilliseconds = 15_000;

/** Server-sent events: one `change` for every change of the workspace, a comment every 15 seconds. */
function stream(front: Front, request: IncomingMessage, response: ServerResponse): void {
  const { w } = front;
  const gone = new AbortController();
  response.writeHead(200, {
    'content-type': 'text/event-stream',
    'cache-control': 'no-store',
    'x-accel-buffering': 'no',
  });
  response.write(`retry: 1000\nid: ${w.version}\nevent: hello\ndata: {"version":${w.version}}\n\n`);
  const listener = ({ version, what, detail }: { version: number; what: string; detail: Json }) => {
    response.write(`id: ${version}\nevent: change\ndata: ${JSON.stringify({ version, what, detail })}\n\n`);
  };
  w.listeners.add(listener);
  request.on('close', () => {
    w.listeners.delete(listener);
    gone.abort();
  });
  void beat();
  async function beat(): Promise<void> {
    const signal = AbortSignal.any([gone.signal, front.closing]);
    for (;;) {
      await front.clock.sleep(heartbeatMilliseconds, signal);
      if (signal.aborted) return;
      response.write(': still here\n\n');
    }
  }
}

import { createServer, type IncomingMessage } from 'node:http';
import { type Clock, systemClock } from '../../../src/lib/clock.ts';
import {
  isObject,
  type Json,
  type JsonObject,
  object,
  parseJson,
} from '../../../src/simulators/slack/validation/json.ts';
import type { WorkspaceOptions } from '../../../src/simulators/slack/model/workspace.ts';
import { type SlackSandbox, startSlack } from '../../../src/simulators/slack/start.ts';

export const signingSecret = 'test-signing-secret';
export const botToken = 'xoxb-test';
export const appToken = 'xapp-test';

export interface ManualClock extends Clock {
  /** Moves time on and wakes who slept long enough, in order. */
  advance(ms: number): Promise<void>;
  sleepers(): number;
}

/** A clock that only moves when told to. */
export function manualClock(start = Date.UTC(2026, 10, 22, 9, 0, 0)): ManualClock {
  let now = start;
  const waiting = new Set<{ at: number; wake: () => void }>();
  const settle = () => new Promise<void>((resolve) => setImmediate(resolve));
  return {
    now: () => now,
    elapsed: () => now,
    sleepers: () => waiting.size,
    sleep(ms, signal) {
      return new Promise((resolve) => {
        if (signal?.aborted === true) return resolve();
        const one = { at: now + ms, wake };
        function wake() {
          waiting.delete(one);
          signal?.removeEventListener('abort', wake);
          resolve();
        }
        waiting.add(one);
        return signal?.addEventListener('abort', wake, { once: true });
      });
    },
    async advance(ms) {
      const end = now + ms;
      for (;;) {
        const next = [...waiting].filter((one) => one.at <= end).sort((a, b) => a.at - b.at)[0];
        if (next === undefined) break;
        now = Math.max(now, next.at);
        next.wake();
        await settle();
      }
      now = end;
      await settle();
    },
  };
}

export interface Received {
  readonly headers: IncomingMessage['headers'];
  readonly raw: string;
  readonly form: URLSearchParams;
  /** The interaction's payload or the event's envelope; empty for commands. */
  readonly payload: JsonObject;
}

export interface Reply {
  readonly status?: number;
  readonly body?: Json;
  readonly headers?: { readonly [name: string]: string };
}

export interface Receiver {
  readonly url: string;
  readonly received: Received[];
  /** What the app answers; `hang` never answers. */
  respond: (request: Received) => Reply | 'hang' | Promise<Reply | 'hang'>;
  close(): Promise<void>;
}

/** A plain HTTP server that plays the app. */
export async function startReceiver(): Promise<Receiver> {
  const server = createServer((request, response) => {
    void read(request).then(async (raw) => {
      const form = new URLSearchParams(raw);
      const payload = object(parseJson(form.get('payload') ?? raw));
      const received = { headers: request.headers, raw, form, payload };
      receiver.received.push(received);
      const reply = await receiver.respond(received);
      if (reply === 'hang') return;
      const body =
        reply.body === undefined ? '' : typeof reply.body === 'string' ? reply.body : JSON.stringify(reply.body);
      response.writeHead(reply.status ?? 200, { 'content-type': 'application/json', ...reply.headers });
      response.end(body);
    });
  });
  await new Promise<void>((resolve) => {
    server.listen(0, '127.0.0.1', resolve);
  });
  const address = server.address();
  const port = typeof address === 'object' ? address?.port : 0;
  const receiver: Receiver = {
    url: `http://127.0.0.1:${port}/slack/events`,
    received: [],
    respond: () => ({}),
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
  return receiver;
}

async function read(request: IncomingMessage): Promise<string> {
  let raw = '';
  for await (const chunk of request) raw += String(chunk);
  return raw;
}

/** The value under a path like `view.blocks.0.block_id`. */
export function at(value: Json | undefined, path: string): Json | undefined {
  let here: Json | undefined = value;
  for (const key of path.split('.')) {
    if (Array.isArray(here)) here = here[Number(key)];
    else here = isObject(here) ? here[key] : undefined;
  }
  return here;
}

export { show } from '../../../src/simulators/slack/validation/json.ts';

export interface Stage {
  readonly slack: SlackSandbox;
  readonly app: Receiver;
  readonly close: () => Promise<void>;
}

/** A workspace with Alice and Bob in the public channel `C1`, and an app that answers 200 to everything. */
export async function stage(options: { clock?: Clock; workspace?: WorkspaceOptions } = {}): Promise<Stage> {
  const app = await startReceiver();
  const clock = options.clock ?? systemClock;
  const slack = await startSlack({
    ...{ clock, appUrl: app.url, signingSecret, botToken, appToken },
    workspace: { rateLimits: false, shortcuts: ['start'], ...options.workspace },
  });
  for (const name of ['alice', 'bob']) slack.addUser({ id: `U-${name}`, name });
  slack.addChannel({ id: 'C1', name: 'incident', members: ['U-alice', 'U-bob'] });
  return { slack, app, close: () => Promise.all([slack.close(), app.close()]).then(() => undefined) };
}

export interface ApiReply {
  readonly status: number;
  readonly retryAfter: string | null;
  readonly body: JsonObject;
}

/** Calls a method the way @slack/web-api does: a form whose structured fields are JSON. */
export async function api(
  slack: SlackSandbox,
  method: string,
  args: JsonObject = {},
  token = botToken,
): Promise<ApiReply> {
  const form = new URLSearchParams();
  for (const [key, value] of Object.entries(args)) {
    if (value !== undefined) form.set(key, typeof value === 'object' ? JSON.stringify(value) : String(value));
  }
  const headers = { authorization: `Bearer ${token}` };
  const response = await fetch(`${slack.apiUrl}${method}`, { method: 'POST', body: form, headers });
  const body = object(parseJson(await response.text()));
  return { status: response.status, retryAfter: response.headers.get('retry-after'), body };
}

export function section(text: string): JsonObject {
  return { type: 'section', text: { type: 'mrkdwn', text } };
}

export function button(actionId: string, more: JsonObject = {}): JsonObject {
  return { type: 'button', action_id: actionId, text: plainText(actionId), ...more };
}

export function plainText(text: string): JsonObject {
  return { type: 'plain_text', text };
}

export function modal(blocks: JsonObject[], more: JsonObject = {}): JsonObject {
  return { type: 'modal', title: plainText('Form'), submit: plainText('Send'), blocks, ...more };
}

export function textInput(blockId: string, element: JsonObject = {}, block: JsonObject = {}): JsonObject {
  return {
    ...{ type: 'input', block_id: blockId, label: plainText(blockId), ...block },
    element: { type: 'plain_text_input', action_id: blockId, ...element },
  };
}

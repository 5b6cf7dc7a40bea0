/** The way from a process to Slack: Slack's own client on top, the simulated workspace below, and between them a bad network. */
import { WebClient } from '@slack/web-api';
import { parseArgs } from '../../src/sandbox/slack/http/args.ts';
import { perform } from '../../src/sandbox/slack/http/api.ts';
import type { Front } from '../../src/sandbox/slack/http/front.ts';
import type { Reply } from '../../src/sandbox/slack/http/reply.ts';
import type { JsonObject } from '../../src/sandbox/slack/model/json.ts';
import { webOptions } from '../../src/slack/web.ts';
import { never, type Process } from './replica.ts';
import type { Odds, Rolls } from './rolls.ts';
import type { Scheduler } from './scheduler.ts';

export interface SlackWire {
  readonly process: Process;
  readonly scheduler: Scheduler;
  readonly rolls: Rolls;
  readonly odds: Odds;
  readonly gone: () => boolean;
  readonly front: Front;
  /** Called with every call that has reached Slack, and what Slack did. */
  readonly onCall: (call: { method: string; args: JsonObject; reply: Reply; clock: number }) => void;
  readonly trace: (line: string) => void;
}

type Logger = Parameters<typeof webOptions>[1];
type Fetch = typeof globalThis.fetch;

/** Slack's client gives a call this long; a call may be stuck for longer, but not as long as the bot waits before it looks. */
const TIMEOUT_MS = 10_000;
const STUCK_MS = 14_000;

/** The product's own web client, on a wire of ours. Its time-out is the wire's: the machine's clock has no part in it. */
export function webOver(wire: SlackWire, token: string, apiUrl: string, logger: Logger): WebClient {
  return new WebClient(token, { ...webOptions(apiUrl, logger), timeout: 0, fetch: fetchOver(wire) });
}

function fetchOver(wire: SlackWire): Fetch {
  const { process, scheduler, rolls, trace } = wire;

  return async (url, init) => {
    const method = String(url).split('/api/')[1] ?? '';
    const headers = new Headers(init?.headers);
    const { token: _, ...args } = parseArgs(
      new URLSearchParams(),
      headers.get('content-type') ?? '',
      String(init?.body),
    );
    const changes = /^(chat|views|files|reactions)\./.test(method);
    const act = changes ? process.begin(`slack ${method}`) : process.look(`slack ${method}`);
    if (act === null) return never();
    const { name } = act;
    const fate = wire.gone() ? 'gone' : rolls.fate(name, wire.odds);
    if (fate !== null) trace(`${name}: ${fate}`);

    const bearer = /^Bearer (.+)$/.exec(headers.get('authorization') ?? '')?.[1];
    const clock = process.clock.now();
    const there = rolls.between(`${name} there`, 5, 60);
    const back = rolls.between(`${name} back`, 5, 90);
    switch (fate) {
      case 'gone':
      case 'lost': {
        const ms = rolls.value(`${name} reset`) < 0.5 ? rolls.between(`${name} ends`, 5, 2_000) : TIMEOUT_MS;
        act.done();
        return process.answer(ms, () => fail('fetch failed'));
      }
      case 'throttled': {
        const seconds = rolls.between(`${name} retry`, 1, 20);
        act.done();
        return process.answer(there + back, () =>
          answerOf({ status: 429, body: { ok: false, error: 'ratelimited' }, retryAfter: seconds }),
        );
      }
      case 'failed':
        act.done();
        return process.answer(there + back, () => answerOf({ status: 503, body: 'Service Unavailable' }));
      default:
    }
    const stuck = fate === 'stuck' ? rolls.between(`${name} stuck`, 500, STUCK_MS) : 0;
    const slow = fate === 'slow' ? rolls.between(`${name} slow`, 500, TIMEOUT_MS * 1.2) : 0;
    const took = there + stuck + slow + back;
    const answer = new Promise<Response>((resolve, reject) => {
      const ends = (ms: number, why: string) => scheduler.after(ms, process.life, () => reject(new TypeError(why)));
      scheduler.after(there + stuck, scheduler.world, () => {
        const reply = perform(wire.front, method, args, bearer);
        wire.onCall({ method, args, reply, clock });
        if (fate === 'answer lost') return ends(rolls.between(`${name} ends`, 5, TIMEOUT_MS - there), 'fetch failed');
        const arrives = fate === 'garbled' ? { status: 200, body: '<html>Slack is having trouble</html>' } : reply;
        if (took < TIMEOUT_MS) scheduler.after(slow + back, process.life, () => resolve(answerOf(arrives)));
      });
      if (took >= TIMEOUT_MS) ends(TIMEOUT_MS, 'The operation was aborted due to timeout');
    });
    act.done();
    return answer;
  };
}

function fail(why: string): never {
  throw new TypeError(why);
}

/** A Response as far as Slack's client reads one: making a whole one takes three times as long as the call itself. */
function answerOf({ status, body, retryAfter }: Reply): Response {
  const text = typeof body === 'string' ? body : JSON.stringify(body);
  const type = typeof body === 'string' ? 'text/html' : 'application/json; charset=utf-8';
  const headers = new Map([['content-type', type]]);
  if (retryAfter != null) headers.set('retry-after', String(retryAfter));
  return Object.create(Response.prototype, {
    status: { value: status },
    statusText: { value: '' },
    url: { value: '' },
    headers: {
      value: { get: (name: string) => headers.get(name.toLowerCase()) ?? null, entries: () => headers.entries() },
    },
    text: { value: () => Promise.resolve(text) },
  });
}

/** The way from a process to Slack: Slack's own client on top, the simulated workspace below, and between them a bad network. */
import { type Logger, LogLevel } from '@slack/bolt';
import {
  type WebAPICallResult,
  WebAPIHTTPError,
  WebAPIPlatformError,
  WebAPIRateLimitedError,
  WebAPIRequestError,
  WebClient,
} from '@slack/web-api';
import { perform } from '../../src/simulators/slack/methods/api.ts';
import type { Front } from '../../src/simulators/slack/http/front.ts';
import type { Reply } from '../../src/simulators/slack/methods/reply.ts';
import { isObject, type JsonObject, parseJson } from '../../src/simulators/slack/validation/json.ts';
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

/** Slack's client gives a call this long; a call may be stuck for longer, but not as long as the bot waits before it looks. */
const TIMEOUT_MS = 10_000;
const STUCK_MS = 14_000;

/** Slack's own client with the wire in place of HTTP: its queue and its encoding cost more than all that the bot does. */
class WebOverWire extends WebClient {
  readonly #send: (method: string, args: JsonObject) => Promise<Reply>;

  constructor(token: string, send: (method: string, args: JsonObject) => Promise<Reply>) {
    super(token, { logger: quiet });
    this.#send = send;
  }

  override async apiCall(method: string, options: Record<string, unknown> = {}): Promise<WebAPICallResult> {
    const args = parseJson(JSON.stringify(options));
    const { status, body, retryAfter } = await this.#send(method, isObject(args) ? args : {});
    if (status === 429) throw new WebAPIRateLimitedError(retryAfter ?? 10);
    if (status !== 200) throw new WebAPIHTTPError(status, '', {}, body);
    const result = typeof body === 'string' ? { ok: false, error: body } : { ...body, ok: body['ok'] === true };
    if (!result.ok) throw new WebAPIPlatformError({ ...result, error: String(Reflect.get(result, 'error')) });
    return result;
  }
}

export function webOver(wire: SlackWire, token: string): WebClient {
  return new WebOverWire(token, senderOver(wire, token));
}

function senderOver(wire: SlackWire, bearer: string): (method: string, args: JsonObject) => Promise<Reply> {
  const { process, scheduler, rolls, trace } = wire;

  return async (method, args) => {
    const changes = /^(chat|views|files|reactions)\./.test(method);
    const act = changes ? process.begin(`slack ${method}`) : process.look(`slack ${method}`);
    if (act === null) return never();
    const { name } = act;
    const fate = wire.gone() ? 'gone' : rolls.fate(name, wire.odds);
    if (fate !== null) trace(`${name}: ${fate}`);

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
        return process.answer(there + back, () => ({
          status: 429,
          body: { ok: false, error: 'ratelimited' },
          retryAfter: seconds,
        }));
      }
      case 'failed':
        act.done();
        return process.answer(there + back, () => ({ status: 503, body: 'Service Unavailable' }));
      default:
    }
    const stuck = fate === 'stuck' ? rolls.between(`${name} stuck`, 500, STUCK_MS) : 0;
    const slow = fate === 'slow' ? rolls.between(`${name} slow`, 500, TIMEOUT_MS * 1.2) : 0;
    const took = there + stuck + slow + back;
    const answer = new Promise<Reply>((resolve, reject) => {
      const ends = (ms: number, why: string) =>
        scheduler.after(ms, process.life, () => reject(new WebAPIRequestError(new TypeError(why))));
      scheduler.after(there + stuck, scheduler.world, () => {
        const reply = perform(wire.front, method, args, bearer);
        wire.onCall({ method, args, reply, clock });
        if (fate === 'answer lost') return ends(rolls.between(`${name} ends`, 5, TIMEOUT_MS - there), 'fetch failed');
        const arrives = fate === 'garbled' ? { status: 200, body: '<html>Slack is having trouble</html>' } : reply;
        if (took < TIMEOUT_MS) scheduler.after(slow + back, process.life, () => resolve(arrives));
      });
      if (took >= TIMEOUT_MS) ends(TIMEOUT_MS, 'The operation was aborted due to timeout');
    });
    act.done();
    return answer;
  };
}

function fail(why: string): never {
  throw new WebAPIRequestError(new TypeError(why));
}

const silent = () => undefined;

export const quiet: Logger = {
  debug: silent,
  info: silent,
  warn: silent,
  error: silent,
  setLevel: silent,
  getLevel: () => LogLevel.ERROR,
  setName: silent,
};

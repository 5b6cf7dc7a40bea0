/** What stands in Slack: one card a request, the thread in order, no more calls than Slack allows. */
import { isObject, type JsonObject, parseJson, text } from '../../src/simulators/slack/validation/json.ts';
import { secrets } from './cast.ts';
import type { Scheduler } from './scheduler.ts';
import type { SlackWire } from './slack-wire.ts';
import type { Complain } from './watch.ts';

/** What the bot paces by itself; a process that was started anew has forgotten what was sent before. */
const paced = ['chat.update', 'chat.postMessage'];
const FORGOTTEN_MS = 60_000;

export function createSlackWatch(scheduler: Scheduler, complain: Complain) {
  let restartedAt = Number.NEGATIVE_INFINITY;
  const told = new Map<string, number>();
  const cards = new Set<string>();
  const drawn = new Map<string, number[]>();

  const call: SlackWire['onCall'] = ({ method, args, reply, clock }) => {
    if (reply.status === 429 && paced.includes(method) && scheduler.now() - restartedAt > FORGOTTEN_MS)
      complain('Slack’s limits are kept', method);
    if (!/^chat\.|^views\./.test(method)) return;
    const said = JSON.stringify(args);
    for (const secret of Object.values(secrets)) if (said.includes(secret)) complain('no secret in a message', method);
    if (!isObject(reply.body) || reply.body['ok'] !== true) return;
    const ts = text(reply.body['ts']);
    if (ts !== undefined) drawn.set(ts, [...(drawn.get(ts) ?? []), clock]);
    if (method !== 'chat.postMessage') return;
    const mark = markOf(args);
    if (mark?.kind === 'card') {
      if (cards.has(mark.request)) complain('one root message per request', mark.request);
      cards.add(mark.request);
    }
    if (mark?.kind !== 'thread') return;
    const place = `${mark.request} ${String(args['thread_ts'])}`;
    if (mark.to <= (told.get(place) ?? 0))
      complain('each change is posted once, in order', `${place}: ${mark.to} again`);
    told.set(place, mark.to);
  };

  return {
    call,
    /** When each wording of a message was drawn, by the clock of the process that drew it. */
    drawn: (ts: string): readonly number[] => drawn.get(ts) ?? [],
    restarted(): void {
      restartedAt = scheduler.now();
    },
  };
}

/** The bot's mark on a message. */
export function markOf(args: JsonObject): { request: string; kind: string; to: number } | null {
  const given = args['metadata'];
  const metadata = typeof given === 'string' ? parseJson(given) : given;
  const payload = isObject(metadata) ? metadata['event_payload'] : null;
  if (!isObject(payload)) return null;
  return {
    request: text(payload['request_id']) ?? '',
    kind: text(payload['kind']) ?? '',
    to: Number(payload['to'] ?? 0),
  };
}

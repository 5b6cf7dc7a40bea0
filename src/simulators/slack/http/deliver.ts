import { createHmac } from 'node:crypto';
import { request } from 'node:http';
import type { Clock } from '../../../lib/clock.ts';
import { type Json, type JsonObject, parseJson, show } from '../validation/json.ts';
import type { Front, JournalEntry } from './front.ts';

/** Slack waits three seconds for the app's answer, then tells the person `operation_timeout`. */
export const ackMilliseconds = 3_000;

export type AppRequestKind =
  | 'command'
  | 'block_actions'
  | 'block_suggestion'
  | 'view_submission'
  | 'view_closed'
  | 'shortcut'
  | 'message_action'
  | 'event';

export interface AppRequest {
  readonly kind: AppRequestKind;
  /** A command's fields, an interaction's payload, or an event's envelope. */
  readonly payload: JsonObject;
  /** Retry headers of events. */
  readonly retry?: { readonly attempt: number; readonly reason: string };
}

/** What the app answered, or why there is no answer. */
export type Answer =
  | { readonly answered: true; readonly status: number; readonly body: Json; readonly noRetry: boolean }
  | { readonly answered: false; readonly error: 'operation_timeout' | 'dispatch_failed' };

interface Wire {
  readonly headers: { readonly [name: string]: string };
  readonly body: string;
}

/** `v0=` and the hex HMAC-SHA256 of `v0:{seconds}:{body}`; docs.slack.dev "Verifying requests from Slack". */
export function sign(secret: string, seconds: number, body: string): string {
  return `v0=${createHmac('sha256', secret).update(`v0:${seconds}:${body}`).digest('hex')}`;
}

function wireOf(front: Front, message: AppRequest): Wire {
  const seconds = Math.floor(front.clock.now() / 1000);
  const body = encode(message);
  const retry = message.retry;
  return {
    body,
    headers: {
      // Bolt compares this for equality: a charset would be refused.
      'content-type': message.kind === 'event' ? 'application/json' : 'application/x-www-form-urlencoded',
      'content-length': String(Buffer.byteLength(body)),
      'user-agent': 'Slackbot 1.0 (+https://api.slack.com/robots)',
      accept: 'application/json,*/*',
      'x-slack-request-timestamp': String(seconds),
      'x-slack-signature': sign(front.signingSecret, seconds, body),
      ...(retry === undefined
        ? {}
        : { 'x-slack-retry-num': String(retry.attempt), 'x-slack-retry-reason': retry.reason }),
    },
  };
}

function encode({ kind, payload }: AppRequest): string {
  if (kind === 'event') return JSON.stringify(payload);
  if (kind !== 'command') return new URLSearchParams({ payload: JSON.stringify(payload) }).toString();
  const fields = Object.entries(payload).map(([name, value]): [string, string] => [name, show(value ?? '')]);
  return new URLSearchParams(fields).toString();
}

/** Sends one request to the app, over HTTP or Socket Mode, with the faults that are switched on. */
export async function deliver(front: Front, message: AppRequest): Promise<Answer> {
  const fault = front.faults.take(`to_app:${message.kind}`, 'to_app');
  const wire = front.appUrl === null ? null : wireOf(front, message);
  const entry = front.journal.add({
    direction: 'to_app',
    name: message.kind,
    request: message.payload,
    status: null,
    reply: null,
    note: fault?.kind ?? null,
    raw: wire,
  });
  if (!front.reachable || fault?.kind === 'drop') return note(entry, { answered: false, error: 'dispatch_failed' });
  if (fault?.kind === 'delay_before') await front.clock.sleep(fault.ms, front.closing);
  const send = () => (wire === null ? front.socket.send(message) : post(front, front.appUrl ?? '', wire));
  const copy = fault?.kind === 'duplicate' ? send() : null;
  const answer = await send();
  await copy;
  if (fault?.kind === 'lose_reply') return note(entry, { answered: false, error: 'operation_timeout' });
  return note(entry, answer);
}

function note(entry: JournalEntry, answer: Answer): Answer {
  if (answer.answered) Object.assign(entry, { status: answer.status, reply: answer.body });
  else entry.note = entry.note === null ? answer.error : `${entry.note}, ${answer.error}`;
  return answer;
}

/** Sends the bytes of an earlier request again, signature and timestamp included. */
export async function replay(front: Front, entry: JournalEntry): Promise<Answer> {
  if (entry.raw === null || front.appUrl === null) return { answered: false, error: 'dispatch_failed' };
  return post(front, front.appUrl, entry.raw);
}

function post(front: Front, url: string, wire: Wire): Promise<Answer> {
  const outgoing = request(url, { method: 'POST', headers: wire.headers, agent: false });
  const answer = new Promise<Answer>((resolve) => {
    const failed = () => resolve({ answered: false, error: 'dispatch_failed' });
    outgoing.on('error', failed);
    outgoing.on('response', (incoming) => {
      const chunks: Buffer[] = [];
      incoming.on('data', (chunk: Buffer) => chunks.push(chunk));
      incoming.on('error', failed);
      incoming.on('end', () => {
        const body = Buffer.concat(chunks).toString();
        const parsed = body === '' ? null : (parseJson(body) ?? body);
        const noRetry = incoming.headers['x-slack-no-retry'] === '1';
        resolve({ answered: true, status: incoming.statusCode ?? 0, body: parsed, noRetry });
      });
    });
  });
  outgoing.end(wire.body);
  return inTime(front.clock, front.closing, answer, () => outgoing.destroy());
}

/** The answer, or `operation_timeout` after three seconds; then `late` is called. */
export async function inTime(
  clock: Clock,
  closing: AbortSignal,
  answer: Promise<Answer>,
  late: () => void = () => undefined,
): Promise<Answer> {
  // Not AbortSignal.any: on Node 20 each one stays registered with the long-lived signal.
  const waiting = new AbortController();
  const stop = () => waiting.abort();
  closing.addEventListener('abort', stop, { once: true });
  const timeout = clock.sleep(ackMilliseconds, waiting.signal).then((): Answer => {
    if (!waiting.signal.aborted) late();
    return { answered: false, error: 'operation_timeout' };
  });
  const first = await Promise.race([answer, timeout]);
  waiting.abort();
  closing.removeEventListener('abort', stop);
  return first;
}

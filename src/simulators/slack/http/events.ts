import type { JsonObject } from '../validation/json.ts';
import { type Answer, deliver } from './deliver.ts';
import type { Front } from './front.ts';
import { eventEnvelope } from '../people/payloads.ts';

/** Failed events come again: at once, after one minute, after five (docs.slack.dev apis/events-api). */
export const eventRetryMilliseconds = [0, 60_000, 300_000] as const;

/** Sends an event if the app subscribed to it, and again when that fails. Resolves with the last answer. */
export async function sendEvent(front: Front, event: JsonObject): Promise<Answer | null> {
  const { type } = event;
  if (typeof type !== 'string' || !front.w.eventSubscriptions.has(type) || !front.reachable) return null;
  const payload = eventEnvelope(front, event);
  let answer = await deliver(front, { kind: 'event', payload });
  for (const [index, wait] of eventRetryMilliseconds.entries()) {
    if (isDone(answer) || front.closing.aborted) return answer;
    const reason = answer.answered
      ? 'http_error'
      : answer.error === 'operation_timeout'
        ? 'http_timeout'
        : 'connection_failed';
    if (wait > 0) await front.clock.sleep(wait, front.closing);
    if (front.closing.aborted) return answer;
    answer = await deliver(front, { kind: 'event', payload, retry: { attempt: index + 1, reason } });
  }
  return answer;
}

function isDone(answer: Answer): boolean {
  return answer.answered && (answer.noRetry || (answer.status >= 200 && answer.status < 300));
}

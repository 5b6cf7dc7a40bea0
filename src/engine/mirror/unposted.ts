/** Cards that Slack refuses: after a few seconds the requester is told, in whatever way is still open. */
import type { RequestState } from '../../request/state.ts';
import type { MirrorDeps } from './deps.ts';
import { failureOf } from '../reads/failures.ts';

/** What is refused once may be taken at the next attempt: after this, it has been refused three times. */
const PATIENCE_MS = 3_000;

export interface Unposted {
  /** Slack, or what Slack says of the channel, keeps the card of this request back. */
  refused(state: RequestState, code: string): Promise<void>;
  /** The card is in Slack. */
  posted(requestId: string): void;
}

/** Known to this process alone: after a restart it is told once more, while it is still so. */
export function createUnposted({ messages, people, renderer, clock, business }: MirrorDeps): Unposted {
  const since = new Map<string, number>();
  const told = new Set<string>();
  return {
    async refused({ id, requester, channel }, code) {
      const first = since.get(id) ?? clock.elapsed();
      since.set(id, first);
      if (told.has(id) || clock.elapsed() - first < PATIENCE_MS) return;
      told.add(id);
      try {
        await messages.tell(requester, channel, renderer.unposted(channel, code, await people.languageOf(requester)));
      } catch (error) {
        business('private_answer_lost', { request: id, by: requester, code: failureOf(error).code });
      }
    },
    posted(requestId) {
      since.delete(requestId);
      told.delete(requestId);
    },
  };
}

import { fold } from '../request/evolve.ts';
import type { RequestState } from '../request/state.ts';
import type { Cursor, MirrorDeps } from './cursor.ts';
import { failureOf } from './failures.ts';
import { createCards } from './mirror-card.ts';
import { syncThread } from './mirror-thread.ts';
import { createPatience } from './patience.ts';

/** Keeps each request's card and thread equal to its log, whatever Slack did to the last attempt. */
export function createMirror(deps: MirrorDeps): { tick(): Promise<void> } {
  const { requests, cursors, clock, business } = deps;
  const patience = createPatience(clock, { firstMs: 1_000, maxMs: 30_000 });
  const cards = createCards(deps);
  const busy = new Set<string>();

  async function sync(id: string): Promise<void> {
    if (busy.has(id) || !patience.ready(id)) return;
    busy.add(id);
    try {
      const log = await requests.history(id);
      const state = fold(log);
      if (!state) return;
      const placed = await cards.sync(state, await cursors.get(id));
      if (placed.cardTs !== null) await syncThread(deps, log, placed);
      patience.clear(id);
    } catch (error) {
      const failure = failureOf(error);
      patience.failed(id, error);
      business('slack_waits', { request: id, code: failure.code, message: failure.message });
      if (failure.permanent) await park(id, failure.code);
    } finally {
      busy.delete(id);
    }
  }

  /** A channel that is closed for good: the requester gets card and thread as a direct message, so that the end is told. */
  async function park(id: string, code: string): Promise<void> {
    const cursor = await cursors.get(id);
    const state = await requests.load(id);
    if (!state) return;
    const nowhereLeft = isDirect(cursor, state);
    business('slack_channel_closed', { request: id, code, nowhereLeft });
    if (nowhereLeft) return cursors.put({ ...cursor, parked: code });
    const restart = {
      cardTs: null,
      cardVersion: 0,
      cardRendering: '',
      cardAttemptAt: null,
      threadVersion: 0,
      threadAttempt: null,
    };
    await cursors.put({ ...cursor, ...restart, cardChannel: state.requester });
  }

  return {
    async tick() {
      const behind = await cursors.behind();
      await Promise.all(behind.map(({ id }) => sync(id)));
    },
  };
}

function isDirect(cursor: Cursor, state: RequestState): boolean {
  return cursor.cardChannel !== null && (cursor.cardChannel === state.requester || cursor.cardChannel.startsWith('D'));
}

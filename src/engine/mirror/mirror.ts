import { fold } from '../../request/evolve.ts';
import { exposure } from '../../people/audience.ts';
import type { Recorded } from '../../request/events.ts';
import type { RequestState } from '../../request/state.ts';
import type { Cursor } from '../../request/cursor.ts';
import type { MirrorDeps } from './deps.ts';
import { failureOf } from '../reads/failures.ts';
import { type CardSubject, createCards } from './card.ts';
import { syncThread } from './thread.ts';
import { eachOf, type Worker } from '../leadership/worker.ts';
import { createBackoff } from '../backoff.ts';
import { createUnconfirmedPosts } from './unconfirmed-posts.ts';
import { createUnposted } from './unposted.ts';

/** Slack's answers when the message itself is gone, not the channel. */
const CARD_GONE = ['message_not_found', 'thread_not_found'];

/** Who reads the channel may have been asked so long ago when the card is posted, and when more is told there. */
const FIRST_MAX_AGE_MS = 10_000;
const LATER_MAX_AGE_MS = 20_000;

const nothingTold = {
  cardTs: null,
  cardVersion: 0,
  cardRendering: '',
  cardAttemptAt: null,
  threadVersion: 0,
  threadAttempt: null,
};

/** Keeps each request's card and thread equal to its log, whatever Slack did to the last attempt. */
export function createMirror(deps: MirrorDeps): Worker {
  const { requests, cursors, clock, business } = deps;
  const patience = createBackoff(clock, { firstMs: 1_000, maxMs: 30_000 });
  const cards = createCards(deps);
  const settling = createUnconfirmedPosts(clock);
  const unposted = createUnposted(deps);

  async function sync(id: string): Promise<void> {
    if (!patience.ready(id)) return;
    try {
      const log = await requests.history(id);
      const state = fold(log);
      if (!state) return;
      if (!(await mayStand(state))) return;
      const failure = await syncCard(state, log);
      const placed = await cursors.get(id);
      if (placed.cardTs !== null) {
        unposted.posted(id);
        await syncThread({ ...deps, settling }, log, placed);
      } else await sayRefused(state, failure);
      if (failure !== null) throw failure;
      patience.clear(id);
    } catch (error) {
      const failure = failureOf(error);
      patience.failed(id, error);
      business('slack_waits', { request: id, code: failure.code, message: failure.message });
      if (failure.permanent) await moveOn(id, failure.code);
    }
  }

  /** Slack said no to the card, and neither that it is busy nor that the channel is gone for good. */
  async function sayRefused(state: RequestState, error: unknown): Promise<void> {
    const { code, effect, retryAfterMs, permanent } = failureOf(error);
    if (error !== null && effect === 'none' && retryAfterMs === null && !permanent) await unposted.refused(state, code);
  }

  /** Nothing is written where other organisations read, unless the rule allows it; what Slack does not say is waited for. */
  async function mayStand(state: RequestState): Promise<boolean> {
    const { cardChannel, cardTs } = await cursors.get(state.id);
    const channel = cardChannel ?? state.channel;
    const audience = await deps.channels.audience(channel, cardTs === null ? FIRST_MAX_AGE_MS : LATER_MAX_AGE_MS);
    const code = exposure(state.rule, audience);
    if (code === null) return true;
    business('slack_waits', { request: state.id, code, message: `The channel ${channel} is ${audience}.` });
    patience.failed(state.id, null);
    if (code === 'channel_external') await moveAway(state, channel);
    else if (cardTs === null) await unposted.refused(state, code);
    return false;
  }

  async function moveAway(state: RequestState, channel: string): Promise<void> {
    const { id, requester } = state;
    await moveOn(id, 'channel_external');
    try {
      const text = deps.renderer.moved(channel, await deps.people.languageOf(requester));
      await deps.messages.tell(requester, requester, text);
    } catch (error) {
      business('private_answer_lost', { request: id, by: requester, code: failureOf(error).code });
    }
  }

  function subjectOf(state: RequestState, news: readonly Recorded[]): CardSubject {
    const { id, version, channel, phase } = state;
    const isOver = phase === 'ended';
    // A stop is shown on every open card at once: questions and last words go first.
    const isUrgent = isOver || (phase === 'waiting' && news.some(({ event }) => event.type !== 'stops_changed'));
    const draw = (options: { now: number; plan: boolean }) => deps.renderer.card(state, options);
    return { id, version, channel, isAgeing: phase === 'executing', isUrgent, isOver, draw };
  }

  /** What went wrong with the card. An edit that Slack refuses must not keep the thread from its last word. */
  async function syncCard(state: RequestState, log: readonly Recorded[]): Promise<unknown> {
    try {
      const cursor = await cursors.get(state.id);
      await cards.sync(subjectOf(state, log.slice(cursor.cardVersion)), cursor);
      return null;
    } catch (error) {
      return error ?? new Error('The card could not be brought up to date.');
    }
  }

  /**
   * A card that somebody deleted is posted again where it was. In a channel that is closed for good nothing can be told
   * any more: the requester gets card and thread as a direct message, so that the end is told.
   */
  async function moveOn(id: string, code: string): Promise<void> {
    const cursor = await cursors.get(id);
    const state = await requests.load(id);
    if (!state) return;
    if (CARD_GONE.includes(code)) {
      business('slack_card_gone', { request: id, code });
      return cursors.put({ ...cursor, ...nothingTold });
    }
    const nowhereLeft = isDirect(cursor, state);
    business('slack_channel_closed', { request: id, code, nowhereLeft });
    if (nowhereLeft) return cursors.put({ ...cursor, parked: code });
    await cursors.put({ ...cursor, ...nothingTold, cardChannel: state.requester });
  }

  return eachOf({ name: 'mirror', list: () => cursors.behind(), step: sync, business });
}

function isDirect(cursor: Cursor, state: RequestState): boolean {
  return cursor.cardChannel !== null && (cursor.cardChannel === state.requester || cursor.cardChannel.startsWith('D'));
}

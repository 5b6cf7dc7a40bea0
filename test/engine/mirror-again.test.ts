/** A message whose posting was begun and never confirmed: it is looked for, and posted again only when it cannot turn up any more. */
import { expect, it } from 'vitest';
import type { Cursor } from '../../src/request/log/cursor.ts';
import { createCards } from '../../src/engine/mirror/card.ts';
import { syncThread } from '../../src/engine/mirror/thread.ts';
import { createUnconfirmedPosts } from '../../src/engine/mirror/unconfirmed-posts.ts';
import { renderer } from '../../src/slack/renderer.ts';
import { manualClock } from '../support/clock.ts';
import { START, waiting } from '../support/request.ts';

const SETTLED_MS = 15_000;

/** A process that finds this attempt in the store, in a Slack that shows what `shown` gives. */
function found(shown: () => { channel: string; ts: string } | null, attempt: Partial<Cursor> = {}) {
  const clock = manualClock(START);
  const posted: string[] = [];
  let cursor: Cursor = {
    requestId: 'r-1',
    cardChannel: null,
    cardTs: null,
    cardVersion: 0,
    cardRendering: '',
    cardAttemptAt: START - 1_000,
    threadVersion: 0,
    threadAttempt: null,
    parked: null,
    ...attempt,
  };
  const unused = () => Promise.reject(new Error('not asked for here'));
  const deps = {
    requests: { load: unused, history: unused, execute: unused, executeAll: unused },
    cursors: {
      get: () => Promise.resolve(cursor),
      put(value: Cursor) {
        cursor = value;
        return Promise.resolve();
      },
      behind: unused,
    },
    messages: {
      postCard(channel: string) {
        posted.push(channel);
        return Promise.resolve({ channel, ts: '9.9' });
      },
      updateCard: () => Promise.resolve(),
      postLines() {
        posted.push('lines');
        return Promise.resolve();
      },
      findCard: () => Promise.resolve(shown()),
      findLines: () => Promise.resolve(shown() ? 2 : 0),
      tell: unused,
    },
    channels: { audience: () => Promise.resolve('own' as const) },
    people: { languageOf: () => Promise.resolve('en' as const) },
    renderer,
    clock,
    business: () => undefined,
    wakeIn: () => undefined,
  };
  const subject = () => {
    const state = waiting().state();
    const draw = (options: { now: number; plan: boolean }) => renderer.card(state, options);
    const { id, version, channel } = state;
    return { id, version, channel, isAgeing: false, urgency: 'urgent' as const, isOver: false, draw };
  };
  const cards = createCards(deps);
  const settling = createUnconfirmedPosts(clock);
  return {
    clock,
    posted,
    sync: () => cards.sync(subject(), cursor),
    syncLines: () => syncThread({ ...deps, settling }, waiting().log, cursor),
    cursor: () => cursor,
  };
}

it('a card is not posted again while Slack may still show it', async () => {
  const { clock, posted, sync } = found(() => null);
  await sync();
  clock.advance(SETTLED_MS - 1);
  await sync();
  expect(posted).toEqual([]);
  clock.advance(1);
  await sync();
  expect(posted).toEqual(['C1']);
});

it('a card that turns up late is taken for what it is', async () => {
  let shown: { channel: string; ts: string } | null = null;
  const { clock, posted, sync, cursor } = found(() => shown);
  await sync();
  clock.advance(SETTLED_MS - 1);
  shown = { channel: 'C1', ts: '7.7' };
  await sync();
  expect(posted).toEqual([]);
  expect(cursor()).toMatchObject({ cardTs: '7.7', cardChannel: 'C1', cardAttemptAt: null });
});

it('lines are not told again while Slack may still show them', async () => {
  const attempt = { to: 2, at: START - 1_000 };
  const placed = { cardChannel: 'C1', cardTs: '1.1', cardAttemptAt: null, threadAttempt: attempt };
  const { clock, posted, syncLines, cursor } = found(() => null, placed);
  await syncLines();
  clock.advance(SETTLED_MS - 1);
  await syncLines();
  expect(posted).toEqual([]);
  expect(cursor().threadAttempt).toEqual(attempt);
  clock.advance(1);
  await syncLines();
  expect(cursor()).toMatchObject({ threadAttempt: null, threadVersion: 2 });
});

it.each(['card', 'lines'])(
  'a look that takes long tells of the moment at which it was answered: no %s again on its word',
  async (what) => {
    const placed = {
      cardChannel: 'C1',
      cardTs: '1.1',
      cardAttemptAt: null,
      threadAttempt: { to: 1, at: START - 1_000 },
    };
    let isSlow = false;
    const scene = found(
      () => {
        if (isSlow) scene.clock.advance(SETTLED_MS);
        return null;
      },
      what === 'lines' ? placed : {},
    );
    const sync = what === 'lines' ? scene.syncLines : scene.sync;
    await sync();
    isSlow = true;
    await sync();
    expect(scene.posted).toEqual([]);
    isSlow = false;
    await sync();
    expect(scene.posted).toEqual([what === 'lines' ? 'lines' : 'C1']);
  },
);

/** A card whose posting was begun and never confirmed: it is looked for, and posted again only when it cannot turn up any more. */
import { expect, it } from 'vitest';
import type { Cursor } from '../../src/engine/cursor.ts';
import { createCards } from '../../src/engine/mirror-card.ts';
import { renderer } from '../../src/slack/render/renderer.ts';
import { manualClock } from '../support/clock.ts';
import { START, waiting } from '../support/request.ts';

const SETTLED_MS = 15_000;

/** Cards of a process that finds this attempt in the store, in a Slack that shows what `shown` gives. */
function found(shown: () => { channel: string; ts: string } | null) {
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
  };
  const unused = () => Promise.reject(new Error('not asked for here'));
  const cards = createCards({
    requests: { load: unused, history: unused, execute: unused },
    cursors: {
      get: () => Promise.resolve(cursor),
      put(value) {
        cursor = value;
        return Promise.resolve();
      },
      behind: unused,
    },
    messages: {
      postCard(channel) {
        posted.push(channel);
        return Promise.resolve({ channel, ts: '9.9' });
      },
      updateCard: () => Promise.resolve(),
      postLines: unused,
      findCard: () => Promise.resolve(shown()),
      findLines: unused,
      tell: unused,
    },
    channels: { audience: () => Promise.resolve('own') },
    people: { languageOf: () => Promise.resolve('en') },
    renderer,
    clock,
    business: () => undefined,
  });
  return { clock, posted, sync: () => cards.sync(waiting().state(), cursor), cursor: () => cursor };
}

it('is not posted again while Slack may still show it', async () => {
  const { clock, posted, sync } = found(() => null);
  await sync();
  clock.advance(SETTLED_MS - 1);
  await sync();
  expect(posted).toEqual([]);
  clock.advance(1);
  await sync();
  expect(posted).toEqual(['C1']);
});

it('that turns up late is taken for what it is', async () => {
  let shown: { channel: string; ts: string } | null = null;
  const { clock, posted, sync, cursor } = found(() => shown);
  await sync();
  clock.advance(SETTLED_MS - 1);
  shown = { channel: 'C1', ts: '7.7' };
  await sync();
  expect(posted).toEqual([]);
  expect(cursor()).toMatchObject({ cardTs: '7.7', cardChannel: 'C1', cardAttemptAt: null });
});

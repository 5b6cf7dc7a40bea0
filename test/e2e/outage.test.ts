/** Ten minutes without Slack, ten minutes without OCP: everything survives, each line once, the end correct. */
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Message } from '../../src/simulators/slack/model/workspace.ts';
import {
  cardNow,
  cardsIn,
  cardWords,
  click,
  type Driven,
  eventsOf,
  posts,
  request,
  started,
  startDriven,
  threadLines,
} from '../support/driven.ts';
import { buttonsOf, people } from '../support/world.ts';

const TEN_MINUTES = 600_000;
const STEP = 10_000;

let world: Driven;
beforeEach(async () => {
  world = await startDriven();
});
afterEach(() => world.close());

const outages = [
  {
    who: 'Slack',
    begins: () => world.slack.setReachable(false),
    ends: () => world.slack.setReachable(true),
  },
  {
    who: 'OCP',
    begins: () => world.ocp.model.addFault({ kind: 'unreachable' }),
    ends: () => world.ocp.model.clearFaults({ kind: 'unreachable' }),
  },
  {
    who: 'Slack and OCP',
    begins: () => {
      world.slack.setReachable(false);
      world.ocp.model.addFault({ kind: 'unreachable' });
    },
    ends: () => {
      world.slack.setReachable(true);
      world.ocp.model.clearFaults({ kind: 'unreachable' });
    },
  },
];

/** The card is one and says so; the thread tells everything once, the last word last. */
function wellTold(card: Message): void {
  expect(cardsIn(world)).toEqual([expect.objectContaining({ ts: card.ts })]);
  expect(cardWords(world, card)).toContain('*payments on sh-prod is primary now.*');
  const lines = threadLines(world, card);
  expect(lines.filter((line, at) => lines.indexOf(line) !== at)).toEqual([]);
  for (const part of ['Approved by', 'Sending to OCP', "OCP's task succeeded", 'Verified:', '*Done:'])
    expect(lines.filter((line) => line.startsWith(part))).toHaveLength(1);
  for (const step of [1, 2, 3, 4, 5])
    expect(lines.filter((line) => line.startsWith(`${step}/5`) && line.includes('succeeded'))).toHaveLength(1);
  expect(world.slack.thread(card.channel, card.ts).at(-1)?.broadcast).toBe(true);
  expect(posts(world)).toHaveLength(1);
  expect(eventsOf(world).slice(-2)).toEqual(['role_proven', 'ended']);
}

const told = (card: Message) => () => world.slack.thread(card.channel, card.ts).some(({ broadcast }) => broadcast);

describe.each(outages)('$who cannot be reached for ten minutes', ({ begins, ends }) => {
  it('while a task runs', async () => {
    const card = await started(world);
    await world.pass(3_000);
    begins();
    await world.pass(TEN_MINUTES, STEP);
    ends();
    await world.until(told(card), { stepMs: STEP });
    await world.pass(60_000, STEP);
    wellTold(card);
  });

  it('while a task runs, with the bot restarted in the middle', async () => {
    const card = await started(world);
    await world.pass(3_000);
    begins();
    await world.pass(TEN_MINUTES / 2, STEP);
    await world.stopBot();
    await world.startBot();
    await world.pass(TEN_MINUTES / 2, STEP);
    ends();
    await world.until(told(card), { stepMs: STEP });
    await world.pass(60_000, STEP);
    wellTold(card);
  });

  it('while a request waits for its approval', async () => {
    const card = await request(world);
    begins();
    await world.pass(TEN_MINUTES, STEP);
    ends();
    await world.pass(60_000, STEP);
    expect(buttonsOf(cardNow(world, card))).toContain('approve');
    await click(world, card, 'approve');
    await world.until(told(card), { stepMs: STEP });
    await world.pass(30_000, STEP);
    wellTold(card);
  });
});

describe('OCP goes away', () => {
  it('between the approval and the call for longer than the start window: asked again, then one call', async () => {
    const card = await request(world);
    await click(world, card, 'approve');
    world.ocp.model.addFault({ kind: 'unreachable' });
    await world.pass(TEN_MINUTES, STEP);
    expect(cardWords(world, card)).toContain('could not be started inside the start window');
    expect(posts(world)).toEqual([]);
    world.ocp.model.clearFaults();
    await world.pass(30_000, STEP);
    expect(posts(world)).toEqual([]);
    await click(world, card, 'approve', people.sofia);
    await world.until(told(card), { stepMs: STEP });
    expect(posts(world)).toHaveLength(1);
    expect(cardsIn(world)).toHaveLength(1);
  });

  it('with the answer of the call: found after ten minutes, one call', async () => {
    const card = await request(world);
    await click(world, card, 'approve');
    world.ocp.model.addFault({ kind: 'reply', outcome: 'loseAfterEffect', path: '*/failover' });
    await world.tick();
    world.ocp.model.addFault({ kind: 'unreachable' });
    await world.pass(TEN_MINUTES, STEP);
    expect(eventsOf(world)).not.toContain('call_lost');
    world.ocp.model.clearFaults();
    await world.until(told(card), { stepMs: STEP });
    expect(posts(world)).toHaveLength(1);
    expect(eventsOf(world)).toContain('call_found');
  });
});

describe('Slack goes away', () => {
  it('right after the approval: the call waits for Slack inside the start window and is told afterwards', async () => {
    const card = await request(world);
    await click(world, card, 'approve');
    world.clock.advance(3_000);
    world.slack.setReachable(false);
    await world.pass(120_000, STEP);
    expect(posts(world)).toEqual([]);
    world.slack.setReachable(true);
    await world.until(told(card), { stepMs: STEP });
    await world.pass(30_000, STEP);
    wellTold(card);
  });

  it('before the card was ever posted: it is posted once, when Slack is back', async () => {
    const first = await request(world, { tenant: 'orders' });
    await click(world, first, 'withdraw', people.mei);
    await world.tick();
    world.slack.faults.add({ target: 'chat.postMessage', kind: 'reset_after' });
    const second = request(world);
    const card = await second;
    world.slack.setReachable(false);
    await world.pass(TEN_MINUTES, STEP);
    world.slack.setReachable(true);
    await world.pass(60_000, STEP);
    expect(cardsIn(world)).toHaveLength(2);
    expect(buttonsOf(cardNow(world, card))).toContain('approve');
  });
});

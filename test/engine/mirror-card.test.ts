/** Slack is a mirror: one card a request, equal to the truth in the end, whatever Slack did. */
import { afterEach, describe, expect, it } from 'vitest';
import type { Message } from '../../src/simulators/slack/model/workspace.ts';
import {
  cardNow,
  cardsIn,
  cardWords,
  click,
  doomedTick,
  callFaults,
  type Driven,
  eventsOf,
  eventually,
  fillForm,
  logOf,
  request,
  started,
  startDriven,
  threadLines,
} from '../support/driven.ts';
import { buttonsOf, channels, people } from '../support/world.ts';

let world: Driven;
afterEach(() => world.close());

const ended = (card: Message) => () => world.slack.thread(card.channel, card.ts).some(({ broadcast }) => broadcast);
const forEver = 1_000_000_000;

/** An edit may be repeated whatever became of the last one, so one of each sort is enough. */
const few = ['reset_after', 'html', 'error', 'rate_limited']
  .flatMap((kind) => callFaults.find((fault) => fault.kind === kind) ?? [])
  .map((fault) => ({ fault, name: fault.kind }));
const named = callFaults.map((fault) => ({ fault, name: `${fault.kind} ${fault.code ?? ''}`.trim() }));

/** Each line of the thread once: what repeats is named. */
function repeated(card: Message): string[] {
  const lines = threadLines(world, card);
  return lines.filter((line, at) => lines.indexOf(line) !== at);
}

/** The same thread as an undisturbed run tells, times and ids aside. */
function shape(card: Message): string[] {
  return threadLines(world, card).map((line) =>
    line
      .replace(/<!date[^>]*>/g, 'then')
      .replace(/trace id \w+/g, 'trace')
      .replace(/\b\d+ (s|min)\b/g, 'a while'),
  );
}

describe('the card', () => {
  it.each(named)('stands once after $name', async ({ fault }) => {
    world = await startDriven();
    const view = await fillForm(world);
    world.slack.faults.add({ target: 'chat.postMessage', ...fault });
    await world.slack.as(people.mei).submit(view);
    const card = await world.until(() => cardsIn(world).find((one) => buttonsOf(one).includes('approve')), {
      stepMs: 2_000,
    });
    await world.pass(60_000, 10_000);
    expect(cardsIn(world)).toEqual([expect.objectContaining({ ts: card.ts })]);
  });

  it('stands once when the look-up fails too', async () => {
    world = await startDriven();
    await fillFormThen(() => {
      world.slack.faults.add({ target: 'chat.postMessage', kind: 'reset_after' });
      world.slack.faults.add({ target: 'conversations.history', kind: 'http_500_before', times: 3 });
    });
    await world.pass(90_000, 15_000);
    expect(cardsIn(world)).toHaveLength(1);
    expect(buttonsOf(cardsIn(world)[0] ?? neverCard())).toContain('approve');
  });

  it('stands once when the bot dies after Slack took it and before that is on record', async () => {
    world = await startDriven();
    await fillFormThen(() => world.slack.faults.add({ target: 'chat.postMessage', kind: 'delay_after', ms: forEver }));
    doomedTick(world);
    await eventually(() => cardsIn(world).length === 1);
    await world.crashBot();
    await world.pass(60_000, 10_000);
    expect(cardsIn(world)).toHaveLength(1);
    expect(buttonsOf(cardsIn(world)[0] ?? neverCard())).toContain('approve');
  });

  it('a message that somebody marked alike is not taken for the bot’s own', async () => {
    world = await startDriven();
    await fillFormThen(() => world.slack.faults.add({ target: 'chat.postMessage', kind: 'reset_before' }));
    await world.tick();
    const id = logOf(world).find(({ event }) => event === 'requested')?.['request'];
    const fake = world.slack.as(people.guest).say(channels.incident, 'I am the card');
    if (!fake) throw new Error('nothing said');
    fake.metadata = { event_type: 'twokey_request', event_payload: { request_id: String(id), kind: 'card' } };
    await world.pass(60_000, 10_000);
    const own = cardsIn(world).filter(({ user }) => user !== people.guest);
    expect(own).toHaveLength(1);
    expect(buttonsOf(own[0] ?? neverCard())).toContain('approve');
  });

  it('goes out in plain blocks when Slack refuses the plan block', async () => {
    world = await startDriven();
    world.slack.model.refusedBlocks.add('plan');
    const card = await started(world);
    await world.until(ended(card), { stepMs: 2_000 });
    await world.tick();
    expect(JSON.stringify(cardNow(world, card).blocks)).not.toContain('"plan"');
    expect(cardWords(world, card)).toContain('*Done*');
    expect(cardWords(world, card)).toContain('5/5 Update primary tenant info task: succeeded');
  });

  it('has the last word over an edit of a bot that died, which arrives after those of the next', async () => {
    world = await startDriven();
    world.ocp.model.addFault({ kind: 'subtask', outcome: 'fail' });
    const card = await request(world);
    await click(world, card, 'approve');
    world.slack.faults.add({ target: 'chat.update', kind: 'delay_before', ms: 13_000 });
    const edits = world.slack.calls('chat.update');
    doomedTick(world);
    await eventually(() => world.slack.calls('chat.update') > edits);
    await world.crashBot();
    const isTrue = () => cardWords(world, card).includes('*Failed:*');
    await world.until(isTrue, { stepMs: 500 });
    await world.until(() => !isTrue(), { stepMs: 500 });
    await world.pass(20_000);
    expect(isTrue()).toBe(true);
    // By then the roles that were read can be believed, which is the last thing to be said of a failed task.
    await world.pass(60_000, 5_000);
    const said = world.slack.calls('chat.update');
    await world.pass(60_000, 10_000);
    expect(world.slack.calls('chat.update'), 'then there is nothing left to say').toBe(said);
  });

  it.each(few)('ends equal to the truth when edits meet $name', async ({ fault }) => {
    world = await startDriven();
    const card = await request(world);
    world.slack.faults.add({ target: 'chat.update', times: 4, ...fault });
    await click(world, card, 'approve');
    await world.until(() => cardWords(world, card).includes('*Done*'), { stepMs: 4_000 });
    expect(cardsIn(world)).toHaveLength(1);
  });
});

describe('a channel that is closed', () => {
  it('archived after the card was posted: the requester gets card and end by direct message', async () => {
    world = await startDriven();
    const card = await started(world);
    const channel = world.slack.model.channels.get(channels.incident);
    if (!channel) throw new Error('no channel');
    channel.archived = true;
    const direct = await world.until(
      () =>
        [...world.slack.model.channels.values()].find(({ kind, members }) => kind === 'im' && members.has(people.mei)),
      { stepMs: 2_000 },
    );
    await world.until(() => direct.messages.some(({ blocks }) => JSON.stringify(blocks).includes('*Done')), {
      stepMs: 2_000,
    });
    await world.pass(60_000, 10_000);
    expect(direct.messages.filter(({ threadTs }) => threadTs === null)).toHaveLength(1);
    expect(cardsIn(world)).toEqual([expect.objectContaining({ ts: card.ts })]);
    expect(eventsOf(world).at(-1)).toBe('ended');
  });

  it('the card deleted by an administrator: a new card with the whole story stands in the same channel', async () => {
    world = await startDriven();
    const card = await request(world);
    cardNow(world, card).deleted = true;
    world.clock.advance(31 * 60_000);
    const fresh = await world.until(() => cardsIn(world).find(({ ts }) => ts !== card.ts), { stepMs: 2_000 });
    await world.until(ended(fresh), { stepMs: 2_000 });
    await world.pass(60_000, 10_000);
    expect(cardsIn(world)).toHaveLength(1);
    expect(repeated(fresh)).toEqual([]);
    expect(cardWords(world, fresh)).toContain('*Expired*');
  });
});

describe('several requests', () => {
  it('one whose post Slack refuses does not delay another', async () => {
    world = await startDriven();
    const first = await request(world, { tenant: 'payments' });
    const second = await request(world, { tenant: 'orders' });
    world.slack.faults.add({ target: 'chat.postMessage', kind: 'rate_limited', retryAfter: 25, times: 1 });
    await click(world, first, 'approve');
    await click(world, second, 'approve');
    await world.tick();
    const lines = [first, second].map((card) => shape(card).some((line) => line.startsWith('Sending to OCP')));
    expect(lines.filter((told) => told)).toHaveLength(1);
    await world.pass(30_000, 5_000);
    for (const card of [first, second]) expect(repeated(card)).toEqual([]);
  });
});

async function fillFormThen(then: () => unknown): Promise<void> {
  const view = await fillForm(world);
  then();
  const outcome = await world.slack.as(people.mei).submit(view);
  if (!outcome.ok) throw new Error(JSON.stringify(outcome));
}

function neverCard(): never {
  throw new Error('there is no card');
}

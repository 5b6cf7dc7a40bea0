/** Slack is a mirror: each line once, in order, the last word guaranteed, whatever Slack did. */
import { afterEach, describe, expect, it } from 'vitest';
import type { Message } from '../../src/simulators/slack/model/workspace.ts';
import {
  cardNow,
  click,
  doomedTick,
  callFaults,
  type Driven,
  eventually,
  request,
  started,
  startDriven,
  threadLines,
} from '../support/driven.ts';

let world: Driven;
afterEach(() => world.close());

const ended = (card: Message) => () => world.slack.thread(card.channel, card.ts).some(({ broadcast }) => broadcast);
const forEver = 1_000_000_000;

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

describe('the thread', () => {
  it.each(named)('tells each line once, in order, when posts meet $name', async ({ fault }) => {
    world = await startDriven();
    const card = await request(world);
    world.slack.faults.add({ target: 'chat.postMessage', skip: 1, ...fault });
    world.slack.faults.add({ target: 'chat.postMessage', skip: 3, ...fault });
    await click(world, card, 'approve');
    await world.until(ended(card), { stepMs: 2_000 });
    await world.pass(60_000, 10_000);

    expect(repeated(card)).toEqual([]);
    const lines = shape(card);
    for (const part of [
      'Approved by',
      'Sending to OCP',
      'OCP accepted the call',
      '5/5 Update primary tenant info task: succeeded',
      "OCP's task succeeded",
      'Verified:',
      '*Done:',
    ])
      expect(lines.filter((line) => line.startsWith(part))).toHaveLength(1);
  });

  it('tells the last line once, to the whole channel, after everything else', async () => {
    world = await startDriven();
    const card = await started(world);
    world.slack.faults.add({ target: 'chat.postMessage', kind: 'http_500_after', times: 30 });
    await world.pass(40_000, 5_000);
    world.slack.faults.clear();
    await world.until(ended(card), { stepMs: 5_000, tries: 200 });
    await world.pass(60_000, 10_000);

    const messages = world.slack.thread(card.channel, card.ts);
    expect(messages.filter(({ broadcast }) => broadcast)).toHaveLength(1);
    expect(messages.at(-1)?.broadcast).toBe(true);
    expect(repeated(card)).toEqual([]);
  });

  it('tells a line once when the bot dies after Slack took it and before that is on record', async () => {
    world = await startDriven();
    const card = await request(world);
    const before = world.slack.thread(card.channel, card.ts).length;
    await click(world, card, 'approve');
    world.slack.faults.add({ target: 'chat.postMessage', kind: 'delay_after', ms: forEver });
    doomedTick(world);
    await eventually(() => world.slack.thread(card.channel, card.ts).length > before);
    await world.crashBot();
    await world.until(ended(card), { stepMs: 2_000 });
    await world.pass(30_000, 10_000);
    expect(repeated(card)).toEqual([]);
    expect(shape(card).filter((line) => line.startsWith('Sending to OCP'))).toHaveLength(1);
  });

  it('tells a line at all when the bot dies just before Slack took it', async () => {
    world = await startDriven();
    const card = await request(world);
    const calls = world.slack.calls('chat.postMessage');
    await click(world, card, 'approve');
    world.slack.faults.add({ target: 'chat.postMessage', kind: 'delay_before', ms: forEver });
    doomedTick(world);
    await eventually(() => world.slack.calls('chat.postMessage') > calls);
    await world.crashBot();
    await world.until(ended(card), { stepMs: 2_000 });
    expect(shape(card).filter((line) => line.startsWith('Approved by'))).toHaveLength(1);
    expect(repeated(card)).toEqual([]);
  });

  it('is told again by nobody after a plain restart', async () => {
    world = await startDriven();
    const card = await started(world);
    await world.until(ended(card), { stepMs: 2_000 });
    // Nothing was in doubt, so nothing had to be looked up.
    expect([world.slack.calls('conversations.replies'), world.slack.calls('conversations.history')]).toEqual([0, 0]);
    const lines = threadLines(world, card);
    const revisions = cardNow(world, card).revisions.length;
    await world.stopBot();
    await world.startBot();
    await world.pass(120_000, 20_000);
    expect(threadLines(world, card)).toEqual(lines);
    expect(cardNow(world, card).revisions).toHaveLength(revisions);
  });
});

import { afterEach, describe, expect, test } from 'vitest';
import { openStore } from '../../../src/store/store.ts';
import { verdictOn } from '../../../src/verify.ts';
import { click, type Driven, eventually, hears, request, startDriven } from '../../support/driven.ts';
import type { Message } from '../../../src/sandbox/slack/model/workspace.ts';
import { buttonsOf, cardIn, channels, people } from '../../support/world.ts';

let world: Driven;
afterEach(() => world.close());

async function ended(): Promise<Message> {
  const card = await request(world);
  await click(world, card, 'reject');
  return world.until(() => {
    const now = cardIn(world.slack);
    return now && buttonsOf(now).includes('record') ? now : null;
  });
}

const files = () => [...world.slack.model.files.values()];
const shared = () => eventually(() => files().find(({ shared: done }) => done));

describe('the button that exports the record', () => {
  test('puts the whole log into the thread, where anybody can check it', async () => {
    world = await startDriven();
    const card = await ended();
    await world.slack.as(people.sofia).click(card, 'record');
    const { name, content } = await shared();
    expect(name).toMatch(/^R-\w+-\d+\.jsonl$/);
    const verdict = verdictOn(content ?? '');
    expect(verdict.text).toMatch(/^whole: \d+ events, request R-\w+\nThe request has ended\./);
    const posted = await eventually(() =>
      world.slack.thread(card.channel, card.ts).find((one) => one.files.length > 0),
    );
    expect(posted.text).toContain(`node dist/main.js verify ${name}`);
    expect(posted.text).toContain(`cat ${name} | docker run --rm -i twokey verify -`);
    // The last hash stands beside the file, so that a file cut off at its end is noticed.
    const hash = /Last hash: `(\w+)`/.exec(posted.text)?.[1];
    expect(verdict.text).toContain(`Last hash: ${hash}.`);
    expect(verdictOn((content ?? '').replace('hangzhou is down', 'all was well')).exitCode).toBe(1);
  });

  test('names the scope that is missing', async () => {
    world = await startDriven();
    const card = await ended();
    world.slack.model.scopes.delete('files:write');
    await world.slack.as(people.mei).click(card, 'record');
    await hears(world, people.mei, 'lacks the scope `files:write`');
    expect(files()).toEqual([]);
  });

  test('says when Slack did not take the file, and works the next time', async () => {
    world = await startDriven();
    const card = await ended();
    world.slack.faults.add({ target: 'upload', kind: 'http_500_before' });
    await world.slack.as(people.mei).click(card, 'record');
    await hears(world, people.mei, 'The record was not exported');
    await world.slack.as(people.mei).click(card, 'record');
    await shared();
  });

  test('gives guests nothing', async () => {
    world = await startDriven();
    const card = await ended();
    await world.slack.as(people.guest).click(card, 'record');
    await hears(world, people.guest, 'Guests cannot take part');
    expect(files()).toEqual([]);
  });

  test('gives the log of a request of which nothing else is kept, and its old buttons say when it ended', async () => {
    world = await startDriven();
    const open = structuredClone(await request(world));
    await click(world, open, 'reject');
    const card = await world.until(() => {
      const now = cardIn(world.slack);
      return now && buttonsOf(now).includes('record') ? now : null;
    });
    await world.stopBot();
    world.clock.advance(31 * 24 * 3_600_000);
    const store = await openStore(world.store());
    expect(await store.retire(world.clock.now())).toBe(1);
    await store.close();
    await world.startBot();
    await world.slack.as(people.sofia).click(card, 'record');
    expect(verdictOn((await shared()).content ?? '').text).toMatch(/^whole/);
    // A client that still shows the card as it was.
    const messages = world.slack.model.channels.get(card.channel)?.messages ?? [];
    messages.splice(
      messages.findIndex(({ ts }) => ts === card.ts),
      1,
      open,
    );
    await world.slack.as(people.arun).click(open, 'approve', { confirm: true });
    await hears(world, people.arun, 'This request ended');
  });

  test('works on the request’s own card only', async () => {
    world = await startDriven();
    const card = await ended();
    const channel = world.slack.model.channels.get(channels.random);
    channel?.messages.push({ ...card, channel: channels.random });
    await world.slack.as(people.mei).click({ channel: channels.random, ts: card.ts }, 'record');
    await eventually(() =>
      JSON.stringify([...world.slack.model.channels.values()].map((one) => one.messages)).includes(
        'not the card on record',
      ),
    );
    expect(files()).toEqual([]);
  });
});

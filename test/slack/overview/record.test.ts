import { afterEach, describe, expect, test } from 'vitest';
import { openStore } from '../../../src/store/store.ts';
import { verdictOn } from '../../../src/cli/verify.ts';
import { click, type Driven, eventually, hears, privately, request, startDriven } from '../../support/driven.ts';
import type { Message } from '../../../src/simulators/slack/model/workspace.ts';
import { buttonsOf, cardIn, channels, people, wordsOf } from '../../support/world.ts';

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

/** Requested, rejected, and gone but for its log. `open`: as a client shows it that never heard of the end. */
async function forgotten(shown: 'ended' | 'open' = 'ended'): Promise<Message> {
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
  if (shown === 'ended') return card;
  const messages = world.slack.model.channels.get(card.channel)?.messages ?? [];
  const at = messages.findIndex(({ ts }) => ts === card.ts);
  messages.splice(at, 1, open);
  return open;
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

  test('gives the log of a request of which nothing else is kept', async () => {
    world = await startDriven();
    const card = await forgotten();
    await world.slack.as(people.sofia).click(card, 'record');
    expect(verdictOn((await shared()).content ?? '').text).toMatch(/^whole/);
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

describe('a card of which only the log is kept', () => {
  test.each(['approve', 'reject', 'withdraw'])(
    'answers %s with the end, its time and its zone, and what can still be done',
    async (button) => {
      world = await startDriven();
      const endedAt = world.clock.now();
      const card = await forgotten('open');
      const { ok } = await world.slack.as(people.mei).click(card, button, { confirm: true });
      expect(ok).toBe(true);
      await hears(world, people.mei, 'This request ended');
      const said = privately(world, people.mei);
      const [, seconds, fallback] = /<!date\^(\d+)\^[^|]*\|([^>]*)>/.exec(said) ?? [];
      expect(Number(seconds) - endedAt / 1_000).toBeLessThan(60);
      expect(fallback).toMatch(/ UTC$/);
      expect(said).toContain('*Export record*');
      expect(said).toContain('`/failover`');
    },
  );

  test('is asked again as before: the form opens with what the log keeps', async () => {
    world = await startDriven();
    const card = await forgotten();
    await world.slack.as(people.mei).click(card, 'ask_again');
    const form = await eventually(() => {
      const view = world.slack.view(people.mei);
      return view?.submit && wordsOf(view.blocks).includes('Precheck of') ? view : null;
    });
    expect(JSON.stringify(form.blocks)).toContain('hangzhou is down');
    expect(wordsOf(form.blocks)).toContain('payments');
    expect(await world.slack.as(people.mei).submit(form)).toMatchObject({ ok: true });
    expect(privately(world, people.mei)).toBe('');
  });

  test('is asked again in its own channel only', async () => {
    world = await startDriven();
    const card = await forgotten();
    world.slack.model.channels.get(channels.random)?.messages.push({ ...card, channel: channels.random });
    await world.slack.as(people.mei).click({ channel: channels.random, ts: card.ts }, 'ask_again');
    await hears(world, people.mei, 'not the card on record');
    expect(world.slack.view(people.mei)).toBeNull();
  });
});

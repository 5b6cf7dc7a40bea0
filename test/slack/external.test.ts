/** Channels that other organisations read (Slack Connect): nothing of a request stands there unless its rule allows it. */
import { afterEach, describe, expect, it } from 'vitest';
import { channels, people, policyText, wordsOf } from '../support/world.ts';
import {
  cardsIn,
  cardWords,
  click,
  type Driven,
  eventsOf,
  fillForm,
  hears,
  posts,
  privately,
  request,
  startDriven,
} from '../support/driven.ts';

const allowing = policyText.replace('    reading_time: 0s', '    reading_time: 0s\n    external_channels: true');

let world: Driven;
afterEach(() => world.close());

function share(id: string, how: 'extShared' | 'pendingExtShared' = 'extShared'): void {
  const channel = world.slack.model.channels.get(id);
  if (!channel) throw new Error(`no channel ${id}`);
  channel.members.add(world.slack.model.app.botUserId);
  channel[how] = true;
}

const silent = () => world.slack.faults.add({ target: 'conversations.info', kind: 'http_500_before', times: null });

describe('the form', () => {
  it.each(['extShared', 'pendingExtShared'] as const)(
    'says where the request goes instead, and it goes there (%s)',
    async (how) => {
      world = await startDriven();
      share(channels.random, how);
      const view = await fillForm(world, { channel: channels.random });
      expect(wordsOf(view.blocks)).toContain(`<#${channels.random}> is shared with another organisation.`);
      expect(wordsOf(view.blocks)).toContain(`The request will be posted in <#${channels.incident}>.`);
      expect(await world.slack.as(people.mei).submit(view)).toMatchObject({ ok: true });
      await world.until(() => cardsIn(world)[0]);
      expect(cardsIn(world, channels.random)).toEqual([]);
    },
  );

  it('keeps the request where it is typed under a rule that allows it', async () => {
    world = await startDriven({ policy: allowing });
    share(channels.random);
    const view = await fillForm(world, { channel: channels.random });
    expect(wordsOf(view.blocks)).toContain(`The request will be posted in <#${channels.random}>.`);
    await world.slack.as(people.mei).submit(view);
    await world.until(() => cardsIn(world, channels.random)[0]);
  });

  it('keeps back what the policy sends to such a channel, and says what helps', async () => {
    world = await startDriven();
    share(channels.incident);
    const view = await fillForm(world);
    expect(wordsOf(view.blocks)).toContain(
      'which is shared with another organisation, and its rule does not allow that',
    );
    const { ok, errors } = await world.slack.as(people.mei).submit(view);
    expect(ok).toBe(false);
    expect(errors['reason']).toContain('is shared with another organisation');
    await world.pass(3_000);
    expect(eventsOf(world)).toEqual([]);
    expect(cardsIn(world)).toEqual([]);
  });
});

describe('the posting', () => {
  it('does not happen where others came in since; the requester is told instead', async () => {
    world = await startDriven();
    const view = await fillForm(world);
    await world.slack.as(people.mei).submit(view);
    share(channels.incident);
    world.clock.advance(11_000);
    await world.until(() => privately(world, people.mei).includes('Your request cannot be posted in'));
    await world.pass(5_000);
    expect(cardsIn(world)).toEqual([]);
    expect(posts(world)).toEqual([]);
  });

  it('waits while Slack does not say who reads', async () => {
    world = await startDriven();
    const view = await fillForm(world);
    await world.slack.as(people.mei).submit(view);
    silent();
    world.clock.advance(11_000);
    await world.pass(5_000);
    expect(eventsOf(world)[0]).toBe('requested');
    expect(cardsIn(world)).toEqual([]);
    world.slack.faults.clear();
    await world.pass(40_000, 5_000);
    expect(cardsIn(world)).toHaveLength(1);
  });

  it('of what follows ends when others come in: card and thread go on with the requester', async () => {
    world = await startDriven();
    const card = await request(world);
    await click(world, card, 'approve');
    await world.tick();
    share(channels.incident);
    world.clock.advance(21_000);
    const before = world.slack.messages(channels.incident).length;
    await world.pass(30_000, 5_000);
    expect(world.slack.messages(channels.incident)).toHaveLength(before);
    await hears(world, people.mei, 'Your request cannot be posted in');
    await world.until(() => eventsOf(world).includes('ended'), { stepMs: 5_000 });
    await world.until(() => privately(world, people.mei).includes('Done'), { stepMs: 5_000 });
  });
});

describe('an approval', () => {
  it('does not count where others read along; whoever gave it is told, and it is on record', async () => {
    world = await startDriven();
    const card = await request(world);
    share(channels.incident);
    world.clock.advance(11_000);
    await click(world, card, 'approve');
    await hears(world, people.arun, 'The channel of this request is shared with another organisation');
    expect(eventsOf(world)).toEqual(['requested', 'inspected', 'attempt_refused']);
    await world.pass(3_000);
    expect(posts(world)).toEqual([]);
  });

  it('does not count while Slack does not say who reads', async () => {
    world = await startDriven();
    const card = await request(world);
    silent();
    world.clock.advance(11_000);
    await click(world, card, 'approve');
    await hears(world, people.arun, 'Slack did not say who can read the channel of this request');
    expect(eventsOf(world).at(-1)).toBe('attempt_refused');
  });
});

describe('a call that was approved', () => {
  it('is not sent when others have come in since', async () => {
    world = await startDriven();
    const card = await request(world);
    await click(world, card, 'approve');
    share(channels.incident);
    world.clock.advance(3_000);
    await world.pass(3_000);
    expect(eventsOf(world)).toEqual(['requested', 'inspected', 'approved', 'returned']);
    expect(posts(world)).toEqual([]);
    await world.until(
      () => privately(world, people.mei).includes('The channel is shared with another organisation now'),
      {
        stepMs: 10_000,
      },
    );
  });

  it('waits while Slack does not say who reads, and is sent when it does', async () => {
    world = await startDriven();
    const card = await request(world);
    await click(world, card, 'approve');
    silent();
    world.clock.advance(3_000);
    await world.pass(5_000);
    expect(posts(world)).toEqual([]);
    world.slack.faults.clear();
    await world.pass(30_000, 5_000);
    expect(posts(world)).toHaveLength(1);
    expect(cardWords(world, card)).toContain('payments');
  });
});

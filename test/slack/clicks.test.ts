/** Every click has a visible effect, and only the right click by the right person on the right card counts. */
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Message } from '../../src/simulators/slack/model/workspace.ts';
import {
  cardNow,
  cardsIn,
  cardWords,
  click,
  type Driven,
  eventsOf,
  eventually,
  fillForm,
  hears,
  posts,
  privately,
  request,
  startDriven,
  threadLines,
} from '../support/driven.ts';
import { pause } from '../support/process.ts';
import { buttonsOf, decisionsOf, channels, group, people, policyText } from '../support/world.ts';

let world: Driven;
afterEach(() => world.close());

/** What the request looks like to everybody: unchanged when a click did not count. */
function untouched(card: Message): void {
  expect(eventsOf(world).filter((event) => !['attempt_refused'].includes(event))).toEqual(['requested', 'inspected']);
  expect(buttonsOf(cardNow(world, card))).toEqual(['approve', 'reject', 'withdraw']);
  expect(posts(world)).toEqual([]);
}

describe('who may approve', () => {
  let card: Message;
  beforeEach(async () => {
    world = await startDriven();
    const { slack } = world;
    slack.addUser({ id: 'U0DEV', name: 'dev' });
    slack.addUser({ id: 'U0ROBOT', name: 'robot', kind: 'bot' });
    for (const id of ['U0DEV', 'U0ROBOT']) slack.model.channels.get(channels.incident)?.members.add(id);
    card = await request(world);
  });

  it.each([
    ['the requester', people.mei, 'You requested this yourself, so somebody else must approve.'],
    ['a guest', people.guest, 'Guests cannot take part'],
    ['somebody of another organisation', people.outside, 'People of other organisations cannot take part'],
    ['somebody deactivated', people.gone, 'This account is deactivated'],
    ['a bot', 'U0ROBOT', 'Bots cannot take part'],
    ['a member whom the policy does not name', 'U0DEV', 'Only approvers may do this: <@U0ARUN>'],
  ])('not %s: told privately why, and nothing changes', async (_who, id, words) => {
    const outcome = await world.slack.as(id).click(card, 'approve', { confirm: true, force: true });
    expect(outcome.ok).toBe(true);
    // Slack itself shows nothing to somebody deactivated.
    if (id === people.gone) await eventually(() => eventsOf(world).includes('attempt_refused'));
    else await hears(world, id, words);
    await world.pass(5_000);
    untouched(card);
  });

  it.each([
    ['the requester', people.mei, 'they requested it themselves'],
    ['a guest', people.guest, 'they are a guest'],
    ['somebody of another organisation', people.outside, 'they belong to another organisation'],
    ['a member whom the policy does not name', 'U0DEV', 'the policy does not let them approve'],
  ])('not %s: the thread says it once, however often they click', async (_who, id, why) => {
    for (let times = 0; times < 3; times += 1) await click(world, card, 'approve', id);
    await world.pass(5_000);
    const said = threadLines(world, card).filter((line) => line.includes(`<@${id}> clicked Approve`));
    expect(said).toEqual([`<@${id}> clicked Approve, which does not count: ${why}.`]);
    untouched(card);
  });

  it('each of several people is named, and the same one again once the question changed', async () => {
    for (const id of [people.mei, 'U0DEV', people.mei]) await click(world, card, 'approve', id);
    await world.pass(5_000);
    const said = () => threadLines(world, card).filter((line) => line.includes('clicked Approve, which'));
    expect(said()).toHaveLength(2);
    world.ocp.model.changeSettings({ sharedObProxy: false });
    await click(world, card, 'approve');
    await world.until(() => eventsOf(world).includes('returned'));
    await world.pass(5_000);
    await click(world, card, 'approve', 'U0DEV');
    await world.pass(5_000);
    expect(said()).toHaveLength(3);
  });

  it('a person whom Slack does not know is refused', async () => {
    const { slack } = world;
    const user = slack.addUser({ id: 'U0BRIEF', name: 'brief' });
    slack.model.channels.get(channels.incident)?.members.add(user.id);
    const actor = slack.as(user.id);
    slack.faults.add({ target: 'users.info', kind: 'error', code: 'user_not_found', times: null });
    await actor.click(card, 'approve', { confirm: true });
    await hears(world, user.id, 'Slack does not know this account');
    untouched(card);
  });

  it.each(['error', 'http_500_before', 'html', 'rate_limited', 'reset_before'] as const)(
    'nobody while Slack does not say who they are (%s): private, and the click may be repeated',
    async (kind) => {
      world.clock.advance(20_000);
      world.slack.faults.add({ target: 'users.info', kind, times: null });
      await click(world, card, 'approve');
      await hears(world, people.arun, 'Slack did not say who you are, so nothing was done.');
      untouched(card);
      world.slack.faults.clear();
      await click(world, card, 'approve');
      expect(eventsOf(world)).toContain('approved');
    },
  );

  it('somebody whose private answer cannot be shown in the channel gets a direct message', async () => {
    world.slack.model.channels.get(channels.incident)?.members.delete('U0DEV');
    await world.slack.as('U0DEV').click(card, 'approve', { confirm: true, force: true });
    await hears(world, 'U0DEV', 'Only approvers may do this');
    untouched(card);
  });

  it('each button refuses the wrong people', async () => {
    await click(world, card, 'withdraw', people.arun);
    await hears(world, people.arun, 'Only <@U0MEI>, the requester, can withdraw this.');
    await click(world, card, 'reject', people.guest);
    await hears(world, people.guest, 'Guests cannot take part');
    untouched(card);
  });
});

describe('approvers by user group', () => {
  it('a group that cannot be read lets nobody through', async () => {
    const policy = `channel: ${channels.incident}\nrules:\n  - name: by group\n    requesters: [${people.mei}]\n    approvers: [${group}]\n    reading_time: 0s\n`;
    world = await startDriven({ policy });
    world.slack.setGroupMembers(group, [people.arun]);
    const card = await request(world);
    world.clock.advance(20_000);
    world.slack.faults.add({ target: 'usergroups.users.list', kind: 'error', code: 'internal_error', times: null });
    await click(world, card, 'approve');
    await hears(world, people.arun, 'Slack did not say which user groups you are in');
    untouched(card);
  });
});

describe('one approval', () => {
  it('from a double click', async () => {
    world = await startDriven();
    const card = await request(world);
    const arun = world.slack.as(people.arun);
    await Promise.all([arun.click(card, 'approve', { confirm: true }), arun.click(card, 'approve', { confirm: true })]);
    await hears(world, people.arun, 'It is approved already');
    await world.pass(5_000);
    expect(eventsOf(world).filter((event) => event === 'approved')).toHaveLength(1);
    expect(posts(world)).toHaveLength(1);
  });

  it('from two approvers at the same instant: one counts, the other is told', async () => {
    world = await startDriven();
    const card = await request(world);
    await Promise.all(
      [people.arun, people.sofia].map((id) => world.slack.as(id).click(card, 'approve', { confirm: true })),
    );
    await eventually(() =>
      `${privately(world, people.arun)}${privately(world, people.sofia)}`.includes('It is approved already'),
    );
    await world.pass(5_000);
    expect(eventsOf(world).filter((event) => event === 'approved')).toHaveLength(1);
    expect(posts(world)).toHaveLength(1);
  });

  it('where two are needed, one person’s second click does not count', async () => {
    world = await startDriven({ policy: `${policyText}    approvals: 2\n` });
    const card = await request(world);
    await click(world, card, 'approve');
    await world.tick();
    expect(cardWords(world, card)).toContain('1 of 2');
    await click(world, card, 'approve');
    await hears(world, people.arun, 'Your approval counts already: 1 of 2.');
    await world.pass(5_000);
    expect(posts(world)).toEqual([]);
    await click(world, card, 'approve', people.sofia);
    await world.pass(5_000);
    expect(posts(world)).toHaveLength(1);
  });

  it('approve and reject at the same instant: never both a call and a rejection', async () => {
    world = await startDriven();
    const card = await request(world);
    await Promise.all([
      world.slack.as(people.arun).click(card, 'approve', { confirm: true }),
      world.slack.as(people.sofia).click(card, 'reject', { confirm: true }),
    ]);
    await eventually(() => eventsOf(world).includes('rejected'));
    await world.pass(10_000);
    expect(posts(world)).toEqual([]);
    expect(eventsOf(world).at(-1)).toBe('ended');
  });
});

describe('reject and withdraw', () => {
  it('reject asks for an optional reason, and it reaches card and thread', async () => {
    world = await startDriven();
    const card = await request(world);
    await click(world, card, 'reject', people.sofia);
    const view = await world.slack.waitFor(() => world.slack.view(people.sofia));
    await world.slack.as(people.sofia).type(view, 'reason', 'the region is <back>');
    expect((await world.slack.as(people.sofia).submit(view)).ok).toBe(true);
    await world.tick();
    expect(cardWords(world, card)).toContain('*Rejected* by <@U0SOFIA>');
    expect(cardWords(world, card)).toContain('*Reason given:* the region is &lt;back&gt;');
    expect(threadLines(world, card).join('\n')).toContain('<@U0SOFIA> gives the reason: the region is &lt;back&gt;');
    expect(decisionsOf(cardNow(world, card))).toEqual([]);
  });

  it.each(['\u200b\u2060', '\u3164', ' \u00ad ', '...'])(
    'a reason of which nothing can be read is refused beside its field: %j',
    async (reason) => {
      world = await startDriven();
      const card = await request(world);
      await click(world, card, 'reject', people.sofia);
      const view = await world.slack.waitFor(() => world.slack.view(people.sofia));
      await world.slack.as(people.sofia).type(view, 'reason', reason);
      const { errors } = await world.slack.as(people.sofia).submit(view);
      expect(errors['reason']).toContain('no letter or digit');
      expect(eventsOf(world)).not.toContain('reason_given');
    },
  );

  it('the decision stands without a reason', async () => {
    world = await startDriven();
    const card = await request(world);
    await click(world, card, 'withdraw', people.mei);
    const view = await world.slack.waitFor(() => world.slack.view(people.mei));
    await world.slack.as(people.mei).close(view);
    await world.tick();
    expect(cardWords(world, card)).toContain('*Withdrawn* by <@U0MEI>');
    expect(cardWords(world, card)).not.toContain('Reason given');
  });

  it('only whoever decided can give the reason', async () => {
    world = await startDriven();
    const card = await request(world);
    await click(world, card, 'reject', people.sofia);
    const view = await world.slack.waitFor(() => world.slack.view(people.sofia));
    view.privateMetadata = 'R-0000000000';
    await world.slack.as(people.sofia).type(view, 'reason', 'of another request');
    await world.slack.as(people.sofia).submit(view);
    await world.tick();
    expect(eventsOf(world)).not.toContain('reason_given');
  });

  it('a click after the end is told what became of the request', async () => {
    world = await startDriven();
    const card = await request(world);
    await click(world, card, 'reject', people.sofia);
    await world.slack.as(people.arun).clickStale(card, card.revisions.length - 1, 'approve', { confirm: true });
    await hears(world, people.arun, 'The failover of payments on sh-prod has ended: rejected.');
  });
});

describe('a click after the call', () => {
  it('comes too late, says so and what can still be done, and is on record', async () => {
    world = await startDriven();
    const card = await request(world);
    const shown = cardNow(world, card).revisions.length - 1;
    await click(world, card, 'approve');
    await world.tick();
    await world.slack.as(people.sofia).clickStale(card, shown, 'reject', { confirm: true });
    await hears(world, people.sofia, 'Too late: it was sent to OCP already and cannot be taken back here.');
    await hears(world, people.sofia, 'What can still be done: follow the thread; should a step fail');
    expect(eventsOf(world).at(-1)).toBe('attempt_refused');
    await world.slack.as(people.mei).clickStale(card, shown, 'withdraw', { confirm: true });
    await hears(world, people.mei, 'it was sent to OCP already');
    expect(posts(world)).toHaveLength(1);
  });
});

describe('a card that stands in the channel before Slack has said so', () => {
  /** The card as people see it, while Slack's answer to its posting is on its way for so long. */
  async function shown(answerMs: number): Promise<Message> {
    world = await startDriven();
    const view = await fillForm(world);
    world.slack.faults.add({ target: 'chat.postMessage', kind: 'delay_after', ms: answerMs });
    await world.slack.as(people.mei).submit(view);
    void world.tick().catch(() => undefined);
    return eventually(() => cardsIn(world).find((card) => buttonsOf(card).includes('approve')));
  }

  /** Time goes by, as far as is needed, and what is due is done. */
  async function goesBy(ms: number): Promise<void> {
    for (let gone = 0; gone < ms; gone += 500) {
      world.clock.advance(500);
      await pause(20);
    }
  }

  it('can be approved: the click waits for the answer', async () => {
    const card = await shown(2_000);
    await world.slack.as(people.arun).click(card, 'approve', { confirm: true });
    await goesBy(2_500);
    await eventually(() => eventsOf(world).includes('approved'));
  });

  it('cannot be approved as long as nothing is known of it: its person is told to try again', async () => {
    const card = await shown(60_000);
    await world.slack.as(people.arun).click(card, 'approve', { confirm: true });
    await goesBy(4_500);
    expect(privately(world, people.arun)).toBe('');
    await goesBy(1_500);
    await hears(world, people.arun, 'try again in a few seconds');
    expect(eventsOf(world)).not.toContain('approved');
    world.clock.advance(60_000);
  });

  it('is not what a copy of it is taken for', async () => {
    const card = await shown(2_000);
    const copy = world.slack.as(people.guest).say(channels.incident, 'look here');
    if (!copy) throw new Error('nothing said');
    Object.assign(copy, { blocks: card.blocks, metadata: card.metadata });
    await world.slack.as(people.arun).click(copy, 'approve', { confirm: true });
    await goesBy(2_500);
    await hears(world, people.arun, 'This message is not the card on record for a request');
    expect(eventsOf(world)).not.toContain('approved');
  });
});

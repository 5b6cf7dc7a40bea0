/** Requests of private channels and direct messages: shown to who can read them there, who took part, and whom the rule names. */
import { afterEach, describe, expect, test } from 'vitest';
import { type Driven, eventually } from '../../support/driven.ts';
import { channels, people, policyText, wordsOf } from '../../support/world.ts';
import { MINUTE, story } from './log.ts';
import { actionsOf, home, seeded, told } from './seeded.ts';

const secret = 'C0SECRET';
/** Members of the workspace whom no rule names. */
const lena = 'U0LENA';
const omar = 'U0OMAR';
const past = 'U0PAST';
const called = 'U0CALLED';
const onCall = 'S0CALLED';

let world: Driven;
afterEach(() => world.close());

/** In the private channel: one that is open, one that has ended. In the public one: one that has ended. */
async function start(channel: string = secret): Promise<void> {
  const rule = { approvers: [people.arun, onCall] };
  const policy = policyText.replace(people.mei, `${people.mei}, ${onCall}`);
  world = await seeded(
    (now) => [
      story('R-1', { at: now - 3 * MINUTE, name: 'hidden_open', channel, rule }),
      story('R-2', { at: now - 60 * MINUTE, name: 'hidden_past', channel, rule }).rejected(past),
      story('R-3', { at: now - 90 * MINUTE, name: 'shown' }).rejected(),
    ],
    { policy },
  );
  const { slack } = world;
  for (const id of [lena, omar, past, called]) slack.addUser({ id, name: id.toLowerCase() });
  for (const id of [lena, omar, past, called]) slack.model.channels.get(channels.incident)?.members.add(id);
  slack.addGroup({ id: onCall, name: 'Called', handle: 'called', members: [called] });
  slack.addChannel({ id: secret, name: 'secret', kind: 'private', members: [omar] });
}

const status = async (by: string) => (await told(world, by, 'status')).words;

async function window(by: string, argument = '') {
  const before = world.slack.view(by);
  if (before) await world.slack.as(by).close(before);
  await world.slack.as(by).slash('/failover', `history ${argument}`, channels.incident);
  const view = await eventually(() => {
    const open = world.slack.view(by);
    return open && !wordsOf(open.blocks).includes('Reading') ? open : null;
  });
  return { words: wordsOf(view.blocks), actions: actionsOf(view.blocks) };
}

const history = async (by: string, argument = '') => (await window(by, argument)).words;

describe('requests of a private channel', () => {
  test.each([
    ['who is in the channel', omar],
    ['the requester', people.mei],
    ['an approver by the rule', people.arun],
    ['an approver by a group of the rule', called],
  ])('are shown to %s', async (_, by) => {
    await start();
    expect(await status(by)).toContain('hidden_open');
    expect(await history(by)).toContain('1 to 2');
    expect(await history(by, 'hidden')).toContain('hidden_past');
    const tab = wordsOf((await home(world, by)).blocks);
    expect(tab).toContain('hidden_open');
    expect(tab).toContain('hidden_past');
  });

  test('are not shown to anybody else: no name, no count, and not that there are any', async () => {
    await start();
    expect(await status(lena)).toBe(
      'Nothing is open: no request waits for action and no task is watched. `/failover history` lists what has ended.',
    );
    const { words, actions } = await window(lena);
    expect(words).toContain('newest first. 1 to 1');
    expect(words).not.toContain('hidden');
    expect(actions).toEqual([]);
    expect(await history(lena, 'hidden')).toContain('There are none.');
    expect(await history(lena, `@${past}`)).toContain('There are none.');
    const tab = wordsOf((await home(world, lena)).blocks);
    expect(tab).not.toContain('hidden');
    expect(tab).toContain('Open: 0');
    expect(tab).toContain('shown');
  });

  test('are shown to who took part, as far as they did', async () => {
    await start();
    expect(await history(past)).toContain('hidden_past');
    expect(await status(past)).not.toContain('hidden_open');
  });

  test('are not shown any more to who has left the channel', async () => {
    await start();
    expect(await status(omar)).toContain('hidden_open');
    world.slack.model.channels.get(secret)?.members.delete(omar);
    world.clock.advance(61_000);
    expect(await status(omar)).not.toContain('hidden_open');
  });

  test('are shown to those alone whom the rule names when Slack does not say who is in it', async () => {
    await start();
    const fault = { target: 'conversations.members', kind: 'error', code: 'internal_error', times: null } as const;
    world.slack.faults.add(fault);
    const omars = await status(omar);
    expect(omars).not.toContain('hidden_open');
    expect(omars).toContain('Slack did not say who can read some channels');
    expect(await history(omar)).not.toContain('hidden');
    expect(await status(people.arun)).toContain('hidden_open');
  });

  test('nor when Slack does not say what kind of channel it is, or knows none: the bot has been put out', async () => {
    await start();
    world.slack.model.channels.get(secret)?.members.delete(world.slack.model.app.botUserId);
    expect(await status(omar)).not.toContain('hidden_open');
    expect(await status(people.mei)).toContain('hidden_open');
    world.slack.faults.add({ target: 'conversations.info', kind: 'error', code: 'internal_error', times: null });
    world.clock.advance(61_000);
    expect(await history(omar)).not.toMatch(/hidden|shown/);
    expect(await history(people.mei)).toContain('hidden_past');
  });

  test('of many are passed over page by page', async () => {
    world = await seeded((now) =>
      Array.from({ length: 60 }, (_, at) =>
        story(`R-${at}`, {
          at: now - (30 + at) * MINUTE,
          name: `t${at}`,
          channel: at % 5 === 4 ? channels.incident : secret,
        }).rejected(),
      ),
    );
    world.slack.addUser({ id: lena, name: 'lena' });
    world.slack.model.channels.get(channels.incident)?.members.add(lena);
    world.slack.addChannel({ id: secret, name: 'secret', kind: 'private', members: [] });
    const first = await window(lena);
    expect(first.words).toContain('1 to 10');
    expect(first.words).toContain('t49 on');
    expect(first.words).not.toContain('t48 on');
    expect(first.actions).toEqual(['history_older']);
    const view = world.slack.view(lena);
    if (!view) throw new Error('no window');
    await world.slack.as(lena).click(view, 'history_older');
    const second = await eventually(() => {
      const words = wordsOf(world.slack.view(lena)?.blocks ?? []);
      return words.includes('11 to 12') && words;
    });
    expect(second).toContain('t59 on');
    expect(actionsOf(world.slack.view(lena)?.blocks)).toEqual(['history_newer']);
  });
});

test('requests in direct messages are those of who took part, and of whom the rule names', async () => {
  await start('D0MEI');
  expect(await status(lena)).not.toContain('hidden_open');
  expect(await status(omar)).not.toContain('hidden_open');
  expect(await status(people.mei)).toContain('hidden_open');
  expect(await status(called)).toContain('hidden_open');
});

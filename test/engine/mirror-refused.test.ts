/** A card that Slack refuses: the requester hears of it in seconds, status says so, and a plain version is tried. */
import { afterEach, expect, it } from 'vitest';
import { home } from '../slack/overview/seeded.ts';
import {
  cardsIn,
  cardWords,
  type Driven,
  eventually,
  fillForm,
  hears,
  privately,
  startDriven,
} from '../support/driven.ts';
import { buttonsOf, channels, people, wordsOf } from '../support/world.ts';

let world: Driven;
afterEach(() => world.close());

async function requested(code: string): Promise<void> {
  world = await startDriven();
  const view = await fillForm(world);
  world.slack.faults.add({ target: 'chat.postMessage', kind: 'error', code, times: null });
  await world.slack.as(people.mei).submit(view);
}

async function status(): Promise<string> {
  const before = privately(world, people.mei);
  await world.slack.as(people.mei).slash('/failover', 'status', channels.incident);
  await hears(world, people.mei, 'Failover of');
  return privately(world, people.mei).slice(before.length);
}

it.each([
  ['ekm_access_denied', 'key management'],
  ['missing_scope', 'manifest.yml'],
  ['some_new_refusal', '/failover doctor'],
])('is told to the requester once, within seconds: %s', async (code, advice) => {
  await requested(code);
  await world.pass(10_000, 1_000);
  await hears(world, people.mei, code);
  await world.pass(60_000, 5_000);
  const told = privately(world, people.mei);
  expect(told).toContain(advice);
  expect(told).toContain('type the command in another channel');
  expect(told.split(`(\`${code}\`)`).length).toBeLessThanOrEqual(3);
});

it('is not told while it is only refused once, and the card stands then', async () => {
  world = await startDriven();
  const view = await fillForm(world);
  world.slack.faults.add({ target: 'chat.postMessage', kind: 'error', code: 'team_added_to_org' });
  await world.slack.as(people.mei).submit(view);
  await world.pass(10_000, 1_000);
  expect(cardsIn(world)).toHaveLength(1);
  expect(privately(world, people.mei)).toBe('');
});

it('is named in status as long as it is not posted', async () => {
  await requested('ekm_access_denied');
  await world.pass(20_000, 1_000);
  expect(await status()).toContain('Slack has not taken its card');
  world.slack.faults.clear();
  await world.until(() => cardsIn(world)[0], { stepMs: 5_000 });
  expect((await status()).split('Failover of').at(-1)).not.toContain('Slack has not taken its card');
});

const ONCE_OPEN = '*Slack has not taken its card, so nobody can approve it.* `/failover doctor` says what is wrong';
const ONCE_OVER = '*Slack has not taken its card.* `/failover doctor` says what is wrong';

it('is named on Home as in status, as long as it is not posted', async () => {
  await requested('ekm_access_denied');
  const shown = async () => wordsOf((await home(world, people.mei)).blocks);
  // It usually stands within a second: not missed yet.
  expect(await shown()).not.toContain('Slack has not taken');
  await world.pass(20_000, 1_000);
  expect(await status()).toContain(ONCE_OPEN);
  expect(await shown()).toContain(ONCE_OPEN);
  world.slack.faults.clear();
  await world.until(() => cardsIn(world)[0], { stepMs: 5_000 });
  expect(await shown()).not.toContain('Slack has not taken');
});

it('is named in history and among the ended ones of Home, once nobody could approve in time', async () => {
  await requested('ekm_access_denied');
  await world.pass(31 * 60_000, 30_000);
  expect(wordsOf((await home(world, people.mei)).blocks)).toContain(ONCE_OVER);
  await world.slack.as(people.mei).slash('/failover', 'history', channels.incident);
  const view = await eventually(() => {
    const open = world.slack.view(people.mei);
    return open && wordsOf(open.blocks).includes('Failover of') ? open : null;
  });
  expect(wordsOf(view.blocks)).toContain(ONCE_OVER);
  expect(wordsOf(view.blocks)).not.toContain('its thread is not known');
});

it.each(['invalid_blocks', 'msg_too_long'])('goes out in plain blocks, with its buttons, after %s', async (code) => {
  world = await startDriven();
  const view = await fillForm(world);
  world.slack.faults.add({ target: 'chat.postMessage', kind: 'error', code, times: 2 });
  await world.slack.as(people.mei).submit(view);
  const card = await world.until(() => cardsIn(world).find((one) => buttonsOf(one).includes('approve')));
  expect(buttonsOf(card)).toEqual(expect.arrayContaining(['approve', 'reject', 'withdraw']));
  expect(cardWords(world, card)).toContain('hangzhou is down');
  expect(cardWords(world, card)).toContain('payments');
});

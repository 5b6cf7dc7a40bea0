/** Tenants of one request whose tasks failed alike: one proposal and one approval over HTTP, and a POST for each. */
import { afterEach, expect, it } from 'vitest';
import { retryTask } from '../../src/simulators/ocp/tasks/remedies.ts';
import type { Message } from '../../src/simulators/slack/model/workspace.ts';
import { openForm, pick, standby } from '../slack/forms/support.ts';
import { cardNow, cardsIn, cardWords, click, type Driven, eventsOf, logOf, startDriven } from '../support/driven.ts';
import { offered, outcome, quick, remedyPosts, thread } from '../support/failing.ts';
import { buttonsOf, people } from '../support/world.ts';

let world: Driven;
afterEach(() => world.close());

const STEP = 'Create tenant service name';
const tenants = ['orders', 'payments'] as const;

/** Both have failed at the same step, and the card says so. */
async function bothFailed(): Promise<Message> {
  world = await startDriven({ hangzhouDown: true });
  world.ocp.model.changeSettings(quick);
  const view = await pick(
    world,
    await openForm(world, '/failover'),
    tenants.map((name) => standby(world, name, 'sh-prod')),
  );
  await world.slack.as(people.mei).type(view, 'reason', 'hangzhou is down');
  await world.slack.as(people.mei).submit(view);
  const card = await world.until(() => cardsIn(world).find((one) => buttonsOf(one).includes('approve')));
  for (const _ of tenants)
    world.ocp.model.addFault({ kind: 'subtask', subtask: STEP, outcome: 'fail', message: 'ret=-4012, timed out.' });
  await click(world, card, 'approve');
  await world.until(() => offered(world, card).includes('retry_alike'), { stepMs: 4_000, tries: 60 });
  return card;
}

it('are retried by one proposal and one approval, each by itself', async () => {
  const card = await bothFailed();
  expect(JSON.stringify(cardNow(world, card).blocks)).toContain('Retry 2 alike');
  await click(world, card, 'retry_alike', people.mei);
  await world.until(() => offered(world, card).includes('approve'));
  expect(cardWords(world, card)).toContain(`retry of 4/5 ${STEP} for 2 tenants`);
  expect(cardWords(world, card)).toMatch(/\*Failed alike:\* at .*error code `-4012`/);
  expect(cardWords(world, card)).toContain('*Tenants (2):*');
  await click(world, card, 'approve', people.sofia);
  expect(await outcome(world)).toBe('succeeded');
  expect(new Set(remedyPosts(world)).size).toBe(2);
  expect(remedyPosts(world)).toHaveLength(2);
  const count = (event: string) => eventsOf(world).filter((one) => one === event).length;
  expect(['remedies_proposed', 'remedy_claimed', 'remedy_accepted'].map(count)).toEqual([1, 2, 2]);
  await world.until(() => thread(world, card).includes('OCP accepted the retry'));
  expect(thread(world, card)).toContain('Proposed for 2:');
});

it('go without the one that somebody retried in OCP’s console; it is named', async () => {
  const card = await bothFailed();
  await click(world, card, 'retry_alike', people.mei);
  await world.until(() => offered(world, card).includes('approve'));
  const [first] = world.ocp.model.tasks;
  if (!first) throw new Error('no task');
  retryTask(first);
  await world.until(() => eventsOf(world).includes('remedy_dropped'), { stepMs: 2_000 });
  expect(cardWords(world, card)).toContain('*Dropped out (1):*');
  await click(world, card, 'approve', people.sofia);
  expect(await outcome(world)).toBe('succeeded');
  expect(remedyPosts(world)).toHaveLength(1);
  expect(thread(world, card)).toContain('Dropped out of the proposal: retry of');
});

it('of which one gets no answer: the others are known, and that one is looked for and not sent again', async () => {
  const card = await bothFailed();
  world.ocp.model.addFault({ kind: 'reply', outcome: 'loseAfterEffect', path: '*/retry' });
  await click(world, card, 'retry_alike', people.mei);
  await world.until(() => offered(world, card).includes('approve'));
  await click(world, card, 'approve', people.sofia);
  expect(await outcome(world)).toBe('succeeded');
  expect(remedyPosts(world)).toHaveLength(2);
  const answers = eventsOf(world).filter((event) => /^remedy_(accepted|unknown|found)$/.test(event));
  expect(answers.sort()).toEqual(['remedy_accepted', 'remedy_found', 'remedy_unknown']);
  expect(logOf(world).filter(({ event }) => event === 'remedy_claimed')).toHaveLength(2);
});

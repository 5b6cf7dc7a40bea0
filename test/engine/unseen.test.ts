/** What OCP will not show, for a while and for good: people read at once what blocks the request, and are asked when it stays so. */
import { afterEach, describe, expect, it } from 'vitest';
import type { Message } from '../../src/simulators/slack/model/workspace.ts';
import {
  cardNow,
  cardsIn,
  cardWords,
  click,
  type Driven,
  eventsOf,
  fillForm,
  posts,
  privately,
  standbyOf,
  started,
  startDriven,
  threadLines,
} from '../support/driven.ts';
import { buttonsOf, people } from '../support/world.ts';

let world: Driven;
afterEach(() => world.close());

const PROMOTION = 'Failover to primary tenant';
const said = (card: Message) => cardWords(world, card);
const thread = (card: Message) => threadLines(world, card);
const count = (type: string) => eventsOf(world).filter((one) => one === type).length;
const done = (card: Message) => () => said(card).includes('*Done*');

/** A failover whose task hangs in the step that promotes. */
async function hanging(): Promise<{ card: Message; path: string; taskId: number }> {
  world = await startDriven();
  world.ocp.model.addFault({ kind: 'subtask', outcome: 'hang', subtask: PROMOTION });
  const card = await started(world);
  await world.until(() => said(card).includes('2/5'), { stepMs: 1_000 });
  const taskId = world.ocp.model.tasks[0]?.id ?? 0;
  return { card, taskId, path: `/api/v2/tasks/instances/${taskId}` };
}

function refuse(path: string, status: number): void {
  world.ocp.model.addFault({ kind: 'reply', outcome: 'status', path, status, times: null });
}

/** How often OCP was asked for exactly this. */
const asked = (path: string) => world.ocp.model.journal.entries.filter((entry) => entry.path === path).length;

describe('one task', () => {
  it.each([403, 404, 500, 503])(
    'answered with %i is reported once, asked for with backoff, and reported as over',
    async (status) => {
      const { card, path } = await hanging();
      refuse(path, status);
      refuse('/api/v2/tasks/instances', status);
      const before = asked(path);
      await world.pass(20_000, 1_000);
      expect(said(card)).toContain('Blocked since');
      expect(said(card)).toContain(String(status));
      expect(thread(card).filter((line) => line.startsWith('Blocked:'))).toHaveLength(1);
      expect(asked(path) - before).toBeLessThanOrEqual(7);
      world.ocp.model.clearFaults();
      await world.until(() => !said(card).includes('Blocked since'), { stepMs: 5_000 });
      expect(thread(card).filter((line) => line.startsWith('No longer blocked'))).toHaveLength(1);
      expect(said(card)).toContain('*Running in OCP');
    },
  );

  it.each([403, 500])(
    'that stays at %i asks people: the roles are read, and it can be closed without a result',
    async (status) => {
      const { card, path } = await hanging();
      refuse(path, status);
      refuse('/api/v2/tasks/instances', status);
      await world.pass(5 * 60_000, 15_000);
      expect(count('task_hidden')).toBe(1);
      expect(said(card)).toContain('OCP does not show its task');
      expect(said(card)).toContain('payments on sh-prod STANDBY');
      expect(said(card)).not.toContain('Blocked since');
      expect(buttonsOf(cardNow(world, card))).toEqual(['abandon']);
      await click(world, card, 'abandon', people.mei);
      await world.until(() => eventsOf(world).includes('ended'));
      expect(posts(world)).toHaveLength(1);
    },
  );

  it('that OCP shows again after people were asked is followed to its end', async () => {
    const { card, path } = await hanging();
    refuse(path, 403);
    refuse('/api/v2/tasks/instances', 403);
    await world.pass(5 * 60_000, 15_000);
    expect(said(card)).toContain('*Unclear:*');
    world.ocp.model.clearFaults();
    await world.until(() => !said(card).includes('*Unclear:*'), { stepMs: 5_000 });
    expect(thread(card)).toContain('OCP shows its task again.');
  });

  it('is asked for with backoff too once it is known to be missing', async () => {
    const { path } = await hanging();
    refuse(path, 404);
    refuse('/api/v2/tasks/instances', 404);
    await world.pass(90_000, 5_000);
    expect(count('task_missing')).toBe(1);
    const before = asked(path);
    await world.pass(60_000, 1_000);
    expect(asked(path) - before).toBeLessThanOrEqual(3);
  });
});

describe('the task list', () => {
  it.each([403, 404, 500])(
    'answered with %i is asked for with backoff, and the task is followed by itself',
    async (status) => {
      world = await startDriven();
      const card = await started(world);
      refuse('/api/v2/tasks/instances', status);
      await world.until(done(card), { stepMs: 1_000 });
      expect(said(card)).not.toContain('Blocked since');
    },
  );
});

/** What makes the alert for something that waits for people. */
async function waiting(need: string): Promise<string | undefined> {
  const text = await (await fetch(`http://127.0.0.1:${world.bot().port}/metrics`)).text();
  return new RegExp(`twokey_waits_for_people\\{need="${need}"\\} (\\d+)`).exec(text)?.[1];
}

describe('the task list that stays away', () => {
  it('with its connections reset hides no task that OCP shows by its id', async () => {
    world = await startDriven();
    const card = await started(world);
    const path = '/api/v2/tasks/instances';
    world.ocp.model.addFault({ kind: 'reply', outcome: 'loseBeforeEffect', path, times: null });
    await world.until(done(card), { stepMs: 1_000 });
    expect(said(card)).not.toContain('Blocked since');
  });

  it.each([403, 404, 500])('at %i while a call’s answer is lost asks people, who can close it', async (status) => {
    world = await startDriven();
    world.ocp.model.addFault({ kind: 'reply', outcome: 'loseBeforeEffect', path: '*/failover' });
    const card = await started(world);
    refuse('/api/v2/tasks/instances', status);
    await world.pass(2 * 60_000, 10_000);
    expect(said(card)).toContain('Blocked since');
    expect(buttonsOf(cardNow(world, card))).toEqual([]);
    await world.pass(4 * 60_000, 15_000);
    expect(count('call_hidden')).toBe(1);
    expect(said(card)).not.toContain('Blocked since');
    expect(said(card)).not.toContain('Searching its task list until');
    expect(said(card)).toContain(`HTTP ${status}`);
    expect(said(card)).toContain('payments on sh-prod STANDBY');
    expect(await waiting('unclear')).toBe('1');
    expect(buttonsOf(cardNow(world, card))).toEqual(['abandon']);
    await click(world, card, 'abandon', people.mei);
    await world.until(() => eventsOf(world).includes('ended'));
    expect(posts(world)).toHaveLength(1);
  });

  it('and comes back after people were asked is searched again', async () => {
    world = await startDriven();
    world.ocp.model.addFault({ kind: 'reply', outcome: 'loseBeforeEffect', path: '*/failover' });
    const card = await started(world);
    refuse('/api/v2/tasks/instances', 403);
    await world.pass(6 * 60_000, 15_000);
    world.ocp.model.clearFaults();
    await world.until(() => count('call_lost') === 1, { stepMs: 15_000 });
    expect(buttonsOf(cardNow(world, card))).toEqual(['resend', 'abandon']);
  });
});

describe('a task that stays hidden after the answer to a remedy was lost', () => {
  it('asks people, who can close it', async () => {
    world = await startDriven();
    world.ocp.model.addFault({ kind: 'subtask', outcome: 'fail', subtask: PROMOTION });
    const card = await started(world);
    await world.until(() => buttonsOf(cardNow(world, card)).includes('retry'), { stepMs: 2_000 });
    await click(world, card, 'retry', people.mei);
    await world.until(() => buttonsOf(cardNow(world, card)).includes('approve'));
    world.ocp.model.addFault({ kind: 'reply', outcome: 'loseBeforeEffect', path: '*/retry' });
    await click(world, card, 'approve', people.sofia);
    await world.tick();
    refuse(`/api/v2/tasks/instances/${world.ocp.model.tasks[0]?.id}`, 403);
    refuse('/api/v2/tasks/instances', 403);
    await world.pass(6 * 60_000, 15_000);
    expect(count('task_hidden')).toBe(1);
    expect(said(card)).not.toContain('Blocked since');
    expect(await waiting('unclear')).toBe('1');
    await click(world, card, 'abandon', people.mei);
    await world.until(() => eventsOf(world).includes('ended'));
  });
});

describe('one tenant', () => {
  it.each([403, 404, 500])(
    'answered with %i while its role is read back is reported, and over when it is shown',
    async (status) => {
      world = await startDriven();
      const card = await started(world);
      refuse(`/api/v2/ob/clusters/*/tenants/${standbyOf(world, 'payments').id}`, status);
      await world.until(() => said(card).includes('Blocked since'), { stepMs: 2_000 });
      world.ocp.model.clearFaults();
      await world.until(done(card), { stepMs: 2_000 });
      expect(thread(card).filter((line) => line.startsWith('Blocked:'))).toHaveLength(1);
      expect(thread(card).filter((line) => line.startsWith('Verified'))).toHaveLength(1);
      expect(said(card)).not.toContain('Blocked since');
    },
  );

  it('that stays hidden asks people after three of OCP’s minutes, and proves nothing', async () => {
    world = await startDriven();
    const card = await started(world);
    refuse(`/api/v2/ob/clusters/*/tenants/${standbyOf(world, 'payments').id}`, 403);
    await world.pass(6 * 60_000, 10_000);
    expect(count('role_doubted')).toBe(1);
    expect(count('role_proven')).toBe(0);
    expect(said(card)).toContain('*In doubt:*');
    expect(thread(card).filter((line) => line.startsWith('In doubt'))).toEqual([
      expect.stringContaining('OCP does not show the role of payments on sh-prod'),
    ]);
    expect(buttonsOf(cardNow(world, card))).toEqual(['abandon']);
    world.ocp.model.clearFaults();
    await world.until(done(card), { stepMs: 10_000 });
  });
});

it('a request that OCP lets nobody check expires as that, and nobody is said to have failed to approve it', async () => {
  world = await startDriven();
  const view = await fillForm(world);
  refuse('/api/v2/tasks/instances', 500);
  await world.slack.as(people.mei).submit(view);
  await world.until(() => eventsOf(world).includes('requested'));
  await world.pass(31 * 60_000, 60_000);
  const card = cardsIn(world)[0] ?? expect.fail('no card');
  expect(thread(card)).toContain('The time for approval is over: OCP could not be read for it, so nobody was asked.');
  expect(privately(world, people.mei)).toContain('has ended: expired');
});

/** Wherever nothing proves a success, the roles that OCP shows are read and reported with their time, until they can be believed. */
import { afterEach, describe, expect, it } from 'vitest';
import { rollbackTask } from '../../src/simulators/ocp/tasks/remedies.ts';
import type { Task } from '../../src/simulators/ocp/tasks/task-model.ts';
import type { Tenant } from '../../src/simulators/ocp/world/world.ts';
import type { Message } from '../../src/simulators/slack/model/workspace.ts';
import { openForm, pair, pick, tenantAt } from '../slack/forms/support.ts';
import {
  cardsIn,
  cardWords,
  click,
  type Driven,
  eventsOf,
  posts,
  startDriven,
  started,
  threadLines,
} from '../support/driven.ts';
import { buttonsOf, people, type WorldOptions } from '../support/world.ts';

let world: Driven;
afterEach(() => world.close());

const PROMOTION = 'Failover to primary tenant';
const AFTER = 'Upgrade tenant data version';
const BEFORE = 'Reset log restore source';

const said = (card: Message) => cardWords(world, card);
const thread = (card: Message) => threadLines(world, card).join('\n');
const records = (card: Message) => threadLines(world, card).filter((line) => line.includes("*OCP's record"));
const onlyTask = (): Task => {
  const [task] = world.ocp.model.tasks;
  if (!task) throw new Error('OCP has no task');
  return task;
};

/** A failover that failed at a step, seen by the bot. */
async function failedAt(subtask: string, options: Omit<WorldOptions, 'clock' | 'selfDriven'> = {}): Promise<Message> {
  world = await startDriven(options);
  world.ocp.model.addFault({ kind: 'subtask', outcome: 'fail', subtask });
  const card = await started(world);
  await world.until(() => said(card).includes('*Failed:*') && said(card).includes("*OCP's record"), { stepMs: 1_000 });
  return card;
}

async function switchoverFailedAt(subtask: string, graph: '4.3.5' | '4.4.2'): Promise<Message> {
  world = await startDriven({ hangzhouDown: false, ocp: { switchoverGraph: graph } });
  world.ocp.model.addFault({ kind: 'subtask', outcome: 'fail', subtask });
  const view = await pick(world, await openForm(world, '/switchover'), [pair(world, 'orders', 'hz-prod', 'sh-prod')]);
  await world.slack.as(people.mei).type(view, 'reason', 'maintenance');
  await world.slack.as(people.mei).submit(view);
  const card = await world.until(() => cardsIn(world).find((one) => buttonsOf(one).includes('approve')));
  await click(world, card, 'approve');
  await world.until(() => said(card).includes('*Failed:*') && said(card).includes("*OCP's record"), { stepMs: 1_000 });
  return card;
}

describe('after a failed step', () => {
  it('shows both roles as a record that may be old, and once the minute is over as one that is not', async () => {
    const card = await failedAt(BEFORE);
    expect(said(card)).toMatch(/may be 1 min old.*payments on sh-prod STANDBY, payments on hz-prod PRIMARY/);
    await world.pass(50_000, 5_000);
    expect(said(card)).toContain('may be 1 min old');
    await world.pass(20_000, 5_000);
    expect(said(card)).not.toContain('may be 1 min old');
    expect(said(card)).toMatch(/\*OCP's record\* \(read .*payments on sh-prod STANDBY/);
    expect(records(card)).toHaveLength(1);
    await world.pass(600_000, 60_000);
    expect(eventsOf(world).filter((event) => event === 'roles_read')).toHaveLength(2);
  });

  it('posts the role that OCP shows only a minute later', async () => {
    const card = await failedAt(AFTER, { ocp: { staleMs: 50_000 } });
    expect(records(card)).toEqual([expect.stringContaining('payments on sh-prod STANDBY')]);
    await world.pass(70_000, 5_000);
    expect(records(card).at(-1)).toContain('payments on sh-prod PRIMARY');
    expect(records(card)).toHaveLength(2);
  });
});

describe('a switchover that OCP calls SUCCESSFUL and shows no subtasks of', () => {
  it('is unclear until both roles were read as wanted, and then a success', async () => {
    world = await startDriven({ hangzhouDown: false, ocp: { staleMs: 0, showSubtasks: false } });
    const [was, becomes] = [tenantAt(world, 'orders', 'hz-prod'), tenantAt(world, 'orders', 'sh-prod')];
    const view = await pick(world, await openForm(world, '/switchover'), [pair(world, 'orders', 'hz-prod', 'sh-prod')]);
    await world.slack.as(people.mei).type(view, 'reason', 'maintenance');
    await world.slack.as(people.mei).submit(view);
    const card = await world.until(() => cardsIn(world).find((one) => buttonsOf(one).includes('approve')));
    await click(world, card, 'approve');
    await world.tick();
    const path = '/api/v2/ob/clusters/*/tenants/*';
    world.ocp.model.addFault({ kind: 'reply', method: 'GET', path, outcome: 'status', status: 500, times: null });
    await world.until(() => onlyTask().status === 'SUCCESSFUL', { stepMs: 1_000 });
    world.ocp.model.clearFaults();
    const shows = async (one: Tenant['role'], other: Tenant['role']) => {
      [was.role, becomes.role] = [one, other];
      await world.pass(40_000, 4_000);
      return eventsOf(world).includes('ended');
    };
    expect(await shows('PRIMARY', 'STANDBY')).toBe(false);
    expect(said(card)).toContain('orders on sh-prod STANDBY');
    expect(await shows('PRIMARY', 'PRIMARY')).toBe(false);
    expect(await shows('STANDBY', 'STANDBY')).toBe(false);
    expect(said(card)).not.toContain('*Done*');
    expect(await shows('STANDBY', 'PRIMARY')).toBe(true);
    expect(said(card)).toContain('*Done*');
    expect(posts(world)).toHaveLength(1);
  });
});

describe('while OCP fails to answer', () => {
  it('a role is asked for again, and neither reported as one that OCP does not show nor believed to be that', async () => {
    const card = await failedAt(BEFORE);
    await world.pass(50_000, 5_000);
    const { model } = world.ocp;
    model.addFault({
      kind: 'reply',
      method: 'GET',
      path: '/api/v2/ob/clusters/*/tenants/*',
      outcome: 'status',
      status: 503,
    });
    await world.pass(30_000, 5_000);
    model.clearFaults();
    await world.pass(60_000, 5_000);
    expect(said(card)).not.toContain('may be 1 min old');
    expect(said(card)).toMatch(/payments on sh-prod STANDBY, payments on hz-prod PRIMARY/);
    expect(records(card)).toHaveLength(1);
  });
});

describe('after a rollback', () => {
  it('ends with the roles read, and reads them on until they can be believed', async () => {
    const card = await failedAt(BEFORE);
    rollbackTask(onlyTask());
    await world.until(() => said(card).includes('*Rolled back*'), { stepMs: 1_000 });
    await world.tick();
    expect(eventsOf(world).slice(-2)).toEqual(['roles_read', 'ended']);
    expect(said(card)).toContain('may be 1 min old');
    expect(thread(card)).not.toContain('did not happen');
    await world.pass(70_000, 5_000);
    expect(eventsOf(world).at(-1)).toBe('roles_read');
    expect(said(card)).not.toContain('may be 1 min old');
    expect(said(card)).toContain('payments on sh-prod STANDBY');
    const events = eventsOf(world).length;
    await world.pass(120_000, 5_000);
    expect(eventsOf(world)).toHaveLength(events);
  });

  it('reports each step that was rolled back once, and none of them as done again', async () => {
    const card = await switchoverFailedAt('Switch primary tenant to standby', '4.3.5');
    const told = threadLines(world, card).length;
    rollbackTask(onlyTask());
    await world.until(() => said(card).includes('*Rolled back*'), { stepMs: 1_000 });
    const steps = threadLines(world, card)
      .slice(told)
      .filter((line) => /^\d+\/10 /.test(line));
    // Without a time: it would count from the first start of each step, people's time included.
    expect(steps.filter((line) => line.endsWith(': rolled back'))).toHaveLength(4);
    expect(steps.join('\n')).not.toMatch(/succeeded|failed/);
    expect(new Set(steps).size).toBe(steps.length);
  });

  it('goes on reading after a restart', async () => {
    const card = await failedAt(BEFORE);
    rollbackTask(onlyTask());
    await world.until(() => said(card).includes('*Rolled back*'), { stepMs: 1_000 });
    await world.stopBot();
    await world.startBot();
    await world.pass(70_000, 5_000);
    expect(said(card)).not.toContain('may be 1 min old');
  });
});

describe('a task that was abandoned in OCP', () => {
  it.each([
    ['before the new primary was made', BEFORE, 'STANDBY'],
    ['after the new primary was made', AFTER, 'PRIMARY'],
  ])('%s is unclear, names what it may be, and shows the roles', async (_, step, role) => {
    const card = await failedAt(step);
    world.ocp.model.abandonTask(onlyTask().id);
    await world.until(() => said(card).includes('*Unclear:*') && said(card).includes("*OCP's record"), {
      stepMs: 1_000,
    });
    expect(said(card)).toContain('Abandoned in OCP?');
    expect(said(card)).toContain(`payments on sh-prod ${role}`);
    expect(`${said(card)}\n${thread(card)}`).not.toMatch(/did not happen|[Rr]olled back|nothing has changed/i);
    await world.pass(70_000, 5_000);
    expect(eventsOf(world)).not.toContain('ended');
    await click(world, card, 'abandon', people.mei);
    await world.tick();
    expect(said(card)).toContain('Abandoned in OCP?');
    expect(said(card)).toContain(`payments on sh-prod ${role}`);
    expect(posts(world)).toHaveLength(1);
  });
});

describe('a task that OCP no longer shows', () => {
  it('is unclear, the roles are read, and it is followed on when OCP shows it again', async () => {
    world = await startDriven();
    world.ocp.model.addFault({ kind: 'subtask', outcome: 'hang', subtask: PROMOTION });
    const card = await started(world);
    await world.until(() => said(card).includes('2/5'), { stepMs: 1_000 });
    const gone = { kind: 'reply', outcome: 'status', status: 404, times: null } as const;
    world.ocp.model.addFault({ ...gone, path: `/api/v2/tasks/instances/${onlyTask().id}` });
    world.ocp.model.addFault({ ...gone, path: '/api/v2/tasks/instances' });
    await world.pass(20_000, 5_000);
    expect(said(card)).not.toContain('*Unclear:*');
    await world.pass(30_000, 5_000);
    expect(said(card)).toContain('OCP no longer shows its task');
    expect(said(card)).toContain('payments on sh-prod STANDBY');
    world.ocp.model.clearFaults();
    await world.until(() => !said(card).includes('*Unclear:*'), { stepMs: 5_000 });
    expect(said(card)).toContain('*Running in OCP');
  });
});

describe('a switchover with one more step between demotion and promotion', () => {
  it('that failed there is not said to have left the old primary as it was', async () => {
    const card = await switchoverFailedAt('Set log restore source of former primary', '4.4.2');
    expect(said(card)).not.toContain('should still be primary');
    expect(said(card)).toContain('*There is probably no primary: writes are down.*');
    expect(said(card)).toContain('orders on sh-prod STANDBY, orders on hz-prod STANDBY');
    await world.pass(70_000, 5_000);
    expect(said(card)).toContain('*There is no primary: writes are down.*');
  });
});

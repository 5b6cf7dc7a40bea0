/** A task in OCP is followed to its end, and nothing is believed that OCP did not show. */
import { afterEach, describe, expect, it } from 'vitest';
import { retryTask, rollbackTask, skipSubtask } from '../../src/simulators/ocp/tasks/remedies.ts';
import type { Task } from '../../src/simulators/ocp/tasks/task-model.ts';
import type { Message } from '../../src/simulators/slack/model/workspace.ts';
import {
  cardsIn,
  cardWords,
  type Driven,
  eventsOf,
  logOf,
  posts,
  request,
  click,
  standbyOf,
  started,
  startDriven,
  threadLines,
} from '../support/driven.ts';
import { people } from '../support/world.ts';

let world: Driven;
afterEach(() => world.close());

const steps = [
  'Reset log restore source',
  'Failover to primary tenant',
  'Upgrade tenant data version',
  'Create tenant service name',
  'Update primary tenant info task',
];
const done = (card: Message) => () => cardWords(world, card).includes('*Done*');
const onlyTask = (): Task => {
  const [task] = world.ocp.model.tasks;
  if (!task) throw new Error('OCP has no task');
  return task;
};

describe('a task that succeeds', () => {
  it('has every change of every subtask told once, in the order of the graph', async () => {
    world = await startDriven();
    const card = await started(world);
    await world.until(done(card), { stepMs: 1_000 });

    const told = threadLines(world, card).filter((line) => /^\d\/5 /.test(line));
    for (const [index, step] of steps.entries()) {
      const own = told.filter((line) => line.startsWith(`${index + 1}/5 ${step}:`));
      expect(own.filter((line) => line.includes('running'))).toHaveLength(1);
      expect(own.filter((line) => line.includes('succeeded'))).toHaveLength(1);
    }
    const succeeded = told.filter((line) => line.includes('succeeded')).map((line) => line.slice(0, 3));
    expect(succeeded).toEqual(['1/5', '2/5', '3/5', '4/5', '5/5']);
    expect(new Set(told).size).toBe(told.length);
    expect(threadLines(world, card).filter((line) => line.includes('Point of no return crossed'))).toHaveLength(1);
  });

  it.each(['4.2.2', '4.3.5'] as const)('is followed with the task list of OCP %s', async (listShape) => {
    world = await startDriven({ ocp: { listShape } });
    const card = await started(world);
    await world.until(done(card), { stepMs: 2_000 });
    expect(eventsOf(world).at(-1)).toBe('ended');
  });

  it('is followed by its details where OCP forbids the task list', async () => {
    world = await startDriven();
    const card = await started(world);
    world.ocp.model.addFault({
      kind: 'reply',
      outcome: 'status',
      path: '/api/v2/tasks/instances',
      status: 403,
      times: null,
    });
    await world.until(done(card), { stepMs: 2_000 });
    expect(logOf(world).some(({ event }) => event === 'task_list_unread')).toBe(true);
  });

  it('many tasks cost one list query a tick', async () => {
    world = await startDriven();
    for (const tenant of ['payments', 'orders', 'inventory']) await started(world, { tenant });
    const lists = () =>
      world.ocp.model.journal.entries.filter(({ path }) => path.startsWith('/api/v2/tasks/instances?')).length;
    const before = lists();
    await world.tick();
    expect(lists()).toBe(before + 1);
  });

  it('one task that OCP will not show does not hold up the others', async () => {
    world = await startDriven();
    await started(world, { tenant: 'payments' });
    const hidden = onlyTask().id;
    const card = await started(world, { tenant: 'orders' });
    world.ocp.model.addFault({
      kind: 'reply',
      outcome: 'status',
      path: `/api/v2/tasks/instances/${hidden}`,
      status: 500,
      times: null,
    });
    await world.until(done(card), { stepMs: 5_000 });
  });

  it('one tenant that OCP will not show does not hold up the proof of the others', async () => {
    world = await startDriven();
    await started(world, { tenant: 'payments' });
    const card = await started(world, { tenant: 'orders' });
    const { id } = standbyOf(world, 'payments');
    world.ocp.model.addFault({
      kind: 'reply',
      outcome: 'status',
      path: `/api/v2/ob/clusters/*/tenants/${id}`,
      status: 404,
      times: null,
    });
    await world.until(done(card), { stepMs: 5_000 });
  });

  it('429: OCP is left alone until RateLimit-Reset, then followed to the end', async () => {
    world = await startDriven();
    const card = await started(world);
    world.ocp.model.addFault({
      kind: 'reply',
      outcome: 'status',
      method: 'GET',
      path: '*',
      status: 429,
      resetSeconds: 45,
    });
    await world.pass(1_000);
    const asked = world.ocp.model.journal.entries.length;
    await world.pass(44_000, 4_000);
    expect(world.ocp.model.journal.entries).toHaveLength(asked);
    await world.until(done(card), { stepMs: 2_000 });
  });
});

describe('a task that fails', () => {
  async function failed(fault: { subtask: string; message?: string }): Promise<Message> {
    world = await startDriven();
    world.ocp.model.addFault({ kind: 'subtask', outcome: 'fail', ...fault });
    const card = await started(world);
    await world.until(() => cardWords(world, card).includes('*Failed:*'), { stepMs: 1_000 });
    return card;
  }

  it('is told with the last lines of the subtask’s log, secrets masked', async () => {
    const message = 'cannot log on with password=hunter2hunter2 to 10.0.0.1';
    const card = await failed({ subtask: 'Reset log restore source', message });
    const thread = threadLines(world, card).join('\n');
    expect(thread).toContain('Last lines of the log of');
    expect(thread).toContain('cannot log on with');
    expect(thread).toContain("OCP's task failed at");
    expect(thread).not.toContain('hunter2');
    expect(threadLines(world, card).filter((line) => line.includes("OCP's task failed at"))).toHaveLength(1);
  });

  it('is told although its log cannot be read', async () => {
    world = await startDriven();
    world.ocp.model.addFault({ kind: 'subtask', outcome: 'fail', subtask: 'Reset log restore source' });
    world.ocp.model.addFault({ kind: 'reply', outcome: 'status', path: '*/log', status: 500, times: null });
    const card = await started(world);
    await world.until(() => cardWords(world, card).includes('*Failed:*'), { stepMs: 1_000 });
    expect(threadLines(world, card).join('\n')).toContain("OCP's task failed at 1/5 Reset log restore source");
  });

  it('and is retried in OCP’s own console is followed to success, with ONE POST of ours', async () => {
    const card = await failed({ subtask: 'Failover to primary tenant' });
    await world.pass(60 * 60_000, 10 * 60_000);
    retryTask(onlyTask());
    await world.until(done(card), { stepMs: 1_000 });
    expect(threadLines(world, card).join('\n')).toContain("OCP's task runs again: it was retried.");
    expect(posts(world)).toHaveLength(1);
    expect(cardsIn(world)).toHaveLength(1);
  });

  it.each(['4.2.2', '4.3.5'] as const)(
    'and is rolled back in the console is told as rolled back, not as success (list of %s)',
    async (listShape) => {
      const card = await failed({ subtask: 'Reset log restore source' });
      world.ocp.model.changeSettings({ listShape });
      rollbackTask(onlyTask());
      await world.until(() => cardWords(world, card).includes('*Rolled back*'), { stepMs: 1_000 });
      expect(onlyTask().status).toBe('SUCCESSFUL');
      expect(eventsOf(world)).not.toContain('role_proven');
      expect(cardWords(world, card)).not.toContain('*Done*');
      expect(threadLines(world, card).join('\n')).toContain('OCP rolled its task back');
    },
  );

  it('whose failed step was skipped in the console is told as skipped: its work was not done', async () => {
    const card = await failed({ subtask: 'Upgrade tenant data version' });
    const task = onlyTask();
    const step = task.subtasks.find(({ status }) => status === 'FAILED');
    if (!step) throw new Error('no step failed');
    skipSubtask(task, step, []);
    await world.until(done(card), { stepMs: 1_000 });
    expect(threadLines(world, card).join('\n')).toContain('3/5 Upgrade tenant data version: skipped');
    expect(cardWords(world, card)).toContain('Do by hand what was skipped in OCP: Upgrade tenant data version');
  });

  it('that hangs is followed for as long as its own time-outs last', async () => {
    world = await startDriven();
    world.ocp.model.addFault({ kind: 'subtask', outcome: 'hang', subtask: 'Failover to primary tenant' });
    const card = await started(world);
    await world.pass(29 * 60_000, 60_000);
    expect(cardWords(world, card)).toContain('*Running in OCP for 29 min');
    await world.until(() => cardWords(world, card).includes('*Failed:*'), { stepMs: 30_000 });
    expect(cardsIn(world)).toHaveLength(1);
  });

  it('can be given up by one authorised person', async () => {
    const card = await failed({ subtask: 'Failover to primary tenant' });
    await click(world, card, 'abandon', people.mei);
    await world.tick();
    expect(
      eventsOf(world)
        .filter((event) => event !== 'roles_read')
        .slice(-2),
    ).toEqual(['abandoned', 'ended']);
  });
});

describe('the role is read back', () => {
  it('a task’s success proves nothing before OCP shows PRIMARY, up to a minute later', async () => {
    world = await startDriven({ ocp: { staleMs: 60_000 } });
    const card = await started(world);
    await world.until(() => cardWords(world, card).includes('*OCP finished its task.*'), { stepMs: 1_000 });
    expect(eventsOf(world)).not.toContain('role_proven');
    expect(cardWords(world, card)).not.toContain('*Done*');

    await world.until(done(card), { stepMs: 2_000 });
    expect(standbysLeft()).toBe(false);
    expect(eventsOf(world).slice(-2)).toEqual(['role_proven', 'ended']);
    expect(eventsOf(world)).not.toContain('role_doubted');
  });

  it('a role that does not change is doubted after three of OCP’s minutes, and proven later', async () => {
    world = await startDriven();
    const card = await started(world);
    // OCP's tables never learn of the new role, as after a failed metadata update.
    const tenant = standbyOf(world, 'payments');
    await world.until(() => cardWords(world, card).includes('4/5'), { stepMs: 1_000 });
    await world.until(
      () => {
        tenant.role = 'STANDBY';
        return cardWords(world, card).includes('*OCP finished its task.*');
      },
      { stepMs: 1_000 },
    );
    await world.pass(170_000, 10_000);
    expect(eventsOf(world)).not.toContain('role_doubted');
    await world.pass(30_000, 10_000);
    expect(eventsOf(world).at(-1)).toBe('role_doubted');
    expect(cardWords(world, card)).toContain('*In doubt:*');
    await world.pass(60 * 60_000, 10 * 60_000);
    expect(eventsOf(world).filter((event) => event === 'role_doubted')).toHaveLength(1);

    tenant.role = 'PRIMARY';
    await world.until(done(card), { stepMs: 10_000 });
    expect(eventsOf(world).slice(-2)).toEqual(['role_proven', 'ended']);
  });

  const standbysLeft = () =>
    [...world.ocp.model.world.tenants.values()].some(({ name, role }) => name === 'payments' && role === 'STANDBY');
});

describe('a restart in the middle', () => {
  it('goes on with the same task, card and thread', async () => {
    world = await startDriven();
    const card = await started(world);
    await world.pass(4_000);
    await world.stopBot();
    await world.startBot();
    await world.until(done(card), { stepMs: 1_000 });
    expect(posts(world)).toHaveLength(1);
    expect(cardsIn(world)).toHaveLength(1);
    const lines = threadLines(world, card).filter((line) => /^\d\/5 /.test(line));
    expect(new Set(lines).size).toBe(lines.length);
  });

  it('a request made meanwhile is approved by the new bot', async () => {
    world = await startDriven();
    const card = await request(world);
    await world.stopBot();
    await world.startBot();
    await click(world, card, 'approve');
    await world.until(done(card), { stepMs: 2_000 });
  });
});

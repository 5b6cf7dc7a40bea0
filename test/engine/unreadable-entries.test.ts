/** Entries of OCP's task list that cannot be read: those of others are passed over, any other one blocks what depends on it. */
import { afterEach, describe, expect, it } from 'vitest';
import {
  cardNow,
  cardWords,
  click,
  type Driven,
  eventsOf,
  posts,
  request,
  standbyOf,
  started,
  startDriven,
} from '../support/driven.ts';

let world: Driven;
afterEach(() => world.close());

const failover = '*/failover';

/** A task of the tenant that somebody gave up in OCP's console before anything was asked for here. */
async function earlier(): Promise<number> {
  world.ocp.model.addFault({ kind: 'subtask', outcome: 'fail', subtask: 'Reset log restore source' });
  const { id } = world.ocp.model.startFailover({
    standby: standbyOf(world, 'payments'),
    serviceName: null,
    creator: 'admin',
  });
  await world.until(() => world.ocp.model.task(id).status === 'FAILED', { stepMs: 1_000 });
  world.ocp.model.abandonTask(id);
  return id;
}

describe('an unreadable entry', () => {
  it('that is read by its id blocks nothing', async () => {
    world = await startDriven();
    await started(world);
    const id = world.ocp.model.tasks[0]?.id ?? 0;
    world.ocp.model.addFault({ kind: 'entry', taskId: id, lacks: ['status', 'tenant'] });
    await world.until(() => eventsOf(world).includes('ended'), { stepMs: 2_000 });
    expect(posts(world)).toHaveLength(1);
  });

  it('that OCP does not show by its id either is named in the question, and blocks the claim while that is so', async () => {
    world = await startDriven();
    const id = await earlier();
    world.ocp.model.addFault({ kind: 'entry', taskId: id, lacks: ['status', 'tenant'] });
    const path = `/api/v2/tasks/instances/${id}`;
    world.ocp.model.addFault({ kind: 'reply', outcome: 'status', path, status: 500, times: null });
    const card = await request(world);
    expect(cardWords(world, cardNow(world, card))).toContain(`task ${id} that cannot be read`);
    await click(world, card, 'approve');
    await world.pass(60_000, 5_000);
    expect(posts(world)).toHaveLength(0);
    expect(cardWords(world, card)).toContain('Blocked since');
    expect(cardWords(world, card)).toContain(path);
    world.ocp.model.clearFaults({ kind: 'reply' });
    await world.until(() => posts(world).length === 1, { stepMs: 5_000 });
  });

  it('is a task whose status this version does not know: it may be running', async () => {
    world = await startDriven();
    const id = await earlier();
    Object.assign(world.ocp.model.task(id), { status: 'SUSPENDED', finishTime: null });
    const card = await request(world);
    expect(cardWords(world, cardNow(world, card))).toContain(`task ${id} that cannot be read`);
    await click(world, card, 'approve');
    await world.pass(60_000, 5_000);
    expect(posts(world)).toHaveLength(0);
    expect(cardWords(world, card)).toContain('SUSPENDED');
    Object.assign(world.ocp.model.task(id), { status: 'FAILED' });
    await world.until(() => posts(world).length === 1, { stepMs: 5_000 });
  });

  it('keeps a lost call from being lost while it cannot be read by its id, and is found when it can', async () => {
    world = await startDriven();
    world.ocp.model.addFault({ kind: 'reply', outcome: 'loseAfterEffect', path: failover });
    const card = await started(world);
    const id = world.ocp.model.tasks[0]?.id ?? 0;
    world.ocp.model.addFault({ kind: 'entry', taskId: id, lacks: ['status', 'tenant'] });
    world.ocp.model.addFault({
      kind: 'reply',
      outcome: 'status',
      path: `/api/v2/tasks/instances/${id}`,
      status: 403,
      times: null,
    });
    await world.pass(5 * 60_000, 10_000);
    expect(eventsOf(world)).not.toContain('call_lost');
    expect(cardWords(world, card)).toContain(`/api/v2/tasks/instances/${id}`);
    world.ocp.model.clearFaults({ kind: 'reply' });
    await world.until(() => eventsOf(world).includes('call_found'), { stepMs: 5_000 });
    expect(posts(world)).toHaveLength(1);
  });
});

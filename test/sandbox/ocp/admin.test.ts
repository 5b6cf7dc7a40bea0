import { describe, expect, it } from 'vitest';
import { at, call, list, startTestOcp } from './support.ts';

const ORDERS = '/api/v2/ob/clusters/1000002/tenants/2000005';
const NOBODY = { Authorization: '' };

describe('the back door', () => {
  it('shows the truth: regions, tenants with what look-ups say, tasks in graph order, faults, journal', async () => {
    const ocp = await startTestOcp();
    await call(ocp, 'POST', `${ORDERS}/failover`, {});
    await call(ocp, 'POST', '/admin/faults', {
      kind: 'subtask',
      outcome: 'hang',
      subtask: 'Create tenant service name',
    });
    ocp.clock.move(20_000);
    const state = (await call(ocp, 'GET', '/admin/state', undefined, NOBODY)).body;
    expect(at(state, 'regions')).toEqual([
      { name: 'hangzhou', alive: false },
      { name: 'shanghai', alive: true },
    ]);
    const orders = list(state, 'tenants').find((tenant) => at(tenant, 'id') === 2_000_005);
    expect(orders).toMatchObject({ role: 'PRIMARY', rowRole: 'STANDBY', region: 'shanghai', alive: true, lagMs: 0 });
    const [task] = list(state, 'tasks');
    expect(task).toMatchObject({ status: 'RUNNING', prohibitRollback: true });
    expect(list(task, 'subtasks').map((subtask) => at(subtask, 'status'))).toEqual([
      'SUCCESSFUL',
      'SUCCESSFUL',
      'SUCCESSFUL',
      'RUNNING',
      'PENDING',
    ]);
    expect(list(state, 'faults')).toEqual([]);
    expect(list(state, 'journal')).toMatchObject([
      { method: 'POST', path: `${ORDERS}/failover`, mutating: true, status: 200 },
    ]);
    expect(list((await call(ocp, 'GET', '/admin/state?journal=none')).body, 'journal')).toEqual([]);
  });

  it('adds and clears faults', async () => {
    const ocp = await startTestOcp();
    const added = await call(ocp, 'POST', '/admin/faults', { kind: 'reply', outcome: 'delay', delayMs: 5 });
    await call(ocp, 'POST', '/admin/faults', { kind: 'forbidden', permission: 'TASK_VIEWER' });
    expect((await call(ocp, 'POST', '/admin/faults/clear', { id: at(added.body, 'id') })).body).toEqual({ cleared: 1 });
    expect((await call(ocp, 'POST', '/admin/faults/clear')).body).toEqual({ cleared: 1 });
  });

  it('changes tenants and regions', async () => {
    const ocp = await startTestOcp();
    await call(ocp, 'POST', '/admin/tenants/2000005', { lagMs: 20_000, locked: true });
    expect(ocp.model.world.tenants.get(2_000_005)).toMatchObject({ lagMs: 20_000, locked: true, role: 'STANDBY' });
    await call(ocp, 'POST', '/admin/regions/hangzhou/start');
    const check = await call(ocp, 'POST', `${ORDERS}/failoverPreCheck`);
    expect(at(check.body, 'data', 'valid')).toBe(false);
    await call(ocp, 'POST', '/admin/regions/hangzhou/stop');
    await call(ocp, 'POST', '/admin/tenants/2000005', { locked: false });
    expect(at((await call(ocp, 'POST', `${ORDERS}/failoverPreCheck`)).body, 'data', 'valid')).toBe(true);
  });

  it('acts as the console does', async () => {
    const ocp = await startTestOcp();
    ocp.model.addFault({ kind: 'subtask', outcome: 'fail', times: 2 });
    await call(ocp, 'POST', `${ORDERS}/failover`, {});
    const id = ocp.model.tasks[0]?.id ?? 0;
    ocp.clock.move(10_000);
    expect((await call(ocp, 'POST', `/admin/tasks/${id}/retry`)).status).toBe(200);
    expect((await call(ocp, 'POST', `/admin/tasks/${id}/retry`)).status).toBe(400);
    ocp.clock.move(10_000);
    expect((await call(ocp, 'POST', `/admin/tasks/${id}/rollback`)).status).toBe(200);
    ocp.clock.move(10_000);
    await call(ocp, 'GET', '/api/v2/time');
    expect(ocp.model.tasks[0]).toMatchObject({ status: 'SUCCESSFUL', operation: 'ROLLBACK' });
  });

  it('changes settings, a new tick length from now on', async () => {
    const ocp = await startTestOcp();
    await call(ocp, 'POST', '/admin/settings', { tickMs: 10, staleMs: 0 });
    await call(ocp, 'POST', `${ORDERS}/failover`, {});
    ocp.clock.move(200);
    expect(at((await call(ocp, 'GET', ORDERS)).body, 'data', 'role')).toBe('PRIMARY');
  });

  it.each([
    ['/admin/settings', { tickMs: 0 }, 400],
    ['/admin/settings', { nope: 1 }, 400],
    ['/admin/faults', { kind: 'subtask', outcome: 'nope' }, 400],
    ['/admin/faults', '{', 400],
    ['/admin/tenants/1', { lagMs: 1 }, 404],
    ['/admin/regions/mars/stop', {}, 404],
    ['/admin/tasks/1/retry', {}, 404],
    ['/admin/nothing', {}, 404],
  ])('refuses %s %j with %i', async (path, body, status) => {
    const ocp = await startTestOcp();
    const reply = await call(ocp, 'POST', path, body);
    expect(reply.status).toBe(status);
    expect(at(reply.body, 'error', 'message')).toBeTypeOf('string');
  });
});

/** What the console can do beyond the API, and what OCP's documents and OCP Express contradict each other in. */
import { describe, expect, it } from 'vitest';
import { defaultWorld } from '../../../src/simulators/ocp/world/default-world.ts';
import type { OcpModel } from '../../../src/simulators/ocp/world/model.ts';
import { retrySubtask, retryTask, rollbackTask, skipSubtask } from '../../../src/simulators/ocp/tasks/remedies.ts';
import type { SettingsPatch } from '../../../src/simulators/ocp/world/settings.ts';
import type { Task } from '../../../src/simulators/ocp/tasks/task-model.ts';
import {
  at,
  call,
  failover,
  finish,
  refusalOf,
  startTestOcp,
  statuses,
  stepNamed,
  switchover,
  tenantNamed,
  testModel,
  tick,
} from './support.ts';

const DEMOTION = 'Switch primary tenant to standby';
const READ_ONLY_USER = 'Create standby tenant read only user';

function failedFailover(step: string, settings: SettingsPatch = {}): { model: OcpModel; task: Task } {
  const model = testModel(settings);
  model.addFault({ kind: 'subtask', outcome: 'fail', subtask: step });
  const task = failover(model);
  finish(model, task);
  return { model, task };
}

/** A switchover that failed at the demotion and whose rollback failed two steps before it. */
function failedRollback(settings: SettingsPatch = {}): { model: OcpModel; task: Task } {
  const model = testModel(settings, defaultWorld());
  model.addFault({ kind: 'subtask', outcome: 'fail', subtask: DEMOTION });
  model.addFault({ kind: 'subtask', outcome: 'rollbackFail', subtask: READ_ONLY_USER });
  const task = switchover(model);
  finish(model, task);
  rollbackTask(task);
  finish(model, task);
  return { model, task };
}

describe('a task that the console abandons', () => {
  it('ends SUCCESSFUL/EXECUTE with its FAILED and PENDING subtasks left', () => {
    const { model, task } = failedFailover('Upgrade tenant data version');
    model.abandonTask(task.id);
    expect([task.status, task.operation]).toEqual(['SUCCESSFUL', 'EXECUTE']);
    expect(statuses(task)).toEqual(['SUCCESSFUL', 'SUCCESSFUL', 'FAILED', 'PENDING', 'PENDING']);
  });

  it('undoes nothing: past the point of no return the standby stays the primary', () => {
    const { model, task } = failedFailover('Upgrade tenant data version');
    model.abandonTask(task.id);
    const tenant = tenantNamed(model.world, 'orders', 'sh-prod');
    expect([tenant.role, tenant.serviceName, tenant.status]).toEqual(['PRIMARY', null, 'NORMAL']);
  });

  it('ends SUCCESSFUL/ROLLBACK with a FAILED step when its rollback was given up', () => {
    const { model, task } = failedRollback();
    model.abandonTask(task.id);
    expect([task.status, task.operation]).toEqual(['SUCCESSFUL', 'ROLLBACK']);
    expect(statuses(task).slice(0, 4)).toEqual(['SUCCESSFUL', 'FAILED', 'PENDING', 'PENDING']);
  });

  it('needs FAILED, is final, and is not woken by its FAILED subtask', () => {
    const { model, task } = failedFailover('Upgrade tenant data version');
    const step = stepNamed(task, 'Upgrade tenant data version');
    model.abandonTask(task.id);
    const ended = JSON.stringify(task);
    const refused = ['taskState', task.id, 'SUCCESSFUL'];
    expect(refusalOf(() => model.abandonTask(task.id))).toEqual(refused);
    expect(refusalOf(() => retryTask(task))).toEqual(refused);
    expect(refusalOf(() => rollbackTask(task))).toEqual(refused);
    expect(refusalOf(() => retrySubtask(task, step))).toEqual(refused);
    expect(refusalOf(() => skipSubtask(task, step, []))).toEqual(refused);
    tick(model, 100);
    expect(JSON.stringify(task)).toBe(ended);
  });

  it('is abandoned in the console only: the API has no call for it', async () => {
    const ocp = await startTestOcp();
    ocp.model.addFault({ kind: 'subtask', outcome: 'fail' });
    const task = failover(ocp.model);
    ocp.clock.move(10_000);
    expect((await call(ocp, 'POST', `/api/v2/tasks/instances/${task.id}/abandon`)).status).toBe(400);
    expect(task.status).toBe('FAILED');
    expect((await call(ocp, 'POST', `/admin/tasks/${task.id}/abandon`)).status).toBe(200);
    const shown = (await call(ocp, 'GET', `/api/v2/tasks/instances/${task.id}`)).body;
    expect(at(shown, 'data', 'status')).toBe('SUCCESSFUL');
    expect((await call(ocp, 'POST', `/admin/tasks/${task.id}/abandon`)).status).toBe(400);
  });
});

describe('a retry after a failed rollback', () => {
  it('is refused as in OCP Express', () => {
    const { task } = failedRollback();
    expect(refusalOf(() => retryTask(task))).toEqual(['taskState', task.id, 'ROLLBACK']);
  });

  it("goes on rolling back when told to follow OCP's documents", () => {
    const { model, task } = failedRollback();
    retryTask(task, 'rollback');
    expect([task.status, task.operation]).toEqual(['RUNNING', 'ROLLBACK']);
    finish(model, task);
    expect([task.status, task.operation, new Set(statuses(task))]).toEqual([
      'SUCCESSFUL',
      'ROLLBACK',
      new Set(['PENDING']),
    ]);
  });

  it('runs forwards when told so: no document says which way a retry goes', () => {
    const { model, task } = failedRollback();
    retryTask(task, 'forwards');
    finish(model, task);
    expect([task.status, task.operation, new Set(statuses(task))]).toEqual([
      'SUCCESSFUL',
      'RETRY',
      new Set(['SUCCESSFUL']),
    ]);
    expect(tenantNamed(model.world, 'orders', 'sh-prod').role).toBe('PRIMARY');
  });

  it('of the failed subtask goes on rolling back, too', () => {
    const { model, task } = failedRollback();
    const step = stepNamed(task, READ_ONLY_USER);
    expect(refusalOf(() => retrySubtask(task, step, 'forwards'))).toEqual(['taskState', step.id, 'ROLLBACK']);
    retrySubtask(task, step, 'rollback');
    finish(model, task);
    expect([task.status, new Set(statuses(task))]).toEqual(['SUCCESSFUL', new Set(['PENDING'])]);
  });

  it('is what the setting says over HTTP', async () => {
    const ocp = await startTestOcp({ world: defaultWorld(), settings: { retryAfterRollback: 'rollback' } });
    ocp.model.addFault({ kind: 'subtask', outcome: 'fail', subtask: DEMOTION });
    ocp.model.addFault({ kind: 'subtask', outcome: 'rollbackFail', subtask: READ_ONLY_USER });
    const task = switchover(ocp.model);
    ocp.clock.move(30_000);
    const path = `/api/v2/tasks/instances/${task.id}`;
    expect((await call(ocp, 'POST', `${path}/rollback`)).status).toBe(200);
    ocp.clock.move(30_000);
    expect(at((await call(ocp, 'POST', `${path}/retry`)).body, 'data', 'operation')).toBe('ROLLBACK');
  });
});

describe("a task's own prohibitSkip", () => {
  it('is shown in details and refuses the skip of every subtask', async () => {
    const ocp = await startTestOcp({ settings: { prohibitTaskSkip: true } });
    ocp.model.addFault({ kind: 'subtask', outcome: 'fail' });
    const task = failover(ocp.model);
    ocp.clock.move(10_000);
    const path = `/api/v2/tasks/instances/${task.id}`;
    expect(at((await call(ocp, 'GET', path)).body, 'data', 'prohibitSkip')).toBe(true);
    const step = stepNamed(task, 'Reset log restore source');
    const skip = await call(ocp, 'POST', `${path}/subtasks/${step.id}/skip`);
    expect([skip.status, at(skip.body, 'error', 'code')]).toEqual([400, 'TSK10010']);
    expect(step.status).toBe('FAILED');
  });
});

describe("the switchover of OceanBase 4.4.2's tenants", () => {
  const BETWEEN = 'Set log restore source of former primary';

  it.each([
    ['4.4.2.0', {}, true],
    ['4.4.10.1', {}, true],
    ['4.3.5.2', {}, false],
    ['4.3.5.2', { switchoverGraph: '4.4.2' }, true],
    ['4.4.2.0', { switchoverGraph: '4.3.5' }, false],
  ] as const)('of version %s with %j: one more step between demotion and promotion: %s', (version, settings, more) => {
    const names = switchover(modelOf(version, settings)).subtasks.map(({ name }) => name);
    expect(names.slice(3, more ? 6 : 5)).toEqual([
      DEMOTION,
      ...(more ? [BETWEEN] : []),
      'Switchover standby tenant to primary',
    ]);
  });

  it('has no primary at all while that step runs, and can still be rolled back when it fails', () => {
    const model = modelOf('4.4.2.0', {});
    model.addFault({ kind: 'subtask', outcome: 'fail', subtask: BETWEEN, takesEffect: true });
    const task = switchover(model);
    finish(model, task);
    const old = tenantNamed(model.world, 'orders', 'hz-prod');
    const next = tenantNamed(model.world, 'orders', 'sh-prod');
    expect([old.role, next.role, old.primaryTenantId]).toEqual(['STANDBY', 'STANDBY', next.id]);
    rollbackTask(task);
    finish(model, task);
    expect([old.role, next.role, old.primaryTenantId]).toEqual(['PRIMARY', 'STANDBY', null]);
    expect([task.status, new Set(statuses(task))]).toEqual(['SUCCESSFUL', new Set(['PENDING'])]);
  });

  it('exchanges the roles as the other graph does', () => {
    const model = modelOf('4.4.2.0', {});
    const task = switchover(model);
    finish(model, task);
    const old = tenantNamed(model.world, 'orders', 'hz-prod');
    const next = tenantNamed(model.world, 'orders', 'sh-prod');
    expect([task.status, old.role, next.role]).toEqual(['SUCCESSFUL', 'STANDBY', 'PRIMARY']);
    expect([old.primaryTenantId, next.primaryTenantId]).toEqual([next.id, null]);
  });

  function modelOf(version: string, settings: SettingsPatch): OcpModel {
    const world = defaultWorld();
    for (const [id, cluster] of world.clusters) world.clusters.set(id, { ...cluster, obVersion: version });
    return testModel(settings, world);
  }
});

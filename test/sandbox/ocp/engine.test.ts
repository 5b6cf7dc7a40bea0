import { describe, expect, it } from 'vitest';
import {
  cancelSubtask,
  retrySubtask,
  retryTask,
  rollbackTask,
  skipSubtask,
} from '../../../src/simulators/ocp/tasks/remedies.ts';
import { type Task, prohibitsRollback } from '../../../src/simulators/ocp/tasks/task-model.ts';
import { failover, finish, refusalOf, START, statuses, stepNamed, switchover, testModel, tick } from './support.ts';
import { defaultWorld } from '../../../src/simulators/ocp/world/default-world.ts';
import type { SettingsPatch } from '../../../src/simulators/ocp/world/settings.ts';
import type { FaultInput } from '../../../src/simulators/ocp/admin/faults.ts';

const FIRST = 'Reset log restore source';
const POINT_OF_NO_RETURN = 'Failover to primary tenant';

function healthy(settings: SettingsPatch = {}) {
  return testModel(settings, defaultWorld());
}

/** A failover whose named step failed. */
function failedAt(
  step: string,
  fault: Partial<Extract<FaultInput, { kind: 'subtask' }>> = {},
  settings: SettingsPatch = {},
) {
  const model = testModel(settings);
  model.addFault({ kind: 'subtask', outcome: 'fail', subtask: step, ...fault });
  const task = failover(model);
  finish(model, task);
  return { model, task, subtask: stepNamed(task, step) };
}

/** A switchover that failed at step 4 and whose rollback of step 2 failed. */
function rollbackFailed() {
  const model = healthy();
  model.addFault({ kind: 'subtask', outcome: 'fail', subtask: 'Switch primary tenant to standby' });
  model.addFault({ kind: 'subtask', outcome: 'rollbackFail', subtask: 'Create standby tenant read only user' });
  const task = switchover(model);
  finish(model, task);
  rollbackTask(task);
  finish(model, task);
  return { model, task, subtask: stepNamed(task, 'Create standby tenant read only user') };
}

describe('submission', () => {
  it('starts RUNNING/EXECUTE with only the first subtask READY and nothing run', () => {
    const model = testModel();
    const task = failover(model);
    expect([task.status, task.operation, task.startTime, task.finishTime]).toEqual(['RUNNING', 'EXECUTE', START, null]);
    expect(statuses(task)).toEqual(['READY', 'PENDING', 'PENDING', 'PENDING', 'PENDING']);
    expect(task.subtasks.every((subtask) => subtask.runTime === 1 && subtask.startTime === null)).toBe(true);
  });
});

describe('one tick', () => {
  it('picks READY up, works, and promotes the next one only when the one before succeeded', () => {
    const model = testModel({ stepTicks: 2 });
    const task = failover(model);
    const seen: string[] = [];
    for (let count = 0; count < 5; count += 1) {
      tick(model, 1);
      seen.push(statuses(task).slice(0, 2).join(' '));
    }
    expect(seen).toEqual([
      'RUNNING PENDING',
      'RUNNING PENDING',
      'SUCCESSFUL READY',
      'SUCCESSFUL RUNNING',
      'SUCCESSFUL RUNNING',
    ]);
  });

  it('is one second by default and as long as tickMs says', () => {
    const model = testModel({ tickMs: 50, stepTicks: 1 });
    const task = failover(model);
    model.advance(START + 49);
    expect(statuses(task)[0]).toBe('READY');
    model.advance(START + 50);
    expect(statuses(task)[0]).toBe('RUNNING');
    model.advance(START + 50 * 10);
    expect(task.status).toBe('SUCCESSFUL');
    expect(task.finishTime).toBe(START + 500);
  });

  it('gives the same result whether time comes in one leap or in steps, and never goes back', () => {
    const leap = testModel();
    const steps = testModel();
    const [a, b] = [failover(leap), failover(steps)];
    leap.advance(START + 60_000);
    for (let at = 0; at <= 60_000; at += 333) steps.advance(START + at);
    steps.advance(START);
    steps.advance(START + 60_000);
    expect(a).toEqual(b);
    expect(steps.now()).toBe(START + 60_000);
  });
});

describe('a subtask that fails', () => {
  it('ends FAILED, the task with it, and nothing behind it is promoted', () => {
    const { model, task } = failedAt(POINT_OF_NO_RETURN);
    expect(task.status).toBe('FAILED');
    expect(statuses(task)).toEqual(['SUCCESSFUL', 'FAILED', 'PENDING', 'PENDING', 'PENDING']);
    tick(model, 100);
    expect(task.status).toBe('FAILED');
  });

  it('is retried by itself while runTime <= retryCount', () => {
    const { task, subtask } = failedAt(FIRST, { times: 3 }, { retryCount: 2 });
    expect([task.status, subtask.runTime, subtask.operation]).toEqual(['FAILED', 3, 'RETRY']);
    const lucky = failedAt(FIRST, { times: 2 }, { retryCount: 2 });
    expect(lucky.task.status).toBe('SUCCESSFUL');
  });

  it('may have taken effect although it says it failed', () => {
    const { model, task } = failedAt(POINT_OF_NO_RETURN, { takesEffect: true });
    expect(task.status).toBe('FAILED');
    expect(model.world.tenants.get(task.tenantId)?.role).toBe('PRIMARY');
  });

  it('may have done nothing although it says it succeeded', () => {
    const model = testModel();
    model.addFault({ kind: 'subtask', outcome: 'succeed', subtask: POINT_OF_NO_RETURN });
    const task = failover(model);
    finish(model, task);
    expect(task.status).toBe('SUCCESSFUL');
    expect(model.world.tenants.get(task.tenantId)?.role).toBe('STANDBY');
  });

  it('fails of itself when its tenant cannot be reached', () => {
    const model = testModel();
    const task = failover(model);
    const tenant = model.world.tenants.get(task.tenantId);
    if (tenant) tenant.alive = false;
    finish(model, task);
    expect(stepNamed(task, FIRST).log.join('')).toContain('The tenant orders is unavailable.');
    expect(task.status).toBe('FAILED');
  });
});

describe('time-outs', () => {
  it('end a run that hangs after its time-out in seconds, with the documented log line', () => {
    const { model, task, subtask } = failedAt(FIRST, { outcome: 'hang' });
    expect(task.status).toBe('FAILED');
    expect(model.now() - START).toBe(1801_000);
    expect(subtask.log.join('')).toContain(
      `Receive timeout callback, id=${subtask.id}, name=${FIRST}, elapsed=1800, timeout=1800`,
    );
  });

  it('can be reported at once, and a run that hangs may have taken effect', () => {
    expect(failedAt(FIRST, { outcome: 'timeout' }).subtask.log.join('')).toContain('Receive timeout callback');
    const hung = testModel();
    hung.addFault({ kind: 'subtask', outcome: 'hang', takesEffect: true, subtask: POINT_OF_NO_RETURN });
    const task = failover(hung);
    tick(hung, 20);
    expect(stepNamed(task, POINT_OF_NO_RETURN).status).toBe('RUNNING');
    expect(hung.world.tenants.get(task.tenantId)?.role).toBe('PRIMARY');
  });

  it('start anew with every run', () => {
    const { model, task } = failedAt(FIRST, { outcome: 'hang' });
    retryTask(task);
    finish(model, task);
    expect(task.status).toBe('SUCCESSFUL');
  });
});

describe('retry of a task', () => {
  it('needs FAILED', () => {
    const model = testModel();
    const task = failover(model);
    expect(refusalOf(() => retryTask(task))).toEqual(['taskState', task.id, 'RUNNING']);
    finish(model, task);
    expect(refusalOf(() => retryTask(task))).toEqual(['taskState', task.id, 'SUCCESSFUL']);
  });

  it('re-runs the FAILED subtask only, counts its runTime, keeps the old finishTime', () => {
    const { model, task, subtask } = failedAt(POINT_OF_NO_RETURN);
    const { finishTime } = task;
    const started = subtask.startTime;
    retryTask(task);
    expect([task.status, task.operation, task.finishTime]).toEqual(['RUNNING', 'RETRY', finishTime]);
    expect([subtask.status, subtask.operation, subtask.runTime]).toEqual(['READY', 'RETRY', 2]);
    tick(model, 1);
    expect([subtask.startTime, subtask.finishTime]).toEqual([started, null]);
    finish(model, task);
    expect(task.status).toBe('SUCCESSFUL');
    expect(stepNamed(task, FIRST).runTime).toBe(1);
    expect(subtask.log.filter((line) => line.startsWith('####')).map((line) => line.slice(12, 21))).toEqual([
      '{EXECUTE}',
      '{RETRY}{2',
    ]);
  });
});

describe('rollback of a task', () => {
  it('needs FAILED', () => {
    const task = failover(testModel());
    expect(refusalOf(() => rollbackTask(task))).toEqual(['taskState', task.id, 'RUNNING']);
  });

  it('THE TRAP: ends SUCCESSFUL with every subtask PENDING', () => {
    const model = healthy();
    model.addFault({
      kind: 'subtask',
      outcome: 'fail',
      subtask: 'Switch primary tenant to standby',
      takesEffect: true,
    });
    const task = switchover(model);
    finish(model, task);
    const primary = model.world.tenants.get(task.tenantId);
    expect(primary?.role).toBe('STANDBY');
    expect(prohibitsRollback(task)).toBe(false);
    rollbackTask(task);
    finish(model, task);
    expect([task.status, task.operation]).toEqual(['SUCCESSFUL', 'ROLLBACK']);
    expect(new Set(statuses(task))).toEqual(new Set(['PENDING']));
    expect(primary?.role).toBe('PRIMARY');
    const ran = task.subtasks.map((subtask) => [subtask.operation, subtask.startTime !== null]);
    expect(ran).toEqual([
      ...Array.from({ length: 4 }, () => ['ROLLBACK', true]),
      ...Array.from({ length: 6 }, () => ['EXECUTE', false]),
    ]);
  });

  it('walks the graph backwards, one subtask after the other', () => {
    const model = healthy();
    model.addFault({ kind: 'subtask', outcome: 'fail', subtask: 'Wait all relation tenants accessible' });
    const task = switchover(model);
    finish(model, task);
    rollbackTask(task);
    expect(statuses(task).slice(0, 3)).toEqual(['SUCCESSFUL', 'SUCCESSFUL', 'READY']);
    tick(model, 3);
    expect(statuses(task).slice(0, 3)).toEqual(['SUCCESSFUL', 'READY', 'PENDING']);
  });

  it('is prohibited once the point of no return has started, even if it failed', () => {
    const { task } = failedAt(POINT_OF_NO_RETURN);
    expect(prohibitsRollback(task)).toBe(true);
    expect(refusalOf(() => rollbackTask(task))).toEqual(['prohibitRollback', task.id]);
    expect(task.status).toBe('FAILED');
  });

  it('is prohibited from the moment the point of no return runs, not while it is READY', () => {
    const model = testModel({ stepTicks: 1 });
    const task = failover(model);
    tick(model, 2);
    expect([stepNamed(task, POINT_OF_NO_RETURN).status, prohibitsRollback(task)]).toEqual(['READY', false]);
    tick(model, 1);
    expect([stepNamed(task, POINT_OF_NO_RETURN).status, prohibitsRollback(task)]).toEqual(['RUNNING', true]);
  });
});

describe('a rollback that fails', () => {
  it('leaves the task FAILED/ROLLBACK and refuses both retries', () => {
    const { task, subtask } = rollbackFailed();
    expect([task.status, task.operation]).toEqual(['FAILED', 'ROLLBACK']);
    expect([subtask.status, subtask.operation]).toEqual(['FAILED', 'ROLLBACK']);
    expect(refusalOf(() => retryTask(task))).toEqual(['taskState', task.id, 'ROLLBACK']);
    expect(refusalOf(() => retrySubtask(task, subtask))).toEqual(['taskState', subtask.id, 'ROLLBACK']);
  });

  it('can be rolled back again', () => {
    const { model, task } = rollbackFailed();
    rollbackTask(task);
    finish(model, task);
    expect([task.status, new Set(statuses(task)).size]).toEqual(['SUCCESSFUL', 1]);
  });

  it('can be passed by skipping: ROLLBACK_SKIP, then PENDING without doing anything', () => {
    const { model, task, subtask } = rollbackFailed();
    skipSubtask(task, subtask, []);
    expect([subtask.status, subtask.operation]).toEqual(['READY', 'ROLLBACK_SKIP']);
    finish(model, task);
    expect([task.status, subtask.status]).toEqual(['SUCCESSFUL', 'PENDING']);
  });
});

describe('operations on a subtask', () => {
  it('retry needs FAILED, keeps the task operation and runTime', () => {
    const { model, task, subtask } = failedAt(FIRST);
    expect(refusalOf(() => retrySubtask(task, stepNamed(task, POINT_OF_NO_RETURN)))[2]).toBe('PENDING');
    retrySubtask(task, subtask);
    expect([task.status, task.operation, subtask.operation, subtask.runTime]).toEqual([
      'RUNNING',
      'EXECUTE',
      'RETRY',
      1,
    ]);
    finish(model, task);
    expect(task.status).toBe('SUCCESSFUL');
  });

  it('skip marks SUCCESSFUL/SKIP and does nothing', () => {
    const { model, task, subtask } = failedAt(POINT_OF_NO_RETURN);
    skipSubtask(task, subtask, []);
    finish(model, task);
    expect([task.status, subtask.status, subtask.operation]).toEqual(['SUCCESSFUL', 'SUCCESSFUL', 'SKIP']);
    expect(model.world.tenants.get(task.tenantId)?.role).toBe('STANDBY');
  });

  it('skip needs FAILED and may be prohibited', () => {
    const { task, subtask } = failedAt(FIRST);
    expect(refusalOf(() => skipSubtask(task, subtask, [FIRST]))).toEqual(['prohibitSkip', subtask.id]);
    const pending = stepNamed(task, POINT_OF_NO_RETURN);
    expect(refusalOf(() => skipSubtask(task, pending, []))).toEqual(['taskState', pending.id, 'PENDING']);
  });

  it('cancel needs RUNNING; CANCELING, then RUNNING/CANCEL, then FAILED/CANCEL, never retried by itself', () => {
    const model = testModel({ stepTicks: 10, retryCount: 3 });
    const task = failover(model);
    const subtask = stepNamed(task, FIRST);
    expect(refusalOf(() => cancelSubtask(subtask))).toEqual(['taskState', subtask.id, 'READY']);
    tick(model, 2);
    cancelSubtask(subtask);
    const seen = [[subtask.status, subtask.operation]];
    for (let count = 0; count < 2; count += 1) {
      tick(model, 1);
      seen.push([subtask.status, subtask.operation]);
    }
    expect(seen).toEqual([
      ['CANCELING', 'EXECUTE'],
      ['RUNNING', 'CANCEL'],
      ['FAILED', 'CANCEL'],
    ]);
    finish(model, task);
    expect([task.status, subtask.runTime]).toEqual(['FAILED', 1]);
  });
});

describe('a parallel node', () => {
  function parallel(): { model: ReturnType<typeof healthy>; task: Task } {
    const model = healthy({ stepTicksByName: { 'Update log restore source': 5 } });
    return { model, task: switchover(model, 'ledger') };
  }

  it('keeps the task RUNNING while a sibling still runs, then FAILED', () => {
    const { model, task } = parallel();
    const nodes = task.subtasks.filter((subtask) => subtask.parallelIdx >= 0);
    model.addFault({ kind: 'subtask', outcome: 'fail', subtask: 'Update log restore source' });
    model.addFault({ kind: 'subtask', outcome: 'hang', subtask: 'Update log restore source' });
    while (!nodes.some((node) => node.status === 'FAILED')) tick(model, 1);
    tick(model, 10);
    expect(nodes.map((node) => node.status)).toEqual(['FAILED', 'RUNNING']);
    expect(task.status).toBe('RUNNING');
    finish(model, task);
    expect(task.status).toBe('FAILED');
  });
});

import { applyEffect, obstacleOf, undoEffect } from './effects.ts';
import { type Faults, subtaskFaultFor } from '../admin/faults.ts';
import type { Settings } from '../world/settings.ts';
import { logError, logRunStart, logState, logTimeout } from './subtask-log.ts';
import { type RunPlan, type Subtask, type Task, downstreamsOf, upstreamsOf } from './task-model.ts';
import type { World } from '../world/world.ts';

/** What one engine tick needs to know. */
export interface EngineContext {
  readonly world: World;
  readonly faults: Faults;
  readonly settings: Settings;
  /** Shown as `executor`: the address of the OCP node. */
  readonly executor: string;
}

const SUCCEED: RunPlan = { outcome: 'succeed', takesEffect: true, message: '' };

/**
 * One pass of every worker of OCP's task engine over one task (OCP Express source: engine/coordinator/worker).
 * Each real worker polls once a second; a tick is that second.
 */
export function tickTask(context: EngineContext, task: Task, now: number): void {
  for (const subtask of task.subtasks) moveCancelled(subtask, now);
  for (const subtask of task.subtasks) work(context, task, subtask, now);
  // An abandoned task is SUCCESSFUL with FAILED subtasks; they stay as they are.
  if (task.status !== 'SUCCESSFUL') for (const subtask of task.subtasks) retryByItself(context.settings, subtask);
  for (const subtask of task.subtasks) pickUp(context, task, subtask, now);
  if (task.status === 'RUNNING') settle(task, now, context.settings.retryCount);
}

/** RUNNING/CANCEL → FAILED, CANCELING → RUNNING/CANCEL (running-subtask and canceling-subtask worker). */
function moveCancelled(subtask: Subtask, now: number): void {
  if (subtask.status === 'RUNNING' && subtask.operation === 'CANCEL') {
    logError(subtask, now, 'Subtask is cancelled.');
    end(subtask, 'FAILED', now);
  } else if (subtask.status === 'CANCELING') {
    subtask.status = 'RUNNING';
    subtask.operation = 'CANCEL';
  }
}

function work(context: EngineContext, task: Task, subtask: Subtask, now: number): void {
  const { run } = subtask;
  if (subtask.status !== 'RUNNING' || subtask.operation === 'CANCEL' || run === null) return;
  run.ticks += 1;
  const { plan } = run;
  const skipped = subtask.operation === 'SKIP' || subtask.operation === 'ROLLBACK_SKIP';
  const needed = skipped ? 1 : (context.settings.stepTicksByName[subtask.name] ?? context.settings.stepTicks);
  if (plan.outcome === 'overrun') return;
  if (run.ticks >= subtask.timeout) {
    timeOut(subtask, now, run.ticks);
    return;
  }
  if (run.ticks < needed) return;
  if (skipped) {
    end(subtask, subtask.operation === 'SKIP' ? 'SUCCESSFUL' : 'PENDING', now);
    return;
  }
  // A run that hangs or waits comes here on every later tick; its effect is felt once, at the usual time.
  if (plan.outcome === 'hang' && run.ticks > needed) return;
  if (plan.outcome === 'succeed' && !clearOfObstacles(context, task, subtask, now)) return;
  if (plan.takesEffect) takeEffect(context.world, task, subtask);
  if (plan.outcome === 'hang') return;
  if (plan.outcome === 'timeout') timeOut(subtask, now, subtask.timeout);
  else if (plan.outcome === 'fail') {
    logError(subtask, now, plan.message);
    end(subtask, 'FAILED', now);
  } else end(subtask, subtask.operation === 'ROLLBACK' ? 'PENDING' : 'SUCCESSFUL', now);
}

function clearOfObstacles(context: EngineContext, task: Task, subtask: Subtask, now: number): boolean {
  if (subtask.operation === 'ROLLBACK') return true;
  const obstacle = obstacleOf(context.world, task, subtask);
  if (obstacle?.kind === 'error') {
    logError(subtask, now, obstacle.message);
    end(subtask, 'FAILED', now);
  }
  return obstacle === null;
}

function takeEffect(world: World, task: Task, subtask: Subtask): void {
  if (subtask.operation === 'ROLLBACK') {
    undoEffect(world, task, subtask);
    return;
  }
  // A retry undoes, then does again, unless the class overrides it; nothing can observe the moment between.
  if (subtask.operation === 'RETRY') undoEffect(world, task, subtask);
  applyEffect(world, task, subtask);
}

function timeOut(subtask: Subtask, now: number, elapsed: number): void {
  logTimeout(subtask, now, elapsed);
  end(subtask, 'FAILED', now);
}

function end(subtask: Subtask, status: 'SUCCESSFUL' | 'FAILED' | 'PENDING', now: number): void {
  const before = subtask.status;
  subtask.status = status;
  subtask.finishTime = now;
  subtask.run = null;
  logState(subtask, now, before);
}

/** failed-subtask worker: only ordinary failures, and only while `runTime <= retryCount`. */
function retryByItself(settings: Settings, subtask: Subtask): void {
  if (subtask.status !== 'FAILED' || subtask.runTime > settings.retryCount) return;
  if (subtask.operation !== 'EXECUTE' && subtask.operation !== 'RETRY') return;
  subtask.status = 'READY';
  subtask.operation = 'RETRY';
  subtask.runTime += 1;
}

/** ready-subtask worker: READY → RUNNING. `startTime` is set the first time only. */
function pickUp(context: EngineContext, task: Task, subtask: Subtask, now: number): void {
  if (subtask.status !== 'READY') return;
  subtask.status = 'RUNNING';
  subtask.startTime ??= now;
  subtask.finishTime = null;
  subtask.executor = context.executor;
  subtask.run = { ticks: 0, plan: planOf(context.faults, task, subtask) };
  logRunStart(task, subtask, now);
}

function planOf(faults: Faults, task: Task, subtask: Subtask): RunPlan {
  if (subtask.operation === 'SKIP' || subtask.operation === 'ROLLBACK_SKIP') return SUCCEED;
  const fault = subtaskFaultFor(faults, {
    name: subtask.name,
    taskId: task.id,
    tenantId: task.tenantId,
    rollingBack: subtask.operation === 'ROLLBACK',
  });
  if (fault === null) return SUCCEED;
  const outcome = fault.outcome === 'rollbackFail' ? 'fail' : fault.outcome;
  return { outcome, takesEffect: fault.takesEffect, message: fault.message ?? 'Injected fault.' };
}

/** running-task worker: settles a RUNNING task or promotes what may run next. */
function settle(task: Task, now: number, retryCount: number): void {
  const failed = task.subtasks.filter((subtask) => subtask.status === 'FAILED');
  if (failed.length > 0) {
    const exhausted = failed.some((subtask) => isExhausted(subtask, retryCount));
    const busy = task.subtasks.some((subtask) => subtask.status === 'RUNNING' || subtask.status === 'CANCELING');
    if (exhausted && !busy) finish(task, 'FAILED', now);
    return;
  }
  promote(task);
  const goal = task.operation === 'ROLLBACK' ? 'PENDING' : 'SUCCESSFUL';
  if (task.subtasks.every((subtask) => subtask.status === goal)) finish(task, 'SUCCESSFUL', now);
}

function isExhausted(subtask: Subtask, retryCount: number): boolean {
  const retriable = subtask.operation === 'EXECUTE' || subtask.operation === 'RETRY';
  return !retriable || subtask.runTime > retryCount;
}

function promote(task: Task): void {
  for (const subtask of task.subtasks) {
    if (task.operation === 'ROLLBACK') {
      if (subtask.status === 'SUCCESSFUL' && downstreamsOf(task, subtask).every(isPending)) subtask.status = 'READY';
    } else if (isPending(subtask) && upstreamsOf(task, subtask).every((up) => up.status === 'SUCCESSFUL')) {
      subtask.status = 'READY';
    }
  }
}

export function isPending(subtask: Subtask): boolean {
  return subtask.status === 'PENDING';
}

function finish(task: Task, status: 'SUCCESSFUL' | 'FAILED', now: number): void {
  task.status = status;
  task.finishTime = now;
}

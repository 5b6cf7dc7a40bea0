import { isPending } from './engine.ts';
import { OcpRefusal } from '../world/refusal.ts';
import type { Settings } from '../world/settings.ts';
import { type Subtask, type Task, downstreamsOf, prohibitsRollback } from './task-model.ts';

/**
 * What a person can do to a task, by API or in OCP's console (OCP Express source: TaskInstanceManagerImpl,
 * SubtaskInstanceManagerImpl). Each throws OcpRefusal when the state does not allow it.
 */
export function retryTask(task: Task, afterRollback: Settings['retryAfterRollback'] = 'refuse'): void {
  if (task.status !== 'FAILED') throw new OcpRefusal('taskState', task.id, task.status);
  const wasRollback = task.operation === 'ROLLBACK';
  if (wasRollback && afterRollback === 'refuse') throw new OcpRefusal('taskState', task.id, 'ROLLBACK');
  // finishTime stays: a RUNNING task may show an old one.
  task.status = 'RUNNING';
  task.operation = wasRollback && afterRollback === 'rollback' ? 'ROLLBACK' : 'RETRY';
  for (const subtask of task.subtasks) {
    // What was rolled back is ahead again when a retry runs forwards.
    if (isPending(subtask) && task.operation === 'RETRY') subtask.operation = 'EXECUTE';
    if (subtask.status !== 'FAILED') continue;
    subtask.status = 'READY';
    subtask.operation = task.operation;
    subtask.runTime += 1;
  }
}

export function rollbackTask(task: Task): void {
  if (task.status !== 'FAILED') throw new OcpRefusal('taskState', task.id, task.status);
  if (prohibitsRollback(task)) throw new OcpRefusal('prohibitRollback', task.id);
  task.status = 'RUNNING';
  task.operation = 'ROLLBACK';
  const started = task.subtasks.filter((subtask) => !isPending(subtask));
  for (const subtask of started) subtask.operation = 'ROLLBACK';
  const last = started.filter((subtask) => downstreamsOf(task, subtask).every(isPending));
  for (const subtask of last) subtask.status = 'READY';
}

export function retrySubtask(
  task: Task,
  subtask: Subtask,
  afterRollback: Settings['retryAfterRollback'] = 'refuse',
): void {
  requireFailed(task, subtask);
  const wasRollback = subtask.operation === 'ROLLBACK';
  // Run forwards in a task that rolls back, it would be rolled back and run again for ever.
  if (wasRollback && afterRollback !== 'rollback') throw new OcpRefusal('taskState', subtask.id, 'ROLLBACK');
  task.status = 'RUNNING';
  subtask.status = 'READY';
  subtask.operation = wasRollback ? 'ROLLBACK' : 'RETRY';
}

export function skipSubtask(task: Task, subtask: Subtask, prohibitSkip: readonly string[]): void {
  requireFailed(task, subtask);
  if (task.prohibitSkip || prohibitSkip.includes(subtask.name)) throw new OcpRefusal('prohibitSkip', subtask.id);
  task.status = 'RUNNING';
  subtask.status = 'READY';
  subtask.operation = task.operation === 'ROLLBACK' ? 'ROLLBACK_SKIP' : 'SKIP';
}

export function cancelSubtask(subtask: Subtask): void {
  if (subtask.status !== 'RUNNING') throw new OcpRefusal('taskState', subtask.id, subtask.status);
  subtask.status = 'CANCELING';
}

/**
 * The console's "abandon": the failed state is ignored and the task ends, whatever its subtasks say. OCP's documents do not
 * show the result; it keeps the operation, so that a rollback that was given up is SUCCESSFUL/ROLLBACK with a FAILED step.
 */
export function abandonTask(task: Task): void {
  if (task.status !== 'FAILED') throw new OcpRefusal('taskState', task.id, task.status);
  task.status = 'SUCCESSFUL';
}

/** An abandoned task still holds FAILED subtasks, and nothing wakes it again. */
function requireFailed(task: Task, subtask: Subtask): void {
  if (subtask.status !== 'FAILED') throw new OcpRefusal('taskState', subtask.id, subtask.status);
  if (task.status === 'SUCCESSFUL') throw new OcpRefusal('taskState', task.id, task.status);
}

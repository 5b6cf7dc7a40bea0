/**
 * What a task's status means. OCP also ends a successful rollback with SUCCESSFUL, every subtask PENDING (OCP Express
 * source: RunningTaskWorker; the documented task-list sample is such a task). A task that somebody abandons in OCP's
 * console ends as SUCCESSFUL, too, and its subtasks stay as they were. So the status alone proves nothing.
 */
import type { Subtask, Task } from './task.ts';

export type TaskResult = 'running' | 'failed' | 'rolled_back' | 'succeeded' | 'unclear';

/**
 * `succeeded` only when the task was not rolled back and every subtask is SUCCESSFUL. That is OCP's word; the tenants'
 * roles verify it. `rolled_back` only when there are subtasks and every one is PENDING again, whatever the operation
 * says. `unclear`: everything else that is neither running nor failed, see `whyUnclear`. It says nothing about what
 * happened.
 */
export function resultOf(task: Task): TaskResult {
  if (task.status === 'RUNNING') return 'running';
  if (task.status === 'FAILED') return 'failed';
  if (task.status !== 'SUCCESSFUL') return 'unclear';
  if (all(task, 'PENDING')) return 'rolled_back';
  return task.operation !== 'ROLLBACK' && all(task, 'SUCCESSFUL') ? 'succeeded' : 'unclear';
}

/**
 * `odd_status`: this version does not know the task's status. `no_steps`: SUCCESSFUL, but OCP lists no subtasks that
 * could confirm it. `left_over`: SUCCESSFUL, but subtasks are failed, pending or half rolled back, as after "abandon"
 * in OCP's console.
 */
export type Unclear = 'odd_status' | 'no_steps' | 'left_over';

/** Why a task is `unclear`. */
export function whyUnclear(task: Task): Unclear {
  if (task.status !== 'SUCCESSFUL') return 'odd_status';
  return task.subtasks.length === 0 ? 'no_steps' : 'left_over';
}

/** False without subtasks: nothing confirms the status then. */
function all(task: Task, status: Subtask['status']): boolean {
  return task.subtasks.length > 0 && task.subtasks.every((subtask) => subtask.status === status);
}

/** Subtasks that are PENDING again although nothing was undone, because somebody skipped their rollback. */
export function notUndone(task: Task): Subtask[] {
  return task.subtasks.filter((subtask) => subtask.status === 'PENDING' && subtask.operation === 'ROLLBACK_SKIP');
}

/** Subtasks marked SUCCESSFUL whose work was not done, because somebody skipped them. */
export function skipped(task: Task): Subtask[] {
  return task.subtasks.filter((subtask) => subtask.status === 'SUCCESSFUL' && subtask.operation === 'SKIP');
}

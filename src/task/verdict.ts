/**
 * What a task's status means. OCP ends a rollback that worked with SUCCESSFUL as well, every subtask PENDING
 * (OCP Express source: RunningTaskWorker; the documented task-list sample is such a task), so the status alone proves nothing.
 */
import type { Subtask, Task } from './task.ts';

export type Verdict = 'running' | 'failed' | 'rolled_back' | 'succeeded' | 'unclear';

/**
 * `succeeded` only when the task was not rolled back and every subtask is SUCCESSFUL. That is OCP's word; the tenants' roles
 * prove it. `unclear`: a status this version does not know, or a SUCCESSFUL that its subtasks do not bear out.
 */
export function verdict(task: Task): Verdict {
  if (task.status === 'RUNNING') return 'running';
  if (task.status === 'FAILED') return 'failed';
  if (task.status !== 'SUCCESSFUL') return 'unclear';
  if (task.operation === 'ROLLBACK' || task.subtasks.some((subtask) => subtask.status === 'PENDING'))
    return 'rolled_back';
  const proven = task.subtasks.length > 0 && task.subtasks.every((subtask) => subtask.status === 'SUCCESSFUL');
  return proven ? 'succeeded' : 'unclear';
}

/** Subtasks marked SUCCESSFUL whose work was not done, because somebody skipped them. */
export function skipped(task: Task): Subtask[] {
  return task.subtasks.filter((subtask) => subtask.status === 'SUCCESSFUL' && subtask.operation === 'SKIP');
}

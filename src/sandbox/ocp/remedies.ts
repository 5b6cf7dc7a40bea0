import { isPending } from './engine.ts';
import { OcpRefusal } from './refusal.ts';
import { type Subtask, type Task, downstreamsOf, prohibitsRollback } from './task-model.ts';

/**
 * What a person can do to a task, by API or in OCP's console (OCP Express source: TaskInstanceManagerImpl,
 * SubtaskInstanceManagerImpl). Each throws OcpRefusal when the state does not allow it.
 */
export function retryTask(task: Task): void {
  if (task.status !== 'FAILED') throw new OcpRefusal('taskState', task.id, task.status);
  if (task.operation === 'ROLLBACK') throw new OcpRefusal('taskState', task.id, 'ROLLBACK');
  // finishTime stays: a RUNNING task may show an old one.
  task.status = 'RUNNING';
  task.operation = 'RETRY';
  for (const subtask of task.subtasks) {
    if (subtask.status !== 'FAILED') continue;
    subtask.status = 'READY';
    subtask.operation = 'RETRY';
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

export function retrySubtask(task: Task, subtask: Subtask): void {
  if (subtask.status !== 'FAILED') throw new OcpRefusal('taskState', subtask.id, subtask.status);
  if (subtask.operation === 'ROLLBACK') throw new OcpRefusal('taskState', subtask.id, 'ROLLBACK');
  task.status = 'RUNNING';
  subtask.status = 'READY';
  subtask.operation = 'RETRY';
}

export function skipSubtask(task: Task, subtask: Subtask, prohibitSkip: readonly string[]): void {
  if (subtask.status !== 'FAILED') throw new OcpRefusal('taskState', subtask.id, subtask.status);
  if (prohibitSkip.includes(subtask.name)) throw new OcpRefusal('prohibitSkip', subtask.id);
  task.status = 'RUNNING';
  subtask.status = 'READY';
  subtask.operation = task.operation === 'ROLLBACK' ? 'ROLLBACK_SKIP' : 'SKIP';
}

export function cancelSubtask(subtask: Subtask): void {
  if (subtask.status !== 'RUNNING') throw new OcpRefusal('taskState', subtask.id, subtask.status);
  subtask.status = 'CANCELING';
}

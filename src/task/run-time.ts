/** How long a step ran. OCP keeps the first start of a step and its last finish, so only a first run can be measured. */
import type { Subtask } from './task.ts';

/**
 * Retrying one step leaves `runTime` as it is, and retrying the task leaves `operation` RETRY: both have to say that this is the
 * first run (OCP Express source: SubtaskInstanceManagerImpl, TaskInstanceManagerImpl). Canceling overwrites the operation, so a
 * canceled step may have run before.
 */
export function isFirstRun({ runTime, operation }: Subtask): boolean {
  return (runTime ?? 1) <= 1 && operation === 'EXECUTE';
}

/**
 * Milliseconds that the run took; null while it goes on, and for every later run: between the first start and that run
 * people read, propose and approve.
 */
export function runMs(subtask: Subtask): number | null {
  const { startedAt, finishedAt } = subtask;
  if (!isFirstRun(subtask) || startedAt === null || finishedAt === null || finishedAt < startedAt) return null;
  return finishedAt - startedAt;
}

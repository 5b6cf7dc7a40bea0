/** How far a task is, whether it can still be rolled back, and how long it may take. */
import type { Subtask, Task } from './task.ts';

interface PointOfNoReturn {
  /** Names of the subtasks after whose start OCP allows no rollback, in graph order. */
  readonly subtasks: readonly string[];
  readonly crossed: boolean;
}

export interface Progress {
  /** Subtasks that are SUCCESSFUL; skipped ones count, see `skipped` in result.ts. */
  readonly done: number;
  readonly total: number;
  /** The subtask to show: running or being canceled, otherwise failed, otherwise about to start; null when there is none. */
  readonly current: Subtask | null;
  readonly pointOfNoReturn: PointOfNoReturn;
  /** Milliseconds that one run of all subtasks may take together; null where OCP gives no timeouts. */
  readonly longestWaitMs: number | null;
}

/** OCP's backstop fires this long after a subtask's own timeout (OCP Express source: RunningSubtaskWorker). */
const backstopMs = 10_000;

export function progress(task: Task): Progress {
  const { subtasks } = task;
  return {
    done: subtasks.filter((subtask) => subtask.status === 'SUCCESSFUL').length,
    total: subtasks.length,
    current: current(subtasks),
    pointOfNoReturn: pointOfNoReturn(task),
    longestWaitMs: longestWaitMs(subtasks),
  };
}

function current(subtasks: readonly Subtask[]): Subtask | null {
  return (
    subtasks.find(isUnderWay) ??
    subtasks.find((subtask) => subtask.status === 'FAILED') ??
    subtasks.find((subtask) => subtask.status === 'READY') ??
    null
  );
}

export function isUnderWay({ status }: Pick<Subtask, 'status'>): boolean {
  return status === 'RUNNING' || status === 'CANCELING';
}

function pointOfNoReturn(task: Task): PointOfNoReturn {
  const prohibiting = task.subtasks.filter((subtask) => subtask.prohibitRollback);
  return {
    subtasks: prohibiting.map((subtask) => subtask.name),
    // OCP computes its flag at each read, and list items have none, so the subtasks count as well.
    crossed: task.prohibitRollback === true || prohibiting.some(hasStarted),
  };
}

/** A retried subtask waits in READY again, but it has started before. */
export function hasStarted(subtask: Subtask): boolean {
  if (subtask.status === 'PENDING') return false;
  return subtask.status !== 'READY' || subtask.operation === 'RETRY' || subtask.operation === 'SKIP';
}

function longestWaitMs(subtasks: readonly Subtask[]): number | null {
  let sum = 0;
  for (const subtask of subtasks) {
    if (subtask.timeoutSeconds === null) return null;
    sum += subtask.timeoutSeconds * 1000 + backstopMs;
  }
  return subtasks.length === 0 ? null : sum;
}

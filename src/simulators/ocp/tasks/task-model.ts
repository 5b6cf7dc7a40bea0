/** A task and its subtasks as OCP keeps them (OCP Express source: TaskInstanceEntity, SubtaskInstanceEntity). */
export type TaskStatus = 'RUNNING' | 'FAILED' | 'SUCCESSFUL';
export type TaskOperation = 'EXECUTE' | 'RETRY' | 'ROLLBACK';
export type SubtaskStatus = 'PENDING' | 'READY' | 'RUNNING' | 'CANCELING' | 'FAILED' | 'SUCCESSFUL';
export type SubtaskOperation = 'EXECUTE' | 'RETRY' | 'ROLLBACK' | 'SKIP' | 'ROLLBACK_SKIP' | 'CANCEL';

export interface Task {
  readonly id: number;
  readonly name: string;
  readonly work: TaskWork;
  /** Failover: the standby's. Switchover: the old primary's (as the documented replies have it). */
  readonly clusterId: number;
  readonly tenantId: number;
  readonly creator: { readonly id: number; readonly name: string };
  readonly startTime: number;
  /** No subtask of this task can be skipped (OCP V4.3.5). */
  readonly prohibitSkip: boolean;
  status: TaskStatus;
  operation: TaskOperation;
  /** Set when the task ends; a retry or a rollback does not clear it. */
  finishTime: number | null;
  /** In the order of the graph. */
  readonly subtasks: readonly Subtask[];
  /** The order in which replies list the subtasks: that of a hash set, not of execution. */
  readonly listing: readonly Subtask[];
}

/** What a task does to the world. */
export type TaskWork =
  | {
      readonly kind: 'failover';
      readonly tenantId: number;
      readonly formerPrimaryId: number | null;
      readonly serviceName: string | null;
    }
  | { readonly kind: 'switchover'; readonly primaryId: number; readonly standbyId: number };

export interface Subtask {
  readonly id: number;
  readonly name: string;
  readonly seriesId: number;
  readonly parallelIdx: number;
  /** The subtask's class prohibits rollback: once it has started there is no way back. */
  readonly prohibitRollback: boolean;
  /** Seconds, that is engine ticks, of one run. */
  readonly timeout: number;
  readonly upstreams: readonly number[];
  readonly downstreams: readonly number[];
  /** The standby that a parallel node works on. */
  readonly targetTenantId: number | null;
  status: SubtaskStatus;
  operation: SubtaskOperation;
  runTime: number;
  /** Of the first run ever. */
  startTime: number | null;
  finishTime: number | null;
  executor: string | null;
  run: Run | null;
  readonly log: string[];
}

/** One run of a subtask, decided when it is picked up. */
export interface Run {
  ticks: number;
  readonly plan: RunPlan;
}

export interface RunPlan {
  readonly outcome: 'succeed' | 'fail' | 'hang' | 'overrun' | 'timeout';
  /** Whether the database feels it, whatever is reported. */
  readonly takesEffect: boolean;
  readonly message: string;
}

export function isLive(task: Task): boolean {
  return (
    task.status === 'RUNNING' ||
    task.subtasks.some((subtask) => ['READY', 'RUNNING', 'CANCELING'].includes(subtask.status))
  );
}

export function upstreamsOf(task: Task, subtask: Subtask): Subtask[] {
  return task.subtasks.filter((other) => subtask.upstreams.includes(other.id));
}

export function downstreamsOf(task: Task, subtask: Subtask): Subtask[] {
  return task.subtasks.filter((other) => subtask.downstreams.includes(other.id));
}

/**
 * A task's `prohibitRollback`, computed at read time: some subtask past the point of no return has started
 * (OCP Express source: TaskInstanceManagerImpl.rollbackTask).
 */
export function prohibitsRollback(task: Task): boolean {
  return task.subtasks.some(
    (subtask) => subtask.prohibitRollback && subtask.status !== 'PENDING' && subtask.status !== 'READY',
  );
}

/** Between demotion and promotion in OceanBase 4.4.2's switchover; the documents describe the step and do not name it. */
export const FORMER_PRIMARY_SOURCE = 'Set log restore source of former primary';

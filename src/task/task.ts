/**
 * OCP's TaskInstance in one shape, whatever version and endpoint it came from (see decode.ts).
 * Ids are strings: OCP writes a Long beyond 2^53 - 1 as a string, and nobody does arithmetic on an id.
 */

/** A value OCP may add in a later version is kept, marked, and never mistaken for one that is known. */
export type Unknown = `unknown:${string}`;

export const taskStatuses = ['RUNNING', 'FAILED', 'SUCCESSFUL'] as const;
export const taskOperations = ['EXECUTE', 'RETRY', 'ROLLBACK', 'SKIP', 'CANCEL'] as const;
export const subtaskStatuses = ['PENDING', 'READY', 'RUNNING', 'CANCELING', 'FAILED', 'SUCCESSFUL'] as const;
export const subtaskOperations = ['EXECUTE', 'RETRY', 'ROLLBACK', 'SKIP', 'ROLLBACK_SKIP', 'CANCEL'] as const;

export type TaskStatus = (typeof taskStatuses)[number] | Unknown;
export type TaskOperation = (typeof taskOperations)[number] | Unknown;
export type SubtaskStatus = (typeof subtaskStatuses)[number] | Unknown;
export type SubtaskOperation = (typeof subtaskOperations)[number] | Unknown;

export interface Subtask {
  readonly id: string;
  readonly name: string;
  readonly status: SubtaskStatus;
  readonly operation: SubtaskOperation;
  /** How often OCP has run it, this run included; null where the reply does not say. */
  readonly runTime: number | null;
  /** Seconds that one run may take; null where the reply does not say (list items). */
  readonly timeoutSeconds: number | null;
  /** Milliseconds since the epoch, OCP's clock; first start, last finish. */
  readonly startedAt: number | null;
  readonly finishedAt: number | null;
  readonly upstreams: readonly string[];
  readonly prohibitRollback: boolean;
  /** Since OCP 4.3.2; null where the reply does not say. */
  readonly prohibitSkip: boolean | null;
}

/** An entry of OCP's list that is no task as documented, with what of it can be read. */
export interface UnreadableEntry {
  readonly id: string | null;
  readonly tenantId: string | null;
  /** In the list, in dots. */
  readonly where: string;
  /** The code of what is wrong there. */
  readonly problem: string;
}

export interface Task {
  readonly id: string;
  readonly name: string;
  readonly status: TaskStatus;
  /** Null where the reply does not say: the task list of OCP 4.2.2. */
  readonly operation: TaskOperation | null;
  /** OCP's verdict at the moment of reading: true once a point-of-no-return subtask has started. Null in list items. */
  readonly prohibitRollback: boolean | null;
  /** True: none of its subtasks may be skipped. Missing where the reply does not say, and in records of older versions. */
  readonly prohibitSkip?: boolean;
  readonly clusterId: string | null;
  readonly tenantId: string | null;
  /** Milliseconds since the epoch, OCP's clock. A retried task keeps an old `finishedAt`: judge by `status` alone. */
  readonly startedAt: number | null;
  readonly finishedAt: number | null;
  readonly creator: string | null;
  /** In execution order (by `upstreams`) where the graph is known, as sent otherwise. */
  readonly subtasks: readonly Subtask[];
}

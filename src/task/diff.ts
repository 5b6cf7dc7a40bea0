/** What changed between two readings of one task, and how a brief reading updates a full one. */
import { runMs } from './run-time.ts';
import type { Subtask, SubtaskOperation, SubtaskStatus, Task } from './task.ts';

export interface SubtaskChange {
  readonly subtaskId: string;
  readonly name: string;
  /** Position in the graph, from 1, of `of`. */
  readonly index: number;
  readonly of: number;
  readonly from: SubtaskStatus;
  readonly to: SubtaskStatus;
  readonly operation: SubtaskOperation;
  /**
   * Milliseconds that this run took; null while it runs, and where OCP does not show it: OCP keeps only the start of
   * the first run.
   */
  readonly tookMs: number | null;
}

/** A reading that lacks an operation says nothing about it. */
const untold: SubtaskOperation = 'unknown:';

/**
 * Every subtask whose state differs from `before`, in graph order. Without `before`, everything that differs from the
 * state in which OCP saves the subtasks of a new task: PENDING, operation EXECUTE (OCP Express source:
 * ReadyTaskWorker). A second run with the status of the first (FAILED, then FAILED again) is a change, too. That OCP
 * marks every finished step for a rollback is no change until the step's own turn comes.
 */
export function changes(before: Task | null, after: Task): SubtaskChange[] {
  const known = new Map(before?.subtasks.map((subtask) => [subtask.id, subtask]));
  const found: SubtaskChange[] = [];
  for (const [position, now] of after.subtasks.entries()) {
    const was = known.get(now.id);
    if (!differs(was, now, after)) continue;
    found.push({
      subtaskId: now.id,
      name: now.name,
      index: position + 1,
      of: after.subtasks.length,
      from: was?.status ?? 'PENDING',
      to: now.status,
      operation: now.operation,
      tookMs: took(now),
    });
  }
  return found;
}

function differs(was: Subtask | undefined, now: Subtask, task: Task): boolean {
  if ((was?.status ?? 'PENDING') !== now.status) return true;
  if (
    now.status === 'FAILED' &&
    was?.finishedAt != null &&
    now.finishedAt !== null &&
    was.finishedAt !== now.finishedAt
  )
    return true;
  if (isMarkedOnly(now, task)) return false;
  const operation = was?.operation ?? 'EXECUTE';
  if (operation !== now.operation && operation !== untold && now.operation !== untold) return true;
  return was !== undefined && was.runTime !== null && now.runTime !== null && was.runTime !== now.runTime;
}

/**
 * OCP begins a rollback by setting the operation of every step that has run. A step that was rolled back ends as
 * PENDING, and one whose rollback failed belongs to a failed task.
 */
function isMarkedOnly({ status, operation }: Subtask, task: Task): boolean {
  if (operation !== 'ROLLBACK') return false;
  return status === 'SUCCESSFUL' || (status === 'FAILED' && task.status === 'RUNNING');
}

function took(subtask: Subtask): number | null {
  const ended = subtask.status === 'SUCCESSFUL' || subtask.status === 'FAILED' || subtask.status === 'PENDING';
  return ended ? runMs(subtask) : null;
}

/**
 * Updates `known` with a task-list item, which has no times, graph or timeouts for its subtasks. Keeps the order of
 * `known`. `prohibitRollback` of the result may be older than the list item: read the details before offering a
 * rollback. Throws a RangeError when the two are different tasks.
 */
export function merge(known: Task, brief: Task): Task {
  if (known.id !== brief.id) throw new RangeError(`task ${brief.id} cannot update task ${known.id}`);
  const fresh = new Map(brief.subtasks.map((subtask) => [subtask.id, subtask]));
  const had = new Set(known.subtasks.map((subtask) => subtask.id));
  return {
    id: known.id,
    name: brief.name,
    status: brief.status,
    operation: brief.operation ?? known.operation,
    prohibitRollback: brief.prohibitRollback ?? known.prohibitRollback,
    ...prohibitSkip(brief.prohibitSkip ?? known.prohibitSkip),
    clusterId: brief.clusterId ?? known.clusterId,
    tenantId: brief.tenantId ?? known.tenantId,
    startedAt: brief.startedAt ?? known.startedAt,
    finishedAt: brief.finishedAt ?? known.finishedAt,
    creator: brief.creator ?? known.creator,
    subtasks: [
      ...known.subtasks.map((subtask) => mergeSubtask(subtask, fresh.get(subtask.id))),
      ...brief.subtasks.filter((subtask) => !had.has(subtask.id)),
    ],
  };
}

function prohibitSkip(said: boolean | undefined): Pick<Task, 'prohibitSkip'> {
  return said === undefined ? {} : { prohibitSkip: said };
}

function mergeSubtask(known: Subtask, brief: Subtask | undefined): Subtask {
  if (brief === undefined) return known;
  const timesTold = brief.startedAt !== null || brief.finishedAt !== null;
  // A finish time belongs to the state with which it was read: after a later change of the subtask the finish is
  // unknown.
  const finishedAt = brief.status === known.status ? known.finishedAt : null;
  return {
    id: known.id,
    name: brief.name,
    status: brief.status,
    operation: brief.operation === untold ? known.operation : brief.operation,
    runTime: brief.runTime ?? known.runTime,
    timeoutSeconds: brief.timeoutSeconds ?? known.timeoutSeconds,
    startedAt: brief.startedAt ?? known.startedAt,
    finishedAt: timesTold ? brief.finishedAt : finishedAt,
    upstreams: brief.upstreams.length > 0 ? brief.upstreams : known.upstreams,
    prohibitRollback: brief.prohibitRollback || known.prohibitRollback,
    prohibitSkip: brief.prohibitSkip ?? known.prohibitSkip,
  };
}

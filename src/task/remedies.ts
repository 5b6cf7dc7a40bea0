/**
 * What OCP would allow to be done about a task as it stands now (OCP Express source: TaskInstanceManagerImpl,
 * SubtaskInstanceManagerImpl). The reading must be fresh: OCP computes `prohibitRollback` when it is asked.
 */
import { deedOf } from './deeds.ts';
import { isFirstRun } from './runs.ts';
import type { Subtask, Task } from './task.ts';

export type Remedy =
  | { readonly kind: 'retry' }
  | { readonly kind: 'rollback' }
  | { readonly kind: 'retry_subtask' | 'skip' | 'cancel'; readonly subtaskId: string };

export type RemedyKind = Remedy['kind'];

/** A step as it is put on record: its name outlives the task's next reading. */
export interface StepRef {
  readonly id: string;
  readonly name: string;
}

/** Every remedy that OCP would take now, in a fixed order. Empty when there is nothing to be done but wait. */
export function remedies(task: Task): readonly Remedy[] {
  const failed = task.status === 'FAILED';
  const rollingBack = task.operation === 'ROLLBACK';
  const ofSteps = task.subtasks.flatMap((subtask) => ofSubtask(task, subtask));
  return [
    ...(failed && !rollingBack ? [{ kind: 'retry' } as const] : []),
    ...(failed && task.prohibitRollback === false ? [{ kind: 'rollback' } as const] : []),
    ...ofSteps,
  ];
}

/** A running step is not canceled on a whim: only after this part of its timeout. */
const CANCEL_AFTER = 0.25;

/** A reading of a task: when it last changed, and now. Milliseconds since the epoch, our clock. */
export interface Moment {
  readonly changedAt: number;
  readonly now: number;
}

/** A remedy whose time has come, and since when: ms since the epoch, 0 for one that waits for no time. */
export interface Due {
  readonly remedy: Remedy;
  readonly since: number;
}

/** Of a kind: null when OCP would refuse it now, or when no running step is overdue for it. */
export function dueRemedy(task: Task, kind: RemedyKind, { changedAt, now }: Moment): Due | null {
  const due = remedies(task).flatMap((remedy): readonly Due[] => {
    const since = remedy.kind === kind ? dueSince(task, remedy, changedAt) : null;
    return since !== null && since < now ? [{ remedy, since }] : [];
  });
  return earliest(due);
}

/** The same, where a button for it helps: retrying the one step that has failed is retrying the task. */
export function worthOffering(task: Task, kind: RemedyKind, moment: Moment): Due | null {
  const due = dueRemedy(task, kind, moment);
  if (kind !== 'retry_subtask') return due;
  const failed = task.subtasks.filter(({ status }) => status === 'FAILED').length;
  return failed > 1 || dueRemedy(task, 'retry', moment) === null ? due : null;
}

/** The one that has been due for longest, and the first of equals: it stays the same while others become due. */
export function earliest<D extends { readonly since: number }>(due: readonly D[]): D | null {
  return due.reduce<D | null>((first, one) => (first === null || one.since < first.since ? one : first), null);
}

function dueSince(task: Task, remedy: Remedy, changedAt: number): number | null {
  if (remedy.kind !== 'cancel') return 0;
  const step = stepOf(task, remedy.subtaskId);
  if (step?.startedAt == null || step.timeoutSeconds === null) return null;
  // OCP keeps the start of the first run, so a later one counts from when it was seen to begin.
  return (isFirstRun(step) ? step.startedAt : changedAt) + step.timeoutSeconds * 1_000 * CANCEL_AFTER;
}

/** True when this very remedy is still possible. */
export function stillPossible(task: Task, remedy: Remedy): boolean {
  return remedies(task).some((one) => one.kind === remedy.kind && subtaskOf(one) === subtaskOf(remedy));
}

/** The subtask a remedy is about; null when it is about the task. */
export function subtaskOf(remedy: Remedy): string | null {
  return 'subtaskId' in remedy ? remedy.subtaskId : null;
}

/** The steps a remedy is proposed for: the one it names, otherwise every one that has failed. In graph order. */
export function stepsFor(task: Task, remedy: Remedy): readonly StepRef[] {
  const named = subtaskOf(remedy);
  const meant = task.subtasks.filter(({ id, status }) => (named === null ? status === 'FAILED' : id === named));
  return meant.map(({ id, name }) => ({ id, name }));
}

/** Steps that have failed and are none of those the remedy was proposed for: whoever agreed did not know of them. */
export function newlyFailed(task: Task, remedy: Remedy, steps: readonly StepRef[]): readonly StepRef[] {
  if (subtaskOf(remedy) !== null) return [];
  return stepsFor(task, remedy).filter(({ id }) => !steps.some((known) => known.id === id));
}

/**
 * True when a task, compared with how it stood right before a remedy was sent, shows that OCP took it. What somebody did
 * in OCP's console at the same time looks the same, and has the same effect.
 */
export function shows(before: Task, now: Task, remedy: Remedy): boolean {
  switch (remedy.kind) {
    case 'retry':
    case 'rollback': {
      if (now.operation !== (remedy.kind === 'retry' ? 'RETRY' : 'ROLLBACK')) return false;
      if (before.operation !== now.operation || before.status !== now.status) return true;
      return now.subtasks.some((subtask) => moved(stepOf(before, subtask.id), subtask));
    }
    case 'retry_subtask':
    case 'skip':
    case 'cancel': {
      const was = stepOf(before, remedy.subtaskId);
      const is = stepOf(now, remedy.subtaskId);
      if (is === null || !moved(was, is)) return false;
      if (remedy.kind === 'retry_subtask') return is.operation === 'RETRY';
      if (remedy.kind === 'skip') return is.operation === 'SKIP' || is.operation === 'ROLLBACK_SKIP';
      return is.status === 'CANCELING' || is.operation === 'CANCEL';
    }
  }
}

/** A second run may end just as the first did: its times and its count tell them apart. */
function moved(was: Subtask | null, is: Subtask): boolean {
  if (was === null) return true;
  if (was.status !== is.status || was.operation !== is.operation) return true;
  return was.runTime !== is.runTime || was.startedAt !== is.startedAt || was.finishedAt !== is.finishedAt;
}

function stepOf(task: Task, id: string): Subtask | null {
  return task.subtasks.find((subtask) => subtask.id === id) ?? null;
}

function ofSubtask(task: Task, subtask: Subtask): readonly Remedy[] {
  const { id: subtaskId } = subtask;
  if (subtask.status === 'RUNNING' && subtask.operation !== 'CANCEL') return [{ kind: 'cancel', subtaskId }];
  if (subtask.status !== 'FAILED') return [];
  // A cancelled step of a task that is rolling back would be run forwards, and the rollback would never end.
  const retry = task.operation !== 'ROLLBACK' && subtask.operation !== 'ROLLBACK';
  const skip = !changesRoles(task, subtask) && subtask.prohibitSkip !== true && task.prohibitSkip !== true;
  return [
    ...(retry ? [{ kind: 'retry_subtask', subtaskId } as const] : []),
    ...(skip ? [{ kind: 'skip', subtaskId } as const] : []),
  ];
}

/**
 * Skipping a step that changes roles would leave a task that claims what never happened. Without the one that demotes the old
 * primary, the step after it would make a second primary; going backwards, nothing is promoted any more.
 */
function changesRoles(task: Task, subtask: Subtask): boolean {
  return subtask.prohibitRollback || (task.operation !== 'ROLLBACK' && deedOf(subtask) === 'demotes');
}

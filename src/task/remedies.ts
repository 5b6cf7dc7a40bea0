/**
 * What OCP would allow to be done about a task as it stands now (OCP Express source: TaskInstanceManagerImpl,
 * SubtaskInstanceManagerImpl). The reading must be fresh: OCP computes `prohibitRollback` when it is asked.
 */
import { deedOf } from './deeds.ts';
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

/** The first remedy of a kind; null when OCP would refuse it now. */
export function remedyOf(task: Task, kind: RemedyKind): Remedy | null {
  return remedies(task).find((remedy) => remedy.kind === kind) ?? null;
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

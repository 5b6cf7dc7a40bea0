/**
 * What OCP would allow to be done about a task as it stands now (OCP Express source: TaskInstanceManagerImpl,
 * SubtaskInstanceManagerImpl). The reading must be fresh: OCP computes `prohibitRollback` when it is asked.
 */
import type { Subtask, Task } from './task.ts';

export type Remedy =
  | { readonly kind: 'retry' }
  | { readonly kind: 'rollback' }
  | { readonly kind: 'retry_subtask' | 'skip' | 'cancel'; readonly subtaskId: string };

export type RemedyKind = Remedy['kind'];

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

function ofSubtask(task: Task, subtask: Subtask): readonly Remedy[] {
  const { id: subtaskId } = subtask;
  if (subtask.status === 'RUNNING' && subtask.operation !== 'CANCEL') return [{ kind: 'cancel', subtaskId }];
  if (subtask.status !== 'FAILED') return [];
  // A cancelled step of a task that is rolling back would be run forwards, and the rollback would never end.
  const retry = task.operation !== 'ROLLBACK' && subtask.operation !== 'ROLLBACK';
  // Skipping the step that changes roles would leave a task that claims what never happened.
  const skip = !subtask.prohibitRollback && subtask.prohibitSkip !== true;
  return [
    ...(retry ? [{ kind: 'retry_subtask', subtaskId } as const] : []),
    ...(skip ? [{ kind: 'skip', subtaskId } as const] : []),
  ];
}

/**
 * What OCP would allow for a task in its current state. The reading must be fresh: OCP computes `prohibitRollback` at
 * each read.
 */
import {
  failedSteps,
  ofStep,
  ofTask,
  remedyKind,
  type RemedyKind,
  type StepRemedyKind,
  stepRemedyKinds,
  type TaskRemedyKind,
  taskRemedyKinds,
} from './remedy-kinds.ts';
import type { Subtask, Task } from './task.ts';

export type Remedy = { readonly kind: TaskRemedyKind } | { readonly kind: StepRemedyKind; readonly subtaskId: string };

/** A step as recorded: its name outlives the task's next reading. */
export interface StepRef {
  readonly id: string;
  readonly name: string;
}

/** Every remedy that OCP would accept now, in a fixed order. Empty when people can only wait. */
export function remedies(task: Task): readonly Remedy[] {
  const ofSubtask = (step: Subtask) =>
    stepRemedyKinds.filter((kind) => ofStep(kind).allowed(task, step)).map((kind) => ({ kind, subtaskId: step.id }));
  return [
    ...taskRemedyKinds.filter((kind) => ofTask(kind).allowed(task)).map((kind) => ({ kind })),
    ...task.subtasks.flatMap(ofSubtask),
  ];
}

/** A reading of a task: when it last changed, and now. Milliseconds since the epoch, our clock. */
export interface Moment {
  readonly changedAt: number;
  readonly now: number;
}

/** A remedy that is due, and since when: ms since the epoch, 0 for one that is always due. */
export interface Due {
  readonly remedy: Remedy;
  readonly since: number;
}

/** Null when OCP would refuse this kind now, or when no running step is overdue for it. */
export function dueRemedy(task: Task, kind: RemedyKind, { changedAt, now }: Moment): Due | null {
  const due = remedies(task).flatMap((remedy): readonly Due[] => {
    const since = remedy.kind === kind ? dueSince(task, remedy, changedAt) : null;
    return since !== null && since < now ? [{ remedy, since }] : [];
  });
  return earliest(due);
}

/** The same, where a button for it helps. */
export function worthOffering(task: Task, kind: RemedyKind, moment: Moment): Due | null {
  const { helps = () => true } = remedyKind(kind);
  return helps(task) ? dueRemedy(task, kind, moment) : null;
}

/** The one that has been due longest, and the first of equals: it stays the same while others become due. */
export function earliest<D extends { readonly since: number }>(due: readonly D[]): D | null {
  return due.reduce<D | null>((first, one) => (first === null || one.since < first.since ? one : first), null);
}

function dueSince(task: Task, remedy: Remedy, changedAt: number): number | null {
  if (!('subtaskId' in remedy)) return 0;
  const { dueSince: since } = ofStep(remedy.kind);
  const step = stepOf(task, remedy.subtaskId);
  if (since === undefined) return 0;
  return step && since(step, changedAt);
}

/** True when this very remedy is still possible. */
export function stillPossible(task: Task, remedy: Remedy): boolean {
  return remedies(task).some((one) => one.kind === remedy.kind && subtaskOf(one) === subtaskOf(remedy));
}

/** The remedy's subtask; null when it is about the whole task. */
export function subtaskOf(remedy: Remedy): string | null {
  return 'subtaskId' in remedy ? remedy.subtaskId : null;
}

/** The steps that a remedy is proposed for: the one it names, otherwise all failed ones. In graph order. */
export function stepsFor(task: Task, remedy: Remedy): readonly StepRef[] {
  const named = subtaskOf(remedy);
  const meant = named === null ? failedSteps(task) : task.subtasks.filter(({ id }) => id === named);
  return meant.map(({ id, name }) => ({ id, name }));
}

/** Failed steps for which the remedy was not proposed: the approvers did not know of them. */
export function newlyFailed(task: Task, remedy: Remedy, steps: readonly StepRef[]): readonly StepRef[] {
  if (subtaskOf(remedy) !== null) return [];
  return stepsFor(task, remedy).filter(({ id }) => !steps.some((known) => known.id === id));
}

/**
 * True when a task, compared with its state right before a remedy was sent, shows that OCP took it. A simultaneous
 * action in OCP's console looks the same and has the same effect.
 */
export function shows(before: Task, now: Task, remedy: Remedy): boolean {
  if (!('subtaskId' in remedy)) {
    if (now.operation !== ofTask(remedy.kind).operation) return false;
    if (before.operation !== now.operation || before.status !== now.status) return true;
    return now.subtasks.some((subtask) => moved(stepOf(before, subtask.id), subtask));
  }
  const is = stepOf(now, remedy.subtaskId);
  return is !== null && moved(stepOf(before, remedy.subtaskId), is) && ofStep(remedy.kind).isTaken(is);
}

/** A second run may end like the first: only its times and its count differ. */
function moved(was: Subtask | null, is: Subtask): boolean {
  if (was === null) return true;
  if (was.status !== is.status || was.operation !== is.operation) return true;
  return was.runTime !== is.runTime || was.startedAt !== is.startedAt || was.finishedAt !== is.finishedAt;
}

function stepOf(task: Task, id: string): Subtask | null {
  return task.subtasks.find((subtask) => subtask.id === id) ?? null;
}

/**
 * The remedies: when OCP would take each, how it shows that it did, and what it means for the world. Every list of remedies, the
 * clicks that a card takes among them, is made of these tables (OCP Express source: TaskInstanceManagerImpl, SubtaskInstanceManagerImpl).
 */
import { keysOf } from '../lib/trust-boundaries.ts';
import { deedOf } from './step-effects.ts';
import { isFirstRun } from './run-time.ts';
import type { Subtask, Task } from './task.ts';

interface Common {
  /** Whether OCP goes on with the task afterwards, and with it towards a new primary. */
  readonly goesOn: boolean;
  /** The look of its proposal: `primary` for what only does again what was approved once. */
  readonly weight: 'primary' | 'danger';
  /** Whether a button for it helps where OCP would take it. */
  readonly helps?: (task: Task) => boolean;
}

interface TaskRemedy extends Common {
  readonly allowed: (task: Task) => boolean;
  /** What OCP calls the task's operation afterwards. */
  readonly operation: Task['operation'];
}

interface StepRemedy extends Common {
  readonly allowed: (task: Task, step: Subtask) => boolean;
  /** Whether a step that has changed since shows it. */
  readonly isTaken: (step: Subtask) => boolean;
  /** Since when it is due: ms since the epoch, null for never. Missing: it waits for no time. */
  readonly dueSince?: (step: Subtask, changedAt: number) => number | null;
}

/** A running step is not canceled on a whim: only after this part of its timeout. */
const CANCEL_AFTER = 0.25;

/** Of a whole task, in the order in which they are offered. */
export const taskRemedies = {
  retry: {
    goesOn: true,
    weight: 'primary',
    allowed: ({ status, operation }) => status === 'FAILED' && operation !== 'ROLLBACK',
    operation: 'RETRY',
  },
  rollback: {
    goesOn: false,
    weight: 'danger',
    allowed: ({ status, prohibitRollback }) => status === 'FAILED' && prohibitRollback === false,
    operation: 'ROLLBACK',
  },
} as const satisfies Readonly<Record<string, TaskRemedy>>;

/** Of one step. */
export const stepRemedies = {
  retry_subtask: {
    goesOn: true,
    weight: 'primary',
    // Retrying the one step that has failed is retrying the task.
    helps: (task) => failedSteps(task).length > 1 || !taskRemedies.retry.allowed(task),
    // A canceled step of a task that is rolling back would be run forwards, and the rollback would never end.
    allowed: (task, step) => step.status === 'FAILED' && task.operation !== 'ROLLBACK' && step.operation !== 'ROLLBACK',
    isTaken: ({ operation }) => operation === 'RETRY',
  },
  skip: {
    goesOn: true,
    weight: 'danger',
    allowed: (task, step) => step.status === 'FAILED' && isSkippable(task, step),
    isTaken: ({ operation }) => operation === 'SKIP' || operation === 'ROLLBACK_SKIP',
  },
  cancel: {
    goesOn: false,
    weight: 'danger',
    allowed: (_, step) => step.status === 'RUNNING' && step.operation !== 'CANCEL',
    isTaken: ({ status, operation }) => status === 'CANCELING' || operation === 'CANCEL',
    dueSince: (step, changedAt) => {
      if (step.startedAt === null || step.timeoutSeconds === null) return null;
      // OCP keeps the start of the first run, so a later one counts from when it was seen to begin.
      return (isFirstRun(step) ? step.startedAt : changedAt) + step.timeoutSeconds * 1_000 * CANCEL_AFTER;
    },
  },
} as const satisfies Readonly<Record<string, StepRemedy>>;

export type TaskRemedyKind = keyof typeof taskRemedies;
export type StepRemedyKind = keyof typeof stepRemedies;
export type RemedyKind = TaskRemedyKind | StepRemedyKind;

export const taskRemedyKinds = keysOf(taskRemedies);
export const stepRemedyKinds = keysOf(stepRemedies);
export const remedyKinds: readonly RemedyKind[] = [...taskRemedyKinds, ...stepRemedyKinds];

const all: Readonly<Record<RemedyKind, Common>> = { ...taskRemedies, ...stepRemedies };

/** What holds of a remedy whatever it is about. */
export function remedyKind(kind: RemedyKind): Common {
  return all[kind];
}

export function ofTask(kind: TaskRemedyKind): TaskRemedy {
  return taskRemedies[kind];
}

export function ofStep(kind: StepRemedyKind): StepRemedy {
  return stepRemedies[kind];
}

export function failedSteps(task: Task): readonly Subtask[] {
  return task.subtasks.filter(({ status }) => status === 'FAILED');
}

function isSkippable(task: Task, subtask: Subtask): boolean {
  return !changesRoles(task, subtask) && subtask.prohibitSkip !== true && task.prohibitSkip !== true;
}

/**
 * Skipping a step that changes roles would leave a task that claims what never happened. Without the one that demotes the old
 * primary, the step after it would make a second primary; going backwards, nothing is promoted any more.
 */
function changesRoles(task: Task, subtask: Subtask): boolean {
  return subtask.prohibitRollback || (task.operation !== 'ROLLBACK' && deedOf(subtask) === 'demotes');
}

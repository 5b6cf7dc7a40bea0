/**
 * What a failed or unclear task means for the world: which step, which work it does, how far the task came by what its steps do and by
 * the roles read (src/task/reach.ts). Pure.
 */
import type { Cause } from '../lib/cause.ts';
import { kinds } from '../operation/kinds/index.ts';
import type { OperationKind, Target } from '../operation/operation.ts';
import { type FollowedTask, type RequestState, targetOf } from '../request/state.ts';
import { type Reach, reachOf, reachSeen } from '../task/reach.ts';
import { whyUnclear } from '../task/result.ts';
import { type Deed, deedOf } from '../task/step-effects.ts';
import type { Subtask, Task } from '../task/task.ts';
import { rolesSeen } from './roles.ts';

/** What is undone when a step is left out or does not finish. One that promotes cannot be left out. */
export type StepWork = Exclude<Deed, 'promotes'> | 'other';

export interface Failure {
  /** Null where the task is not known to be about one of the request's tenants. */
  readonly target: Target | null;
  /** How far it came: `unknown` where steps and roles do not tell. */
  readonly reach: Reach;
  /** The same by its steps alone. */
  readonly stepsReach: Reach;
  /** The step whose work is unfinished; null where none has failed. */
  readonly step: Subtask | null;
  readonly work: StepWork;
  /** OCP allows no rollback. */
  readonly isFinal: boolean;
}

/** `step`: whose work is unfinished, or would be. */
export function failureOf(state: RequestState, task: Task, step = failedStep(task)): Failure {
  const target = targetOf(state, task.tenantId);
  const how = kinds[state.operation.kind];
  const call = state.calls.findIndex(({ tasks }) => tasks.some((followed) => followed.task.id === task.id));
  const seen = target && call >= 0 ? rolesSeen(state, call, target) : null;
  const stepsReach = reachOf(task, how);
  return {
    target,
    reach: reachSeen(stepsReach, how, seen),
    stepsReach,
    step,
    work: step ? workOf(step) : 'other',
    isFinal: task.prohibitRollback === true,
  };
}

export function failedStep(task: Task): Subtask | null {
  return task.subtasks.find(({ status }) => status === 'FAILED') ?? null;
}

/** What a step is for, by its name; `other` where the name is not known. */
export function workOf(step: Subtask): StepWork {
  const deed = deedOf(step);
  return deed === null || deed === 'promotes' ? 'other' : deed;
}

/** Why a task's end cannot be told. `reach`, of steps that are left over: how far it came by its steps alone. */
export type Doubt =
  | { readonly kind: 'missing' | 'no_steps' }
  | { readonly kind: 'hidden'; readonly why: Cause }
  | { readonly kind: 'odd_status'; readonly status: string }
  | { readonly kind: 'left_over'; readonly steps: readonly Subtask[]; readonly reach: Reach };

export function doubtOf(kind: OperationKind, { task, missing, hidden }: FollowedTask): Doubt {
  if (missing) return { kind: 'missing' };
  if (hidden) return { kind: 'hidden', why: hidden };
  const why = whyUnclear(task);
  switch (why) {
    case 'odd_status':
      return { kind: why, status: task.status.replace(/^unknown:/, '') };
    case 'no_steps':
      return { kind: why };
    case 'left_over': {
      const odd = task.subtasks.filter(({ status }) => status !== 'SUCCESSFUL');
      return { kind: why, steps: odd.length > 0 ? odd : task.subtasks, reach: reachOf(task, kinds[kind]) };
    }
  }
}

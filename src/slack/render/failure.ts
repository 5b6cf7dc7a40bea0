/**
 * What remains true in the world when a task failed, or would if a step were cut short (from the documented graphs of
 * failover and switchover, and OCP Express source: TaskInstanceManagerImpl).
 */
import type { OperationKind } from '../../operation/operation.ts';
import { newPrimaryOf, oldPrimaryOf } from '../../operation/operation.ts';
import { type RequestState, targetOf } from '../../request/state.ts';
import { progress } from '../../task/progress.ts';
import { remedies, type RemedyKind } from '../../task/remedies.ts';
import type { Subtask, Task } from '../../task/task.ts';
import type { StepWork } from '../words/en/failure.ts';
import { words } from '../words/words.ts';
import { targetNames, tenantName } from './names.ts';

/** How far a task came, seen from the step that changes roles for good. */
export type Reach = 'before' | 'switching' | 'at' | 'after' | 'rollback' | 'unknown';

/** Seen from `step`, by default the one that failed. */
export function reachOf(kind: OperationKind, task: Task, step: Subtask | null = failedStep(task)): Reach {
  if (task.operation === 'ROLLBACK') return 'rollback';
  const at = step ? task.subtasks.indexOf(step) : -1;
  const irreversible = task.subtasks.findIndex((subtask) => subtask.prohibitRollback);
  const { crossed } = progress(task).pointOfNoReturn;
  if (at < 0 || irreversible < 0) return 'unknown';
  if (at > irreversible) return 'after';
  if (at === irreversible) return 'at';
  if (crossed) return kind === 'failover' ? 'at' : 'unknown';
  return kind === 'switchover' && at === irreversible - 1 ? 'switching' : 'before';
}

export function failedStep(task: Task): Subtask | null {
  return task.subtasks.find(({ status }) => status === 'FAILED') ?? null;
}

/** One or more sentences, tenants named. mrkdwn. */
export function failureWords(state: RequestState, task: Task, step = failedStep(task)): string {
  const { kind } = state.operation;
  const reach = reachOf(kind, task, step);
  const { failover, switchover, unknown, unfinished } = words.failure;
  const target = targetOf(state, task.tenantId);
  const oldRef = target ? oldPrimaryOf(target) : null;
  const became = target ? tenantName(newPrimaryOf(target)) : targetNames(state.operation.targets);
  const old = oldRef ? tenantName(oldRef) : words.card.confirm.oldPrimary;
  if (reach === 'unknown') return unknown;
  if (kind === 'failover') return failover[reach === 'switching' ? 'before' : reach](became);
  if (reach !== 'after') return switchover[reach](became, old);
  const work = step ? workOf(kind, task, step) : 'other';
  const left =
    work === 'log_source'
      ? unfinished.logSource
      : work === 'service_name'
        ? unfinished.serviceName
        : unfinished.records;
  return switchover.after(became, old, left);
}

/** The same in a few words, for where the tenant is named already and room is short. */
export function shortWorld(kind: OperationKind, task: Task, step = failedStep(task)): string {
  const reach = reachOf(kind, task, step);
  const { short } = words.failure;
  if (reach === 'unknown') return short.unknown;
  return kind === 'failover' ? short.failover[reach === 'switching' ? 'before' : reach] : short.switchover[reach];
}

/** What a step is for, by its documented name, where the name says it; otherwise by where it stands. */
export function workOf(kind: OperationKind, task: Task, step: Subtask): StepWork {
  const name = step.name.toLowerCase();
  const reach = reachOf(kind, { ...task, operation: 'EXECUTE' }, step);
  if (reach === 'switching') return 'primary_to_standby';
  if (name.includes('log restore source')) return 'log_source';
  if (name.includes('service name')) return 'service_name';
  if (name.includes('data version')) return 'data_version';
  if (reach === 'before') return 'preparation';
  return /\b(meta|info)\b/.test(name) ? 'records' : 'other';
}

/** What OCP allows to be done about a failed task, by its last reading. */
export function followWords(task: Task): string {
  const { allowed, allows, allowsNothing } = words.remedy;
  const kinds = new Set<RemedyKind>(remedies(task).map(({ kind }) => kind));
  // Retrying the one step that failed is what a retry of the task does.
  if (kinds.has('retry') && task.subtasks.filter(({ status }) => status === 'FAILED').length < 2)
    kinds.delete('retry_subtask');
  return kinds.size === 0 ? allowsNothing : allows([...kinds].map((kind) => allowed[kind]).join(words.world.comma));
}

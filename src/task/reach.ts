/**
 * How far a task came, by what its steps do: which one demotes the old primary, which one promotes the new one, and how those
 * two stand. Where a rollback is forbidden says nothing of it: graphs differ, and one of OceanBase 4.4.2 has a step between
 * the two. Only reading the roles says what is so.
 */
import { deedOf } from './step-effects.ts';
import { hasStarted } from './progress.ts';
import type { Subtask, Task } from './task.ts';

/**
 * `before`: no step that changes a role has started. `demoting`: the old primary may be a standby already. `between`: it is one,
 * and the new one has not begun to be primary. `promoting`: it may be primary already. `after`: it is. `rollback`: the task
 * was being rolled back. `unknown`: the graph is not known, or a step that changes roles was skipped.
 */
export type Reach = 'before' | 'demoting' | 'between' | 'promoting' | 'after' | 'rollback' | 'unknown';

/** `demotes`: whether the operation has a step that demotes the old primary: a switchover has, a failover has not. */
export function reachOf(task: Task, { demotes }: { demotes: boolean }): Reach {
  if (task.operation === 'ROLLBACK') return 'rollback';
  const promoting = only(task, 'promotes');
  const demoting = only(task, 'demotes');
  if (promoting === null || (demoting === null) === demotes) return 'unknown';
  if (isSkipped(promoting) || (demoting !== null && isSkipped(demoting))) return 'unknown';
  if (promoting.status === 'SUCCESSFUL') return 'after';
  if (hasStarted(promoting)) return 'promoting';
  if (demoting === null || !hasStarted(demoting)) return 'before';
  return demoting.status === 'SUCCESSFUL' ? 'between' : 'demoting';
}

/** The one step that does this; null where there is none, or where there are several. */
function only(task: Task, deed: 'promotes' | 'demotes'): Subtask | null {
  const [step, ...others] = task.subtasks.filter((subtask) => deedOf(subtask) === deed);
  return others.length > 0 ? null : (step ?? null);
}

function isSkipped({ operation }: Subtask): boolean {
  return operation === 'SKIP' || operation === 'ROLLBACK_SKIP';
}

/** Roles as they were read; null where OCP does not show one. `settled`: the record cannot be one from before the last change. */
export interface RolesSeen {
  readonly became: string | null;
  readonly old: string | null;
  readonly settled: boolean;
}

/**
 * How far it came by the steps and by the roles read: a role that has changed is believed at once, one that has not only when
 * the record is new enough. Where the two contradict each other, nothing is known.
 */
export function reachSeen(reach: Reach, { demotes }: { demotes: boolean }, seen: RolesSeen | null): Reach {
  if (seen === null || reach === 'rollback') return reach;
  const { became, old, settled } = seen;
  if (became === 'PRIMARY') return demotes && old === 'PRIMARY' ? 'unknown' : 'after';
  if (reach === 'after') return settled && became === 'STANDBY' ? 'unknown' : 'after';
  if (!demotes || old !== 'STANDBY') return reach;
  return reach === 'before' ? 'unknown' : reach === 'demoting' ? 'between' : reach;
}

/** What a random life is put together from. */
import { NOTHING_STOPPED, type StopFacts } from '../../src/stop/hold.ts';
import type { Task } from '../../src/task/task.ts';
import { taskFor } from '../support/batch.ts';
import type { orders } from '../support/request.ts';

/** Steps that run have been running for long enough to be canceled. */
export function taskFrom(template: Task, tenant: typeof orders): Task {
  const { id, clusterId, tenantId } = taskFor(tenant, '', 'RUNNING');
  const subtasks = template.subtasks.map((step) => (step.status === 'RUNNING' ? { ...step, startedAt: 0 } : step));
  return { ...template, id, clusterId, tenantId, subtasks };
}

export function choose<T>(from: readonly T[], pick: number): T {
  const chosen = from[pick % from.length];
  if (chosen === undefined) throw new Error('nothing to choose from');
  return chosen;
}

/** Usually there never was one. */
export function stopFrom(pick: number): StopFacts {
  const latest = { kind: 'stopped', reason: '', by: 'U0ANN', at: 0 } as const;
  if (pick % 17 === 0) return { number: 1, latest };
  return pick % 19 === 0 ? { number: 1, latest: { ...latest, over: true } } : NOTHING_STOPPED;
}

/** What a random life is put together from. */
import { NOTHING_STOPPED, type StopFacts } from '../../src/stop/hold.ts';
import type { Task } from '../../src/task/task.ts';
import type { Freeze } from '../../src/policy/freeze.ts';
import type { Policy } from '../../src/policy/policy.ts';
import type { RequestState } from '../../src/request/state.ts';
import { taskFor } from '../support/batch.ts';
import { ANN, ASKER, BEN, DBAS, EVE, MINUTE, type orders, policyOf, rule, START } from '../support/request.ts';

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

/** In force for an hour in the middle of many lives. */
const freeze: Freeze = {
  kind: 'once',
  name: 'the sale',
  operations: ['failover'],
  clusters: ['*'],
  tenants: ['ord*'],
  from: START + 20 * MINUTE,
  until: START + 80 * MINUTE,
};

export const policies: readonly Policy[] = [
  policyOf(),
  policyOf({ approvals: 2 }, 'p2'),
  policyOf({ approvers: [ANN, ASKER], requesters: [ASKER, EVE] }, 'p3'),
  { ...policyOf({}, 'p4'), rules: [{ ...rule, tenants: ['carts'] }] },
  // The standbys' side under one rule, the primary's under a stricter one.
  {
    ...policyOf({}, 'p5'),
    rules: [{ ...rule, name: 'primaries', clusters: ['bj-*'], approvals: 2, approvers: [ANN, BEN, DBAS] }, rule],
  },
  { ...policyOf(), stopAll: 'an upgrade' },
  { ...policyOf(), freezes: [freeze] },
];

/** The task of a remedy that is on its way; of several, one or the other. */
export function claimedTask(state: RequestState | null, pick: number): string {
  const claimed = (state?.remedies ?? []).filter(({ status }) => status === 'claimed');
  return claimed[pick % Math.max(1, claimed.length)]?.taskId ?? '900';
}

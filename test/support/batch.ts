/** Requests of several tenants: `orders` and `carts` share a cluster and so a call, `ledger` and `stock` have one each. */
import { alone } from './family.ts';
import type { Inspection } from '../../src/operation/inspection.ts';
import { newPrimaryOf, type Operation, type StopRule } from '../../src/operation/operation.ts';
import type { TenantRef } from '../../src/operation/tenant.ts';
import type { RequestEvent } from '../../src/request/events.ts';
import type { Rule } from '../../src/policy/policy.ts';
import type { Task } from '../../src/task/task.ts';
import {
  BEN,
  failoverOf,
  type Life,
  MINUTE,
  newLife,
  orders,
  policyOf,
  readingOf,
  requestCommand,
  targetOf,
  taskOf,
} from './request.ts';
import { answered, lostAnswer } from './causes.ts';

export const carts: TenantRef = { ...orders, tenantId: '2002', tenantName: 'carts' };
export const ledger: TenantRef = {
  clusterId: '30',
  clusterName: 'gz-prod',
  tenantId: '3001',
  tenantName: 'ledger',
};
export const stock: TenantRef = { clusterId: '40', clusterName: 'cd-prod', tenantId: '4001', tenantName: 'stock' };

export function failoverOfAll(stopRule: StopRule, ...tenants: readonly TenantRef[]): Operation {
  return { ...failoverOf(...tenants.map((tenant) => targetOf({ tenant }))), stopRule };
}

/** Every target as a healthy standby. */
export function readingOfAll(at: number, operation: Operation): Inspection {
  return { at, targets: operation.targets.map(({ tenant }) => readingOf({ tenantId: tenant.tenantId })) };
}

/** As `taskOf`, for a tenant; its id is the tenant's with a 9 before. */
export function taskFor(tenant: TenantRef, steps: string, status: Task['status'], change: Partial<Task> = {}): Task {
  const { clusterId, tenantId } = tenant;
  return taskOf(steps, status, { id: `9${tenantId}`, clusterId, tenantId, ...change });
}

export function batchWaiting(operation: Operation, change: Partial<Rule> = {}): Life {
  const life = newLife();
  life.tell(requestCommand(life, { operation, policy: policyOf(change) }));
  return life.tell({ type: 'inspect', family: alone, inspection: readingOfAll(life.now, operation) });
}

export function batchApproved(operation: Operation, change: Partial<Rule> = {}): Life {
  const life = batchWaiting(operation, change);
  life.now += MINUTE;
  return life.tell(life.click('approve', BEN));
}

/** Its first call is claimed. */
export function batchClaimed(operation: Operation, change: Partial<Rule> = {}): Life {
  const life = batchApproved(operation, change);
  life.now += 2_000;
  return life.tell(life.claim());
}

/** OCP's answer to a call: a task that runs, for each of its tenants. */
export function accept(life: Life, call: number, steps = 'r.', status: Task['status'] = 'RUNNING'): Life {
  const tenants = life.state().calls[call]?.targets.map(({ tenant }) => tenant) ?? [];
  return life.tell({ type: 'accept', call, tasks: tenants.map((one) => taskFor(one, steps, status)), traceId: null });
}

/** The tasks of a call have ended well, and the roles are read back. */
export function prove(life: Life, call: number): Life {
  for (const target of life.state().calls[call]?.targets ?? []) {
    const { tenantId } = target.tenant;
    const roles = [{ tenantId: newPrimaryOf(target).tenantId, role: 'PRIMARY' }];
    life.tell({ type: 'observe', call, task: taskFor(target.tenant, 'SS', 'SUCCESSFUL'), log: null });
    life.tell({ type: 'read_roles', call, tenantId, roles, readAt: life.now, waitedMs: 0 });
  }
  return life;
}

/** The tasks of a call are rolled back. */
export function rollBack(life: Life, call: number): Life {
  for (const { tenant } of life.state().calls[call]?.targets ?? [])
    life.tell({
      type: 'observe',
      call,
      task: taskFor(tenant, '..', 'SUCCESSFUL', { operation: 'ROLLBACK' }),
      log: null,
    });
  return life;
}

export function refuse(life: Life, call: number): Life {
  return life.tell({ type: 'refuse', call, code: 'TSK10007', why: answered('busy'), traceId: null });
}

export function doubt(life: Life, call: number): Life {
  return life.tell({ type: 'doubt', call, doubt: 'no_answer', why: lostAnswer });
}

/** The types of the last events. */
export function lastTypes(life: Life, count: number): readonly RequestEvent['type'][] {
  return life.log.slice(-count).map(({ event }) => event.type);
}

export function statuses(life: Life) {
  return life.state().calls.map(({ status }) => status);
}

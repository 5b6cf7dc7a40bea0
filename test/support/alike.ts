/** A request of three tenants whose tasks failed at the same step, and a remedy of all of them. */
import type { TenantRef } from '../../src/operation/tenant.ts';
import { followedTasks, type RequestState } from '../../src/request/state.ts';
import type { RemedyKind } from '../../src/task/remedy-kinds.ts';
import { alone } from './family.ts';
import { batchClaimed, carts, failoverOfAll, ledger, taskFor } from './batch.ts';
import { ASKER, BEN, type Life, MINUTE, orders, policyUnder, unheld } from './request.ts';

export const CODE = 'OB-4012';

/** How each of them failed: its steps, and the code in the log of the one that failed. */
type Failures = readonly (readonly [tenant: TenantRef, steps: string, code: string | null])[];

/** `orders` and `carts` go in one call, `ledger` in another. */
export function allFailed(failures: Failures = [orders, carts, ledger].map((one) => [one, 'SF', CODE] as const)): Life {
  const life = batchClaimed(failoverOfAll('go_on', orders, carts, ledger));
  for (const call of [0, 1]) {
    const tenants = life.state().calls[call]?.targets.map(({ tenant }) => tenant) ?? [];
    life.tell({ type: 'accept', call, tasks: tenants.map((one) => taskFor(one, 'r.', 'RUNNING')), traceId: null });
    if (call === 0) life.tell(life.claim());
  }
  for (const [tenant, steps, code] of failures) fails(life, tenant, steps, code);
  return life;
}

export function fails(life: Life, tenant: TenantRef, steps: string, code: string | null): void {
  const task = taskFor(tenant, steps, 'FAILED');
  const call = tenant === ledger ? 1 : 0;
  const log = { subtaskId: '2', lines: [code === null ? 'it failed' : `it failed: ${code}`] };
  life.tell({ type: 'observe', call, task, log });
}

/** With every task as it is known. */
export function proposeAll(life: Life, kind: RemedyKind = 'retry', by = ASKER) {
  return {
    type: 'propose_remedies',
    kind,
    tasks: followedTasks(life.state()).map(({ call, followed }) => ({ call, task: followed.task })),
    family: alone,
    audience: 'own',
    ...unheld,
    policy: policyUnder(life.state().rule),
    person: life.person(by),
    round: life.state().round,
  } as const;
}

export function allAgreed(): Life {
  const life = allFailed();
  life.tell(proposeAll(life));
  life.now += MINUTE;
  return life.tell(life.click('approve', BEN));
}

/** The claim of one of them. */
export function claimOf(life: Life, tenant: TenantRef) {
  return life.claimRemedy({ task: taskOfTenant(life.state(), tenant) });
}

export function taskOfTenant(state: RequestState, { tenantId }: TenantRef) {
  const found = followedTasks(state).find(({ followed }) => followed.task.tenantId === tenantId);
  if (!found) throw new Error(`no task of ${tenantId}`);
  return found.followed.task;
}

/** The id of its task. */
export function idOf(tenant: TenantRef): string {
  return `9${tenant.tenantId}`;
}

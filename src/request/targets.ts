/** What was last read of a request's targets, and which of them have their new roles. Pure. */
import type { TargetInspection } from '../operation/inspection.ts';
import { oldPrimaryOf, type Target } from '../operation/operation.ts';
import type { OtherOcp, TenantRef } from '../operation/tenant.ts';
import { elsewhereOf, type RequestState } from './state.ts';

/** Null where OCP told nothing about the target. */
export function inspected(state: RequestState, target: Target): TargetInspection | null {
  return state.inspection?.targets.find(({ tenantId }) => tenantId === target.tenant.tenantId) ?? null;
}

/** The primary as it was last read, otherwise as it was when the request was written. */
export function primaryOf(state: RequestState, target: Target): TenantRef | null {
  return inspected(state, target)?.primary ?? oldPrimaryOf(target);
}

/** The service name that led to the old primary; null when OCP named none. */
export function oldServiceName(state: RequestState, target: Target): string | null {
  const name = inspected(state, target)?.precheck.primaryServiceName?.trim() ?? '';
  return name === '' ? null : name;
}

/** A target whose new primary is under another OCP, where nobody reads its role. */
export interface Unread<One extends Target = Target> {
  readonly target: One;
  readonly ocp: OtherOcp;
}

export function unreadOf<One extends Target>(state: RequestState, targets: readonly One[]): readonly Unread<One>[] {
  return targets.flatMap((target) => {
    const ocp = elsewhereOf(state, target);
    return ocp ? [{ target, ocp }] : [];
  });
}

/** The targets whose new roles were read back. */
export function movedTargets({ calls }: RequestState): readonly Target[] {
  return calls.flatMap(({ targets, tasks }) => {
    const all: readonly Target[] = targets;
    const moved = new Set(tasks.flatMap(({ task, stage }) => (stage === 'succeeded' ? [task.tenantId] : [])));
    return all.filter(({ tenant }) => moved.has(tenant.tenantId));
  });
}

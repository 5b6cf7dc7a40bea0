/** What was last read of a request's targets, and which of them have their new roles. Pure. */
import type { Inspection, TargetInspection } from '../operation/inspection.ts';
import { oldPrimaryOf, type Target } from '../operation/operation.ts';
import { isUnrouted, type RootName } from '../operation/service-name.ts';
import type { OtherOcp, TenantRef } from '../operation/tenant.ts';
import { elsewhereOf, type RequestState } from './state.ts';

/** A reading is asked about each of its targets many times, and may be of hundreds. */
const byTenant = new WeakMap<Inspection, ReadonlyMap<string, TargetInspection>>();

/** Null where OCP told nothing about the target. */
export function inspected({ inspection }: RequestState, target: Target): TargetInspection | null {
  if (inspection === null) return null;
  const known = byTenant.get(inspection) ?? new Map(inspection.targets.map((one) => [one.tenantId, one]));
  byTenant.set(inspection, known);
  return known.get(target.tenant.tenantId) ?? null;
}

/** The primary as it was last read, otherwise as it was when the request was written. */
export function primaryOf(state: RequestState, target: Target): TenantRef | null {
  return inspected(state, target)?.primary ?? oldPrimaryOf(target);
}

/** The service name that led to the old primary, by OCP's list of its root where that was read; null when OCP named none. */
export function oldServiceName(state: RequestState, target: Target): string | null {
  const root = rootNameOf(state, target);
  if (root !== null && root.root !== null) return root.name;
  const name = inspected(state, target)?.precheck.primaryServiceName?.trim() ?? '';
  return name === '' ? null : name;
}

/** no_proxy: the clusters share no OBProxy. invalid: OCP lists the name as INVALID. */
export const unroutedReasons = ['no_proxy', 'invalid'] as const;
export type Unrouted = (typeof unroutedReasons)[number];

/** Why clients may not follow the service name to the new primary; null where OCP says nothing against it. */
export function unroutedBy(state: RequestState, target: Target): Unrouted | null {
  const reading = inspected(state, target);
  if (reading !== null && isUnrouted(reading.precheck)) return 'no_proxy';
  return rootNameOf(state, target)?.status === 'INVALID' ? 'invalid' : null;
}

function rootNameOf({ serviceNames }: RequestState, { tenant }: Target): RootName | null {
  return serviceNames?.roots.find(({ tenantId }) => tenantId === tenant.tenantId) ?? null;
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

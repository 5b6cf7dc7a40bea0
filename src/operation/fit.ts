/** Whether the tenants have the roles that an operation is for. OCP is not known to refuse a call for tenants that have not. */
import type { Difference, Inspection, TargetInspection } from './inspection.ts';
import { sameTenant } from './ocp-clusters.ts';
import { type FailoverTarget, newPrimaryOf, sidesOf, type Target } from './operation.ts';
import type { TenantRef } from './tenant.ts';

export type Misfit =
  | Extract<Difference, { kind: 'wrong_role' | 'other_primary' }>
  | { readonly kind: 'untold'; readonly tenantId: string };

/**
 * Why the operation is not for these tenants as they were read; empty when it is. A role that OCP does not tell is not the
 * right one, save that of a standby under another OCP, which cannot be read here at all.
 */
export function misfits(targets: readonly Target[], inspection: Inspection): readonly Misfit[] {
  return targets.flatMap((target): readonly Misfit[] => {
    const { tenantId } = target.tenant;
    const reading = inspection.targets.find((one) => one.tenantId === tenantId);
    // What is gone has no role, and is reported as that.
    if (!reading || reading.gone) return [{ kind: 'untold', tenantId }];
    if (!('standby' in target)) return [...wrongRole(tenantId, reading.role, 'STANDBY'), ...ofPrimary(target, reading)];
    return [...wrongRole(tenantId, reading.role, 'PRIMARY'), ...ofStandby(target, reading.standby)];
  });
}

/**
 * Rules and freezes count for the tenants that the request names, so one above this tenant that it does not name would count
 * for nothing. One that OCP no longer names goes on counting.
 */
function ofPrimary(target: FailoverTarget, { primary, upstream }: TargetInspection): readonly Misfit[] {
  const { tenantId } = target.tenant;
  const other = (read: TenantRef) => [{ kind: 'other_primary', tenantId, primary: read } as const];
  if (primary === null) return [];
  if (target.primary === null || !sameTenant(target.primary, primary)) return other(primary);
  const counts = upstream === undefined || sidesOf(target).some((side) => sameTenant(side, upstream));
  return counts ? [] : other(upstream);
}

function ofStandby(
  target: Extract<Target, { standby: unknown }>,
  read: TargetInspection['standby'],
): readonly Misfit[] {
  const { tenantId } = newPrimaryOf(target);
  if (read === null) return [{ kind: 'untold', tenantId }];
  const unread = read.elsewhere !== undefined && read.role === null;
  const follows = read.primary ?? target.tenant;
  const own = follows.tenantId === target.tenant.tenantId && follows.clusterId === target.tenant.clusterId;
  return [
    ...(unread ? [] : wrongRole(tenantId, read.role, 'STANDBY')),
    ...(own ? [] : [{ kind: 'other_primary', tenantId, primary: follows } as const]),
  ];
}

function wrongRole(tenantId: string, role: string | null, needed: 'PRIMARY' | 'STANDBY'): readonly Misfit[] {
  return role === needed ? [] : [{ kind: 'wrong_role', tenantId, role, needed }];
}

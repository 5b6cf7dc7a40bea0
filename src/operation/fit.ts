/** Whether the tenants have the roles that an operation is for. OCP is not known to refuse a call for tenants that have not. */
import type { Difference, Inspection } from './inspection.ts';
import { newPrimaryOf, type Target } from './operation.ts';

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
    if (!reading) return [{ kind: 'untold', tenantId }];
    if (!('standby' in target)) return wrongRole(tenantId, reading.role, 'STANDBY');
    return [...wrongRole(tenantId, reading.role, 'PRIMARY'), ...ofStandby(target, reading.standby)];
  });
}

function ofStandby(
  target: Extract<Target, { standby: unknown }>,
  read: Inspection['targets'][number]['standby'],
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

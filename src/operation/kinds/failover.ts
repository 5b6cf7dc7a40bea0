/** Failover: a standby becomes primary because its primary is lost. Forced, irreversible, and what was not replicated is lost. */
import { upstreamsOf } from '../family.ts';
import type { Misfit } from '../role-check.ts';
import type { TargetInspection } from '../inspection.ts';
import { lastName, refOf, sameTenant, withListedNames } from '../ocp-clusters.ts';
import type { FailoverTarget } from '../operation.ts';
import type { Tenant, TenantRef } from '../tenant.ts';
import { type KindOf, wrongRole } from './kind.ts';

export const failover: KindOf<'failover'> = {
  command: '/failover',
  field: 'tenants',
  keyShape: /^\d{1,20}:\d{1,20}$/,
  taskName: /failover/i,
  weight: 'danger',
  asksForCode: true,
  demotes: false,
  listsUpstreams: true,
  namesService: true,
  choices,
  keyOf: ({ tenant }) => `${tenant.clusterId}:${tenant.tenantId}`,
  chosen: ({ tenant }) => [tenant],
  newPrimary: ({ tenant }) => tenant,
  oldPrimary: ({ primary }) => primary,
  newPrimaryOcp: () => null,
  upstreams: ({ upstreams = [] }) => upstreams,
  serviceName: ({ serviceName }) => serviceName,
  withServiceName: (target, serviceName) => ({ ...target, serviceName }),
  misfits: (target, reading) => [
    ...wrongRole(target.tenant.tenantId, reading.role, 'STANDBY'),
    ...ofPrimary(target, reading),
  ],
  renamed,
};

function choices(tenants: readonly Tenant[]) {
  return tenants.flatMap((tenant) => {
    if (tenant.role !== 'STANDBY') return [];
    const [primary = null, ...upstreams] = above(tenant, tenants);
    const chain = upstreams.length > 0 && { upstreams };
    const own = { tenant: withListedNames(tenant, tenants), primary, ...chain, serviceName: null };
    const target = { kind: 'failover', ...own } as const;
    return [{ kind: 'failover', key: failover.keyOf(target), target, tenant } as const];
  });
}

/** Its primary, and where that follows another one, that one, and so on: as far as the list tells. */
function above(tenant: Tenant, tenants: readonly Tenant[]): readonly TenantRef[] {
  return upstreamsOf(refOf(tenant), tenants).map(({ ref, elsewhere }) =>
    elsewhere ? ref : withListedNames(ref, tenants),
  );
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
  const sides = [target.tenant, target.primary, ...(target.upstreams ?? [])];
  const counts = upstream === undefined || sides.some((side) => sameTenant(side, upstream));
  return counts ? [] : other(upstream);
}

function renamed(target: FailoverTarget, names: readonly TenantRef[]): FailoverTarget {
  const { tenant, primary, upstreams } = target;
  return {
    ...target,
    tenant: lastName(tenant, names),
    primary: primary && lastName(primary, names),
    ...(upstreams && { upstreams: upstreams.map((one) => lastName(one, names)) }),
  };
}

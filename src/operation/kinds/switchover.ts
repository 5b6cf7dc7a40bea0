/** Switchover: a primary and its standby exchange their roles. Planned, loses nothing, and another one switches back. */
import type { ChoiceOf } from '../choices.ts';
import type { Misfit } from '../role-check.ts';
import type { TargetInspection } from '../inspection.ts';
import { lastName, otherOcp, refOf, withListedNames } from '../ocp-clusters.ts';
import type { SwitchoverTarget } from '../operation.ts';
import type { RelatedTenant, Tenant, TenantRef } from '../tenant.ts';
import { type KindOf, wrongRole } from './kind.ts';

export const switchover: KindOf<'switchover'> = {
  command: '/switchover',
  field: 'pairs',
  keyShape: /^\d{1,20}:\d{1,20}:\d{1,20}(:\d{1,20})?$/,
  taskName: /switchover/i,
  weight: 'primary',
  asksForCode: false,
  demotes: true,
  listsUpstreams: false,
  namesService: false,
  choices,
  keyOf: ({ tenant, standby, standbyOcpClusterId }) => {
    const place = `${tenant.clusterId}:${tenant.tenantId}:${standby.tenantId}`;
    return standbyOcpClusterId === null ? place : `${place}:${standbyOcpClusterId}`;
  },
  chosen: ({ tenant, standby }) => [tenant, standby],
  newPrimary: ({ standby }) => standby,
  oldPrimary: ({ tenant }) => tenant,
  newPrimaryOcp: ({ standbyOcpClusterId }) => standbyOcpClusterId,
  upstreams: () => [],
  serviceName: () => null,
  withServiceName: (target) => target,
  misfits: (target, reading) => [
    ...wrongRole(target.tenant.tenantId, reading.role, 'PRIMARY'),
    ...ofStandby(target, reading.standby),
  ],
  renamed,
};

type Pair = ChoiceOf<'switchover'>;

function choices(tenants: readonly Tenant[]): readonly Pair[] {
  const known = new Map(tenants.map((tenant) => [placeOf(tenant), tenant]));
  const at = (place: TenantRef) => known.get(placeOf(place)) ?? null;
  const claimed = new Map<string, RelatedTenant[]>();
  for (const tenant of tenants) {
    // A standby names its primary; some primaries do not list their standbys.
    const { primary, ocpClusterId, role, status } = tenant;
    if (primary && !otherOcp(tenant, primary, at(primary))) {
      const one = { ...refOf(tenant), ocpClusterId, ocpClusterName: null, role, status };
      claimed.set(placeOf(primary), [...(claimed.get(placeOf(primary)) ?? []), one]);
    }
  }
  return tenants.flatMap((tenant) => {
    if (tenant.role !== 'PRIMARY') return [];
    const listed = tenant.standbys.map((ref) => pairOf(tenant, ref, at(ref), tenants));
    const here = listed.flatMap(({ elsewhere, target }) => (elsewhere ? [] : [placeOf(target.standby)]));
    const others = (claimed.get(placeOf(tenant)) ?? []).filter((one) => !here.includes(placeOf(one)));
    const pairs = [...listed, ...others.map((ref) => pairOf(tenant, ref, at(ref), tenants))];
    return pairs.flatMap(({ role, ...pair }) => (role === null || role === 'STANDBY' ? [pair] : []));
  });
}

/** With the standby's role: as the list shows it, otherwise as OCP's record of the primary names it. */
function pairOf(
  tenant: Tenant,
  ref: RelatedTenant,
  there: Tenant | null,
  tenants: readonly Tenant[],
): Pair & { readonly role: Tenant['role'] } {
  const elsewhere = otherOcp(tenant, ref, there);
  const standby = elsewhere ? null : there;
  const side = elsewhere ? refOf(ref) : withListedNames(standby ?? ref, tenants);
  const own = { tenant: withListedNames(tenant, tenants), standby: side, standbyOcpClusterId: ref.ocpClusterId };
  const plain = `${tenant.clusterId}:${tenant.tenantId}:${ref.tenantId}`;
  const key = elsewhere ? `${plain}:${elsewhere.id}` : plain;
  const role = standby ? (standby.role ?? 'UNKNOWN') : ref.role;
  return { kind: 'switchover', key, target: { kind: 'switchover', ...own }, tenant, standby, elsewhere, role };
}

function placeOf({ clusterId, tenantId }: TenantRef): string {
  return `${clusterId}:${tenantId}`;
}

/** A standby under another OCP cannot be read here at all: its role is no misfit. */
function ofStandby({ tenant, standby }: SwitchoverTarget, read: TargetInspection['standby']): readonly Misfit[] {
  const { tenantId } = standby;
  if (read === null) return [{ kind: 'untold', tenantId }];
  const unread = read.elsewhere !== undefined && read.role === null;
  const follows = read.primary ?? tenant;
  const own = follows.tenantId === tenant.tenantId && follows.clusterId === tenant.clusterId;
  return [
    ...(unread ? [] : wrongRole(tenantId, read.role, 'STANDBY')),
    ...(own ? [] : [{ kind: 'other_primary', tenantId, primary: follows } as const]),
  ];
}

function renamed(target: SwitchoverTarget, names: readonly TenantRef[]): SwitchoverTarget {
  const { tenant, standby, standbyOcpClusterId } = target;
  // By its ids a tenant of another OCP could be taken for one of this.
  const other = standbyOcpClusterId === null ? lastName(standby, names) : standby;
  return { ...target, tenant: lastName(tenant, names), standby: other };
}

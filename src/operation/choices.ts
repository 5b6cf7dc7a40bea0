/** What can be asked for, as far as OCP's list of tenants tells. Pure. */
import type { FailoverTarget, OperationKind, SwitchoverTarget } from './operation.ts';
import type { StandbyRef, Tenant, TenantRef } from './tenant.ts';

/** One thing to choose. `key` is `clusterId:tenantId`, with `:standbyTenantId` behind it for a pair. */
export type Choice =
  | { readonly kind: 'failover'; readonly key: string; readonly target: FailoverTarget; readonly tenant: Tenant }
  | {
      readonly kind: 'switchover';
      readonly key: string;
      readonly target: SwitchoverTarget;
      readonly tenant: Tenant;
      /** Null when OCP's list does not hold it: another OCP may manage it. */
      readonly standby: Tenant | null;
    };

/** Standby tenants, or pairs of a primary and its standby; in a fixed order, whatever order OCP lists them in. */
export function choicesOf(kind: OperationKind, tenants: readonly Tenant[]): readonly Choice[] {
  const found: readonly Choice[] = kind === 'failover' ? standbysIn(tenants) : pairsIn(tenants);
  return [...found].sort(byName);
}

/**
 * The one choice that is meant by a tenant's name, or by its name and cluster: `orders`, `orders sh-prod`, `orders on
 * sh-prod`. An exact name goes before names that contain it.
 */
export function unambiguous(choices: readonly Choice[], text: string): Choice | null {
  const [wanted, ...more] = text.trim().toLowerCase().split(/\s+/);
  if (wanted === undefined || wanted === '') return null;
  const clusters = more.filter((word) => word !== 'on');
  const nameOf = ({ target }: Choice) => target.tenant.tenantName.toLowerCase();
  const there = choices.filter((choice) => clusters.every((word) => clustersOf(choice).includes(word)));
  const exact = there.filter((choice) => nameOf(choice) === wanted);
  const part = there.filter((choice) => nameOf(choice).includes(wanted));
  const [only, ...others] = exact.length > 0 ? exact : part;
  return only && others.length === 0 ? only : null;
}

function clustersOf({ target }: Choice): string {
  const tenants = 'standby' in target ? [target.tenant, target.standby] : [target.tenant];
  return tenants.map(({ clusterName }) => clusterName.toLowerCase()).join('\n');
}

function standbysIn(tenants: readonly Tenant[]): Choice[] {
  return tenants.flatMap((tenant) => {
    if (tenant.role !== 'STANDBY') return [];
    const target = { tenant: refOf(tenant), primary: tenant.primary, serviceName: null };
    return [{ kind: 'failover', key: `${tenant.clusterId}:${tenant.tenantId}`, target, tenant } as const];
  });
}

function pairsIn(tenants: readonly Tenant[]): Choice[] {
  const known = new Map(tenants.map((tenant) => [placeOf(tenant), tenant]));
  const claimed = new Map<string, StandbyRef[]>();
  for (const tenant of tenants) {
    // A standby names its primary; some primaries do not list their standbys.
    if (tenant.primary) {
      const place = placeOf(tenant.primary);
      claimed.set(place, [...(claimed.get(place) ?? []), { ...refOf(tenant), ocpClusterId: null }]);
    }
  }
  return tenants.flatMap((tenant) => {
    if (tenant.role !== 'PRIMARY') return [];
    const others = (claimed.get(placeOf(tenant)) ?? []).filter(
      (one) => !tenant.standbys.some((listed) => placeOf(listed) === placeOf(one)),
    );
    return [...tenant.standbys, ...others].flatMap((ref) => pairOf(tenant, ref, known.get(placeOf(ref)) ?? null));
  });
}

function pairOf(tenant: Tenant, ref: StandbyRef, standby: Tenant | null): Choice[] {
  if (standby && standby.role !== 'STANDBY') return [];
  const target = { tenant: refOf(tenant), standby: refOf(standby ?? ref), standbyOcpClusterId: ref.ocpClusterId };
  const key = `${tenant.clusterId}:${tenant.tenantId}:${ref.tenantId}`;
  return [{ kind: 'switchover', key, target, tenant, standby }];
}

function refOf({ clusterId, clusterName, tenantId, tenantName }: TenantRef): TenantRef {
  return { clusterId, clusterName, tenantId, tenantName };
}

function placeOf({ clusterId, tenantId }: TenantRef): string {
  return `${clusterId}:${tenantId}`;
}

function byName({ target: one, key }: Choice, { target: other, key: otherKey }: Choice): number {
  return (
    compare(one.tenant.clusterName, other.tenant.clusterName) ||
    compare(one.tenant.clusterId, other.tenant.clusterId) ||
    compare(one.tenant.tenantName, other.tenant.tenantName) ||
    compare(key, otherKey)
  );
}

/** By code units: the same on every machine, whatever its locale. */
function compare(one: string, other: string): number {
  if (one === other) return 0;
  return one < other ? -1 : 1;
}

/** What can be asked for, as far as OCP's list of tenants tells. Pure. */
import { typedWords } from './typed.ts';
import { upstreamsOf } from './family.ts';
import type { FailoverTarget, OperationKind, SwitchoverTarget, Target } from './operation.ts';
import { otherOcp, refOf, sameTenant } from './ocp-clusters.ts';
import type { OtherOcp, RelatedTenant, Tenant, TenantRef } from './tenant.ts';

/**
 * One thing to choose. `key` is `clusterId:tenantId`, with `:standbyTenantId` behind it for a pair, and `:ocpClusterId` for a
 * standby under another OCP, where an id may be that of another standby here.
 */
export type Choice =
  | { readonly kind: 'failover'; readonly key: string; readonly target: FailoverTarget; readonly tenant: Tenant }
  | {
      readonly kind: 'switchover';
      readonly key: string;
      readonly target: SwitchoverTarget;
      readonly tenant: Tenant;
      /** Null when OCP's list does not hold it. */
      readonly standby: Tenant | null;
      /** The other OCP that manages the standby; null when this one does. */
      readonly elsewhere: OtherOcp | null;
    };

/** Standby tenants, or pairs of a primary and its standby; in a fixed order, whatever order OCP lists them in. */
export function choicesOf(kind: OperationKind, tenants: readonly Tenant[]): readonly Choice[] {
  const found: readonly Choice[] = kind === 'failover' ? standbysIn(tenants) : pairsIn(tenants);
  return [...found].sort(byName);
}

/** The key of what was asked for once, as far as the target tells: it names the standby's OCP also where that is this one. */
export function keyOf(target: Target): string {
  const { clusterId, tenantId } = target.tenant;
  if (!('standby' in target)) return `${clusterId}:${tenantId}`;
  const place = `${clusterId}:${tenantId}:${target.standby.tenantId}`;
  return target.standbyOcpClusterId === null ? place : `${place}:${target.standbyOcpClusterId}`;
}

/** The choice a key stands for, with or without the standby's OCP in it as long as that leaves one; null for none or several. */
export function choiceOf(choices: readonly Choice[], key: string): Choice | null {
  const exact = choices.find((choice) => choice.key === key);
  if (exact) return exact;
  const [only, ...others] = choices.filter(
    ({ key: known, target }) =>
      keyOf(target) === key || ('standby' in target && known === `${key}:${target.standbyOcpClusterId ?? ''}`),
  );
  return only && others.length === 0 ? only : null;
}

/**
 * The one choice that is meant by a tenant's name, or by its name and cluster: `orders`, `orders sh-prod`, `orders on
 * sh-prod`. An exact name goes before names that contain it.
 */
export function unambiguous(choices: readonly Choice[], text: string): Choice | null {
  const [wanted, ...more] = typedWords(text);
  if (wanted === undefined) return null;
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
    const [primary = null, ...upstreams] = above(tenant, tenants);
    const chain = upstreams.length > 0 && { upstreams };
    const target = { tenant: named(tenant, tenants), primary, ...chain, serviceName: null };
    return [{ kind: 'failover', key: `${tenant.clusterId}:${tenant.tenantId}`, target, tenant } as const];
  });
}

/** Its primary, and where that follows another one, that one, and so on: as far as the list tells. */
function above(tenant: Tenant, tenants: readonly Tenant[]): readonly TenantRef[] {
  return upstreamsOf(refOf(tenant), tenants).map(({ ref, elsewhere }) => (elsewhere ? ref : named(ref, tenants)));
}

/** With the names that OCP leaves out beside another tenant, as its list shows them; empty where that does not either. */
function named(ref: TenantRef, tenants: readonly Tenant[]): TenantRef {
  const { clusterId, clusterName, tenantId, tenantName } = refOf(ref);
  const cluster = tenants.find((one) => one.clusterId === clusterId && one.clusterName !== '');
  const tenant = tenants.find((one) => sameTenant(one, ref) && one.tenantName !== '');
  return {
    clusterId,
    clusterName: clusterName || (cluster?.clusterName ?? ''),
    tenantId,
    tenantName: tenantName || (tenant?.tenantName ?? ''),
  };
}

function pairsIn(tenants: readonly Tenant[]): Choice[] {
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

type Pair = Extract<Choice, { kind: 'switchover' }>;

/** With the standby's role: as the list shows it, otherwise as OCP's record of the primary names it. */
function pairOf(
  tenant: Tenant,
  ref: RelatedTenant,
  there: Tenant | null,
  tenants: readonly Tenant[],
): Pair & { readonly role: Tenant['role'] } {
  const elsewhere = otherOcp(tenant, ref, there);
  const standby = elsewhere ? null : there;
  const side = elsewhere ? refOf(ref) : named(standby ?? ref, tenants);
  const target = { tenant: named(tenant, tenants), standby: side, standbyOcpClusterId: ref.ocpClusterId };
  const plain = `${tenant.clusterId}:${tenant.tenantId}:${ref.tenantId}`;
  const key = elsewhere ? `${plain}:${elsewhere.id}` : plain;
  const role = standby ? (standby.role ?? 'UNKNOWN') : ref.role;
  return { kind: 'switchover', key, target, tenant, standby, elsewhere, role };
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

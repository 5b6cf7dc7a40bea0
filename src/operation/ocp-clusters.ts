/**
 * Several OCP clusters may share one deployment ("multi-cluster mode"), each with ids of its own: a cluster and a tenant of
 * another OCP may carry the very ids of others here. What belongs to another OCP is therefore never looked up by its ids.
 */
import type { OtherOcp, RelatedTenant, Tenant, TenantRef } from './tenant.ts';

/**
 * The OCP that manages a tenant's relative, when it is not the one that manages the tenant. `there` is what this OCP shows
 * at the relative's ids, null for nothing: it decides where OCP does not tell under which OCP the tenant itself stands.
 */
export function otherOcp(tenant: Tenant, relative: RelatedTenant, there: Tenant | null): OtherOcp | null {
  const { ocpClusterId: id, ocpClusterName: name } = relative;
  if (id === null) return null;
  const named = tenant.ocpClusterId === null && there !== null ? namedBy(there, tenant) : null;
  // One that names the tenant in turn is the relative, unless it says that the tenant is not under the relative's OCP.
  const own = tenant.ocpClusterId ?? (named && (named.ocpClusterId ?? id));
  return id === own ? null : { id, name };
}

/** A tenant as another one names it beside itself; null where it does not. */
function namedBy(one: Tenant, other: TenantRef): RelatedTenant | null {
  return [one.primary, ...one.standbys].find((relative) => relative !== null && sameTenant(relative, other)) ?? null;
}

export function sameTenant(one: TenantRef, other: TenantRef): boolean {
  return one.clusterId === other.clusterId && one.tenantId === other.tenantId;
}

export function refOf({ clusterId, clusterName, tenantId, tenantName }: TenantRef): TenantRef {
  return { clusterId, clusterName, tenantId, tenantName };
}

/** With the names that OCP leaves out beside another tenant, as its list shows them; empty where that does not either. */
export function withListedNames(ref: TenantRef, tenants: readonly Tenant[]): TenantRef {
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

/** Under the last name that was read; an empty one is none. */
export function lastName(ref: TenantRef, names: readonly TenantRef[]): TenantRef {
  const read = names.findLast((one) => sameTenant(one, ref));
  if (!read) return ref;
  return {
    ...ref,
    clusterName: ref.clusterName === '' ? '' : read.clusterName || ref.clusterName,
    tenantName: ref.tenantName === '' ? '' : read.tenantName || ref.tenantName,
  };
}

import type { RelatedTenant, Tenant, TenantRef } from '../../src/operation/tenant.ts';

/** A tenant as OCP's list shows it: a healthy primary, of a cluster and a name that its id gives. */
export function tenantOf(id: string, change: Partial<Tenant> = {}): Tenant {
  return {
    clusterId: `1${id}`,
    clusterName: `c${id}`,
    tenantId: id,
    tenantName: `t${id}`,
    role: 'PRIMARY',
    status: 'NORMAL',
    locked: false,
    syncStatus: null,
    version: null,
    serviceName: null,
    serviceNameStatus: null,
    conflictTenant: null,
    transportMode: null,
    primary: null,
    standbys: [],
    ocpClusterId: null,
    ...change,
  };
}

/** One as OCP names it beside another. */
export function beside({ clusterId, clusterName, tenantId, tenantName }: TenantRef): RelatedTenant {
  const untold = { ocpClusterId: null, ocpClusterName: null, role: null, status: null };
  return { clusterId, clusterName, tenantId, tenantName, ...untold };
}

/** A standby of another tenant. */
export function standbyTenant(id: string, upstream: Tenant, change: Partial<Tenant> = {}): Tenant {
  return tenantOf(id, { role: 'STANDBY', primary: beside(upstream), ...change });
}

import type { JsonObject } from '../http/envelope.ts';
import { conflictOf } from './families.ts';
import { ocpTime } from './time.ts';
import {
  type Cluster,
  type OcpCluster,
  type Tenant,
  type World,
  idsOf,
  ocpOf,
  primaryOf,
  standbysOf,
  tenantsOf,
} from './world.ts';

/** A cluster as OCP's cluster list shows it. `type` is PRIMARY even if it holds standby tenants: judge by a tenant's role. */
export function clusterView(world: World, cluster: Cluster): JsonObject {
  return {
    createTime: ocpTime(cluster.createTime),
    creator: 'admin',
    id: cluster.id,
    name: cluster.name,
    obClusterId: cluster.obClusterId,
    obVersion: cluster.obVersion,
    regionCount: 1,
    serverCount: ZONES.length,
    standbyClusters: [],
    status: cluster.status,
    tenantCount: tenantsOf(world, cluster.id).length,
    type: 'PRIMARY',
    zones: ZONES.map((name, index) => ({
      idcId: index + 1,
      idcName: `${cluster.region}-${index + 1}`,
      innerStatus: 'ACTIVE',
      name,
      operateStatus: 'NORMAL',
      regionName: cluster.region,
      serverCount: 1,
      servers: [],
      status: cluster.status,
    })),
  };
}

/** A tenant as the lists of V4.3.5 show it. */
export function tenantView(world: World, tenant: Tenant, standbys: readonly Tenant[]): JsonObject {
  const cluster = world.clusters.get(tenant.clusterId);
  const primary = primaryOf(world, tenant);
  const ids = idsOf(world, tenant);
  return {
    basicPrimaryTenant: primary ? relatedTenant(world, primary) : null,
    basicStandbyTenantList: standbys.length > 0 ? standbys.map((standby) => relatedTenant(world, standby)) : null,
    clusterId: ids.clusterId,
    clusterName: cluster?.name ?? null,
    clusterStatus: cluster?.status ?? null,
    clusterType: 'PRIMARY',
    createTime: ocpTime(tenant.createTime),
    id: ids.tenantId,
    locality: LOCALITY,
    locked: tenant.locked,
    logTransportMode: tenant.role === 'STANDBY' ? tenant.logTransportMode : null,
    mode: tenant.mode,
    name: tenant.name,
    obClusterId: cluster?.obClusterId ?? null,
    obTenantId: tenant.obTenantId,
    obVersion: cluster?.obVersion ?? null,
    ocpClusterView: world.ocps?.reticent ? null : ocpView(ocpOf(world, tenant)),
    primaryZone: ZONES.join(','),
    readonly: false,
    role: tenant.role,
    serviceNameInfo: serviceNameInfo(world, tenant),
    status: tenantStatus(tenant),
    syncStatus: tenant.role === 'STANDBY' ? tenant.syncStatus : null,
    zoneList: ZONES.join(';'),
  };
}

export function tenantDetails(world: World, tenant: Tenant): JsonObject {
  return {
    ...tenantView(world, tenant, standbysOf(world, tenant.id)),
    charset: 'utf8mb4',
    collation: 'utf8mb4_general_ci',
    deadLockDetectionEnabled: true,
    logBackupInfo: { runningLogBackup: false },
    whitelist: '%',
    zones: ZONES.map((name) => ({ name, replicaType: 'FULL' })),
  };
}

export function tenantStatus(tenant: Tenant): string {
  return tenant.alive ? tenant.status : 'UNAVAILABLE';
}

const ZONES = ['zone1', 'zone2', 'zone3'];
const LOCALITY = ZONES.map((zone) => `FULL{1}@${zone}`).join(', ');

function ocpView(ocp: OcpCluster | null): JsonObject | null {
  if (ocp === null) return null;
  const address = `http://ocp-${ocp.id}.example.com:8080`;
  return { address, id: ocp.id, name: ocp.name, role: ocp.role, status: 'NORMAL', version: '4.3.5' };
}

function serviceNameInfo(world: World, tenant: Tenant): JsonObject | null {
  if (tenant.serviceName === null) return null;
  const conflict = conflictOf(world, tenant);
  return {
    conflictTenant: conflict ? relatedTenant(world, conflict) : null,
    serviceName: tenant.serviceName.name,
    serviceNameStatus: tenant.serviceName.status,
  };
}

function relatedTenant(world: World, tenant: Tenant): JsonObject {
  const cluster = world.clusters.get(tenant.clusterId);
  const ids = idsOf(world, tenant);
  const ocp = ocpOf(world, tenant);
  return {
    clusterId: ids.clusterId,
    clusterName: cluster?.name ?? null,
    createTime: ocpTime(tenant.createTime),
    locality: LOCALITY,
    obClusterId: cluster?.obClusterId ?? null,
    obShortVersion: cluster?.obVersion.split('.').slice(0, 3).join('.') ?? null,
    obTenantId: tenant.obTenantId,
    obVersion: cluster?.obVersion ?? null,
    ocpCluster: ocpView(ocp),
    ocpClusterId: ocp?.id ?? null,
    role: tenant.role,
    serviceName: tenant.serviceName?.name ?? null,
    serviceNameStatus: tenant.serviceName?.status ?? null,
    status: tenantStatus(tenant),
    tenantId: ids.tenantId,
    tenantName: tenant.name,
  };
}

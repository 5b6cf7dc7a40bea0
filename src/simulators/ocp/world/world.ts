/** What the simulated OCP manages or knows of: clusters in regions, tenants on clusters, and who is whose standby. */
export interface World {
  readonly clusters: Map<number, Cluster>;
  readonly tenants: Map<number, Tenant>;
  /** Set in multi-cluster mode: several OCP clusters share one deployment, and this is one of them. */
  readonly ocps?: {
    readonly here: OcpCluster;
    readonly others: readonly OcpCluster[];
    /** Tenants do not tell under which OCP they are, only their relatives' OCPs are told: no version is known to be sure. */
    readonly reticent?: boolean;
  };
}

export interface OcpCluster {
  readonly id: number;
  readonly name: string;
  readonly role: 'LEADER' | 'FOLLOWER';
}

export interface Cluster {
  readonly id: number;
  readonly name: string;
  readonly obClusterId: number;
  /** The other OCP that manages it, and the id it has there, which may be that of another cluster here. */
  readonly elsewhere?: Elsewhere;
  /** Where the cluster stands. Regions fail as a whole. */
  readonly region: string;
  obVersion: string;
  readonly createTime: number;
  status: 'RUNNING' | 'UNAVAILABLE';
}

interface Elsewhere {
  readonly ocp: OcpCluster;
  readonly id: number;
}

export type TenantRole = 'PRIMARY' | 'STANDBY';
export type SyncStatus = 'VALID' | 'DISABLED' | 'SYNCHRONIZING' | 'UNKNOWN';

export interface ServiceName {
  readonly name: string;
  readonly status: 'VALID' | 'INVALID';
}

export interface Tenant {
  readonly id: number;
  readonly obTenantId: number;
  readonly name: string;
  readonly clusterId: number;
  /** Its id under the other OCP that manages it. */
  readonly idThere?: number;
  readonly mode: 'MYSQL' | 'ORACLE';
  readonly createTime: number;
  role: TenantRole;
  /** Of OCP's record; a tenant that is not alive shows as UNAVAILABLE. */
  status: 'NORMAL' | 'FAILOVER' | 'SWITCHOVER';
  locked: boolean;
  /** Whether the database of this tenant can be reached at all. */
  alive: boolean;
  /** How far a standby's log is behind its primary. */
  lagMs: number;
  syncStatus: SyncStatus;
  logTransportMode: 'NETWORK' | 'LOG_BACKUP';
  serviceName: ServiceName | null;
  /** A standby's primary; null for a primary and for a standby that lost its log source. */
  primaryTenantId: number | null;
}

/** The OCP that manages a tenant; null outside multi-cluster mode. */
export function ocpOf(world: World, tenant: Tenant): OcpCluster | null {
  return world.clusters.get(tenant.clusterId)?.elsewhere?.ocp ?? world.ocps?.here ?? null;
}

/** Whether this OCP manages the cluster: of all others it only knows. */
export function isHere(cluster: Cluster | undefined): boolean {
  return cluster !== undefined && cluster.elsewhere === undefined;
}

/** The ids by which the OCP that manages a tenant knows it. */
export function idsOf(world: World, tenant: Tenant): { readonly clusterId: number; readonly tenantId: number } {
  const there = world.clusters.get(tenant.clusterId)?.elsewhere?.id;
  return { clusterId: there ?? tenant.clusterId, tenantId: tenant.idThere ?? tenant.id };
}

export function tenantsOf(world: World, clusterId: number): Tenant[] {
  return [...world.tenants.values()].filter((tenant) => tenant.clusterId === clusterId);
}

export function standbysOf(world: World, primaryTenantId: number): Tenant[] {
  return [...world.tenants.values()].filter((tenant) => tenant.primaryTenantId === primaryTenantId);
}

/** All relations at once, for lists: asking one by one is quadratic. */
export function standbysByPrimary(world: World): Map<number, Tenant[]> {
  const found = new Map<number, Tenant[]>();
  for (const tenant of world.tenants.values()) {
    if (tenant.primaryTenantId === null) continue;
    const known = found.get(tenant.primaryTenantId);
    if (known) known.push(tenant);
    else found.set(tenant.primaryTenantId, [tenant]);
  }
  return found;
}

export function primaryOf(world: World, tenant: Tenant): Tenant | undefined {
  return tenant.primaryTenantId === null ? undefined : world.tenants.get(tenant.primaryTenantId);
}

export function regionsOf(world: World): string[] {
  return [...new Set([...world.clusters.values()].map((cluster) => cluster.region))];
}

/**
 * Stops or starts a region: its clusters and all their tenants. Roles are kept, as they are in the database, so a
 * region that returns after a failover brings a second primary back. Returns false for an unknown region.
 */
export function setRegionAlive(world: World, region: string, alive: boolean): boolean {
  const clusters = [...world.clusters.values()].filter((cluster) => cluster.region === region);
  for (const cluster of clusters) {
    cluster.status = alive ? 'RUNNING' : 'UNAVAILABLE';
    for (const tenant of tenantsOf(world, cluster.id)) tenant.alive = alive;
  }
  return clusters.length > 0;
}

/** A copy that later changes of the world do not touch. */
export function copyOf(world: World): World {
  return structuredClone(world);
}

/** Whether an OceanBase version such as `4.4.10.1` is `least` or later, compared number by number. */
export function isAtLeast(version: string, least: string): boolean {
  const parts = version.split('.').map(Number);
  for (const [index, wanted] of least.split('.').map(Number).entries()) {
    const part = parts[index] ?? 0;
    if (part !== wanted) return part > wanted;
  }
  return true;
}

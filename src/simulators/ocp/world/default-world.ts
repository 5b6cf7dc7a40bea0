import { type Cluster, type OcpCluster, type Tenant, type World, setRegionAlive, standbysOf } from './world.ts';

const CREATED = Date.parse('2026-01-05T02:00:00Z');
const VERSION = '4.3.5.2';

/**
 * The sandbox's world: two regions, four clusters, five businesses with a standby in the other region, one of them
 * (`ledger`) with a second standby that is far behind; a chain (`trades`), a standby fed from log archives (`documents`)
 * and a family of four (`members`). `hangzhouDown` starts it with the primary region lost, so that a failover is possible
 * at once.
 */
export function defaultWorld(options: { hangzhouDown?: boolean } = {}): World {
  const world = emptyWorld();
  const hzProd = addCluster(world, 'hz-prod', 'hangzhou');
  const shProd = addCluster(world, 'sh-prod', 'shanghai');
  const shAnalytics = addCluster(world, 'sh-analytics', 'shanghai');
  for (const cluster of world.clusters.values()) addTenant(world, cluster, 'sys', { obTenantId: 1 });
  addPair(world, 'orders', hzProd, shProd, { lagMs: 180, service: 'SVC_ORDERS' });
  addPair(world, 'payments', hzProd, shProd, { lagMs: 240, service: 'SVC_PAYMENTS' });
  const ledger = addPair(world, 'ledger', hzProd, shProd, { lagMs: 310, service: 'SVC_LEDGER', mode: 'ORACLE' });
  addPair(world, 'inventory', hzProd, shProd, { lagMs: 95 });
  addPair(world, 'catalog', shProd, hzProd, { lagMs: 120, service: 'SVC_CATALOG' });
  addTenant(world, shAnalytics, 'ledger', {
    role: 'STANDBY',
    mode: 'ORACLE',
    primaryTenantId: ledger.id,
    lagMs: 95_000,
    serviceName: ledger.serviceName,
  });
  addTenant(world, shAnalytics, 'reports', {});
  const hzAnalytics = addCluster(world, 'hz-analytics', 'hangzhou');
  addTenant(world, hzAnalytics, 'sys', { obTenantId: 1 });
  addChain(world, hzProd, shProd, shAnalytics);
  addPair(world, 'documents', hzProd, shProd, { lagMs: 240_000, logTransportMode: 'LOG_BACKUP' });
  addFamilyOfFour(world, hzProd, [hzAnalytics, shProd, shAnalytics]);
  if (options.hangzhouDown) setRegionAlive(world, 'hangzhou', false);
  return world;
}

/** A world of `standbys` primary/standby pairs (`tenant_0001`…) on clusters `load-a` (region east) and `load-b` (west). */
export function worldOf(options: { standbys: number; primaryDown?: boolean }): World {
  const world = emptyWorld();
  const east = addCluster(world, 'load-a', 'east');
  const west = addCluster(world, 'load-b', 'west');
  for (let index = 1; index <= options.standbys; index += 1) {
    addPair(world, `tenant_${String(index).padStart(4, '0')}`, east, west, { lagMs: 200 });
  }
  if (options.primaryDown) setRegionAlive(world, 'east', false);
  return world;
}

/**
 * Multi-cluster mode, seen from `ocp-hz`: `billing` has its standby under `ocp-gz`, where it carries the ids of `tools` here;
 * `audit` is a standby here of a primary under `ocp-gz` with the ids of `reports`; `ledger` has both here, and a second standby under `ocp-gz` with the
 * id of the first.
 */
export function twoOcpWorld(options: { reticent?: boolean } = {}): World {
  const gz: OcpCluster = { id: 100_002, name: 'ocp-gz', role: 'FOLLOWER' };
  const here: OcpCluster = { id: 100_001, name: 'ocp-hz', role: 'LEADER' };
  const world: World = { ...emptyWorld(), ocps: { here, others: [gz], ...options } };
  const hzProd = addCluster(world, 'hz-prod', 'hangzhou');
  const hzTools = addCluster(world, 'hz-tools', 'hangzhou');
  const gzProd = addCluster(world, 'gz-prod', 'guangzhou', { ocp: gz, id: hzTools.id });
  const tools = addTenant(world, hzTools, 'tools', {});
  const reports = addTenant(world, hzTools, 'reports', {});
  const billing = addTenant(world, hzProd, 'billing', {});
  const standby = { role: 'STANDBY', lagMs: 180 } as const;
  addTenant(world, gzProd, 'billing', { ...standby, primaryTenantId: billing.id, idThere: tools.id });
  const ledger = addTenant(world, hzProd, 'ledger', {});
  const second = addTenant(world, hzTools, 'ledger', { ...standby, primaryTenantId: ledger.id });
  addTenant(world, gzProd, 'ledger', { ...standby, primaryTenantId: ledger.id, idThere: second.id });
  const payroll = addTenant(world, hzProd, 'payroll', {});
  addTenant(world, gzProd, 'payroll', { ...standby, primaryTenantId: payroll.id });
  const audit = addTenant(world, gzProd, 'audit', { idThere: reports.id });
  addTenant(world, hzProd, 'audit', { ...standby, primaryTenantId: audit.id });
  return world;
}

export function emptyWorld(): World {
  return { clusters: new Map(), tenants: new Map() };
}

export function addCluster(world: World, name: string, region: string, elsewhere?: Cluster['elsewhere']): Cluster {
  const serial = world.clusters.size + 1;
  const cluster: Cluster = {
    id: 1_000_000 + serial,
    name,
    obClusterId: serial,
    region,
    obVersion: VERSION,
    createTime: CREATED,
    status: 'RUNNING',
    ...(elsewhere && { elsewhere }),
  };
  world.clusters.set(cluster.id, cluster);
  return cluster;
}

export function addTenant(world: World, cluster: Cluster, name: string, given: Partial<Tenant>): Tenant {
  const serial = world.tenants.size + 1;
  const tenant: Tenant = {
    id: 2_000_000 + serial,
    obTenantId: 1000 + serial * 2,
    name,
    clusterId: cluster.id,
    mode: 'MYSQL',
    createTime: CREATED + serial * 60_000,
    role: 'PRIMARY',
    status: 'NORMAL',
    locked: false,
    alive: true,
    lagMs: 0,
    syncStatus: 'VALID',
    logTransportMode: 'NETWORK',
    serviceName: null,
    primaryTenantId: null,
    ...given,
  };
  world.tenants.set(tenant.id, tenant);
  return tenant;
}

/** `trades`: its second standby follows the first, so that nobody feeds it when that one is lost. */
function addChain(world: World, ...[first, second, third]: readonly [Cluster, Cluster, Cluster]): void {
  const head = addPair(world, 'trades', first, second, { lagMs: 150, service: 'SVC_TRADES' });
  const [middle] = standbysOf(world, head.id);
  if (middle) addStandby(world, third, middle, 420);
}

/** `members`: the first of its standbys stands in the region of the primary and is lost with it. */
function addFamilyOfFour(world: World, primary: Cluster, standbys: readonly Cluster[]): void {
  const serviceName = { name: 'SVC_MEMBERS', status: 'VALID' } as const;
  const head = addTenant(world, primary, 'members', { serviceName });
  for (const [index, cluster] of standbys.entries()) addStandby(world, cluster, head, 60 + index * 110);
}

function addStandby(world: World, cluster: Cluster, upstream: Tenant, lagMs: number): void {
  const { name, serviceName, mode } = upstream;
  addTenant(world, cluster, name, { role: 'STANDBY', primaryTenantId: upstream.id, lagMs, serviceName, mode });
}

interface PairOptions {
  lagMs: number;
  service?: string;
  mode?: Tenant['mode'];
  logTransportMode?: Tenant['logTransportMode'];
}

function addPair(world: World, name: string, primary: Cluster, standby: Cluster, options: PairOptions): Tenant {
  const serviceName = options.service === undefined ? null : ({ name: options.service, status: 'VALID' } as const);
  const mode = options.mode ?? 'MYSQL';
  const first = addTenant(world, primary, name, { serviceName, mode });
  const { lagMs, logTransportMode = 'NETWORK' } = options;
  const standing = { role: 'STANDBY', primaryTenantId: first.id, lagMs, serviceName, mode, logTransportMode } as const;
  addTenant(world, standby, name, standing);
  return first;
}

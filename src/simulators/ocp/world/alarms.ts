import { type Cluster, type Tenant, type World, isHere, primaryOf } from './world.ts';

/** What OCP's alarm rules find in the world (OCP alarm reference; the level as the documented samples have it). */
interface Condition {
  /** OCP's `target`: the same condition of the same object is the same alarm. */
  readonly target: string;
  readonly type: AlarmType;
  readonly cluster: Cluster;
  readonly tenant: Tenant | null;
  readonly host: Host | null;
}

export interface Alarm extends Condition {
  readonly id: number;
  readonly activeAt: number;
  readonly resolvedAt: number | null;
}

interface Host {
  readonly id: number;
  readonly ip: string;
}

interface Rule {
  readonly scope: 'Cluster' | 'Tenant' | 'Host';
  /** 1 = down, 2 = critical, 3 = alert. */
  readonly level: number;
  readonly name: string;
}

export const RULES = {
  ob_cannot_connected: { scope: 'Host', level: 1, name: 'Unable to connect to OceanBase server' },
  ob_cluster_status_check_failed: { scope: 'Cluster', level: 1, name: 'OceanBase cluster status check failed' },
  ob_tenant_partition_leader_absent: { scope: 'Tenant', level: 1, name: 'OceanBase tenant has no leader' },
  standby_tenant_sync_status_error: { scope: 'Tenant', level: 2, name: 'Standby tenant synchronization is abnormal' },
  standby_tenant_sync_delay_too_long: { scope: 'Tenant', level: 3, name: 'Standby tenant synchronization delay' },
} as const satisfies Record<string, Rule>;
export type AlarmType = keyof typeof RULES;

/** OCP raises `standby_tenant_sync_delay_too_long` from here. */
const DELAY_MS = 600_000;
const HOSTS_OF_A_CLUSTER = 3;
/** Events that are over are kept for OCP's list of all events. */
const KEPT = 500;

export interface AlarmRegister {
  /** Newest first; active and resolved ones. */
  readonly all: readonly Alarm[];
  /** Evaluates the rules: what is new becomes active, what is gone is resolved. */
  evaluate(now: number): void;
}

export function createAlarms(world: World, delayOf: (tenant: Tenant, now: number) => number): AlarmRegister {
  const active = new Map<string, Alarm>();
  let resolved: readonly Alarm[] = [];
  let nextId = 187;
  return {
    get all() {
      return [...active.values(), ...resolved].toSorted((one, other) => other.id - one.id);
    },
    evaluate(now) {
      const found = new Map(conditionsIn(world, (tenant) => delayOf(tenant, now)).map((each) => [keyOf(each), each]));
      for (const [key, alarm] of active) {
        if (found.has(key)) continue;
        active.delete(key);
        resolved = [{ ...alarm, resolvedAt: now }, ...resolved].slice(0, KEPT);
      }
      for (const [key, condition] of found) {
        if (active.has(key)) continue;
        active.set(key, { ...condition, id: nextId, activeAt: now, resolvedAt: null });
        nextId += 1;
      }
    },
  };
}

function keyOf({ type, target }: Condition): string {
  return `${type} ${target}`;
}

function conditionsIn(world: World, delayOf: (tenant: Tenant) => number): Condition[] {
  const found: Condition[] = [];
  for (const cluster of world.clusters.values()) {
    if (isHere(cluster) && cluster.status !== 'RUNNING') found.push(...clusterConditions(cluster));
  }
  for (const tenant of world.tenants.values()) {
    const cluster = world.clusters.get(tenant.clusterId);
    if (!cluster || !isHere(cluster) || cluster.status !== 'RUNNING') continue;
    for (const type of tenantTypes(world, tenant, delayOf)) {
      const target = `${targetOf(cluster)}:tenant_name=${tenant.name}`;
      found.push({ target, type, cluster, tenant, host: null });
    }
  }
  return found;
}

/** One alarm for the cluster and one for each of its hosts. */
function clusterConditions(cluster: Cluster): Condition[] {
  const hosts = Array.from({ length: HOSTS_OF_A_CLUSTER }, (_, index): Condition => {
    const host = { id: cluster.obClusterId * 10 + index + 1, ip: `10.0.${cluster.obClusterId}.${index + 1}` };
    return {
      target: `${targetOf(cluster)}:host=${host.ip}`,
      type: 'ob_cannot_connected',
      cluster,
      tenant: null,
      host,
    };
  });
  const whole = { type: 'ob_cluster_status_check_failed', target: targetOf(cluster), cluster } as const;
  return [{ ...whole, tenant: null, host: null }, ...hosts];
}

function tenantTypes(world: World, tenant: Tenant, delayOf: (tenant: Tenant) => number): AlarmType[] {
  if (!tenant.alive) return ['ob_tenant_partition_leader_absent'];
  if (tenant.role === 'PRIMARY') return [];
  const types: AlarmType[] = [];
  const isFed = primaryOf(world, tenant)?.alive === true;
  if (!isFed || tenant.syncStatus === 'DISABLED' || tenant.syncStatus === 'UNKNOWN') {
    types.push('standby_tenant_sync_status_error');
  }
  if (delayOf(tenant) >= DELAY_MS) types.push('standby_tenant_sync_delay_too_long');
  return types;
}

function targetOf(cluster: Cluster): string {
  return `alarm_template_id=0:ob_cluster=${cluster.name}-${cluster.obClusterId}`;
}

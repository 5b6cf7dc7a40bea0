import type { TenantRef } from './tenant.ts';

/** A standby that becomes primary because its primary is lost. `tenant` is the tenant OCP's task is about. */
export interface FailoverTarget {
  readonly tenant: TenantRef;
  /** Whose standby it was when the request was written; null when OCP names no primary. */
  readonly primary: TenantRef | null;
  /**
   * The tenants above the primary, nearest first, where that follows another one itself. Missing: none. Older versions count
   * none of them; see decision.ts for what makes them leave such a request alone.
   */
  readonly upstreams?: readonly TenantRef[];
  /** Service name to create on the new primary; null leaves it without one. */
  readonly serviceName: string | null;
}

/** A primary and a standby that exchange their roles. `tenant`, the primary, is the tenant OCP's task is about. */
export interface SwitchoverTarget {
  readonly tenant: TenantRef;
  readonly standby: TenantRef;
  /** The OCP that manages the standby's cluster; null unless OCP runs in multi-cluster mode. */
  readonly standbyOcpClusterId: string | null;
}

export type Target = FailoverTarget | SwitchoverTarget;

/** What becomes of the calls that are still waiting when one fails. */
export type StopRule = 'stop_at_failure' | 'go_on';

/** What is asked of OCP. A closed union: everything that reads `kind` must say what it does with each. */
export type Operation =
  | { readonly kind: 'failover'; readonly targets: readonly FailoverTarget[]; readonly stopRule: StopRule }
  | { readonly kind: 'switchover'; readonly targets: readonly SwitchoverTarget[]; readonly stopRule: StopRule };

export type OperationKind = Operation['kind'];

interface Place {
  readonly clusterId: string;
  readonly clusterName: string;
}

/** One mutating request to OCP: the targets of one cluster. */
export type CallPlan =
  | (Place & { readonly kind: 'failover'; readonly targets: readonly FailoverTarget[] })
  | (Place & { readonly kind: 'switchover'; readonly targets: readonly SwitchoverTarget[] });

/** The mutating requests an operation needs, one per cluster, in the order the targets were chosen. */
export function planCalls(operation: Operation): readonly CallPlan[] {
  if (operation.kind === 'failover')
    return byCluster(operation.targets).map((group) => ({ kind: 'failover', ...group }));
  return byCluster(operation.targets).map((group) => ({ kind: 'switchover', ...group }));
}

function byCluster<T extends Target>(targets: readonly T[]): readonly (Place & { targets: readonly T[] })[] {
  const groups = new Map<string, T[]>();
  for (const target of targets) {
    const known = groups.get(target.tenant.clusterId);
    if (known) known.push(target);
    else groups.set(target.tenant.clusterId, [target]);
  }
  return [...groups].map(([clusterId, group]) => ({
    clusterId,
    clusterName: group[0]?.tenant.clusterName ?? '',
    targets: group,
  }));
}

/** The tenant that is to be primary afterwards. */
export function newPrimaryOf(target: Target): TenantRef {
  return 'standby' in target ? target.standby : target.tenant;
}

/** The tenant that is primary before; null when OCP names none. */
export function oldPrimaryOf(target: Target): TenantRef | null {
  return 'standby' in target ? target.tenant : target.primary;
}

/**
 * The tenants whose rules and freezes count for a move: the one that OCP's task is about first, then the other side, and in
 * a chain every tenant above that. A failover whose primary OCP does not name has one side.
 */
export function sidesOf(target: Target): readonly TenantRef[] {
  if ('standby' in target) return [target.tenant, target.standby];
  const { tenant, primary, upstreams = [] } = target;
  return primary === null ? [tenant] : [tenant, primary, ...upstreams];
}

/** Whether sides count that versions before chains do not know of. */
export function isChained({ targets }: Operation): boolean {
  return targets.some((target) => !('standby' in target) && (target.upstreams ?? []).length > 0);
}

export interface ProvenRole {
  readonly tenant: TenantRef;
  readonly role: 'PRIMARY' | 'STANDBY';
  /** True for a tenant that this OCP cannot read, because another one manages it: no more than its record can be told. */
  readonly elsewhere: boolean;
}

/**
 * The roles that prove success. After a failover the old primary proves nothing: it may still believe it is one.
 * `elsewhere`: whether the new primary is under another OCP.
 */
export function provenRoles(target: Target, elsewhere: boolean): readonly ProvenRole[] {
  const became = { tenant: newPrimaryOf(target), role: 'PRIMARY', elsewhere } as const;
  if (!('standby' in target)) return [became];
  return [became, { tenant: target.tenant, role: 'STANDBY', elsewhere: false }];
}

import type { TenantRef } from './tenant.ts';

/** One tenant to be moved: the standby that becomes primary. */
export interface FailoverTarget {
  readonly tenant: TenantRef;
  /** Whose standby it was when the request was written; null when OCP names no primary. */
  readonly primary: TenantRef | null;
  /** Service name to create on the new primary; null leaves it without one. */
  readonly serviceName: string | null;
}

/** What is asked of OCP. A closed union: everything that reads `kind` must say what it does with each. */
export interface Operation {
  readonly kind: 'failover';
  readonly targets: readonly FailoverTarget[];
}

/** One mutating request to OCP: the targets of one cluster. */
export interface CallPlan {
  readonly clusterId: string;
  readonly clusterName: string;
  readonly targets: readonly FailoverTarget[];
}

/** The mutating requests an operation needs, one per cluster, in the order the targets were chosen. */
export function planCalls(operation: Operation): readonly CallPlan[] {
  const plans = new Map<string, FailoverTarget[]>();
  for (const target of operation.targets) {
    const known = plans.get(target.tenant.clusterId);
    if (known) known.push(target);
    else plans.set(target.tenant.clusterId, [target]);
  }
  return [...plans].map(([clusterId, targets]) => ({
    clusterId,
    clusterName: targets[0]?.tenant.clusterName ?? '',
    targets,
  }));
}

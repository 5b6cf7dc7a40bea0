import { type PrecheckContext, type PrecheckItem, failoverFindings, switchoverFindings } from './findings.ts';
import { type Tenant, idsOf, primaryOf } from './world.ts';

// Type aliases, not interfaces: only these are assignable to JSON.
export type TenantPrecheck = {
  readonly valid: boolean;
  readonly tenantId: number;
  readonly name: string;
  readonly clusterId: number;
  readonly clusterName: string;
  readonly primaryTenantServiceName?: string;
  /** A `Long` beyond 2^53 is written as a string. */
  readonly syncScn?: number | string;
  readonly checkResults: readonly PrecheckItem[];
};

export type SwitchoverPrecheck = {
  readonly valid: boolean;
  readonly tenantId: number;
  readonly name: string;
  readonly clusterId: number;
  readonly clusterName: string;
  readonly standbyCheckResults: readonly TenantPrecheck[];
};

export function failoverPrecheck(context: PrecheckContext, standby: Tenant): TenantPrecheck {
  return standbyResult(context, standby, primaryOf(context.world, standby), failoverFindings(context, standby));
}

export function switchoverPrecheck(context: PrecheckContext, primary: Tenant, standby: Tenant): SwitchoverPrecheck {
  const child = standbyResult(context, standby, undefined, switchoverFindings(context, primary, standby));
  return { ...heading(context, primary), valid: child.valid, standbyCheckResults: [child] };
}

function standbyResult(
  context: PrecheckContext,
  standby: Tenant,
  primary: Tenant | undefined,
  checkResults: PrecheckItem[],
): TenantPrecheck {
  const scn = context.settings.syncScn;
  return {
    ...heading(context, standby),
    valid: checkResults.every((each) => each.warning),
    ...(primary?.serviceName ? { primaryTenantServiceName: primary.serviceName.name } : {}),
    ...(scn === 'latency' ? { syncScn: standby.lagMs } : {}),
    ...(scn === 'scn' ? { syncScn: `${BigInt(context.now - context.delayMs(standby)) * 1_000_000n}` } : {}),
    checkResults,
  };
}

function heading(context: PrecheckContext, tenant: Tenant) {
  const clusterName = context.world.clusters.get(tenant.clusterId)?.name ?? '';
  return { ...idsOf(context.world, tenant), name: tenant.name, clusterName };
}

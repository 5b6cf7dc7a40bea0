import type { Language } from './refusal.ts';
import type { Settings } from './settings.ts';
import { type Tenant, type World, idsOf, primaryOf } from './world.ts';

// Type aliases, not interfaces: only these are assignable to JSON.
export type PrecheckItem = {
  readonly errorCode: string;
  readonly errorMessage: string;
  /** true = does not block. OCP uses one code (OBE26107) both ways. */
  readonly warning: boolean;
};

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

export interface PrecheckContext {
  readonly world: World;
  readonly settings: Settings;
  readonly language: Language;
  readonly now: number;
}

/** Checks the live world, not the stale look-ups. Texts as the documented samples print them. */
export function failoverPrecheck(context: PrecheckContext, standby: Tenant): TenantPrecheck {
  const primary = primaryOf(context.world, standby);
  const items: PrecheckItem[] = [];
  items.push(...roleItems(context, standby, 'STANDBY'));
  if (!standby.alive) items.push(unavailable(context, standby));
  if (primary?.alive && primary.role === 'PRIMARY') {
    const en = 'A failover is not allowed because the primary tenant can still be connected.';
    items.push(item(context, 'OBE26107', en, '主租户仍然可以连接, 不允许执行容灾切换', false));
  }
  items.push(...routingWarning(context));
  return standbyResult(context, standby, primary, items);
}

export function switchoverPrecheck(context: PrecheckContext, primary: Tenant, standby: Tenant): SwitchoverPrecheck {
  const items: PrecheckItem[] = [];
  items.push(...roleItems(context, primary, 'PRIMARY'));
  if (!primary.alive) items.push(unavailable(context, primary));
  items.push(...roleItems(context, standby, 'STANDBY'));
  if (!standby.alive) items.push(unavailable(context, standby));
  if (standby.primaryTenantId !== primary.id && context.settings.precheckRoles) {
    const en = `The primary tenant of tenant ${standby.name} is not found.`;
    items.push(item(context, 'OBE26025', en, `未找到租户 ${standby.name} 的主租户`, false));
  }
  const limit = context.settings.lagThresholdMs;
  if (standby.lagMs > limit) {
    const en = `The log synchronization delay of tenant ${standby.name} is ${standby.lagMs} ms, which is greater than ${limit} ms. The operation is not allowed.`;
    const zh = `租户 ${standby.name} 的日志同步延迟 ${standby.lagMs} ms 大于 ${limit} ms, 不允许该操作`;
    items.push(item(context, 'OBE26009', en, zh, false));
  }
  items.push(...routingWarning(context));
  const child = standbyResult(context, standby, undefined, items);
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
    ...(scn === 'scn' ? { syncScn: `${BigInt(context.now - standby.lagMs) * 1_000_000n}` } : {}),
    checkResults,
  };
}

function heading(context: PrecheckContext, tenant: Tenant) {
  const clusterName = context.world.clusters.get(tenant.clusterId)?.name ?? '';
  return { ...idsOf(context.world, tenant), name: tenant.name, clusterName };
}

function routingWarning(context: PrecheckContext): PrecheckItem[] {
  if (context.settings.sharedObProxy) return [];
  const en =
    'The clusters of the primary and standby tenants are not associated with a common OBProxy. Automatic routing is not possible after the switch.';
  return [item(context, 'OBE26107', en, '主备租户所属集群没有关联共同的ObProxy, 切主后无法实现自动路由', true)];
}

function roleItems(context: PrecheckContext, tenant: Tenant, needed: Tenant['role']): PrecheckItem[] {
  if (tenant.role === needed || !context.settings.precheckRoles) return [];
  const en = `The role ${tenant.role} of tenant ${tenant.name} does not allow this operation.`;
  return [item(context, 'OBE26013', en, `租户 ${tenant.name} 的角色 ${tenant.role} 不允许该操作`, false)];
}

function unavailable(context: PrecheckContext, tenant: Tenant): PrecheckItem {
  return item(context, 'OBE26021', `The tenant ${tenant.name} is unavailable.`, `租户 ${tenant.name} 不可用`, false);
}

function item(context: PrecheckContext, errorCode: string, en: string, zh: string, warning: boolean): PrecheckItem {
  return { errorCode, errorMessage: context.language === 'zh-CN' ? zh : en, warning };
}

import { familyOf, holderBeside } from './families.ts';
import type { Language } from './refusal.ts';
import type { Settings } from './settings.ts';
import { type Tenant, type World, primaryOf } from './world.ts';

// A type alias, not an interface: only this is assignable to JSON.
export type PrecheckItem = {
  readonly errorCode: string;
  readonly errorMessage: string;
  /** true = does not block. OCP uses one code (OBE26107) both ways. */
  readonly warning: boolean;
};

export interface PrecheckContext {
  readonly world: World;
  readonly settings: Settings;
  readonly language: Language;
  readonly now: number;
  readonly delayMs: (tenant: Tenant) => number;
}

/**
 * What a precheck finds in the live world, not in the stale look-ups. Texts of the documented samples as they print them;
 * the documents name the other conditions without showing their codes (OBE26017: internal verification failed).
 */
export function failoverFindings(context: PrecheckContext, standby: Tenant): PrecheckItem[] {
  const primary = primaryOf(context.world, standby);
  return [
    ...wrongRole(context, standby, 'STANDBY'),
    ...unavailable(context, standby),
    ...clusterDown(context, standby),
    ...locked(context, standby),
    ...(primary ? upstreamFindings(context, standby, primary) : noUpstream(context, standby)),
    ...apartFromProxy(context),
  ];
}

export function switchoverFindings(context: PrecheckContext, primary: Tenant, standby: Tenant): PrecheckItem[] {
  const both = [primary, standby];
  return [
    ...wrongRole(context, primary, 'PRIMARY'),
    ...unavailable(context, primary),
    ...wrongRole(context, standby, 'STANDBY'),
    ...unavailable(context, standby),
    ...(standby.primaryTenantId !== primary.id && context.settings.precheckRoles ? noPrimary(context, standby) : []),
    ...both.flatMap((tenant) => clusterDown(context, tenant)),
    ...both.flatMap((tenant) => locked(context, tenant)),
    ...otherVersion(context, primary, standby),
    ...otherName(context, primary, standby),
    ...both.flatMap((tenant) => takenName(context, tenant)),
    ...noLogArchive(context, standby),
    ...lagging(context, standby),
    ...apartFromProxy(context),
  ];
}

/** OCP calls the direct upstream the primary, whatever its role: in a chain nobody looks at the root. */
function upstreamFindings(context: PrecheckContext, standby: Tenant, primary: Tenant): PrecheckItem[] {
  const found: PrecheckItem[] = [];
  if (primary.clusterId === standby.clusterId) {
    const en = `The primary tenant and the standby tenant ${standby.name} are in the same cluster. The operation is not allowed.`;
    found.push(blocks(context, 'OBE26017', en, `主租户与备租户 ${standby.name} 位于同一集群, 不允许该操作`));
  }
  if (primary.alive) {
    const en = 'A failover is not allowed because the primary tenant can still be connected.';
    found.push(blocks(context, 'OBE26107', en, '主租户仍然可以连接, 不允许执行容灾切换'));
  }
  return found;
}

/** A primary has no upstream by its nature: only its role can be found wrong. */
function noUpstream(context: PrecheckContext, standby: Tenant): PrecheckItem[] {
  return standby.role === 'STANDBY' ? noPrimary(context, standby) : [];
}

function noPrimary(context: PrecheckContext, standby: Tenant): PrecheckItem[] {
  const en = `The primary tenant of tenant ${standby.name} is not found.`;
  return [blocks(context, 'OBE26025', en, `未找到租户 ${standby.name} 的主租户`)];
}

function wrongRole(context: PrecheckContext, tenant: Tenant, needed: Tenant['role']): PrecheckItem[] {
  if (tenant.role === needed || !context.settings.precheckRoles) return [];
  const en = `The role ${tenant.role} of tenant ${tenant.name} does not allow this operation.`;
  return [blocks(context, 'OBE26013', en, `租户 ${tenant.name} 的角色 ${tenant.role} 不允许该操作`)];
}

function unavailable(context: PrecheckContext, tenant: Tenant): PrecheckItem[] {
  if (tenant.alive) return [];
  return [blocks(context, 'OBE26021', `The tenant ${tenant.name} is unavailable.`, `租户 ${tenant.name} 不可用`)];
}

function clusterDown(context: PrecheckContext, tenant: Tenant): PrecheckItem[] {
  const cluster = context.world.clusters.get(tenant.clusterId);
  if (cluster === undefined || cluster.status === 'RUNNING') return [];
  const en = `The cluster ${cluster.name} is in the ${cluster.status} state. The operation is not allowed.`;
  return [blocks(context, 'OBE26017', en, `集群 ${cluster.name} 处于 ${cluster.status} 状态, 不允许该操作`)];
}

function locked(context: PrecheckContext, tenant: Tenant): PrecheckItem[] {
  if (!tenant.locked) return [];
  const en = `The tenant ${tenant.name} is locked. The operation is not allowed.`;
  return [blocks(context, 'OBE26017', en, `租户 ${tenant.name} 已锁定, 不允许该操作`)];
}

function otherVersion(context: PrecheckContext, primary: Tenant, standby: Tenant): PrecheckItem[] {
  const [ours, theirs] = [primary, standby].map((each) => context.world.clusters.get(each.clusterId)?.obVersion ?? '');
  if (ours === theirs) return [];
  const en = `The versions ${ours} and ${theirs} of the clusters of the primary and standby tenants are different.`;
  return [blocks(context, 'OBE26017', en, `主备租户所属集群的版本 ${ours} 与 ${theirs} 不一致`)];
}

function otherName(context: PrecheckContext, primary: Tenant, standby: Tenant): PrecheckItem[] {
  if (primary.serviceName?.name === standby.serviceName?.name) return [];
  const en = 'The service names of the primary and standby tenants are different.';
  return [blocks(context, 'OBE26017', en, '主备租户的服务名不一致')];
}

function takenName(context: PrecheckContext, tenant: Tenant): PrecheckItem[] {
  const name = tenant.serviceName?.name;
  const holder = name && holderBeside(context.world, name, familyOf(context.world, tenant));
  if (!holder) return [];
  const en = `The service name ${name} of tenant ${tenant.name} is used by tenant ${holder.name}, which is not related to it.`;
  return [blocks(context, 'OBE26017', en, `租户 ${tenant.name} 的服务名 ${name} 已被无关租户 ${holder.name} 使用`)];
}

/** The console asks for an archive destination; the API has no field for it. */
function noLogArchive(context: PrecheckContext, standby: Tenant): PrecheckItem[] {
  if (standby.logTransportMode !== 'LOG_BACKUP') return [];
  const en = `Log backup is not enabled for tenant ${standby.name}.`;
  return [blocks(context, 'OBE26001', en, `租户 ${standby.name} 未开启日志备份`)];
}

function lagging(context: PrecheckContext, standby: Tenant): PrecheckItem[] {
  const limit = context.settings.lagThresholdMs;
  if (standby.lagMs <= limit) return [];
  const en = `The log synchronization delay of tenant ${standby.name} is ${standby.lagMs} ms, which is greater than ${limit} ms. The operation is not allowed.`;
  const zh = `租户 ${standby.name} 的日志同步延迟 ${standby.lagMs} ms 大于 ${limit} ms, 不允许该操作`;
  return [blocks(context, 'OBE26009', en, zh)];
}

function apartFromProxy(context: PrecheckContext): PrecheckItem[] {
  if (context.settings.sharedObProxy) return [];
  const en =
    'The clusters of the primary and standby tenants are not associated with a common OBProxy. Automatic routing is not possible after the switch.';
  const zh = '主备租户所属集群没有关联共同的ObProxy, 切主后无法实现自动路由';
  return [{ ...blocks(context, 'OBE26107', en, zh), warning: true }];
}

function blocks(context: PrecheckContext, errorCode: string, en: string, zh: string): PrecheckItem {
  return { errorCode, errorMessage: context.language === 'zh-CN' ? zh : en, warning: false };
}

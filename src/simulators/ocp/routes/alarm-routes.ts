import { type Alarm, RULES } from '../world/alarms.ts';
import type { Json, JsonObject } from '../http/envelope.ts';
import { isForbidden } from '../admin/faults.ts';
import { type Query, paged, param, params } from '../http/paging.ts';
import type { Call, Route } from '../http/route.ts';
import { OcpRefusal } from '../world/refusal.ts';

const ACTIVE = '/api/v2/alarm/alarms/actived';

/** Alarms: all events (OCP V4.2.2) and the active ones (V4.3.6), each with the words of its version. */
export const alarmRoutes: readonly Route[] = [
  {
    method: 'GET',
    path: '/api/v2/alarm/alarms',
    mutating: false,
    permission: 'ALARM_READ',
    handle: (call) => alarmPage(call, visible(call), { scopes: OLD_SCOPES, appType: 'OB' }, eventView),
  },
  {
    method: 'GET',
    path: ACTIVE,
    mutating: false,
    permission: 'ALARM_READ',
    handle: (call) => {
      if (call.model.settings().alarmList === '4.2.2') throw new OcpRefusal('unknownUrl', 'GET', ACTIVE);
      const active = visible(call).filter((alarm) => alarm.resolvedAt === null);
      return alarmPage(call, active, { scopes: NEW_SCOPES, appType: 'OceanBase' }, activeView);
    },
  },
];

type Scopes = Readonly<Record<'Cluster' | 'Tenant' | 'Host', string>>;
const OLD_SCOPES: Scopes = { Cluster: 'ObCluster', Tenant: 'ObTenant', Host: 'Host' };
const NEW_SCOPES: Scopes = { Cluster: 'Cluster', Tenant: 'Tenant', Host: 'Host' };

/** Like all lists, silently filtered to the clusters that the user may read. */
function visible({ model }: Call): Alarm[] {
  return model.alarms().filter(({ cluster }) => !isForbidden(model.faults, 'CLUSTER_READ', cluster.id));
}

function alarmPage(
  { query, model }: Call,
  alarms: readonly Alarm[],
  version: { readonly scopes: Scopes; readonly appType: string },
  view: (alarm: Alarm, now: number) => JsonObject,
): Json {
  const found = alarms.filter((alarm) => isMeant(alarm, query, version));
  const keys = { id: (alarm: Alarm) => alarm.id, activeAt: (alarm: Alarm) => alarm.activeAt };
  return paged(found, query, keys, (alarm) => view(alarm, model.now()));
}

function isMeant(alarm: Alarm, query: Query, version: { readonly scopes: Scopes; readonly appType: string }): boolean {
  const rule = RULES[alarm.type];
  const levels = params(query, 'level');
  const status = params(query, 'status');
  const scope = param(query, 'scope');
  const appType = param(query, 'appType');
  const keyword = param(query, 'keyword');
  const alarmType = param(query, 'alarmType');
  return (
    (appType === null || appType === version.appType) &&
    (scope === null || scope === version.scopes[rule.scope]) &&
    (levels === null || levels.includes(String(rule.level))) &&
    (status === null || status.includes(statusOf(alarm))) &&
    (alarmType === null || alarmType === alarm.type) &&
    (keyword === null || alarm.target.includes(keyword) || rule.name.includes(keyword))
  );
}

function statusOf(alarm: Alarm): 'Active' | 'Inactive' {
  return alarm.resolvedAt === null ? 'Active' : 'Inactive';
}

function eventView(alarm: Alarm, now: number): JsonObject {
  const rule = RULES[alarm.type];
  return { ...commonView(alarm, now), appType: 'OB', scope: OLD_SCOPES[rule.scope] };
}

/** `includeTargets` holds OCP's ids beside those of OceanBase. */
function activeView(alarm: Alarm, now: number): JsonObject {
  const { cluster, tenant, host } = alarm;
  const scope = NEW_SCOPES[RULES[alarm.type].scope];
  const target: JsonObject = {
    cluster: { clusterId: cluster.id, name: cluster.name, obClusterId: cluster.obClusterId },
    hosts: host && [{ hostId: host.id, hostIp: host.ip, id: host.id }],
    tenants: tenant && [{ name: tenant.name, obTenantId: tenant.obTenantId, tenantId: tenant.id }],
  };
  return {
    ...commonView(alarm, now),
    alarmGroups: ['Database Kernel', 'Availability'],
    alarmTarget: { appType: 'OceanBase', excludeTargets: [], includeTargets: [target], scope },
    alarmTemplateId: 0,
    appType: 'OceanBase',
    autoResolved: true,
    containSelfcure: false,
    messagePush: { configured: false, noSuccessCount: 0, successCount: 0 },
    name: RULES[alarm.type].name,
    scope,
    statusUpdatedAt: utc(alarm.activeAt),
  };
}

function commonView(alarm: Alarm, now: number): JsonObject {
  const { level, name } = RULES[alarm.type];
  const until = alarm.resolvedAt ?? now;
  return {
    activeAt: utc(alarm.activeAt),
    alarmType: alarm.type,
    description: `${placeOf(alarm)}, Alert: ${name}.`,
    gmtCreate: utc(alarm.activeAt),
    gmtModified: utc(until),
    id: alarm.id,
    labels: labelsOf(alarm, until),
    level,
    resolvedAt: alarm.resolvedAt === null ? null : utc(alarm.resolvedAt),
    status: statusOf(alarm),
    summary: `${alarm.target} ${name}`,
    target: alarm.target,
    updatedAt: utc(until),
  };
}

function placeOf({ cluster, tenant, host }: Alarm): string {
  const where = tenant ? `, Tenant: ${tenant.name}` : host ? `, Host: ${host.ip}` : '';
  return `Cluster: ${cluster.name}${where}`;
}

function labelsOf(alarm: Alarm, until: number): JsonObject {
  const { cluster, tenant, host } = alarm;
  return {
    alarm_duration: String(Math.round((until - alarm.activeAt) / 1000)),
    alarm_level: String(RULES[alarm.type].level),
    alarm_status: statusOf(alarm),
    alarm_type: alarm.type,
    app: 'OB',
    host_ip: host?.ip ?? null,
    ob_cluster_id: String(cluster.obClusterId),
    ob_cluster_name: cluster.name,
    ob_tenant_id: tenant ? String(tenant.obTenantId) : null,
    tenant_name: tenant?.name ?? null,
  };
}

/** Alarm times are in UTC and whole seconds, unlike those of all other replies. */
function utc(ms: number): string {
  return new Date(ms).toISOString().replace(/\.\d+Z$/, 'Z');
}

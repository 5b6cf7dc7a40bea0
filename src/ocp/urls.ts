/**
 * Every path of OCP's API that is used. One segment decides between a tenant and its whole cluster
 * (`/clusters/1/failover`, `/clusters/1/tenants/failover`), so paths are made here and nowhere else.
 */

import { refusal } from './errors.ts';

/** OCP's ids are digits; anything else would lead somewhere else in the path. Throws OcpError ocp_refused. */
export function id(value: string): string {
  if (!/^\d+$/.test(value)) throw refusal({ kind: 'not_an_id', value });
  return value;
}

type DrVerb = 'failover' | 'switchover' | 'failoverPreCheck' | 'switchoverPreCheck';
type SubtaskVerb = 'retry' | 'skip' | 'cancel' | 'log';

export const timeUrl = '/api/v2/time';
export const clustersUrl = '/api/v2/ob/clusters';
export const tenantsUrl = '/api/v2/ob/tenants';
export const alarmsUrl = '/api/v2/alarm/alarms/actived';
/** Before V4.3.6: all of them, active or not. */
export const olderAlarmsUrl = '/api/v2/alarm/alarms';
export const metricsUrl = '/api/v2/monitor/metricsWithLabel';
export const tasksUrl = '/api/v2/tasks/instances';

export function tenantUrl(clusterId: string, tenantId: string): string {
  return `${clustersUrl}/${id(clusterId)}/tenants/${id(tenantId)}`;
}

/** Failover: cluster and tenant of the standby. Switchover: of the primary. */
export function tenantDrUrl(clusterId: string, tenantId: string, verb: DrVerb): string {
  return `${tenantUrl(clusterId, tenantId)}/${verb}`;
}

/** Several tenants of one cluster at once. */
export function tenantsDrUrl(clusterId: string, verb: DrVerb): string {
  return `${clustersUrl}/${id(clusterId)}/tenants/${verb}`;
}

export function taskUrl(taskId: string, verb?: 'retry' | 'rollback'): string {
  return `${tasksUrl}/${id(taskId)}${verb === undefined ? '' : `/${verb}`}`;
}

export function subtaskUrl(taskId: string, subtaskId: string, verb: SubtaskVerb): string {
  return `${taskUrl(taskId)}/subtasks/${id(subtaskId)}/${verb}`;
}

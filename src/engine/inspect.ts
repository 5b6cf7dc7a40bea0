import type { Clock } from '../clock.ts';
import type { Inspection, TargetInspection } from '../operation/inspection.ts';
import type { FailoverTarget, SwitchoverTarget, Target } from '../operation/operation.ts';
import type { Tenant, TenantRef } from '../operation/tenant.ts';
import type { Task } from '../task/task.ts';
import { codeOf } from './failures.ts';
import type { OcpReads } from './ports.ts';

type InspectionReads = Pick<OcpReads, 'tenant' | 'failoverPrecheck' | 'switchoverPrecheck' | 'tasks'>;

export interface Reading {
  readonly inspection: Inspection;
  /** Every task OCP already knows of these tenants: what turns up later and is not here is new. */
  readonly baseline: readonly string[];
}

interface TargetReading {
  readonly inspection: TargetInspection;
  readonly baseline: readonly string[];
}

/** So many targets are read at once: OCP shares its budget with everybody else. */
const AT_ONCE = 5;

/**
 * Reads what OCP says of every target: its role, its counterpart's, its precheck, the tasks it has.
 * Rejects with OCP's failure when any of it cannot be read: half a picture is none.
 */
export async function inspect(ocp: InspectionReads, clock: Clock, targets: readonly Target[]): Promise<Reading> {
  const readings: TargetReading[] = [];
  for (let first = 0; first < targets.length; first += AT_ONCE) {
    const some = targets.slice(first, first + AT_ONCE);
    readings.push(...(await Promise.all(some.map((target) => inspectTarget(ocp, target)))));
  }
  return {
    inspection: { at: clock.now(), targets: readings.map(({ inspection }) => inspection) },
    baseline: readings.flatMap(({ baseline }) => baseline),
  };
}

function inspectTarget(ocp: InspectionReads, target: Target): Promise<TargetReading> {
  return 'standby' in target ? inspectPair(ocp, target) : inspectStandby(ocp, target);
}

async function inspectStandby(ocp: InspectionReads, { tenant: { clusterId, tenantId } }: FailoverTarget) {
  const [tenant, precheck, tasks] = await Promise.all([
    ocp.tenant(clusterId, tenantId),
    ocp.failoverPrecheck(clusterId, tenantId),
    tasksOf(ocp, { clusterId, tenantId }),
  ]);
  const primary = tenant.primary ? await readIfShown(ocp, tenant.primary) : null;
  const inspection: TargetInspection = {
    tenantId,
    role: tenant.role,
    status: tenant.status,
    primary: tenant.primary,
    primaryRole: primary?.role ?? null,
    primaryStatus: primary?.status ?? null,
    standby: null,
    precheck,
    runningTask: running(tasks),
  };
  return { inspection, baseline: tasks.map(({ id }) => id) };
}

async function inspectPair(
  ocp: InspectionReads,
  { tenant: primaryRef, standby: standbyRef, standbyOcpClusterId }: SwitchoverTarget,
) {
  const { clusterId, tenantId } = primaryRef;
  const item = {
    tenantId,
    standbyTenantId: standbyRef.tenantId,
    standbyOcpClusterId: standbyOcpClusterId ?? undefined,
  };
  const [primary, standby, precheck, tasks, standbyTasks] = await Promise.all([
    ocp.tenant(clusterId, tenantId),
    ocp.tenant(standbyRef.clusterId, standbyRef.tenantId),
    ocp.switchoverPrecheck(clusterId, item),
    tasksOf(ocp, primaryRef),
    tasksOf(ocp, standbyRef),
  ]);
  const inspection: TargetInspection = {
    tenantId,
    role: primary.role,
    status: primary.status,
    primary: null,
    primaryRole: null,
    primaryStatus: null,
    standby: { role: standby.role, status: standby.status, primary: standby.primary },
    // OCP's precheck of a switchover does not name it; the primary itself does.
    precheck: { ...precheck, primaryServiceName: precheck.primaryServiceName ?? primary.serviceName },
    runningTask: running(tasks) ?? running(standbyTasks),
  };
  return { inspection, baseline: tasks.map(({ id }) => id) };
}

async function tasksOf(ocp: InspectionReads, { clusterId, tenantId }: Pick<TenantRef, 'clusterId' | 'tenantId'>) {
  const tasks = await ocp.tasks({ clusterId, tenantId, page: 1, size: 100 });
  return tasks.filter((task) => task.tenantId === null || task.tenantId === tenantId);
}

function running(tasks: readonly Task[]): TargetInspection['runningTask'] {
  const task = tasks.find(({ status }) => status === 'RUNNING');
  return task ? { id: task.id, name: task.name } : null;
}

/** A primary that OCP does not show us is no reason to stop: its cluster may be the one that is gone. */
async function readIfShown(ocp: InspectionReads, { clusterId, tenantId }: TenantRef): Promise<Tenant | null> {
  try {
    return await ocp.tenant(clusterId, tenantId);
  } catch (error) {
    if (['ocp_not_found', 'ocp_forbidden', 'ocp_failed'].includes(codeOf(error))) return null;
    throw error;
  }
}

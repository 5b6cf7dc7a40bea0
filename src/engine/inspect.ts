import type { Clock } from '../clock.ts';
import type { Inspection, StandbyInspection, TargetInspection } from '../operation/inspection.ts';
import { otherOcp, refOf, sameTenant } from '../operation/ocp-clusters.ts';
import type { FailoverTarget, SwitchoverTarget, Target } from '../operation/operation.ts';
import type { RelatedTenant, Tenant, TenantRef } from '../operation/tenant.ts';
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
 * Reads what OCP says of every target: its role, its counterpart's as far as this OCP can tell it, its precheck, its tasks.
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

async function inspectStandby(
  ocp: InspectionReads,
  { tenant: { clusterId, tenantId } }: FailoverTarget,
): Promise<TargetReading> {
  const [tenant, precheck, tasks] = await Promise.all([
    ocp.tenant(clusterId, tenantId),
    ocp.failoverPrecheck(clusterId, tenantId),
    tasksOf(ocp, { clusterId, tenantId }),
  ]);
  const primary = tenant.primary ? await readRelative(ocp, tenant, tenant.primary, readIfShown) : null;
  const inspection: TargetInspection = {
    tenantId,
    role: tenant.role,
    status: tenant.status,
    primary: tenant.primary && refOf(tenant.primary),
    primaryRole: primary?.role ?? null,
    primaryStatus: primary?.status ?? null,
    ...(primary?.elsewhere && { primaryElsewhere: primary.elsewhere }),
    ...(primary?.primary && { upstream: primary.primary }),
    standby: null,
    precheck,
    runningTask: running(tasks),
  };
  return { inspection, baseline: tasks.map(({ id }) => id) };
}

async function inspectPair(ocp: InspectionReads, target: SwitchoverTarget): Promise<TargetReading> {
  const { tenant: ref, standby: standbyRef, standbyOcpClusterId } = target;
  const { clusterId, tenantId } = ref;
  const item = {
    tenantId,
    standbyTenantId: standbyRef.tenantId,
    standbyOcpClusterId: standbyOcpClusterId ?? undefined,
  };
  const [primary, precheck, tasks] = await Promise.all([
    ocp.tenant(clusterId, tenantId),
    ocp.switchoverPrecheck(clusterId, item),
    tasksOf(ocp, ref),
  ]);
  const standby = await readStandby(ocp, primary, target);
  const standbyTasks = standby === null || standby.elsewhere ? [] : await tasksOf(ocp, standbyRef);
  const inspection: TargetInspection = {
    tenantId,
    role: primary.role,
    status: primary.status,
    primary: null,
    primaryRole: null,
    primaryStatus: null,
    standby,
    // OCP's precheck of a switchover does not name it; the primary itself does.
    precheck: { ...precheck, primaryServiceName: precheck.primaryServiceName ?? primary.serviceName },
    runningTask: running(tasks) ?? running(standbyTasks),
  };
  return { inspection, baseline: tasks.map(({ id }) => id) };
}

/** The standby of a pair; null where OCP names no such standby of this primary any more. */
async function readStandby(
  ocp: InspectionReads,
  primary: Tenant,
  { standby, standbyOcpClusterId }: SwitchoverTarget,
): Promise<StandbyInspection | null> {
  const listed = primary.standbys.find((one) => sameTenant(one, standby) && one.ocpClusterId === standbyOcpClusterId);
  if (listed) return readRelative(ocp, primary, listed, readSurely);
  // Some primaries do not list their standbys. One that is here says so itself, and under which OCP it is.
  const read = await (standbyOcpClusterId === null ? readSurely : readIfShown)(ocp, standby);
  const own = read !== null && read.ocpClusterId === standbyOcpClusterId;
  const here = standbyOcpClusterId === null || (own && read.primary !== null && sameTenant(read.primary, primary));
  return read && here ? { role: read.role, status: read.status, primary: read.primary && refOf(read.primary) } : null;
}

/** A tenant's primary or standby as OCP shows it; what is under another OCP is told from the record beside the tenant alone. */
async function readRelative(
  ocp: InspectionReads,
  tenant: Tenant,
  relative: RelatedTenant,
  read: (ocp: InspectionReads, place: TenantRef) => Promise<Tenant | null>,
): Promise<StandbyInspection> {
  const { ocpClusterId } = relative;
  const sure = ocpClusterId === null || tenant.ocpClusterId !== null;
  // Its ids may be those of somebody else here, so nothing is asked that would be believed of the wrong tenant.
  const there = sure && otherOcp(tenant, relative, null) ? null : await (sure ? read : readIfShown)(ocp, relative);
  const elsewhere = otherOcp(tenant, relative, there);
  if (elsewhere) return { role: relative.role, status: relative.status, elsewhere };
  if (there === null) return { role: null, status: null };
  return { role: there.role, status: there.status, primary: there.primary && refOf(there.primary) };
}

async function tasksOf(ocp: InspectionReads, { clusterId, tenantId }: Pick<TenantRef, 'clusterId' | 'tenantId'>) {
  const tasks = await ocp.tasks({ clusterId, tenantId, page: 1, size: 100 });
  return tasks.filter((task) => task.tenantId === null || task.tenantId === tenantId);
}

function running(tasks: readonly Task[]): TargetInspection['runningTask'] {
  const task = tasks.find(({ status }) => status === 'RUNNING');
  return task ? { id: task.id, name: task.name } : null;
}

function readSurely(ocp: InspectionReads, { clusterId, tenantId }: TenantRef): Promise<Tenant> {
  return ocp.tenant(clusterId, tenantId);
}

/** A primary that OCP does not show us is no reason to stop: its cluster may be the one that is gone. */
export async function readIfShown(
  ocp: Pick<OcpReads, 'tenant'>,
  { clusterId, tenantId }: TenantRef,
): Promise<Tenant | null> {
  try {
    return await ocp.tenant(clusterId, tenantId);
  } catch (error) {
    if (isHidden(error)) return null;
    throw error;
  }
}

/** OCP answers, and does not show this. */
export function isHidden(error: unknown): boolean {
  return ['ocp_not_found', 'ocp_forbidden', 'ocp_failed'].includes(codeOf(error));
}

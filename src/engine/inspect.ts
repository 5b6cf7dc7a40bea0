import type { Inspection, TargetInspection } from '../operation/inspection.ts';
import type { FailoverTarget, Operation } from '../operation/operation.ts';
import type { Tenant, TenantRef } from '../operation/tenant.ts';
import type { Clock } from '../clock.ts';
import { codeOf } from './failures.ts';
import type { OcpReads } from './ports.ts';

type Reads = Pick<OcpReads, 'tenant' | 'failoverPrecheck' | 'tasks'>;

export interface Reading {
  readonly inspection: Inspection;
  /** Every task OCP already knows of these tenants: what turns up later and is not here is new. */
  readonly baseline: readonly string[];
}

/**
 * Reads what OCP says of every target: its role, its primary, its precheck, the tasks it has.
 * Rejects with OCP's failure when any of it cannot be read: half a picture is none.
 */
export async function inspect(ocp: Reads, clock: Clock, operation: Operation): Promise<Reading> {
  const readings = await Promise.all(operation.targets.map((target) => inspectTarget(ocp, target)));
  return {
    inspection: { at: clock.now(), targets: readings.map(({ inspection }) => inspection) },
    baseline: readings.flatMap(({ baseline }) => baseline),
  };
}

async function inspectTarget(ocp: Reads, { tenant: { clusterId, tenantId } }: FailoverTarget) {
  const [tenant, precheck, tasks] = await Promise.all([
    ocp.tenant(clusterId, tenantId),
    ocp.failoverPrecheck(clusterId, tenantId),
    ocp.tasks({ clusterId, tenantId, page: 1, size: 100 }),
  ]);
  const primary = tenant.primary ? await readPrimary(ocp, tenant.primary) : null;
  const own = tasks.filter((task) => task.tenantId === null || task.tenantId === tenantId);
  const running = own.find((task) => task.status === 'RUNNING');
  const inspection: TargetInspection = {
    tenantId,
    role: tenant.role,
    status: tenant.status,
    primary: tenant.primary,
    primaryRole: primary?.role ?? null,
    primaryStatus: primary?.status ?? null,
    precheck,
    runningTask: running ? { id: running.id, name: running.name } : null,
  };
  return { inspection, baseline: own.map(({ id }) => id) };
}

/** A primary that OCP does not show us is no reason to stop: its cluster may be the one that is gone. */
async function readPrimary(ocp: Reads, { clusterId, tenantId }: TenantRef): Promise<Tenant | null> {
  try {
    return await ocp.tenant(clusterId, tenantId);
  } catch (error) {
    if (['ocp_not_found', 'ocp_forbidden', 'ocp_failed'].includes(codeOf(error))) return null;
    throw error;
  }
}

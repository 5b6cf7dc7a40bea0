import { kinds } from '../../operation/kinds/index.ts';
import type { Call } from '../../request/state.ts';
import type { Task } from '../../task/task.ts';
import type { BusinessLog } from '../ports.ts';
import { allTenantTasks, type TaskReads } from './tenant-tasks.ts';

/** OCP's clock is known only as precisely as a response's timestamp; tasks known before the call are excluded by id anyway. */
const CLOCK_TOLERANCE_MS = 60_000;

/**
 * The tasks in OCP's list that a call without a response created, at most one per target. Rejects with OCP's failure,
 * also when an unreadable entry may be one of them.
 */
export async function findOurs(ocp: TaskReads, call: Call, business: BusinessLog): Promise<readonly Task[]> {
  const found: Task[] = [];
  const ours = call.targets.map(({ tenant }) => tenant.tenantId);
  for (const { tenant } of call.targets) {
    const { clusterId, tenantId } = tenant;
    const tasks = await allTenantTasks(ocp, tenant, { ours, baseline: call.baseline, business });
    const one = tasks.filter((task) => isOurs(task, tenantId, call)).at(-1);
    if (one) found.push({ ...(await ocp.task(one.id)), clusterId, tenantId });
  }
  return found;
}

function isOurs(task: Task, tenantId: string, call: Call): boolean {
  if (call.baseline.includes(task.id) || !kinds[call.kind].taskName.test(task.name)) return false;
  if (task.tenantId !== null && task.tenantId !== tenantId) return false;
  return task.startedAt === null || task.startedAt >= (call.ocpTime ?? 0) - CLOCK_TOLERANCE_MS;
}

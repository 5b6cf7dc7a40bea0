import type { OcpModel } from '../world/model.ts';
import { type Task, prohibitsRollback } from '../tasks/task-model.ts';
import { regionsOf } from '../world/world.ts';
import { tenantStatus } from '../world/world-views.ts';

/**
 * Everything there is to see, as it really is (times in ms since the epoch). `journal`: `all`, `mutating` or `none`.
 * `rowRole` is the role that OCP's look-ups show at this moment.
 */
export function adminState(model: OcpModel, journal: string) {
  const { world } = model;
  const rows = model.rows();
  const clusters = [...world.clusters.values()];
  return {
    now: model.now(),
    settings: model.settings(),
    regions: regionsOf(world).map((name) => ({
      name,
      alive: clusters.some((cluster) => cluster.region === name && cluster.status === 'RUNNING'),
    })),
    clusters,
    tenants: [...world.tenants.values()].map((tenant) => ({
      ...tenant,
      status: tenantStatus(tenant),
      clusterName: world.clusters.get(tenant.clusterId)?.name ?? '',
      region: world.clusters.get(tenant.clusterId)?.region ?? '',
      rowRole: rows.tenants.get(tenant.id)?.role ?? tenant.role,
    })),
    tasks: model.tasks.map(taskState),
    faults: model.faults.active,
    journal: model.journal.entries.filter((entry) => journal === 'all' || (journal === 'mutating' && entry.mutating)),
  };
}

export type AdminState = ReturnType<typeof adminState>;

function taskState(task: Task) {
  const { listing: _listing, subtasks, ...rest } = task;
  return {
    ...rest,
    prohibitRollback: prohibitsRollback(task),
    subtasks: subtasks.map(({ run: _run, log: _log, ...subtask }) => subtask),
  };
}

/**
 * Never two living primaries in one family by the bot's calls, as OCP's own tenants have it. The families are those of the beginning, and
 * nothing of the product is asked: not what a family is, nor who made whom primary.
 */
import type { OcpModel } from '../../src/simulators/ocp/world/model.ts';
import type { Task } from '../../src/simulators/ocp/tasks/task-model.ts';
import type { Tenant } from '../../src/simulators/ocp/world/world.ts';

/**
 * A primary that was lost and came back so short a time before a call was sent, the bot may not have seen: OCP's record is old, the picture that a
 * claim goes by as well, and a call may be stuck on its way.
 */
const UNSEEN_MS = 120_000;

export interface FamilyWatch {
  /** To be called whenever something may have happened. */
  look(): void;
  /** A call of the bot has started this task, or had it go on. */
  byBot(task: number): void;
  /** Somebody at the console has. */
  byConsole(task: number): void;
}

interface Waking {
  readonly by: 'bot' | 'console';
  readonly at: number;
}

export function createFamilyWatch(
  ocp: Pick<OcpModel, 'world' | 'tasks'>,
  now: () => number,
  complain: (promise: string, detail: string) => void,
): FamilyWatch {
  const { tenants, clusters } = ocp.world;
  const rootOf = new Map([...tenants.values()].map((tenant) => [tenant.id, rootAbove(tenants, tenant)]));
  /** Who had each task go on last. */
  const woken = new Map<number, Waking>();
  /** The task that made a tenant primary; null: it was one from the beginning. */
  const primaries = new Map<number, Task | null>();
  /** Since when each tenant lives; missing: from the beginning. */
  const aliveSince = new Map<number, number>();
  const dead = new Set<number>();

  for (const { id, role, alive } of tenants.values()) {
    if (role === 'PRIMARY') primaries.set(id, null);
    if (!alive) dead.add(id);
  }

  function promoted(tenant: Tenant): void {
    const task = makerOf(ocp.tasks, tenant.id);
    primaries.set(tenant.id, task);
    const waking = task && woken.get(task.id);
    if (!task || waking?.by !== 'bot') return;
    for (const other of tenants.values())
      if (
        other.id !== tenant.id &&
        rootOf.get(other.id) === rootOf.get(tenant.id) &&
        isInTheWay(other, task, waking.at)
      )
        complain('one family, one primary', `${placeOf(tenant)} by task ${task.id}, beside ${placeOf(other)}`);
  }

  function isInTheWay(other: Tenant, { work }: Task, sentAt: number): boolean {
    if (other.role !== 'PRIMARY' || !other.alive) return false;
    // That a switchover's own primary steps down first is a step of OCP's, which may say that it did and not have done it.
    if (work.kind === 'switchover' && work.primaryId === other.id) return false;
    const made = primaries.get(other.id);
    if (made && woken.get(made.id)?.by === 'console') return false;
    return sentAt - (aliveSince.get(other.id) ?? Number.NEGATIVE_INFINITY) > UNSEEN_MS;
  }

  function placeOf({ name, clusterId }: Tenant): string {
    return `${name} ${clusters.get(clusterId)?.name ?? ''}`;
  }

  return {
    look() {
      for (const { id, alive } of tenants.values()) {
        if (!alive) dead.add(id);
        else if (dead.delete(id)) aliveSince.set(id, now());
      }
      for (const tenant of tenants.values()) {
        if (tenant.role !== 'PRIMARY') primaries.delete(tenant.id);
        else if (!primaries.has(tenant.id)) promoted(tenant);
      }
    },
    byBot: (task) => void woken.set(task, { by: 'bot', at: now() }),
    byConsole: (task) => void woken.set(task, { by: 'console', at: now() }),
  };
}

function rootAbove(tenants: ReadonlyMap<number, Tenant>, tenant: Tenant): number {
  let at = tenant;
  for (;;) {
    const above = at.primaryTenantId === null ? undefined : tenants.get(at.primaryTenantId);
    if (!above) return at.id;
    at = above;
  }
}

/** The task whose step to that end ran last: one that made the tenant a primary, or that gave it its role back. */
function makerOf(tasks: readonly Task[], tenantId: number): Task | null {
  const ran = tasks.flatMap((task) => {
    const name = stepFor(task, tenantId);
    const step = task.subtasks.find((one) => one.name === name && one.startTime !== null);
    return step ? [{ task, at: step.finishTime ?? Number.POSITIVE_INFINITY }] : [];
  });
  return ran.toSorted((one, other) => one.at - other.at).at(-1)?.task ?? null;
}

function stepFor({ work }: Task, tenantId: number): string | null {
  if (work.kind === 'failover') return work.tenantId === tenantId ? 'Failover to primary tenant' : null;
  if (work.standbyId === tenantId) return 'Switchover standby tenant to primary';
  return work.primaryId === tenantId ? 'Switch primary tenant to standby' : null;
}

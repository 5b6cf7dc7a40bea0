import { holderAfterFailover, partNames } from '../world/families.ts';
import { FORMER_PRIMARY_SOURCE, type Subtask, type Task, type TaskWork } from './task-model.ts';
import { type Tenant, type World, standbysOf } from '../world/world.ts';

/** What stands in a subtask's way in the world as it is: it waits, or it throws; null = nothing. */
export type Obstacle = { readonly kind: 'wait' } | { readonly kind: 'error'; readonly message: string } | null;

/** Needs a reachable database, as the SQL of each step does. */
export function obstacleOf(world: World, task: Task, subtask: Subtask): Obstacle {
  const { work } = task;
  if (work.kind === 'failover') return failoverObstacle(world, work, subtask.name);
  switch (subtask.name) {
    case 'Wait all relation tenants accessible':
      return everyRelationAlive(world, work.primaryId, work.standbyId) ? null : { kind: 'wait' };
    case 'Prepare switchover tenant':
    case 'Create standby tenant read only user':
    case 'Switch primary tenant to standby':
    case FORMER_PRIMARY_SOURCE:
      return unreachable(world, work.primaryId);
    case 'Update log restore source':
      return unreachable(world, subtask.targetTenantId ?? work.primaryId);
    default:
      return unreachable(world, work.standbyId);
  }
}

/** Applies a subtask to the world. Repeating it changes nothing more: the kernel's commands are resumable. */
export function applyEffect(world: World, task: Task, subtask: Subtask): void {
  const { work } = task;
  if (work.kind === 'failover') {
    const tenant = world.tenants.get(work.tenantId);
    if (tenant) applyFailover(world, tenant, work, subtask.name);
    return;
  }
  const oldPrimary = world.tenants.get(work.primaryId);
  const newPrimary = world.tenants.get(work.standbyId);
  if (oldPrimary && newPrimary) applySwitchover(world, oldPrimary, newPrimary, subtask);
}

/** Undoes a subtask. Only the steps before the point of no return change anything. */
export function undoEffect(world: World, task: Task, subtask: Subtask): void {
  const { work } = task;
  if (work.kind === 'failover' && subtask.name === 'Reset log restore source') {
    const tenant = world.tenants.get(work.tenantId);
    if (tenant) tenant.syncStatus = 'VALID';
  }
  if (work.kind === 'switchover') {
    const oldPrimary = world.tenants.get(work.primaryId);
    if (oldPrimary && subtask.name === 'Switch primary tenant to standby') oldPrimary.role = 'PRIMARY';
    if (oldPrimary && subtask.name === FORMER_PRIMARY_SOURCE) oldPrimary.primaryTenantId = null;
  }
}

type FailoverWork = Extract<TaskWork, { kind: 'failover' }>;

/** Step 4 comes after the point of no return: a service name that is taken is found out when the standby is primary. */
function failoverObstacle(world: World, work: FailoverWork, name: string): Obstacle {
  const holder = name === 'Create tenant service name' ? holderOf(world, work) : undefined;
  if (!holder) return unreachable(world, work.tenantId);
  const cluster = world.clusters.get(holder.clusterId)?.name ?? '';
  const message = `The service name ${work.serviceName ?? ''} is used by tenant ${holder.name} of cluster ${cluster}.`;
  return { kind: 'error', message };
}

function holderOf(world: World, { tenantId, formerPrimaryId, serviceName }: FailoverWork): Tenant | undefined {
  const tenant = world.tenants.get(tenantId);
  if (!tenant || serviceName === null) return undefined;
  return holderAfterFailover(world, tenant, formerPrimaryId, serviceName);
}

function applyFailover(world: World, tenant: Tenant, work: FailoverWork, name: string): void {
  switch (name) {
    case 'Reset log restore source':
      tenant.syncStatus = 'DISABLED';
      break;
    case 'Failover to primary tenant':
      // Kernel: the service name is cleared before the role changes; activating a primary again is a no-op.
      if (tenant.role === 'PRIMARY') break;
      tenant.serviceName = null;
      tenant.role = 'PRIMARY';
      tenant.primaryTenantId = null;
      tenant.syncStatus = 'VALID';
      tenant.lagMs = 0;
      // What follows the new primary keeps its service name; the former group loses it.
      partNames(world, tenant, work.formerPrimaryId);
      break;
    case 'Create tenant service name':
      if (work.serviceName === null || holderOf(world, work)) break;
      tenant.serviceName = { name: work.serviceName, status: 'VALID' };
      partNames(world, tenant, work.formerPrimaryId);
      break;
    default:
      break;
  }
}

function applySwitchover(world: World, oldPrimary: Tenant, newPrimary: Tenant, subtask: Subtask): void {
  switch (subtask.name) {
    case 'Switch primary tenant to standby':
      oldPrimary.role = 'STANDBY';
      break;
    case FORMER_PRIMARY_SOURCE:
      oldPrimary.primaryTenantId = newPrimary.id;
      break;
    case 'Switchover standby tenant to primary':
      newPrimary.role = 'PRIMARY';
      break;
    case 'Reset log restore source':
      newPrimary.primaryTenantId = null;
      newPrimary.lagMs = 0;
      break;
    case 'Update log restore source': {
      const standby = world.tenants.get(subtask.targetTenantId ?? oldPrimary.id);
      if (!standby) break;
      standby.primaryTenantId = newPrimary.id;
      standby.syncStatus = 'VALID';
      break;
    }
    case 'Restart tenant service name if started':
      if (oldPrimary.serviceName) newPrimary.serviceName = oldPrimary.serviceName;
      break;
    default:
      break;
  }
}

function groupOf(world: World, primaryId: number): Tenant[] {
  const primary = world.tenants.get(primaryId);
  return primary ? [primary, ...standbysOf(world, primaryId)] : standbysOf(world, primaryId);
}

function everyRelationAlive(world: World, primaryId: number, standbyId: number): boolean {
  const relations = [...groupOf(world, primaryId), ...groupOf(world, standbyId)];
  return relations.every((tenant) => tenant.alive);
}

function unreachable(world: World, tenantId: number): Obstacle {
  const tenant = world.tenants.get(tenantId);
  if (tenant?.alive) return null;
  return { kind: 'error', message: `The tenant ${tenant?.name ?? tenantId} is unavailable.` };
}

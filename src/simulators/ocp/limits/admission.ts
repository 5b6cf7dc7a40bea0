import { OcpRefusal } from '../world/refusal.ts';
import { type Tenant, type World, primaryOf } from '../world/world.ts';

/**
 * What OCP's documents call impossible, refused by the call itself, whether or not it enforces the precheck. Throws OcpRefusal.
 */
export function admitFailover(world: World, standby: Tenant): void {
  requireRole(standby, 'STANDBY');
  requireUnlocked(standby);
  const primary = primaryOf(world, standby);
  if (!primary) throw new OcpRefusal('primaryNotFound', standby.name);
  if (primary.clusterId === standby.clusterId) throw new OcpRefusal('sameCluster', standby.name);
}

export function admitSwitchover(primary: Tenant, standby: Tenant): void {
  requireRole(primary, 'PRIMARY');
  requireRole(standby, 'STANDBY');
  requireUnlocked(primary);
  requireUnlocked(standby);
  // The archive destination that OCP's console asks for has no field in the API.
  if (standby.logTransportMode === 'LOG_BACKUP') throw new OcpRefusal('noLogArchive', standby.name);
}

function requireRole(tenant: Tenant, role: Tenant['role']): void {
  if (tenant.role !== role) throw new OcpRefusal('tenantRole', tenant.name, tenant.role);
}

function requireUnlocked(tenant: Tenant): void {
  if (tenant.locked) throw new OcpRefusal('tenantLocked', tenant.name);
}

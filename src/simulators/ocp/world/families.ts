import { type Tenant, type World, standbysOf } from './world.ts';

/**
 * A replication family: all tenants that are linked by "follows", however long the chain. The walk remembers where it was,
 * for in the middle of OceanBase 4.4.2's switchover two tenants follow each other.
 */
export function familyOf(world: World, tenant: Tenant): ReadonlySet<Tenant> {
  const found = new Set<Tenant>([tenant]);
  // A set can grow while it is walked: each new member is visited, too.
  for (const member of found) {
    const upstream = member.primaryTenantId === null ? undefined : world.tenants.get(member.primaryTenantId);
    if (upstream) found.add(upstream);
    for (const standby of standbysOf(world, member.id)) found.add(standby);
  }
  return found;
}

/** The two groups that a failover leaves: what follows the new primary goes with it, all others stay together. */
function parted(world: World, tenant: Tenant, formerPrimaryId: number | null) {
  const own = new Set<Tenant>([tenant]);
  for (const member of own) for (const standby of standbysOf(world, member.id)) own.add(standby);
  const formerPrimary = formerPrimaryId === null ? undefined : world.tenants.get(formerPrimaryId);
  const all = formerPrimary ? [...familyOf(world, formerPrimary)] : [];
  return { own: [...own], former: all.filter((each) => !own.has(each)) };
}

/** The tenant that holds a service name VALID without being one of these: OCP keeps the names of unrelated tenants apart. */
export function holderBeside(world: World, name: string, related: Iterable<Tenant>): Tenant | undefined {
  const known = new Set(related);
  return [...world.tenants.values()].find((tenant) => holds(tenant, name) && !known.has(tenant));
}

/** Who stands in the way of a service name for a tenant that is failed over: its former group gives the name up. */
export function holderAfterFailover(
  world: World,
  tenant: Tenant,
  formerPrimaryId: number | null,
  name: string,
): Tenant | undefined {
  const { own, former } = parted(world, tenant, formerPrimaryId);
  return holderBeside(world, name, [...own, ...former]);
}

/**
 * What the new primary's own family holds VALID becomes INVALID on all of the former group, so that clients are not led to
 * two primaries (OCP page "manage service names").
 */
export function partNames(world: World, tenant: Tenant, formerPrimaryId: number | null): void {
  const { own, former } = parted(world, tenant, formerPrimaryId);
  for (const other of former) {
    const name = other.serviceName?.name;
    if (name !== undefined && own.some((each) => holds(each, name))) other.serviceName = { name, status: 'INVALID' };
  }
}

/** The unrelated tenant that holds the name which is INVALID here. */
export function conflictOf(world: World, tenant: Tenant): Tenant | undefined {
  if (tenant.serviceName?.status !== 'INVALID') return undefined;
  return holderBeside(world, tenant.serviceName.name, familyOf(world, tenant));
}

function holds(tenant: Tenant, name: string): boolean {
  return tenant.serviceName?.status === 'VALID' && tenant.serviceName.name === name;
}

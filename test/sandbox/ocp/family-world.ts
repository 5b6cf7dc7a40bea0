import { addCluster, addTenant, emptyWorld } from '../../../src/simulators/ocp/world/default-world.ts';
import type { Tenant, World } from '../../../src/simulators/ocp/world/world.ts';

/** The family of OCP's documents: A on its own cluster, its standbys B, D and E, and C behind B; `other` is unrelated. */
export interface FamilyWorld {
  readonly world: World;
  readonly a: Tenant;
  readonly b: Tenant;
  readonly c: Tenant;
  readonly d: Tenant;
  readonly e: Tenant;
  readonly other: Tenant;
  readonly otherStandby: Tenant;
}

const NAME = { name: 'SVC_A', status: 'VALID' } as const;

/** All alive; every tenant of the family holds SVC_A VALID, the other business SVC_OTHER. */
export function familyWorld(): FamilyWorld {
  const world = emptyWorld();
  const place = (cluster: string) => addCluster(world, cluster, cluster);
  const follow = (name: string, upstream: Tenant) =>
    addTenant(world, place(name), name, {
      role: 'STANDBY',
      primaryTenantId: upstream.id,
      lagMs: 100,
      serviceName: upstream.serviceName,
    });
  const a = addTenant(world, place('a'), 'a', { serviceName: NAME });
  const b = follow('b', a);
  const c = follow('c', b);
  const d = follow('d', a);
  const e = follow('e', a);
  const other = addTenant(world, place('other'), 'other', { serviceName: { name: 'SVC_OTHER', status: 'VALID' } });
  const otherStandby = follow('other-2', other);
  return { world, a, b, c, d, e, other, otherStandby };
}

/** The path of a tenant in OCP's API. */
export function pathOf(tenant: Tenant): string {
  return `/api/v2/ob/clusters/${tenant.clusterId}/tenants/${tenant.id}`;
}

/** Replication families as a tree: who follows whom. Pure. */
import type { Tenant } from '../blocks/shapes.ts';

export interface Member {
  readonly tenant: Tenant;
  /** It, or a tenant above it, is lost: nothing new arrives here from there. */
  readonly isSourceLost: boolean;
  readonly standbys: readonly Member[];
}

export interface Family {
  readonly root: Member;
  /** How many primaries there are of its name, in all families. */
  readonly primaries: number;
}

/** In the order in which OCP lists the roots. The clusters' own tenants belong to nobody's family. */
export function familiesOf(all: readonly Tenant[]): readonly Family[] {
  const tenants = all.filter(({ name }) => name !== 'sys');
  const placed = new Set<number>();
  const primariesOf = (name: string) => tenants.filter((one) => one.name === name && one.role === 'PRIMARY').length;

  /** A tenant stands once: in the middle of a switchover two tenants follow each other. */
  function member(tenant: Tenant, isSourceLost: boolean): Member {
    placed.add(tenant.id);
    const followers = tenants.filter(({ id, primaryTenantId }) => primaryTenantId === tenant.id && !placed.has(id));
    for (const { id } of followers) placed.add(id);
    const isLost = isSourceLost || !tenant.alive;
    return { tenant, isSourceLost, standbys: followers.map((one) => member(one, isLost)) };
  }

  const isHead = ({ primaryTenantId }: Tenant) => !tenants.some(({ id }) => id === primaryTenantId);
  // What follows a tenant and stands below none is part of a circle: its primary, or else its first tenant, is drawn as the root.
  const isPrimary = ({ role }: Tenant) => role === 'PRIMARY';
  return [...tenants.filter(isHead), ...tenants.filter(isPrimary), ...tenants].flatMap((tenant) =>
    placed.has(tenant.id) ? [] : [{ root: member(tenant, false), primaries: primariesOf(tenant.name) }],
  );
}

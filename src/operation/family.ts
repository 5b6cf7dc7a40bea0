/**
 * Replication families: one primary, its standbys, and theirs. OCP calls the direct upstream of a standby its primary and looks at no
 * sibling, so the family is put together here from OCP's list of tenants. Pure.
 */
import { otherOcp, refOf, sameTenant } from './ocp-clusters.ts';
import type { OtherOcp, RelatedTenant, Tenant, TenantRef } from './tenant.ts';

export interface Member {
  readonly ref: TenantRef;
  /** As OCP lists it; null where the list does not hold it, and for one that another OCP manages. */
  readonly tenant: Tenant | null;
  /** The tenant it follows; null for the root, and where nothing says so. */
  readonly upstream: TenantRef | null;
  /** The other OCP that manages it; null for this one. */
  readonly elsewhere: OtherOcp | null;
}

export interface Family {
  /** The topmost tenant that is known of: the primary, unless OCP's list hides it. */
  readonly root: Member;
  /** The root first, then level by level. */
  readonly members: readonly Member[];
}

/** A member as it is recorded: `ocp` is the other OCP that manages it; missing for this one. */
export interface FamilyMember extends TenantRef {
  readonly ocp?: string;
}

export function recordedMember({ ref, elsewhere }: Pick<Member, 'ref' | 'elsewhere'>): FamilyMember {
  return elsewhere === null ? ref : { ...ref, ocp: elsewhere.id };
}

/** What stands for one tenant among several OCPs: two of them may use the same ids. */
export function memberKey({ clusterId, tenantId, ocp }: FamilyMember): string {
  const place = `${clusterId}:${tenantId}`;
  return ocp === undefined ? place : `${ocp}/${place}`;
}

function keyOf(member: Pick<Member, 'ref' | 'elsewhere'>): string {
  return memberKey(recordedMember(member));
}

/** The family of one tenant as OCP's list shows it now. A primary ends the way up: whatever it once followed is not its family any more. */
export function familyOf(ref: TenantRef, tenants: readonly Tenant[]): Family {
  const root = rootOf(ref, tenants);
  const members = new Map([[keyOf(root), root]]);
  for (const member of members.values())
    for (const child of standbysOf(member, tenants)) {
      const key = keyOf(child);
      if (!members.has(key)) members.set(key, child);
    }
  return { root, members: [...members.values()] };
}

/** A tenant as the list shows it; null where it does not. */
export function listedAt(tenants: readonly Tenant[], ref: TenantRef): Tenant | null {
  return tenants.find((one) => sameTenant(one, ref)) ?? null;
}

function rootOf(ref: TenantRef, tenants: readonly Tenant[]): Member {
  let at: Member = { ref: refOf(ref), tenant: listedAt(tenants, ref), upstream: null, elsewhere: null };
  const seen = new Set([keyOf(at)]);
  for (;;) {
    const above = upstreamOf(at, tenants);
    // Around a switchover two tenants may name each other.
    if (above === null || seen.has(keyOf(above))) return { ...at, upstream: null };
    seen.add(keyOf(above));
    at = above;
  }
}

function upstreamOf({ tenant }: Member, tenants: readonly Tenant[]): Member | null {
  if (!tenant?.primary || tenant.role === 'PRIMARY') return null;
  return relativeOf(tenant, tenant.primary, null, tenants);
}

/** One that OCP names beside a tenant. */
function relativeOf(
  tenant: Tenant,
  relative: RelatedTenant,
  upstream: TenantRef | null,
  tenants: readonly Tenant[],
): Member {
  const there = listedAt(tenants, relative);
  const elsewhere = otherOcp(tenant, relative, there);
  return { ref: refOf(relative), tenant: elsewhere ? null : there, upstream, elsewhere };
}

/** Those that say that they follow it, and those that it names itself and that do not say otherwise. */
function standbysOf(above: Member, tenants: readonly Tenant[]): readonly Member[] {
  const upstream = above.ref;
  const saying = tenants.flatMap((tenant): readonly Member[] => {
    const named = upstreamOf({ ref: tenant, tenant, upstream: null, elsewhere: null }, tenants);
    const follows = named !== null && keyOf(named) === keyOf(above);
    return follows ? [{ ref: refOf(tenant), tenant, upstream, elsewhere: null }] : [];
  });
  const { tenant } = above;
  const named = (tenant?.standbys ?? []).flatMap((relative) => {
    if (tenant === null || relative.role === 'PRIMARY') return [];
    const member = relativeOf(tenant, relative, upstream, tenants);
    // What it says itself goes before what is said of it.
    return member.tenant === null || (member.tenant.role !== 'PRIMARY' && !member.tenant.primary) ? [member] : [];
  });
  return [...saying, ...named];
}

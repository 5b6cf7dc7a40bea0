/**
 * Replication families: one primary, its standbys, and theirs. OCP calls the direct upstream of a standby its primary and looks at no
 * sibling, so the family is put together here from OCP's list of tenants. Pure.
 */
import { otherOcp, refOf } from './ocp-clusters.ts';
import type { OtherOcp, RelatedTenant, Tenant, TenantRef } from './tenant.ts';

export interface Member {
  readonly ref: TenantRef;
  /** As OCP lists it; null where the list does not hold it, and for one that another OCP manages. */
  readonly tenant: Tenant | null;
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

export function recordedMember({ ref, elsewhere }: Member): FamilyMember {
  return elsewhere === null ? ref : { ...ref, ocp: elsewhere.id };
}

/** What stands for one tenant among several OCPs: two of them may use the same ids. */
export function memberKey({ clusterId, tenantId, ocp }: FamilyMember): string {
  const place = `${clusterId}:${tenantId}`;
  return ocp === undefined ? place : `${ocp}/${place}`;
}

/** The family of one tenant as OCP's list shows it now. A primary ends the way up: whatever it once followed is not its family any more. */
export function familyOf(member: FamilyMember, tenants: readonly Tenant[]): Family {
  const tree = treeOf(tenants);
  const root = upstreamsOf(member, tenants).at(-1) ?? memberAt(tree, member);
  const rootKey = keyOf(root);
  const known = tree.families.get(rootKey);
  if (known) return known;
  const members = new Map([[rootKey, root]]);
  for (const key of members.keys())
    for (const child of tree.below.get(key) ?? []) if (!members.has(keyOf(child))) members.set(keyOf(child), child);
  const family = { root, members: [...members.values()] };
  tree.families.set(rootKey, family);
  return family;
}

/** The tenants above one, nearest first. Around a switchover two may name each other: each is there once. */
export function upstreamsOf(member: FamilyMember, tenants: readonly Tenant[]): readonly Member[] {
  const { above } = treeOf(tenants);
  const found = new Map<string, Member>();
  let key = memberKey(member);
  const own = key;
  for (;;) {
    const next = above.get(key);
    key = next ? keyOf(next) : own;
    if (!next || key === own || found.has(key)) return [...found.values()];
    found.set(key, next);
  }
}

/** A tenant as the list shows it; null where it does not, and for one that another OCP manages. */
export function listedAt(tenants: readonly Tenant[], member: FamilyMember): Tenant | null {
  return member.ocp === undefined ? (treeOf(tenants).at.get(memberKey(refOf(member))) ?? null) : null;
}

interface Tree {
  readonly at: ReadonlyMap<string, Tenant>;
  /** By member: the one that it follows, and those that follow it. */
  readonly above: ReadonlyMap<string, Member>;
  readonly below: ReadonlyMap<string, readonly Member[]>;
  /** By root, as they are asked for. */
  readonly families: Map<string, Family>;
}

/** A list is asked many things, and may be long: it is put in order once. */
const trees = new WeakMap<readonly Tenant[], Tree>();

function treeOf(tenants: readonly Tenant[]): Tree {
  const known = trees.get(tenants);
  if (known) return known;
  const tree = grown(tenants);
  trees.set(tenants, tree);
  return tree;
}

function grown(tenants: readonly Tenant[]): Tree {
  const at = new Map<string, Tenant>();
  for (const tenant of tenants) if (!at.has(memberKey(refOf(tenant)))) at.set(memberKey(refOf(tenant)), tenant);
  const above = new Map<string, Member>();
  const below = new Map<string, Member[]>();
  const follows = (standby: Member, upstream: Member) => {
    const key = keyOf(standby);
    if (above.has(key)) return;
    above.set(key, upstream);
    below.set(keyOf(upstream), [...(below.get(keyOf(upstream)) ?? []), standby]);
  };
  const listed = [...at.values()];
  for (const tenant of listed)
    if (tenant.primary && tenant.role !== 'PRIMARY') follows(here(tenant), relativeOf(tenant, tenant.primary, at));
  // What a tenant says itself goes before what is said of it.
  for (const tenant of listed)
    for (const relative of tenant.standbys) {
      const member = relativeOf(tenant, relative, at);
      const isSaid = member.tenant === null ? relative.role !== 'PRIMARY' : member.tenant.role !== 'PRIMARY';
      if (isSaid) follows(member, here(tenant));
    }
  return { at, above, below, families: new Map() };
}

function here(tenant: Tenant): Member {
  return { ref: refOf(tenant), tenant, elsewhere: null };
}

function memberAt({ at }: Tree, { ocp, ...member }: FamilyMember): Member {
  const ref = refOf(member);
  if (ocp !== undefined) return { ref, tenant: null, elsewhere: { id: ocp, name: null } };
  return { ref, tenant: at.get(memberKey(ref)) ?? null, elsewhere: null };
}

/** One that OCP names beside a tenant. */
function relativeOf(tenant: Tenant, relative: RelatedTenant, at: ReadonlyMap<string, Tenant>): Member {
  const there = at.get(memberKey(refOf(relative))) ?? null;
  const elsewhere = otherOcp(tenant, relative, there);
  return { ref: refOf(relative), tenant: elsewhere ? null : there, elsewhere };
}

function keyOf(member: Member): string {
  return memberKey(recordedMember(member));
}

/** What the family of a tenant says against making it primary, or at least what the approvers must know. Pure. */
import { type Family, type FamilyMember, familyOf, listedAt, memberKey, recordedMember } from './family.ts';
import { refOf, sameTenant } from './ocp-clusters.ts';
import {
  type FailoverTarget,
  newPrimaryOf,
  oldPrimaryOf,
  sidesOf,
  type SwitchoverTarget,
  type Target,
} from './operation.ts';
import type { Tenant, TenantRef } from './tenant.ts';

/** How far an earlier failover came, as our own log knows it. `failed`: OCP's console may still retry it. */
export type PromotionStage = 'primary' | 'underway' | 'failed' | 'unknown';

/** A failover of ours that left, and that made its tenant a primary or may do so yet. */
export interface Promotion {
  /** Id of the request. */
  readonly request: string;
  readonly tenant: TenantRef;
  /** The primary that was lost, and what stood above that. */
  readonly lost: readonly TenantRef[];
  readonly stage: PromotionStage;
  /** OCP's task; null where none is known. */
  readonly task: { readonly id: string; readonly name: string } | null;
}

/** `tenantId`: the target's. Recorded with events: add, never rename. */
export type Finding =
  /** Another target of the same request is of the same family. */
  | { readonly kind: 'two_targets'; readonly tenantId: string; readonly other: TenantRef }
  /** Another tenant of the family became primary by an earlier failover, or may yet. */
  | { readonly kind: 'second_primary'; readonly tenantId: string; readonly by: Promotion }
  /** The same, and that primary cannot be reached any more. */
  | { readonly kind: 'lost_again'; readonly tenantId: string; readonly by: Promotion }
  /** The primary further up serves. */
  | { readonly kind: 'root_alive'; readonly tenantId: string; readonly root: TenantRef }
  /** OCP lists the primary further up as running, and its cluster as lost. */
  | { readonly kind: 'root_lost'; readonly tenantId: string; readonly root: TenantRef }
  /** The service name leads to a tenant of another family. */
  | { readonly kind: 'name_taken'; readonly tenantId: string; readonly name: string; readonly by: TenantRef }
  /** OCP says that the tenant's service name is contended for. */
  | { readonly kind: 'name_conflict'; readonly tenantId: string; readonly name: string; readonly by: string }
  /** The tenant that is to become primary is locked; the primary that is to hand over is. */
  | { readonly kind: 'locked' | 'primary_locked'; readonly tenantId: string; readonly tenant: TenantRef }
  /** The lost primary is locked: OCP lets the failover pass. */
  | { readonly kind: 'lost_locked'; readonly tenantId: string; readonly tenant: TenantRef }
  /** A primary of the same name outside the family: somebody may have failed this one over outside Twokey. */
  | { readonly kind: 'namesake'; readonly tenantId: string; readonly other: TenantRef }
  /** OCP's list does not show the family's primary, so neither its other standbys. */
  | { readonly kind: 'unseen'; readonly tenantId: string };

/** Whether a finding refuses the operation, or is for the approvers to weigh. */
const refuses: Readonly<Record<Finding['kind'], boolean>> = {
  two_targets: true,
  second_primary: true,
  lost_again: false,
  root_alive: true,
  root_lost: false,
  name_taken: true,
  name_conflict: true,
  locked: true,
  primary_locked: true,
  lost_locked: false,
  namesake: false,
  unseen: false,
};

export function isRefusing({ kind }: Finding): boolean {
  return refuses[kind];
}

/** Everything that families are judged by. */
export interface FamilyWorld {
  /** OCP's list, with what was looked up since in place of what it said. */
  readonly tenants: readonly Tenant[];
  /** Clusters that OCP itself calls lost, whatever its records say of their tenants. */
  readonly lostClusters: readonly string[];
  /** Of our own log, about tenants of these families. */
  readonly promotions: readonly Promotion[];
}

/** What families say of these targets: `all` the request's, `targets` those that are to be sent. */
export function findingsOf(targets: readonly Target[], all: readonly Target[], world: FamilyWorld): readonly Finding[] {
  return targets.flatMap((target) => [
    ...twins(target, all, world),
    ...('standby' in target ? ofSwitchover(target, world) : ofFailover(target, world)),
  ]);
}

/** Every tenant of the targets' families that is known of, once: none of them may be moved by two requests at a time. */
export function membersOf(
  targets: readonly Target[],
  { tenants, promotions }: Pick<FamilyWorld, 'tenants' | 'promotions'>,
): readonly FamilyMember[] {
  const found = targets.flatMap((target): readonly FamilyMember[] => [
    ...familyOf(target.tenant, tenants).members.map(recordedMember),
    ...sidesOf(target).map(refOf),
    ...promotions.flatMap((one) => (concerns(one, target) ? [one.tenant] : [])),
  ]);
  return [...new Map(found.map((member) => [memberKey(member), member])).values()];
}

function twins(target: Target, all: readonly Target[], { tenants }: FamilyWorld): readonly Finding[] {
  const { tenantId } = target.tenant;
  const own = lineOf(target, tenants);
  const before = all.slice(0, all.indexOf(target));
  const twin = before.find((one) => lineOf(one, tenants).some((ref) => own.some((side) => sameTenant(side, ref))));
  return twin ? [{ kind: 'two_targets', tenantId, other: newPrimaryOf(twin) }] : [];
}

/** A target's sides, and the root that OCP's list shows for it. */
function lineOf(target: Target, tenants: readonly Tenant[]): readonly TenantRef[] {
  return [...sidesOf(target), familyOf(target.tenant, tenants).root.ref];
}

function ofFailover(target: FailoverTarget, world: FamilyWorld): readonly Finding[] {
  const { tenants } = world;
  const { tenantId } = target.tenant;
  const now = listedAt(tenants, target.tenant);
  const names = namesOf(target, now, world);
  // What is primary already becomes no second one: what is left to be done is the rest of its task.
  if (now?.role === 'PRIMARY') return names;
  const family = familyOf(target.tenant, tenants);
  const old = oldPrimaryOf(target);
  const isOldLocked = old !== null && listedAt(tenants, old)?.locked === true;
  return [
    ...siblings(target, world),
    ...roots(target, world),
    ...names,
    ...(now?.locked === true ? [{ kind: 'locked', tenantId, tenant: target.tenant } as const] : []),
    ...(isOldLocked ? [{ kind: 'lost_locked', tenantId, tenant: old } as const] : []),
    ...namesakes(target, family, world),
    ...(family.root.tenant === null || old === null ? [{ kind: 'unseen', tenantId } as const] : []),
  ];
}

function ofSwitchover(target: SwitchoverTarget, { tenants }: FamilyWorld): readonly Finding[] {
  const { tenant, standby, standbyOcpClusterId } = target;
  const { tenantId } = tenant;
  const primary = listedAt(tenants, tenant);
  // Under another OCP the ids may be those of somebody else here.
  const isHere = standbyOcpClusterId === null || standbyOcpClusterId === primary?.ocpClusterId;
  const isLocked = isHere && listedAt(tenants, standby)?.locked === true;
  return [
    ...(primary?.locked === true ? [{ kind: 'primary_locked', tenantId, tenant } as const] : []),
    ...(isLocked ? [{ kind: 'locked', tenantId, tenant: standby } as const] : []),
  ];
}

/** Whether an earlier failover took its tenant out of the family that this target would be taken out of. */
function concerns({ tenant, lost }: Promotion, target: Target): boolean {
  if ('standby' in target || sameTenant(tenant, target.tenant)) return false;
  const above = sidesOf(target).slice(1);
  return lost.some((ref) => above.some((side) => sameTenant(side, ref)));
}

function siblings(target: FailoverTarget, world: FamilyWorld): readonly Finding[] {
  const { tenantId } = target.tenant;
  return world.promotions
    .filter((one) => concerns(one, target) && isLinked(one, target, world))
    .map((by): Finding => {
      const now = listedAt(world.tenants, by.tenant);
      const isGone = by.stage === 'primary' && now !== null && isAway(now, world);
      return { kind: isGone ? 'lost_again' : 'second_primary', tenantId, by };
    });
}

/**
 * Our log links the two for as long as the primary that both had is listed as one, or not at all: one that was read as a standby
 * since was rebuilt. So was a promoted tenant that follows another one again, once it was seen as primary.
 */
function isLinked({ tenant, lost, stage }: Promotion, target: FailoverTarget, { tenants }: FamilyWorld): boolean {
  const above = sidesOf(target).slice(1);
  const shared = lost.filter((ref) => above.some((side) => sameTenant(side, ref))).at(-1);
  const root = shared ? listedAt(tenants, shared) : null;
  if (root?.role === 'STANDBY' && root.primary !== null) return false;
  return stage !== 'primary' || listedAt(tenants, tenant)?.role !== 'STANDBY';
}

/** OCP's precheck looks at the tenant right above alone; what stands further up may serve all the while. */
function roots(target: FailoverTarget, world: FamilyWorld): readonly Finding[] {
  const { tenantId } = target.tenant;
  return (target.upstreams ?? []).flatMap((root): readonly Finding[] => {
    const now = listedAt(world.tenants, root);
    if (now === null || now.role !== 'PRIMARY' || now.status === 'UNAVAILABLE') return [];
    return [{ kind: world.lostClusters.includes(root.clusterId) ? 'root_lost' : 'root_alive', tenantId, root }];
  });
}

function isAway({ status, clusterId }: Tenant, { lostClusters }: FamilyWorld): boolean {
  return status === 'UNAVAILABLE' || lostClusters.includes(clusterId);
}

/** OCP finds out in the fourth step, when the tenant is primary already. */
function namesOf(target: FailoverTarget, now: Tenant | null, world: FamilyWorld): readonly Finding[] {
  const { tenant, serviceName: name } = target;
  const { tenantId } = tenant;
  if (name === null) return [];
  if (now?.conflictTenant) return [{ kind: 'name_conflict', tenantId, name, by: now.conflictTenant }];
  const former = membersOf([target], world);
  const by = world.tenants.find(
    (one) =>
      one.serviceName === name && one.serviceNameStatus !== 'INVALID' && !former.some((ref) => sameTenant(ref, one)),
  );
  return by ? [{ kind: 'name_taken', tenantId, name, by: refOf(by) }] : [];
}

/** What a console did is in no log of ours; the same name is all there is to go by. */
function namesakes(target: FailoverTarget, family: Family, world: FamilyWorld): readonly Finding[] {
  const { tenant } = target;
  const { tenants, promotions } = world;
  const name = family.root.tenant?.serviceName ?? listedAt(tenants, tenant)?.serviceName ?? null;
  const known = [...family.members.map(({ ref }) => ref), ...sidesOf(target), ...promotions.map((one) => one.tenant)];
  const others = tenants.filter(
    (one) =>
      one.role === 'PRIMARY' &&
      !isAway(one, world) &&
      !known.some((ref) => sameTenant(ref, one)) &&
      (one.tenantName === tenant.tenantName || (name !== null && one.serviceName === name)),
  );
  return others.map((other) => ({ kind: 'namesake', tenantId: tenant.tenantId, other: refOf(other) }));
}

/** Objections from a tenant's family against making it primary, and warnings for the approvers. Pure. */
import {
  type FamilyMember,
  familyOf,
  listedAt,
  type Member,
  memberKey,
  recordedMember,
  upstreamsOf,
} from './family.ts';
import { refOf } from './ocp-clusters.ts';
import {
  type FailoverTarget,
  newPrimaryOcp,
  newPrimaryOf,
  type OperationKind,
  sidesOf,
  type SwitchoverTarget,
  type Target,
  type TargetOf,
} from './operation.ts';
import type { Tenant, TenantRef } from './tenant.ts';

/**
 * How far an earlier move came, by our own log. `failed`: OCP's console may still retry it. `closed`: it was rolled
 * back, or people closed it and it was read as a standby: nothing more can come of it, and OCP's current data counts.
 */
export type PromotionStage = 'primary' | 'underway' | 'failed' | 'unknown' | 'closed';

/** A failover or switchover of ours that was sent, and that made its tenant a primary or may still do so. */
export interface Promotion {
  /** Id of the request. */
  readonly request: string;
  readonly tenant: FamilyMember;
  /** The primary before, and the tenants above it. */
  readonly lost: readonly FamilyMember[];
  readonly stage: PromotionStage;
  /** OCP's task; null where it is unknown. */
  readonly task: { readonly id: string; readonly name: string } | null;
}

/** `tenantId`: the target's. Recorded with events: add, never rename. */
export type Finding =
  /** Another target of the same request belongs to the same family. */
  | { readonly kind: 'two_targets'; readonly tenantId: string; readonly other: TenantRef }
  /**
   * Another tenant of the family became primary by an earlier move, or still may. `primary`: the tenant that has
   * replaced it since, if any.
   */
  | {
      readonly kind: 'second_primary';
      readonly tenantId: string;
      readonly by: Promotion;
      readonly primary?: FamilyMember;
    }
  /** The same, but that primary is now unreachable, or OCP no longer lists it. */
  | { readonly kind: 'lost_again' | 'promoted_unseen'; readonly tenantId: string; readonly by: Promotion }
  /** The primary further up still serves. */
  | { readonly kind: 'root_alive'; readonly tenantId: string; readonly root: TenantRef }
  /** OCP lists the primary further up as running, but its cluster as lost. */
  | { readonly kind: 'root_lost'; readonly tenantId: string; readonly root: TenantRef }
  /** The service name belongs to a tenant of another family. */
  | { readonly kind: 'name_taken'; readonly tenantId: string; readonly name: string; readonly by: TenantRef }
  /** OCP reports a conflict about the tenant's service name. */
  | { readonly kind: 'name_conflict'; readonly tenantId: string; readonly name: string; readonly by: string }
  /** The tenant that should become primary is locked, or the primary that should hand over is. */
  | { readonly kind: 'locked' | 'primary_locked'; readonly tenantId: string; readonly tenant: TenantRef }
  /** The lost primary is locked: OCP allows the failover. */
  | { readonly kind: 'lost_locked'; readonly tenantId: string; readonly tenant: TenantRef }
  /** A primary of the same name outside the family: somebody may have failed over this one outside Twokey. */
  | { readonly kind: 'namesake'; readonly tenantId: string; readonly other: TenantRef }
  /**
   * OCP's list does not show the family's primary, and therefore none of its other standbys; or the list was not read
   * in time.
   */
  | { readonly kind: 'unseen' | 'unread'; readonly tenantId: string };

/** True for a finding that refuses the operation, false for one that the approvers weigh. */
const refuses: Readonly<Record<Finding['kind'], boolean>> = {
  two_targets: true,
  second_primary: true,
  lost_again: false,
  promoted_unseen: false,
  root_alive: true,
  root_lost: false,
  name_taken: true,
  name_conflict: true,
  locked: true,
  primary_locked: true,
  lost_locked: false,
  namesake: false,
  unseen: false,
  unread: false,
};

export function isRefusing({ kind }: Finding): boolean {
  return refuses[kind];
}

/** Everything that findings are derived from. */
export interface FamilyWorld {
  /** OCP's list, updated with tenants that were read individually since. */
  readonly tenants: readonly Tenant[];
  /** Clusters and tenants (by id) that OCP itself calls lost, by status or alarm, whatever its records of the tenants say. */
  readonly lostClusters: readonly string[];
  readonly lostTenants?: readonly string[];
  /** Promotions in our own log that concern tenants of these families. */
  readonly promotions: readonly Promotion[];
  /**
   * For a remedy after which a task continues: no earlier call to OCP checks the primary. By tenant of a failover:
   * whether OCP's precheck passes, that is, reaches no primary. Missing: the precheck is read elsewhere.
   */
  readonly resumed?: ReadonlyMap<string, boolean>;
}

/** The findings about these targets. `all`: the request's targets; `targets`: those to be sent. */
export function findingsOf(targets: readonly Target[], all: readonly Target[], world: FamilyWorld): readonly Finding[] {
  const kin = new Map(all.map((target) => [target, kinOf(target, world)]));
  return targets.flatMap((target) => {
    const own = kin.get(target) ?? kinOf(target, world);
    return [...twins(target, own, all), ...ownFindings(target, own, world)];
  });
}

const findings: {
  readonly [Kind in OperationKind]: (target: TargetOf<Kind>, kin: Kin, world: FamilyWorld) => readonly Finding[];
} = { failover: ofFailover, switchover: ofSwitchover };

function ownFindings<Kind extends OperationKind>(
  target: TargetOf<Kind>,
  kin: Kin,
  world: FamilyWorld,
): readonly Finding[] {
  return findings[target.kind](target, kin, world);
}

/** Every known tenant of the targets' families, once: no two requests may move one of them at a time. */
export function membersOf(
  targets: readonly Target[],
  world: Pick<FamilyWorld, 'tenants' | 'promotions'>,
): readonly FamilyMember[] {
  return [...new Map(targets.flatMap((target) => [...kinOf(target, world).members])).values()];
}

/** The sides of these targets under their current names in OCP: those that it shows and that no other OCP manages. */
export function presentSides(targets: readonly Target[], tenants: readonly Tenant[]): readonly TenantRef[] {
  const shown = targets.flatMap((target) => sides(target, tenants).map((side) => listedAt(tenants, side)));
  return shown.flatMap((tenant) => (tenant ? [refOf(tenant)] : []));
}

/** A target's family, plus the tenants that our own moves took out of it, and out of those, and so on. */
interface Kin {
  readonly members: ReadonlyMap<string, FamilyMember>;
  readonly promotions: readonly Promotion[];
}

function kinOf(target: Target, { tenants, promotions }: Pick<FamilyWorld, 'tenants' | 'promotions'>): Kin {
  const members = new Map<string, FamilyMember>();
  const add = (member: FamilyMember) => {
    for (const one of [member, ...familyOf(member, tenants).members.map(recordedMember)])
      members.set(memberKey(one), one);
  };
  for (const side of sides(target, tenants)) add(side);
  let linked: readonly Promotion[] = [];
  for (;;) {
    const more = promotions.filter((one) => !linked.includes(one) && isLinked(one, members, tenants));
    if (more.length === 0) return { members, promotions: linked };
    linked = [...linked, ...more];
    for (const { tenant, lost } of more) for (const member of [tenant, ...lost]) add(member);
  }
}

/** The sides that a request names, each with the OCP that manages it as far as the list shows. */
function sides(target: Target, tenants: readonly Tenant[]): readonly FamilyMember[] {
  const above = upstreamsOf(target.tenant, tenants).map(recordedMember);
  const away = elsewhereOf(target, tenants);
  return sidesOf(target).map((ref) => {
    if (away && ref === newPrimaryOf(target)) return { ...refOf(ref), ocp: away };
    return above.find((one) => memberKey(refOf(one)) === memberKey(refOf(ref))) ?? refOf(ref);
  });
}

/** The other OCP that manages the new standby; null for this one. */
function elsewhereOf(target: Target, tenants: readonly Tenant[]): string | null {
  const own = listedAt(tenants, target.tenant)?.ocpClusterId ?? null;
  const ocp = newPrimaryOcp(target);
  return own === null || own === ocp ? null : ocp;
}

/**
 * Whether an earlier move took its tenant out of this family. The link ends when the former primary was since read as a
 * standby of another tenant: then it was rebuilt, and the list itself shows its family.
 */
function isLinked(
  { tenant, lost }: Promotion,
  members: ReadonlyMap<string, FamilyMember>,
  tenants: readonly Tenant[],
): boolean {
  if (members.has(memberKey(tenant))) return true;
  const root = lost.at(-1);
  const now = root ? listedAt(tenants, root) : null;
  if (now?.role === 'STANDBY' && now.primary !== null) return false;
  return lost.some((one) => members.has(memberKey(one)));
}

function twins(target: Target, { members }: Kin, all: readonly Target[]): readonly Finding[] {
  const { tenantId } = target.tenant;
  const before = all.slice(0, all.indexOf(target));
  const twin = before.find((one) => sidesOf(one).some((side) => members.has(memberKey(refOf(side)))));
  return twin ? [{ kind: 'two_targets', tenantId, other: newPrimaryOf(twin) }] : [];
}

function ofFailover(target: FailoverTarget, kin: Kin, world: FamilyWorld): readonly Finding[] {
  const { tenants } = world;
  const { tenantId } = target.tenant;
  const now = listedAt(tenants, target.tenant);
  const names = namesOf(target, now, kin, world);
  // A tenant that already is primary cannot become a second one: only the rest of its task remains.
  if (now?.role === 'PRIMARY') return names;
  const [, old] = sides(target, tenants);
  const isOldLocked = old !== undefined && listedAt(tenants, old)?.locked === true;
  const { root } = familyOf(target.tenant, tenants);
  const isRootHidden = root.tenant === null || root.tenant.role === null || old === undefined;
  return [
    ...siblings(target, kin, world),
    ...roots(target, world),
    ...names,
    ...(now?.locked === true ? [{ kind: 'locked', tenantId, tenant: target.tenant } as const] : []),
    ...(isOldLocked ? [{ kind: 'lost_locked', tenantId, tenant: refOf(old) } as const] : []),
    ...namesakes(target, kin, root, world),
    ...(isRootHidden ? [{ kind: 'unseen', tenantId } as const] : []),
  ];
}

function ofSwitchover(target: SwitchoverTarget, _: Kin, { tenants }: FamilyWorld): readonly Finding[] {
  const { tenant, standby } = target;
  const { tenantId } = tenant;
  const isLocked = elsewhereOf(target, tenants) === null && listedAt(tenants, standby)?.locked === true;
  return [
    ...(listedAt(tenants, tenant)?.locked === true ? [{ kind: 'primary_locked', tenantId, tenant } as const] : []),
    ...(isLocked ? [{ kind: 'locked', tenantId, tenant: standby } as const] : []),
  ];
}

function siblings({ tenant }: FailoverTarget, { promotions }: Kin, world: FamilyWorld): readonly Finding[] {
  const own = familyOf(tenant, world.tenants).root;
  return promotions
    .filter((one) => memberKey(one.tenant) !== memberKey(refOf(tenant)))
    .flatMap((by): readonly Finding[] => {
      const found = servesNow(by, own, world);
      return found ? [{ tenantId: tenant.tenantId, ...found }] : [];
    });
}

type Sibling =
  | Pick<Extract<Finding, { kind: 'second_primary' }>, 'kind' | 'by' | 'primary'>
  | Pick<Extract<Finding, { kind: 'lost_again' | 'promoted_unseen' }>, 'kind' | 'by'>;

/** What an earlier move means for a tenant whose family has this root (`own`); null where it no longer matters. */
function servesNow(by: Promotion, own: Member, world: FamilyWorld): Sibling | null {
  const { tenants } = world;
  const now = listedAt(tenants, by.tenant);
  if (by.stage === 'closed' && now?.role !== 'PRIMARY') return null;
  if (by.stage !== 'primary' && by.stage !== 'closed') return { kind: 'second_primary', by };
  const became = { ...by, stage: 'primary' } as const;
  const { root } = familyOf(by.tenant, tenants);
  // It is the same family again, whichever tenant leads it now.
  if (memberKey(recordedMember(root)) === memberKey(recordedMember(own))) return null;
  if (now === null || root.tenant === null || root.tenant.role !== 'PRIMARY')
    return { kind: 'promoted_unseen', by: became };
  if (isAway(root.tenant, world)) return { kind: 'lost_again', by: became };
  const isOther = memberKey(root.ref) !== memberKey(by.tenant);
  return { kind: 'second_primary', by: became, ...(isOther && { primary: recordedMember(root) }) };
}

/** OCP's precheck checks only the tenant right above; one further up may still serve. */
function roots(target: FailoverTarget, world: FamilyWorld): readonly Finding[] {
  const { tenants, resumed } = world;
  const { tenantId } = target.tenant;
  const passes = resumed?.get(tenantId);
  const path = upstreamsOf(target.tenant, tenants).map(recordedMember);
  const recorded = sides(target, tenants).slice(1);
  const above = [...new Map([...path, ...recorded].map((one) => [memberKey(one), one])).values()];
  const direct = path[0] ?? recorded[0];
  return above.flatMap((root): readonly Finding[] => {
    const now = listedAt(tenants, root);
    if (now === null || now.role !== 'PRIMARY' || now.status === 'UNAVAILABLE') return [];
    const isDirect = direct !== undefined && memberKey(root) === memberKey(direct);
    if (isDirect && passes === undefined) return [];
    const isLost = isDirect ? passes === true : isCalledLost(now, world);
    return [{ kind: isLost ? 'root_lost' : 'root_alive', tenantId, root: refOf(root) }];
  });
}

function isAway(tenant: Tenant, world: FamilyWorld): boolean {
  return tenant.status === 'UNAVAILABLE' || isCalledLost(tenant, world);
}

function isCalledLost({ clusterId, tenantId }: Tenant, { lostClusters, lostTenants = [] }: FamilyWorld): boolean {
  return lostClusters.includes(clusterId) || lostTenants.includes(tenantId);
}

/** OCP notices only in the fourth step, when the tenant is already primary. */
function namesOf(target: FailoverTarget, now: Tenant | null, kin: Kin, world: FamilyWorld): readonly Finding[] {
  const { tenant, serviceName: name } = target;
  const { tenantId } = tenant;
  if (name === null) return [];
  if (now?.conflictTenant) return [{ kind: 'name_conflict', tenantId, name, by: now.conflictTenant }];
  const by = world.tenants.find(
    (one) =>
      isSameName(one.serviceName, name) &&
      one.serviceNameStatus !== 'INVALID' &&
      !kin.members.has(memberKey(refOf(one))),
  );
  return by ? [{ kind: 'name_taken', tenantId, name, by: refOf(by) }] : [];
}

/** OceanBase compares service names without case. */
function isSameName(one: string | null, other: string | null): boolean {
  return one !== null && other !== null && one.toUpperCase() === other.toUpperCase();
}

/** Our log does not show what happened in a console; the same name is the only hint. */
function namesakes({ tenant }: FailoverTarget, kin: Kin, root: Member, world: FamilyWorld): readonly Finding[] {
  const { tenants } = world;
  const name = root.tenant?.serviceName ?? listedAt(tenants, tenant)?.serviceName ?? null;
  const others = tenants.filter(
    (one) =>
      one.role === 'PRIMARY' &&
      !isAway(one, world) &&
      !kin.members.has(memberKey(refOf(one))) &&
      (one.tenantName === tenant.tenantName || isSameName(one.serviceName, name)),
  );
  return others.map((other) => ({ kind: 'namesake', tenantId: tenant.tenantId, other: refOf(other) }));
}

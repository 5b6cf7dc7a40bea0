/** What people must do after the end of a request, in the order in which it must be done: one item for each tenant, task or step. Pure. */
import { type FamilyMember, memberKey } from '../../operation/family.ts';
import { type FamilyAfter, type MemberAfter, memberIn, pathOf } from './family-after.ts';
import { refOf } from '../../operation/ocp-clusters.ts';
import type { FailoverTarget, OperationKind, SwitchoverTarget, Target } from '../../operation/operation.ts';
import { newPrimaryOf, ofKind, sidesOf, upstreamsIn } from '../../operation/operation.ts';
import type { OtherOcp, TenantRef } from '../../operation/tenant.ts';
import { skipped } from '../../task/result.ts';
import { dueReadings } from '../roles.ts';
import { type End, endsOf, followedTasks, type RequestState } from '../state.ts';
import { inspected, movedTargets, oldServiceName, unreadOf } from '../targets.ts';

/**
 * What each kind says besides. Ids are made of the kinds, and the bodies are recorded with events: add, never rename. `tenant`: whom it
 * is about.
 */
interface Bodies {
  /** A task that did not end well. */
  readonly look_in_ocp: { readonly task: { readonly id: string; readonly name: string } };
  /** The roles of this target are not known, or not surely. */
  readonly read_roles: { readonly tenant: TenantRef };
  /** The new primary is under another OCP, where nobody read its role. */
  readonly verify_elsewhere: { readonly tenant: TenantRef; readonly ocp: OtherOcp };
  /** The old primary, the root of its family, still believes that it is one. */
  readonly fence: { readonly tenant: TenantRef };
  /** The same where OCP named no old primary of this tenant. */
  readonly fence_unnamed: { readonly tenant: TenantRef };
  /** A step that was skipped in OCP: its work is undone. */
  readonly do_by_hand: { readonly taskId: string; readonly step: { readonly id: string; readonly name: string } };
  /** The new primary is locked. */
  readonly unlock: { readonly tenant: TenantRef };
  /** The service name of the new primary, or of one that follows it, is INVALID: clients are not led there. */
  readonly revalidate_name: { readonly tenant: TenantRef; readonly serviceName: string };
  /** The old primary is a standby now. */
  readonly check_sync: { readonly tenant: TenantRef };
  /** Clients of this service name reach the new primary, which lacks what was not replicated. */
  readonly check_lost_writes: { readonly tenant: TenantRef; readonly serviceName: string };
  /** Clients of this service name should have followed to the new primary. */
  readonly check_followed: { readonly tenant: TenantRef; readonly serviceName: string };
  /** Clients of service name `from` must go to another one, or to the tenant's own address where `to` is null. */
  readonly repoint: { readonly tenant: TenantRef; readonly from: string; readonly to: string | null };
  /** The same where OCP named no service name that led to the old primary. */
  readonly point: { readonly tenant: TenantRef; readonly to: string | null };
  /** The roles were exchanged, and OCP named no service name: clients that used the old primary's address must change it. */
  readonly reconnect: { readonly tenant: TenantRef };
  /** Clients that read from this standby by the service name are not led there any more. */
  readonly repoint_readers: { readonly tenant: TenantRef; readonly serviceName: string };
  /** A standby that still follows the lost primary `root`: nothing moves it to the new one. */
  readonly rebuild_stranded: { readonly tenant: TenantRef; readonly root: TenantRef };
  /** A standby that went along with the new primary. */
  readonly check_along: { readonly tenant: TenantRef };
  /** Whom other standbys follow is not known, or not the new primary. `tenants`: those that are known of; older records have none. */
  readonly check_standbys: { readonly tenants?: readonly TenantRef[] };
  /** The new primary has no standby. */
  readonly rebuild: { readonly tenant: TenantRef };
  /** A failover leaves the new primary in maximum performance, whatever it was before. */
  readonly set_protection: { readonly tenant: TenantRef };
  readonly back_up: { readonly tenant: TenantRef };
  /** The way back, if one is wanted. `ocp`: at which other OCP; null: at this one. */
  readonly switch_back: { readonly ocp: OtherOcp | null };
}

export type ToDoKind = keyof Bodies;

export type ToDoOf<Kind extends ToDoKind = ToDoKind> = {
  readonly [One in Kind]: {
    readonly kind: One /** The same whenever it is read. */;
    readonly id: string;
  } & Bodies[One];
}[Kind];

export type ToDo = ToDoOf;

/** `about`: makes the id, with the kind. */
function toDo<Kind extends ToDoKind>(kind: Kind, about: string, body: Bodies[Kind]) {
  return { kind, id: about === '' ? kind : `${kind}:${about}`, ...body };
}

/** By the request's own tenant: one of another OCP may have the ids of somebody else here. */
function ofTarget<Kind extends ToDoKind>(kind: Kind, { tenant }: Target, body: Bodies[Kind]) {
  return toDo(kind, `${tenant.clusterId}:${tenant.tenantId}`, body);
}

function ofMember<Kind extends ToDoKind, Body extends object>(kind: Kind, one: FamilyMember, body: Body) {
  return { kind, id: `${kind}:${memberKey(one)}`, tenant: refOf(one), ...body };
}

/**
 * Empty while the request goes on, and when nothing was changed. `family`: the families as they were read after the end; null where they
 * were not, and then nothing is said of who follows whom.
 */
export function toDosOf(state: RequestState, family: FamilyAfter | null = null): readonly ToDo[] {
  const { outcome } = state;
  if (outcome === null) return [];
  const moved = movedTargets(state);
  const after = moved.length === 0 ? [] : afterwards[state.operation.kind](state, moved, family);
  return outcome === 'succeeded' ? after : [...open(state), ...after];
}

function open(state: RequestState): readonly ToDo[] {
  const unproven = followedTasks(state).filter(({ followed }) => followed.stage !== 'succeeded');
  return [
    ...unproven.map(({ followed: { task } }) =>
      toDo('look_in_ocp', task.id, { task: { id: task.id, name: task.name } }),
    ),
    ...dueReadings(state).map(({ target }) => ofTarget('read_roles', target, { tenant: newPrimaryOf(target) })),
  ];
}

type Afterwards = (state: RequestState, moved: readonly Target[], family: FamilyAfter | null) => readonly ToDo[];

/** By what an operation leaves to be done: above all, whether its old primary must be fenced. */
const afterwards: Readonly<Record<OperationKind, Afterwards>> = {
  failover: (state, moved, family) => {
    const targets = ofKind('failover', moved);
    const kin = kinOf(state, moved, family);
    return [
      ...targets.flatMap((target) => fence(state, target, family)),
      ...byHand(state),
      ...broken(targets, kin),
      ...targets.flatMap((target) => clients(state, target, family)),
      ...kin.stranded.flatMap((one) => readers(one)),
      ...kin.stranded.map((one) => ofMember('rebuild_stranded', one, { root: rootOf(one, family) })),
      ...standbys(kin),
      ...targets.flatMap((target) => (hasStandby(target, kin) ? [] : [aboutTenant('rebuild', target)])),
      ...targets.flatMap((target) => (hasModes(target, family) ? [aboutTenant('set_protection', target)] : [])),
      ...targets.map((target) => aboutTenant('back_up', target)),
    ];
  },
  switchover: (state, moved, family) => {
    const targets = ofKind('switchover', moved);
    const unread = unreadOf(state, targets);
    const kin = kinOf(state, moved, family);
    const back = (ocp: OtherOcp | null) => toDo('switch_back', ocp?.id ?? '', { ocp });
    const others = new Map(unread.map(({ ocp }) => [ocp.id, back(ocp)]));
    return [
      ...unread.map(({ target, ocp }) => ofTarget('verify_elsewhere', target, { tenant: target.standby, ocp })),
      ...byHand(state),
      ...broken(targets, kin),
      ...targets.flatMap((target) => [
        ofTarget('check_sync', target, { tenant: target.tenant }),
        followed(state, target),
      ]),
      // OCP re-points the others by itself; what it did is worth a look.
      ...(family === null ? [toDo('check_standbys', '', { tenants: kin.unknown.map(refOf) })] : standbys(kin)),
      ...(targets.length > unread.length ? [back(null)] : []),
      ...others.values(),
    ];
  },
};

function aboutTenant<Kind extends 'rebuild' | 'set_protection' | 'back_up'>(kind: Kind, target: FailoverTarget) {
  return ofTarget(kind, target, { tenant: target.tenant });
}

/** The others of the families, and how they stand to the new primaries. */
interface Kin {
  /** Null: not read, so all that is known of them is that there are some. */
  readonly family: FamilyAfter | null;
  /** They follow a new primary, or one that does. */
  readonly along: readonly MemberAfter[];
  /** They follow the lost primary, or one that does. */
  readonly stranded: readonly MemberAfter[];
  /** Whom they follow is not known. */
  readonly unknown: readonly FamilyMember[];
}

function kinOf(state: RequestState, moved: readonly Target[], family: FamilyAfter | null): Kin {
  const primaries = new Set(moved.map((target) => keyOf(endsOf(state, target)[0])));
  const sides = new Set([...primaries, ...moved.flatMap((target) => oldRoot(state, target) ?? []).map(keyOf)]);
  if (family === null) {
    const unknown = (state.family?.members ?? []).filter((one) => !sides.has(memberKey(one)));
    return { family, along: [], stranded: [], unknown };
  }
  const lost = new Set(
    moved.flatMap((target) => [...endsOf(state, target).slice(1).map(keyOf), ...sidesOf(target).map(memberKey)]),
  );
  const others = family.members.filter((one) => !sides.has(memberKey(one)) && one.role !== 'PRIMARY');
  const placed = others.map((one) => ({ one, path: pathOf(family, one).map(memberKey) }));
  const along = placed.filter(({ path }) => path.some((key) => primaries.has(key)));
  const stranded = placed.filter((at) => !along.includes(at) && at.path.some((key) => lost.has(key)));
  const unknown = placed.filter((at) => !along.includes(at) && !stranded.includes(at) && at.path.length === 0);
  const members = (found: typeof placed) => found.map(({ one }) => one);
  return { family, along: members(along), stranded: members(stranded), unknown: members(unknown) };
}

function keyOf({ tenant, ocp }: End): string {
  return memberKey(ocp === null ? tenant : { ...tenant, ocp: ocp.id });
}

/** The primary of the family before: in a chain the topmost tenant, not the one right above. Null where OCP named none. */
function oldRoot(state: RequestState, target: Target): End | null {
  const top = upstreamsIn(target).at(-1);
  return top ? { tenant: top, ocp: null } : (endsOf(state, target)[1] ?? null);
}

/** Never a standby: what follows another tenant believes nothing. */
function fence(state: RequestState, target: FailoverTarget, family: FamilyAfter | null): readonly ToDo[] {
  const unnamed = [ofTarget('fence_unnamed', target, { tenant: target.tenant })];
  const old = oldRoot(state, target);
  if (old === null) return unnamed;
  const now = family && memberIn(family, member(old));
  if (family === null || now === null || now.role !== 'STANDBY') {
    const isStandby = now === null && !target.upstreams && inspected(state, target)?.primaryRole === 'STANDBY';
    return isStandby ? unnamed : [ofTarget('fence', target, { tenant: old.tenant })];
  }
  const top = pathOf(family, member(old)).at(-1);
  // Rebuilt already.
  if (top && memberKey(top) === memberKey(target.tenant)) return [];
  const root = top && memberIn(family, top);
  return root?.role === 'PRIMARY' ? [ofTarget('fence', target, { tenant: refOf(root) })] : unnamed;
}

function member({ tenant, ocp }: End): FamilyMember {
  return ocp === null ? tenant : { ...tenant, ocp: ocp.id };
}

/** What keeps clients from the new primaries, and readers from what follows these. */
function broken(targets: readonly Target[], { family, along }: Kin): readonly ToDo[] {
  if (family === null) return [];
  const primaries = targets.flatMap((target) => memberIn(family, newPrimaryOf(target)) ?? []);
  const names = [...primaries, ...along].flatMap((one) => {
    const serviceName = invalidName(one);
    return serviceName === null ? [] : [ofMember('revalidate_name', one, { serviceName })];
  });
  return [...primaries.flatMap((one) => (one.locked === true ? [ofMember('unlock', one, {})] : [])), ...names];
}

function invalidName(one: MemberAfter | null): string | null {
  return one?.serviceNameStatus === 'INVALID' ? one.serviceName : null;
}

function clients(state: RequestState, target: FailoverTarget, family: FamilyAfter | null): readonly ToDo[] {
  const { tenant, serviceName: to } = target;
  const from = oldServiceName(state, target);
  if (from === null) return [ofTarget('point', target, { tenant, to })];
  if (from !== to) return [ofTarget('repoint', target, { tenant, from, to })];
  // A name that is INVALID leads nowhere.
  if (family && invalidName(memberIn(family, tenant)) !== null) return [];
  return [ofTarget('check_lost_writes', target, { tenant, serviceName: from })];
}

function readers(one: MemberAfter): readonly ToDo[] {
  const serviceName = invalidName(one);
  return serviceName === null ? [] : [ofMember('repoint_readers', one, { serviceName })];
}

/** The lost primary that it follows. */
function rootOf(one: MemberAfter, family: FamilyAfter | null): TenantRef {
  return refOf((family && pathOf(family, one).at(-1)) ?? one);
}

function standbys({ along, unknown }: Kin): readonly ToDo[] {
  const check = toDo('check_standbys', '', { tenants: unknown.map(refOf) });
  return [...along.map((one) => ofMember('check_along', one, {})), ...(unknown.length > 0 ? [check] : [])];
}

/** True as well while nobody knows: nothing is said of a standby that was not read. */
function hasStandby({ tenant }: FailoverTarget, { family, unknown }: Kin): boolean {
  if (family === null) return unknown.length > 0;
  return family.members.some((one) => pathOf(family, one).some((above) => memberKey(above) === memberKey(tenant)));
}

/** OceanBase has protection modes from 4.4.2 on (OCP page "protection modes"). */
function hasModes({ tenant }: FailoverTarget, family: FamilyAfter | null): boolean {
  const version = (family && memberIn(family, tenant)?.version) ?? '';
  const [major = 0, minor = 0, patch = 0] = version.split('.').map(Number);
  return major !== 4 ? major > 4 : minor !== 4 ? minor > 4 : patch >= 2;
}

function followed(state: RequestState, target: SwitchoverTarget): ToDo {
  const tenant = target.standby;
  const serviceName = oldServiceName(state, target);
  return serviceName === null
    ? ofTarget('reconnect', target, { tenant })
    : ofTarget('check_followed', target, { tenant, serviceName });
}

function byHand(state: RequestState): readonly ToDo[] {
  return followedTasks(state).flatMap(({ followed: { task } }) =>
    skipped(task).map(({ id, name }) =>
      toDo('do_by_hand', `${task.id}:${id}`, { taskId: task.id, step: { id, name } }),
    ),
  );
}

import { keysOf } from '../lib/trust-boundaries.ts';
import { kinds } from './kinds/index.ts';
import type { TenantRef } from './tenant.ts';

/** A standby that becomes primary because its primary is lost. `tenant` is the tenant OCP's task is about. */
interface FailoverBody {
  readonly tenant: TenantRef;
  /** Whose standby it was when the request was written; null when OCP names no primary. */
  readonly primary: TenantRef | null;
  /**
   * The tenants above the primary, nearest first, where that follows another one itself. Missing: none. Older versions count
   * none of them; see decision.ts for what makes them leave such a request alone.
   */
  readonly upstreams?: readonly TenantRef[];
  /** Service name to create on the new primary; null leaves it without one. */
  readonly serviceName: string | null;
}

/** A primary and a standby that exchange their roles. `tenant`, the primary, is the tenant OCP's task is about. */
interface SwitchoverBody {
  readonly tenant: TenantRef;
  readonly standby: TenantRef;
  /** The OCP that manages the standby's cluster; null unless OCP runs in multi-cluster mode. */
  readonly standbyOcpClusterId: string | null;
}

/** Every kind of operation, with what a target of it says. A new kind begins here, and the compiler names the rest. */
interface Bodies {
  readonly failover: FailoverBody;
  readonly switchover: SwitchoverBody;
}

export type OperationKind = keyof Bodies;

/** The fields of a body in which a tenant stands. */
type TenantField = {
  readonly [Kind in OperationKind]: {
    readonly [Field in keyof Bodies[Kind]]-?: NonNullable<Bodies[Kind][Field]> extends TenantRef ? Field : never;
  }[keyof Bodies[Kind]];
}[OperationKind];

/** For what is read out of stored targets, whichever version wrote them. */
export const tenantFields = keysOf({ tenant: true, primary: true, standby: true } satisfies Record<TenantField, true>);

/** A target carries its kind, so that nobody has to guess it by its fields. */
export type TargetOf<Kind extends OperationKind = OperationKind> = {
  readonly [One in Kind]: { readonly kind: One } & Bodies[One];
}[Kind];

export type Target = TargetOf;
export type FailoverTarget = TargetOf<'failover'>;
export type SwitchoverTarget = TargetOf<'switchover'>;

export function ofKind<Kind extends OperationKind>(kind: Kind, targets: readonly Target[]): readonly TargetOf<Kind>[] {
  return targets.filter((target): target is Target & TargetOf<Kind> => target.kind === kind);
}

/** What becomes of the calls that are still waiting when one fails. */
export type StopRule = 'stop_at_failure' | 'go_on';

export type OperationOf<Kind extends OperationKind = OperationKind> = {
  readonly [One in Kind]: {
    readonly kind: One;
    readonly targets: readonly TargetOf<One>[];
    readonly stopRule: StopRule;
  };
}[Kind];

/** What is asked of OCP. A closed union: everything that reads `kind` must say what it does with each. */
export type Operation = OperationOf;

/**
 * An operation as it is stored and as approvals are given for it: the kind stands in the operation alone. Versions that did not
 * give targets a kind hash the same, so a target with one must not get here.
 */
export type StoredOperation<Kind extends OperationKind = OperationKind> = {
  readonly [One in Kind]: {
    readonly kind: One;
    readonly targets: readonly (Bodies[One] & { readonly kind?: never })[];
    readonly stopRule: StopRule;
  };
}[Kind];

export function storedOperation(operation: Operation): StoredOperation {
  switch (operation.kind) {
    case 'failover':
      return { ...operation, targets: operation.targets.map(bodyOf) };
    case 'switchover':
      return { ...operation, targets: operation.targets.map(bodyOf) };
  }
}

function bodyOf<T extends Target>(target: T): Omit<T, 'kind'> {
  const { kind: _, ...body } = target;
  return body;
}

/** A stored operation, each target with its kind. */
export function operationOf<Kind extends OperationKind>(operation: StoredOperation<Kind>): OperationOf<Kind> {
  return { ...operation, targets: operation.targets.map((body) => ({ ...body, kind: operation.kind })) };
}

interface CallPlace {
  readonly clusterId: string;
  readonly clusterName: string;
}

export type CallPlanOf<Kind extends OperationKind = OperationKind> = {
  readonly [One in Kind]: CallPlace & { readonly kind: One; readonly targets: readonly TargetOf<One>[] };
}[Kind];

/** One mutating request to OCP: the targets of one cluster. */
export type CallPlan = CallPlanOf;

/** The mutating requests an operation needs, one per cluster, in the order the targets were chosen. */
export function planCalls<Kind extends OperationKind>({
  kind,
  targets,
}: Pick<OperationOf<Kind>, 'kind' | 'targets'>): readonly CallPlanOf<Kind>[] {
  return byCluster(targets).map((group) => ({ kind, ...group }));
}

function byCluster<T extends { readonly tenant: TenantRef }>(
  targets: readonly T[],
): readonly (CallPlace & { targets: readonly T[] })[] {
  const groups = new Map<string, T[]>();
  for (const target of targets) {
    const known = groups.get(target.tenant.clusterId);
    if (known) known.push(target);
    else groups.set(target.tenant.clusterId, [target]);
  }
  return [...groups].map(([clusterId, group]) => ({
    clusterId,
    clusterName: group[0]?.tenant.clusterName ?? '',
    targets: group,
  }));
}

/** The tenant that is to be primary afterwards. */
export function newPrimaryOf<Kind extends OperationKind>(target: TargetOf<Kind>): TenantRef {
  return kinds[target.kind].newPrimary(target);
}

/** The tenant that is primary before; null when OCP names none. */
export function oldPrimaryOf<Kind extends OperationKind>(target: TargetOf<Kind>): TenantRef | null {
  return kinds[target.kind].oldPrimary(target);
}

/** The tenants that a person chooses and is shown: one, or both of a pair. The one that OCP's task is about comes first. */
export function chosenTenants<Kind extends OperationKind>(
  target: TargetOf<Kind>,
): readonly [TenantRef, ...TenantRef[]] {
  return kinds[target.kind].chosen(target);
}

/** The OCP that manages the tenant that is to be primary; null unless OCP runs in multi-cluster mode, and where it is this one. */
export function newPrimaryOcp<Kind extends OperationKind>(target: TargetOf<Kind>): string | null {
  return kinds[target.kind].newPrimaryOcp(target);
}

/** The service name that the new primary is to get; null where the operation names none. */
export function serviceNameOf<Kind extends OperationKind>(target: TargetOf<Kind>): string | null {
  return kinds[target.kind].serviceName(target);
}

/**
 * The tenants whose rules and freezes count for a move: the one that OCP's task is about first, then the other side, and in
 * a chain every tenant above that. A failover whose primary OCP does not name has one side.
 */
export function sidesOf<Kind extends OperationKind>(target: TargetOf<Kind>): readonly TenantRef[] {
  const { tenant } = target;
  const other = newPrimaryOf(target) === tenant ? oldPrimaryOf(target) : newPrimaryOf(target);
  return other === null ? [tenant] : [tenant, other, ...upstreamsIn(target)];
}

function upstreamsIn<Kind extends OperationKind>(target: TargetOf<Kind>): readonly TenantRef[] {
  return kinds[target.kind].upstreams(target);
}

/** Whether sides count that versions before chains do not know of. */
export function isChained({ targets }: Operation): boolean {
  const all: readonly Target[] = targets;
  return all.some((target) => upstreamsIn(target).length > 0);
}

export interface ProvenRole {
  readonly tenant: TenantRef;
  readonly role: 'PRIMARY' | 'STANDBY';
  /** True for a tenant that this OCP cannot read, because another one manages it: no more than its record can be told. */
  readonly elsewhere: boolean;
}

/**
 * The roles that prove success. Where the operation does not demote it, the old primary proves nothing: it may still believe it
 * is one. `elsewhere`: whether the new primary is under another OCP.
 */
export function provenRoles(target: Target, elsewhere: boolean): readonly ProvenRole[] {
  const became = { tenant: newPrimaryOf(target), role: 'PRIMARY', elsewhere } as const;
  const old = kinds[target.kind].demotes ? oldPrimaryOf(target) : null;
  return old === null ? [became] : [became, { tenant: old, role: 'STANDBY', elsewhere: false }];
}

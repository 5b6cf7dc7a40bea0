import { keysOf } from '../lib/trust-boundaries.ts';
import { kinds } from './kinds/index.ts';
import type { TenantRef } from './tenant.ts';

/** A standby that becomes primary because its primary is lost. `tenant` is the tenant of OCP's task. */
interface FailoverBody {
  readonly tenant: TenantRef;
  /** Its primary when the request was made; null when OCP names none. */
  readonly primary: TenantRef | null;
  /**
   * The tenants above the primary, nearest first, if the primary itself follows one. Missing: none. Older versions do
   * not count them; decision.ts makes those versions leave such a request alone.
   */
  readonly upstreams?: readonly TenantRef[];
  /** Service name to create on the new primary; null leaves it without one. */
  readonly serviceName: string | null;
}

/** A primary and a standby that exchange roles. `tenant`, the primary, is the tenant of OCP's task. */
interface SwitchoverBody {
  readonly tenant: TenantRef;
  readonly standby: TenantRef;
  /** The OCP that manages the standby's cluster; null unless OCP runs in multi-cluster mode. */
  readonly standbyOcpClusterId: string | null;
}

/** Every kind of operation, with the body of its targets. A new kind starts here, and the compiler names the rest. */
interface Bodies {
  readonly failover: FailoverBody;
  readonly switchover: SwitchoverBody;
}

export type OperationKind = keyof Bodies;

/** The fields of a body that hold a tenant. */
type TenantField = {
  readonly [Kind in OperationKind]: {
    readonly [Field in keyof Bodies[Kind]]-?: NonNullable<Bodies[Kind][Field]> extends TenantRef ? Field : never;
  }[keyof Bodies[Kind]];
}[OperationKind];

/** For reading stored targets of any version. */
export const tenantFields = keysOf({ tenant: true, primary: true, standby: true } satisfies Record<TenantField, true>);

/** A target carries its kind, so that nobody has to infer it from its fields. */
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

/** An operation to be carried out by OCP. A closed union: everything that reads `kind` must handle each. */
export type Operation = OperationOf;

/**
 * An operation as it is stored and as approvals are given for it: only the operation holds the kind. Hashes must equal
 * those of versions whose targets had no kind, so a target with one must not get here.
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

/** The mutating requests that an operation needs, one per cluster, in the order in which the targets were chosen. */
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

/** The tenant that becomes primary. */
export function newPrimaryOf<Kind extends OperationKind>(target: TargetOf<Kind>): TenantRef {
  return kinds[target.kind].newPrimary(target);
}

/** The tenant that was primary before; null when OCP names none. */
export function oldPrimaryOf<Kind extends OperationKind>(target: TargetOf<Kind>): TenantRef | null {
  return kinds[target.kind].oldPrimary(target);
}

/** The tenants that a person chooses and sees: one, or both of a pair. The tenant of OCP's task comes first. */
export function chosenTenants<Kind extends OperationKind>(
  target: TargetOf<Kind>,
): readonly [TenantRef, ...TenantRef[]] {
  return kinds[target.kind].chosen(target);
}

/** The OCP that manages the new primary; null for this OCP, and outside multi-cluster mode. */
export function newPrimaryOcp<Kind extends OperationKind>(target: TargetOf<Kind>): string | null {
  return kinds[target.kind].newPrimaryOcp(target);
}

/** The service name that the new primary gets; null where the operation names none. */
export function serviceNameOf<Kind extends OperationKind>(target: TargetOf<Kind>): string | null {
  return kinds[target.kind].serviceName(target);
}

/**
 * The tenants whose rules and freezes count for a move: first the tenant of OCP's task, then the other side, and in a
 * chain every tenant above that. A failover whose primary OCP does not name has one side.
 */
export function sidesOf<Kind extends OperationKind>(target: TargetOf<Kind>): readonly TenantRef[] {
  const { tenant } = target;
  const other = newPrimaryOf(target) === tenant ? oldPrimaryOf(target) : newPrimaryOf(target);
  return other === null ? [tenant] : [tenant, other, ...upstreamsIn(target)];
}

/** In a chain, the tenants above the old primary, nearest first. */
export function upstreamsIn<Kind extends OperationKind>(target: TargetOf<Kind>): readonly TenantRef[] {
  return kinds[target.kind].upstreams(target);
}

/** Whether there are sides that versions before chains do not know. */
export function isChained({ targets }: Operation): boolean {
  const all: readonly Target[] = targets;
  return all.some((target) => upstreamsIn(target).length > 0);
}

export interface ProvenRole {
  readonly tenant: TenantRef;
  readonly role: 'PRIMARY' | 'STANDBY';
  /** True for a tenant that this OCP cannot read because another one manages it: only its record here is known. */
  readonly elsewhere: boolean;
}

/**
 * The roles that verify a success. Where the operation does not demote the old primary, its role proves nothing: it may
 * still believe that it is the primary. `elsewhere`: whether the new primary is under another OCP.
 */
export function provenRoles(target: Target, elsewhere: boolean): readonly ProvenRole[] {
  const became = { tenant: newPrimaryOf(target), role: 'PRIMARY', elsewhere } as const;
  const old = kinds[target.kind].demotes ? oldPrimaryOf(target) : null;
  return old === null ? [became] : [became, { tenant: old, role: 'STANDBY', elsewhere: false }];
}

/** What tenants and clusters are called in OCP now: rules and freezes go by names, and a name can change after it was asked for. */
import type { Difference, Inspection } from './inspection.ts';
import { sameTenant } from './ocp-clusters.ts';
import { type FailoverTarget, type Operation, sidesOf, type SwitchoverTarget, type Target } from './operation.ts';
import type { TenantRef } from './tenant.ts';

/** The names of the targets' sides as they were read, where they were. */
export function namesIn({ targets }: Inspection): readonly TenantRef[] {
  return targets.flatMap(({ names = [] }) => names);
}

/** Each side of the targets that is called something else now. What OCP does not name is no other name. */
export function renames(
  targets: readonly Target[],
  known: readonly TenantRef[],
  read: readonly TenantRef[],
): readonly Extract<Difference, { kind: 'renamed' }>[] {
  const sides = targets.flatMap((target) => sidesOf(named(target, known)));
  return sides.flatMap((from) => {
    const to = nameOf(from, read);
    const isSame = to.clusterName === from.clusterName && to.tenantName === from.tenantName;
    return isSame ? [] : [{ kind: 'renamed', tenantId: from.tenantId, from, to } as const];
  });
}

/** The operation with the names of now. */
export function renamed(operation: Operation, names: readonly TenantRef[]): Operation {
  if (names.length === 0) return operation;
  return operation.kind === 'failover'
    ? { ...operation, targets: operation.targets.map((target) => failover(target, names)) }
    : { ...operation, targets: operation.targets.map((target) => switchover(target, names)) };
}

function named(target: Target, names: readonly TenantRef[]): Target {
  return 'standby' in target ? switchover(target, names) : failover(target, names);
}

function failover(target: FailoverTarget, names: readonly TenantRef[]): FailoverTarget {
  const { tenant, primary, upstreams } = target;
  return {
    ...target,
    tenant: nameOf(tenant, names),
    primary: primary && nameOf(primary, names),
    ...(upstreams && { upstreams: upstreams.map((one) => nameOf(one, names)) }),
  };
}

function switchover(target: SwitchoverTarget, names: readonly TenantRef[]): SwitchoverTarget {
  const { tenant, standby, standbyOcpClusterId } = target;
  // By its ids a tenant of another OCP could be taken for one of this.
  const other = standbyOcpClusterId === null ? nameOf(standby, names) : standby;
  return { ...target, tenant: nameOf(tenant, names), standby: other };
}

/** The last name that was read counts; an empty one is none. */
function nameOf(ref: TenantRef, names: readonly TenantRef[]): TenantRef {
  const read = names.findLast((one) => sameTenant(one, ref));
  if (!read) return ref;
  return {
    ...ref,
    clusterName: ref.clusterName === '' ? '' : read.clusterName || ref.clusterName,
    tenantName: ref.tenantName === '' ? '' : read.tenantName || ref.tenantName,
  };
}

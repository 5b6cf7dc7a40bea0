/** What tenants and clusters are called in OCP now: rules and freezes go by names, and a name can change after it was asked for. */
import type { Difference, Inspection } from './inspection.ts';
import { kinds } from './kinds/index.ts';
import { lastName } from './ocp-clusters.ts';
import {
  type Operation,
  type OperationKind,
  type OperationOf,
  sidesOf,
  type Target,
  type TargetOf,
} from './operation.ts';
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
    const to = lastName(from, read);
    const isSame = to.clusterName === from.clusterName && to.tenantName === from.tenantName;
    return isSame ? [] : [{ kind: 'renamed', tenantId: from.tenantId, from, to } as const];
  });
}

/** The operation with the names of now. */
export function renamed(operation: Operation, names: readonly TenantRef[]): Operation {
  return names.length === 0 ? operation : underNames(operation, names);
}

function underNames<Kind extends OperationKind>(
  operation: OperationOf<Kind>,
  names: readonly TenantRef[],
): OperationOf<Kind> {
  return { ...operation, targets: operation.targets.map((target) => kinds[operation.kind].renamed(target, names)) };
}

function named<Kind extends OperationKind>(target: TargetOf<Kind>, names: readonly TenantRef[]): TargetOf<Kind> {
  return kinds[target.kind].renamed(target, names);
}

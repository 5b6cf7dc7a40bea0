/** Whether the tenants have the roles that an operation is for. OCP is not known to refuse a call for tenants that have not. */
import type { Difference, Inspection, TargetInspection } from './inspection.ts';
import { kinds } from './kinds/index.ts';
import type { OperationKind, Target, TargetOf } from './operation.ts';

export type Misfit =
  | Extract<Difference, { kind: 'wrong_role' | 'other_primary' }>
  | { readonly kind: 'untold'; readonly tenantId: string };

/**
 * Why the operation is not for these tenants as they were read; empty when it is. A role that OCP does not tell is not the
 * right one, save that of a standby under another OCP, which cannot be read here at all.
 */
export function misfits(targets: readonly Target[], inspection: Inspection): readonly Misfit[] {
  return targets.flatMap((target): readonly Misfit[] => {
    const { tenantId } = target.tenant;
    const reading = inspection.targets.find((one) => one.tenantId === tenantId);
    // What is gone has no role, and is reported as that.
    if (!reading || reading.gone) return [{ kind: 'untold', tenantId }];
    return misfitsOf(target, reading);
  });
}

function misfitsOf<Kind extends OperationKind>(target: TargetOf<Kind>, reading: TargetInspection): readonly Misfit[] {
  return kinds[target.kind].misfits(target, reading);
}

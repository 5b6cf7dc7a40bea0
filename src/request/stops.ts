/** What keeps operations from being approved and sent for the moment: the one place that says so; every surface renders from it. Pure. */
import type { Hold } from '../operation/inspection.ts';
import type { OperationKind } from '../operation/operation.ts';
import { endOf, type Freeze, inForce } from './freeze.ts';
import { type Asked, frozen, type Policy } from './policy.ts';

/** What a freeze covers. */
export type StopScope = Pick<Freeze, 'operations' | 'clusters' | 'tenants'>;

/** A stop or a freeze as it stands now, whatever it may come to hit. */
export interface StopInForce {
  readonly stop: Hold;
  /** Null: it covers everything. */
  readonly scope: StopScope | null;
}

/** Everything that refuses this operation now. Each freeze is looked at by itself, so that none hides behind another. */
export function stopsOn(policy: Policy, operation: Asked, now: number): readonly Hold[] {
  const unfrozen: Policy = { ...policy, freezes: [] };
  const parts = [
    unfrozen,
    ...policy.freezes.map((freeze): Policy => ({ ...unfrozen, stopAll: null, freezes: [freeze] })),
  ];
  return parts.flatMap((part) => frozen(part, operation, now) ?? []);
}

/** Everything in force now, for operations of this kind; of either kind when it is left out. */
export function stopsInForce(policy: Policy, now: number, kind: OperationKind | null = null): readonly StopInForce[] {
  const { stopAll, freezes } = policy;
  const ofKind = freezes.filter(({ operations }) => kind === null || operations.includes(kind));
  return [
    ...(stopAll === null ? [] : [{ stop: { kind: 'stopped', reason: stopAll }, scope: null } as const]),
    ...ofKind
      .filter((freeze) => inForce(freeze, now))
      .map((freeze): StopInForce => {
        const { name, operations, clusters, tenants } = freeze;
        return { stop: { kind: 'freeze', name, until: endOf(freeze, now) }, scope: { operations, clusters, tenants } };
      }),
  ];
}

/** True when both are the same stop or freeze, whatever of its reason or its end has changed. */
export function isSameStop(one: Hold, other: Hold): boolean {
  return one.kind === 'freeze' ? other.kind === 'freeze' && one.name === other.name : one.kind === other.kind;
}

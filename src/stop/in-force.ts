/** What keeps operations from being approved and sent for the moment, all of it: what every surface shows is made from this. Pure. */
import type { Hold } from '../operation/inspection.ts';
import type { OperationKind } from '../operation/operation.ts';
import { endOf, type Freeze, inForce } from '../policy/freeze.ts';
import { type OperationScope, frozen, type Policy } from '../policy/policy.ts';
import { type StopFacts, stopFacts } from './hold.ts';
import type { Stop, StopState } from './state.ts';

/** What a freeze covers. */
export type StopScope = Pick<Freeze, 'operations' | 'clusters' | 'tenants'>;

/** A stop or a freeze as it stands now, whatever it may come to hit. */
export interface StopInForce {
  readonly stop: Hold;
  /** Null: it covers everything. */
  readonly scope: StopScope | null;
  /** Everybody who typed it, and the resume that is proposed; null for what a file says. */
  readonly typed: Stop | null;
}

/** Everything that refuses this operation now. Each freeze is looked at by itself, so that none hides behind another. */
export function stopsOn(policy: Policy, { latest }: StopFacts, asked: OperationScope, now: number): readonly Hold[] {
  const unfrozen: Policy = { ...policy, freezes: [] };
  const parts = [
    unfrozen,
    ...policy.freezes.map((freeze): Policy => ({ ...unfrozen, stopAll: null, freezes: [freeze] })),
  ];
  return [...typedStop(latest), ...parts.flatMap((part) => frozen(part, asked, now) ?? [])];
}

/** Everything in force now, for operations of this kind; of either kind when it is left out. */
export function stopsInForce(
  { stopAll, freezes }: Policy,
  state: StopState,
  now: number,
  kind: OperationKind | null = null,
): readonly StopInForce[] {
  const ofKind = freezes.filter(({ operations }) => kind === null || operations.includes(kind));
  const everything = { scope: null, typed: null } as const;
  return [
    ...typedStop(stopFacts(state).latest).map((stop) => ({
      ...everything,
      stop,
      typed: state.isNewer ? null : state.stop,
    })),
    ...(stopAll === null ? [] : [{ ...everything, stop: { kind: 'stopped', reason: stopAll } } as const]),
    ...ofKind
      .filter((freeze) => inForce(freeze, now))
      .map((freeze): StopInForce => {
        const { name, operations, clusters, tenants } = freeze;
        const stop = { kind: 'freeze', name, until: endOf(freeze, now) } as const;
        return { stop, scope: { operations, clusters, tenants }, typed: null };
      }),
  ];
}

/** True when both are the same stop or freeze, whatever of its reason or its end has changed. */
export function isSameStop(one: Hold, other: Hold): boolean {
  if (one.kind === 'freeze') return other.kind === 'freeze' && one.name === other.name;
  return other.kind === 'stopped' && one.by === other.by && one.at === other.at;
}

function typedStop(latest: StopFacts['latest']): readonly Hold[] {
  return latest === null || latest.over ? [] : [latest];
}

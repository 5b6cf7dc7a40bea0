import { type Tenant, type World, isHere } from './world.ts';

/** OCP collects `standby_tenant_delay_seconds` every 30 s (OCP alarm reference). */
export const SAMPLE_MS = 30_000;
/** As if OCP had been collecting before the simulation began. */
const BEFORE = 60;
/** Two hours. */
const KEPT = 240;

export interface DelaySample {
  readonly at: number;
  readonly delayMs: number;
}

/** What monitoring has collected of each standby. What cannot be reached is not measured: its series stops there. */
export interface DelayRegister {
  /** Takes the samples that are due by `now`. */
  collect(now: number): void;
  /** Oldest first, both ends included. */
  samplesOf(tenant: Tenant, from: number, to: number): readonly DelaySample[];
}

interface Round {
  readonly at: number;
  readonly delays: ReadonlyMap<number, number>;
}

export function createDelays(
  world: World,
  delayOf: (tenant: Tenant, now: number) => number,
  begun: number,
): DelayRegister {
  const standbys = () =>
    [...world.tenants.values()].filter(
      ({ role, clusterId }) => role === 'STANDBY' && isHere(world.clusters.get(clusterId)),
    );
  // What is lost from the start was lost at the start, and measured before.
  const before = new Map(standbys().map(({ id, lagMs }) => [id, lagMs]));
  const last = Math.floor(begun / SAMPLE_MS) * SAMPLE_MS;
  let rounds: readonly Round[] = Array.from({ length: BEFORE }, (_, index) => ({
    at: last - (BEFORE - 1 - index) * SAMPLE_MS,
    delays: before,
  }));

  function roundAt(at: number): Round {
    const measured = standbys().filter(({ alive }) => alive);
    return { at, delays: new Map(measured.map((tenant) => [tenant.id, delayOf(tenant, at)])) };
  }

  return {
    collect(now) {
      const newest = rounds.at(-1)?.at ?? last;
      const due = Math.floor((now - newest) / SAMPLE_MS);
      if (due < 1) return;
      const count = Math.min(due, KEPT);
      const first = newest + (due - count + 1) * SAMPLE_MS;
      const added = Array.from({ length: count }, (_, index) => roundAt(first + index * SAMPLE_MS));
      rounds = [...rounds, ...added].slice(-KEPT);
    },
    samplesOf({ id }, from, to) {
      return rounds.flatMap(({ at, delays }) => {
        const delayMs = delays.get(id);
        return at >= from && at <= to && delayMs !== undefined ? [{ at, delayMs }] : [];
      });
    },
  };
}

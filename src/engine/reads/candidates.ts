import pLimit from 'p-limit';
import type { Clock } from '../../lib/clock.ts';
import {
  type CandidateFamily,
  hasChoice,
  lostFamilies,
  type LostFamily,
  NO_SIGNALS,
  ranked,
  type Signals,
} from '../../operation/candidates/candidates.ts';
import { memberKey } from '../../operation/family.ts';
import type { Inspection } from '../../operation/inspection.ts';
import { evidenceOf, lossOf } from '../../operation/candidates/loss.ts';
import type { ActiveAlarm, LagSample, TenantLag } from '../../operation/ocp.ts';
import { refOf } from '../../operation/ocp-clusters.ts';
import type { Target } from '../../operation/operation.ts';
import type { Precheck, Tenant, TenantRef } from '../../operation/tenant.ts';
import type { OcpReads } from '../ports.ts';

type SignalReads = Pick<OcpReads, 'alarms' | 'standbyLags'>;
export type CandidateReads = SignalReads & Pick<OcpReads, 'failoverPrecheck'>;

/** Nobody waits longer for what monitoring, alarms or a sibling's precheck have to say: without them it is unknown. */
const PATIENCE_MS = 2_000;

/** Samples from so long before the loss are asked for, and from so long before now. */
const BEFORE_MS = 600_000;
/** A longer time is asked for in two parts: what lies between says nothing. */
const IN_ONE_MS = 3_600_000;
/** OCP's clock may be ahead of ours. */
const AHEAD_MS = 60_000;

/** Siblings of all targets together whose prechecks are run beside; OCP shares its budget with everybody else. */
const SIBLINGS_MAX = 10;

export interface Candidates {
  /** What alarms and monitoring show of these families. Never rejects, never takes longer than `PATIENCE_MS`: what is refused or late is missing. */
  signals(ocp: SignalReads, families: readonly LostFamily[]): Promise<Signals>;
  /**
   * The families of targets whose primary is to be replaced, ranked. Rejects with `picture` and `own` alone, and resolves at most
   * `PATIENCE_MS` after both. `about`: only families in which there is a choice, where nothing else is to be looked at.
   */
  read(
    ocp: CandidateReads,
    targets: readonly Target[],
    picture: Promise<{ readonly tenants: readonly Tenant[] }>,
    own: Promise<{ readonly inspection: Inspection }>,
    about?: 'all' | 'choices',
  ): Promise<readonly CandidateFamily[]>;
}

export function createCandidates(clock: Clock): Candidates {
  /** One at a time in this process: a monitoring that hangs must not take the few places for log-ons that everything else needs. */
  const inLane = pLimit(1);

  /** The value of `instead` where the work fails or takes too long. */
  async function within<T>(ms: number, work: Promise<T>, instead: T): Promise<T> {
    const over = new AbortController();
    try {
      return await Promise.race([work.catch(() => instead), clock.sleep(ms, over.signal).then(() => instead)]);
    } finally {
      over.abort();
    }
  }

  async function signals(ocp: SignalReads, families: readonly LostFamily[]): Promise<Signals> {
    if (families.length === 0) return NO_SIGNALS;
    const heard: Heard = { alarms: [], lags: new Map(), isOver: false };
    await within(
      PATIENCE_MS,
      inLane(() => gather(ocp, families, heard)),
      undefined,
    );
    heard.isOver = true;
    return { alarms: heard.alarms, lags: new Map(heard.lags) };
  }

  /** Each as it comes: one that fails says nothing about the others. */
  async function gather(ocp: SignalReads, families: readonly LostFamily[], heard: Heard): Promise<void> {
    const ask = async <T>(read: () => Promise<readonly T[]>): Promise<readonly T[]> =>
      heard.isOver ? [] : await read().catch(() => []);
    heard.alarms = await ask(() => ocp.alarms(PATIENCE_MS));
    const places = families.flatMap(({ standbys }) => standbys.flatMap((one) => (one.elsewhere ? [] : [one.ref])));
    const clusters = new Set(places.map(({ clusterName }) => clusterName).filter((name) => name !== ''));
    const spans = spansOf(families, heard.alarms, clock.now());
    for (const cluster of clusters) {
      const there = places.filter(({ clusterName }) => clusterName === cluster);
      for (const [from, to] of spans)
        keep(heard.lags, there, await ask(() => ocp.standbyLags(cluster, from, to, PATIENCE_MS)));
    }
  }

  return {
    signals,
    async read(ocp, targets, picture, own, about = 'all') {
      const { tenants } = await picture;
      const families = lostFamilies(targets, tenants);
      const left = about === 'all' ? families : families.filter(({ standbys }) => standbys.length > 1);
      const prechecks = new Map<string, Precheck>();
      const heard = signals(ocp, left);
      const siblings = siblingsOf(left, targets, tenants);
      const asked = Promise.all(siblings.map((ref) => readPrecheck(ocp, ref, prechecks)));
      const { inspection } = await own;
      await within(PATIENCE_MS, asked, []);
      for (const { tenant } of targets) {
        const read = inspection.targets.find(({ tenantId }) => tenantId === tenant.tenantId);
        if (read) prechecks.set(memberKey(refOf(tenant)), read.precheck);
      }
      const ranking = { tenants, signals: await heard, prechecks };
      return left.map((family) => ranked(family, ranking));
    },
  };
}

interface Heard {
  alarms: readonly ActiveAlarm[];
  readonly lags: Map<string, readonly LagSample[]>;
  /** Nobody waits for it any more. */
  isOver: boolean;
}

/** The series of these standbys of one cluster, behind what is known of them. */
function keep(
  lags: Map<string, readonly LagSample[]>,
  standbys: readonly TenantRef[],
  found: readonly TenantLag[],
): void {
  for (const standby of standbys) {
    const [series, ...others] = found.filter(({ tenantName }) => tenantName === standby.tenantName);
    // Two clusters of one name, each with such a tenant: nobody knows which is which.
    if (!series || others.length > 0) continue;
    const key = memberKey(refOf(standby));
    lags.set(key, [...(lags.get(key) ?? []), ...series.samples]);
  }
}

async function readPrecheck(ocp: CandidateReads, ref: TenantRef, into: Map<string, Precheck>): Promise<void> {
  try {
    into.set(memberKey(refOf(ref)), await ocp.failoverPrecheck(ref.clusterId, ref.tenantId));
  } catch {
    // Not read is unknown: the targets' own prechecks are what a request depends on.
  }
}

/** Those that could be chosen instead, as far as OCP's list tells. */
function siblingsOf(
  families: readonly LostFamily[],
  targets: readonly Target[],
  tenants: readonly Tenant[],
): readonly TenantRef[] {
  const own = new Set(targets.map(({ tenant }) => memberKey(refOf(tenant))));
  const listed = families.map((family) => ranked(family, { tenants, signals: NO_SIGNALS, prechecks: new Map() }));
  const open = listed
    .filter(hasChoice)
    .flatMap(({ candidates }) =>
      candidates.filter(({ standing }) => standing !== 'blocked' && standing !== 'elsewhere'),
    );
  return open
    .map(({ tenant }) => tenant)
    .filter((tenant) => !own.has(memberKey(tenant)))
    .slice(0, SIBLINGS_MAX);
}

/** From before the earliest loss until now. */
function spansOf(
  families: readonly LostFamily[],
  alarms: readonly ActiveAlarm[],
  now: number,
): readonly (readonly [from: number, to: number])[] {
  const losses = families.flatMap(({ primary }) => lossOf(evidenceOf(primary, alarms), []) ?? []);
  const from = Math.min(now, ...losses) - BEFORE_MS;
  const lately = [now - BEFORE_MS, now + AHEAD_MS] as const;
  if (now - from <= IN_ONE_MS) return [[Math.min(from, lately[0]), lately[1]]];
  return [[from, from + 2 * BEFORE_MS], lately];
}

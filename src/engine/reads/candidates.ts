import type { Clock } from '../../lib/clock.ts';
import type { Language } from '../../lib/language.ts';
import {
  type CandidateFamily,
  hasChoice,
  lostFamilies,
  type LostFamily,
  NO_SIGNALS,
  ranked,
  type Signals,
} from '../../operation/candidates.ts';
import { memberKey } from '../../operation/family.ts';
import type { Inspection } from '../../operation/inspection.ts';
import { evidenceOf, lossOf } from '../../operation/loss.ts';
import type { ActiveAlarm, LagSample } from '../../operation/ocp.ts';
import { refOf } from '../../operation/ocp-clusters.ts';
import type { Target } from '../../operation/operation.ts';
import type { Precheck, Tenant, TenantRef } from '../../operation/tenant.ts';
import type { OcpReads, SpokenOcp } from '../ports.ts';

type SignalReads = Pick<OcpReads, 'alarms' | 'standbyLags'>;
export type CandidateReads = SignalReads & Pick<OcpReads, 'failoverPrecheck'>;

/** Nobody waits longer for what monitoring, alarms or a sibling's precheck have to say: without them it is unknown. */
const PATIENCE_MS = 2_000;
/** After this, lags are asked for without knowing when the primary was lost. */
const ALARMS_MS = 1_000;

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
    const lags = new Map<string, readonly LagSample[]>();
    let alarms: readonly ActiveAlarm[] = [];
    const alarmed = ocp.alarms().then((found) => void (alarms = found));
    const measured = within(ALARMS_MS, alarmed, undefined).then(() => readLags(ocp, families, alarms, lags));
    const both = Promise.allSettled([alarmed, measured]).then(() => undefined);
    await within(PATIENCE_MS, both, undefined);
    return { alarms, lags: new Map(lags) };
  }

  /** Each as it comes. */
  async function readLags(
    ocp: SignalReads,
    families: readonly LostFamily[],
    alarms: readonly ActiveAlarm[],
    lags: Map<string, readonly LagSample[]>,
  ): Promise<void> {
    const places = families.flatMap(({ standbys }) => standbys.flatMap((one) => (one.elsewhere ? [] : [one.ref])));
    const clusters = [...new Set(places.map(({ clusterName }) => clusterName).filter((name) => name !== ''))];
    const spans = spansOf(families, alarms, clock.now());
    await Promise.allSettled(
      clusters.map(async (cluster) => {
        const parts = await Promise.all(spans.map(([from, to]) => ocp.standbyLags(cluster, from, to)));
        for (const place of places.filter(({ clusterName }) => clusterName === cluster)) {
          const series = parts.map((part) => part.filter(({ tenantName }) => tenantName === place.tenantName));
          // Two clusters of one name, each with such a tenant: nobody knows which is which.
          if (series.some((of) => of.length > 1)) continue;
          const samples = series.flatMap(([one]) => one?.samples ?? []);
          if (samples.length > 0) lags.set(memberKey(refOf(place)), samples);
        }
      }),
    );
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

/** The same of OCP asked in a language, for forms. */
export function createSignals(
  ocp: SpokenOcp<'alarms' | 'standbyLags'>,
  clock: Clock,
): (families: readonly LostFamily[], language: Language) => Promise<Signals> {
  const { signals } = createCandidates(clock);
  return (families, language) => signals(ocp.in(language), families);
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

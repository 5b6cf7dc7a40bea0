/**
 * The standbys that could take the place of a lost primary, and how far each of them came: facts in, ranked facts out. Pure.
 *
 * Two standbys are compared by OCP's `syncScn`, which stands still from the loss on; otherwise by the last lag that was measured of all of
 * them at the same time before the loss. Lags are samples: what differs by less than their interval is equal.
 */
import {
  type Family,
  type FamilyMember,
  familyOf,
  type Member,
  memberKey,
  recordedMember,
  upstreamsOf,
} from '../family.ts';
import { kinds } from '../kinds/index.ts';
import {
  type Evidence,
  evidenceOf,
  lagAt,
  lastBeforeLoss,
  lossOf,
  type Measured,
  SAMPLING_MS,
  scnOf,
  timeOf,
} from './loss.ts';
import type { ActiveAlarm, LagSample } from '../ocp.ts';
import type { Target } from '../operation.ts';
import type { Precheck, Tenant, TenantRef } from '../tenant.ts';

/** Why a standby cannot be failed over to as it is: OCP's precheck, its own state, or a standby above it that is still there. */
export type CandidateBlock = 'precheck' | 'unavailable' | 'locked' | 'upstream';

/**
 * even: none that could take over is known to be fresher. staler: one is. incomparable: OCP gives no readings to compare it by. elsewhere:
 * another OCP manages it, and nothing is read there.
 */
export type CandidateStanding = 'even' | 'staler' | 'incomparable' | 'blocked' | 'elsewhere';

/** Recorded with events: add, never rename. */
export interface Candidate {
  readonly tenant: FamilyMember;
  /** OCP's words; null where it tells none. */
  readonly status: string | null;
  readonly syncStatus: string | null;
  readonly transport: string | null;
  readonly blocked: CandidateBlock | null;
  readonly standing: CandidateStanding;
  /** How much later the changes end that the freshest one has; 0 unless `staler`. */
  readonly behindMs: number;
  /** As it was measured last before the loss; null where it was not, or nobody knows when the loss was. */
  readonly lag: LagSample | null;
  /** Until when changes are on it, by our own clock's epoch (ms): by its `syncScn`, or, without a time of the loss, by its last lag. */
  readonly upTo: number | null;
}

/** Recorded with events: add, never rename. */
export interface CandidateFamily {
  /** The topmost tenant that is known of. */
  readonly primary: FamilyMember;
  /** What OCP's alarms say of the primary; empty where there are none, or they were not read. */
  readonly evidence: readonly Evidence[];
  /** What the standbys were compared by; null where there was nothing, or nothing to compare. */
  readonly comparedBy: 'scn' | 'lag' | null;
  /** The one to choose; null where nothing decides. */
  readonly best: FamilyMember | null;
  /** Why that one; null where there is none. */
  readonly decidedBy: 'only' | 'freshness' | 'preference' | 'transport' | null;
  /** The one to choose first, then as they rank. */
  readonly candidates: readonly Candidate[];
}

/** What OCP's monitoring showed of the families; what was not read in time is not there. */
export interface Signals {
  readonly alarms: readonly ActiveAlarm[];
  /** By member, oldest first. */
  readonly lags: ReadonlyMap<string, readonly LagSample[]>;
}

export const NO_SIGNALS: Signals = { alarms: [], lags: new Map() };

/** OCP's word for a standby that is fed from an archive of logs. */
const ARCHIVE = 'LOG_BACKUP';

/** Of a family as OCP lists it: the primary that is lost, and every standby. */
export interface LostFamily {
  readonly primary: Member;
  readonly standbys: readonly Member[];
}

/** The families of these targets, each once, where their primary is to be replaced because it is lost. */
export function lostFamilies(targets: readonly Target[], tenants: readonly Tenant[]): readonly LostFamily[] {
  const found = new Map<string, Family>();
  for (const target of targets) {
    if (kinds[target.kind].demotes) continue;
    const family = familyOf(target.tenant, tenants);
    found.set(keyOf(family.root), family);
  }
  return [...found.values()].map(({ root, members }) => ({
    primary: root,
    standbys: members.filter(({ tenant, elsewhere }) => elsewhere !== null || tenant?.role === 'STANDBY'),
  }));
}

export interface Ranking {
  /** OCP's list. */
  readonly tenants: readonly Tenant[];
  readonly signals: Signals;
  /** By member: those that were read. */
  readonly prechecks: ReadonlyMap<string, Precheck>;
  /** Name of the cluster that a plan prefers; missing: none. */
  readonly preferred?: string;
}

/** A standby with what it is compared by. */
interface Reading extends Measured {
  readonly member: Member;
  readonly blocked: CandidateBlock | null;
}

/** The standbys of one family, ranked. */
export function ranked({ primary, standbys }: LostFamily, ranking: Ranking): CandidateFamily {
  const evidence = evidenceOf(primary, ranking.signals.alarms);
  const readings = standbys.map((member) => readingOf(member, primary, ranking));
  const lostAt = lossOf(evidence, readings);
  const open = readings.filter(({ blocked, member }) => blocked === null && member.elsewhere === null);
  const comparison = compared(open, lostAt);
  const candidates = readings.map((one) => candidateOf(one, open, comparison, lostAt));
  const chosen = bestOf(candidates, ranking.preferred);
  return {
    primary: recordedMember(primary),
    evidence,
    comparedBy: comparison?.by ?? null,
    best: chosen?.best ?? null,
    decidedBy: chosen?.decidedBy ?? null,
    candidates: candidates.toSorted(
      (one, other) => rankOf(one, chosen?.best ?? null) - rankOf(other, chosen?.best ?? null) || byName(one, other),
    ),
  };
}

/** True where people have to decide which standby it is. */
export function hasChoice({ candidates }: Pick<CandidateFamily, 'candidates'>): boolean {
  return candidates.length > 1;
}

/** A tenant among the candidates of these families; null where it is none. */
export function candidateIn(
  families: readonly CandidateFamily[],
  tenant: TenantRef,
): { readonly family: CandidateFamily; readonly own: Candidate } | null {
  const key = memberKey(plainRef(tenant));
  for (const family of families) {
    const own = family.candidates.find((one) => memberKey(one.tenant) === key);
    if (own) return { family, own };
  }
  return null;
}

/** The one that is ahead of all others; null where none is known to be. */
export function freshestOf({ candidates }: CandidateFamily): Candidate | null {
  if (!candidates.some(({ standing }) => standing === 'staler')) return null;
  return candidates.find(({ standing }) => standing === 'even') ?? null;
}

export function isArchive({ transport }: Pick<Candidate, 'transport'>): boolean {
  return transport?.toUpperCase() === ARCHIVE;
}

function readingOf(member: Member, primary: Member, { tenants, signals, prechecks }: Ranking): Reading {
  const key = keyOf(member);
  const precheck = prechecks.get(key) ?? null;
  return {
    member,
    blocked: blockOf(member, primary, tenants, precheck),
    scn: scnOf(precheck?.syncScn ?? null),
    samples: signals.lags.get(key) ?? [],
  };
}

/** OCP makes a standby primary only when the tenant right above it cannot be reached, and no locked one. */
function blockOf(
  member: Member,
  primary: Member,
  tenants: readonly Tenant[],
  precheck: Precheck | null,
): CandidateBlock | null {
  const { tenant } = member;
  if (tenant === null) return null;
  if (tenant.status?.toUpperCase() === 'UNAVAILABLE') return 'unavailable';
  if (tenant.locked === true) return 'locked';
  if (precheck !== null) return precheck.passed ? null : 'precheck';
  const [above] = upstreamsOf(recordedMember(member), tenants);
  const isBelow = above !== undefined && keyOf(above) !== keyOf(primary);
  return isBelow && above.tenant?.role === 'STANDBY' && above.tenant.status !== 'UNAVAILABLE' ? 'upstream' : null;
}

interface Comparison {
  readonly by: 'scn' | 'lag';
  /** How far behind the freshest of them, ms; only those that could be compared. */
  readonly behind: ReadonlyMap<Reading, number>;
  /** Of a lag: when it was measured of all of them. */
  readonly at: number | null;
}

/** By what all can be compared; where nothing does that, by what compares the most. */
function compared(open: readonly Reading[], lostAt: number | null): Comparison | null {
  if (open.length < 2) return null;
  const bases = [byScn(open), byLag(open, lostAt)].filter((one) => one !== null);
  return bases.find(({ behind }) => behind.size === open.length) ?? bases.find(({ behind }) => behind.size > 1) ?? null;
}

function byScn(open: readonly Reading[]): Comparison | null {
  const known = open.flatMap((one) => (one.scn === null ? [] : [{ one, scn: one.scn }]));
  const most = known.reduce((max, { scn }) => (scn > max ? scn : max), 0n);
  // A part of a millisecond is still behind.
  const behind = known.map(({ one, scn }) => [one, Number((most - scn + 999_999n) / 1_000_000n)] as const);
  return known.length < 2 ? null : { by: 'scn', behind: new Map(behind), at: null };
}

function byLag(open: readonly Reading[], lostAt: number | null): Comparison | null {
  const known = open.filter(({ samples }) => samples.length > 0);
  const at = known.length < 2 ? null : lastBeforeLoss(known, lostAt);
  if (at === null) return null;
  const lags = known.map((one) => ({ one, ms: lagAt(one, at) }));
  const least = Math.min(...lags.map(({ ms }) => ms));
  const behind = lags.map(({ one, ms }) => [one, ms - least < SAMPLING_MS ? 0 : ms - least] as const);
  return { by: 'lag', behind: new Map(behind), at };
}

function candidateOf(
  one: Reading,
  open: readonly Reading[],
  comparison: Comparison | null,
  lostAt: number | null,
): Candidate {
  const { member, blocked, scn, samples } = one;
  const { tenant } = member;
  const behindMs = comparison?.behind.get(one) ?? null;
  const isMeasured = comparison?.at != null && samples.some(({ at }) => at === comparison.at);
  const at = isMeasured ? comparison.at : lastBeforeLoss([one], lostAt);
  const sample = samples.find((known) => known.at === at) ?? null;
  const still = lostAt === null && sample ? sample.at - sample.ms : null;
  return {
    tenant: recordedMember(member),
    status: tenant?.status ?? null,
    syncStatus: tenant?.syncStatus ?? null,
    transport: tenant?.transportMode ?? null,
    blocked,
    standing: standingOf(one, open, behindMs),
    behindMs: blocked === null ? (behindMs ?? 0) : 0,
    lag: lostAt === null ? null : sample,
    upTo: scn === null ? still : timeOf(scn),
  };
}

function standingOf(
  { member, blocked }: Reading,
  open: readonly Reading[],
  behindMs: number | null,
): CandidateStanding {
  if (member.elsewhere !== null) return 'elsewhere';
  if (blocked !== null) return 'blocked';
  if (open.length === 1) return 'even';
  if (behindMs === null) return 'incomparable';
  return behindMs > 0 ? 'staler' : 'even';
}

/** Not blocked, with none known to be fresher, then the plan's cluster, then a network standby before one that is fed from an archive. */
function bestOf(
  candidates: readonly Candidate[],
  preferred: string | undefined,
): Pick<CandidateFamily, 'best' | 'decidedBy'> | null {
  const open = candidates.filter(({ standing }) => standing !== 'blocked' && standing !== 'elsewhere');
  const [only, ...others] = open;
  if (only === undefined) return null;
  if (others.length === 0) return { best: only.tenant, decidedBy: 'only' };
  const fresh = open.filter(({ standing }) => standing !== 'staler');
  const there = fresh.filter(({ tenant }) => tenant.clusterName === preferred);
  const left = there.length > 0 ? there : fresh;
  const network = left.filter((one) => !isArchive(one));
  const steps = [
    { left: fresh, decidedBy: 'freshness' },
    { left, decidedBy: 'preference' },
    { left: network, decidedBy: 'transport' },
  ] as const;
  const decided = steps.find((step) => step.left.length === 1);
  const [best] = decided?.left ?? [];
  return decided && best ? { best: best.tenant, decidedBy: decided.decidedBy } : null;
}

const ORDER: Readonly<Record<CandidateStanding, number>> = {
  even: 1,
  incomparable: 2,
  staler: 3,
  blocked: 4,
  elsewhere: 5,
};

function rankOf({ tenant, standing, behindMs }: Candidate, best: FamilyMember | null): number {
  if (best !== null && memberKey(best) === memberKey(tenant)) return 0;
  // Below one, so that it orders those of one standing alone.
  return ORDER[standing] + behindMs / (behindMs + 1_000);
}

function byName({ tenant: one }: Candidate, { tenant: other }: Candidate): number {
  return memberKey(one) < memberKey(other) ? -1 : 1;
}

function keyOf(member: Member): string {
  return memberKey(recordedMember(member));
}

function plainRef({ clusterId, clusterName, tenantId, tenantName }: TenantRef): TenantRef {
  return { clusterId, clusterName, tenantId, tenantName };
}

/** A sibling that could take over is fresher than a target, by more than what samples differ by themselves. */
export interface StalerChoice {
  readonly tenantId: string;
  readonly sibling: FamilyMember;
  readonly behindMs: number;
}

/** Targets to which a fresher sibling is known: `leastMs` apart or more. */
export function stalerChoices(
  targets: readonly Target[],
  families: readonly CandidateFamily[],
  leastMs = 0,
): readonly StalerChoice[] {
  return targets.flatMap(({ tenant }) => {
    const found = candidateIn(families, tenant);
    const sibling = found ? freshestOf(found.family) : null;
    if (!found || !sibling || found.own.standing !== 'staler' || found.own.behindMs < leastMs) return [];
    return [{ tenantId: tenant.tenantId, sibling: sibling.tenant, behindMs: found.own.behindMs }];
  });
}

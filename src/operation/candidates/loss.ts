/**
 * When a primary was lost, by OCP's alarms, and how far its standbys had come by then. A lag that OCP shows after the loss grows with the
 * time and is mostly the outage, so that no figure of after the loss is taken for one of before. Pure.
 */
import type { Member } from '../family.ts';
import type { ActiveAlarm, LagSample } from '../ocp.ts';
import type { TenantRef } from '../tenant.ts';

/** Alarms of one rule about a primary: on how many hosts, and since when on all of these. Recorded with events: add, never rename. */
export interface Evidence {
  readonly type: string;
  readonly hosts: number;
  readonly since: number | null;
}

/** What a standby's place in the log is known by. */
export interface Measured {
  /** Null where OCP gives none that is a time. */
  readonly scn: bigint | null;
  /** Oldest first. */
  readonly samples: readonly LagSample[];
}

/** Lags that differ by less are equal: OCP collects one every 30 s. */
export const SAMPLING_MS = 30_000;

/** A `syncScn` is nanoseconds since the epoch from here on (OCP page on standby tenants); below, its unit is not known. */
const SCN_OF_A_TIME = 100_000_000_000_000_000n;

/** Alarms after which the primary serves nobody, or its hosts cannot be reached (OCP alarm reference). */
const HOST_ALARM = 'ob_cannot_connected';
const LOSS_ALARMS = [
  HOST_ALARM,
  'ob_cluster_status_check_failed',
  'ob_tenant_partition_leader_absent',
  'tenant_all_unit_server_not_connectable',
];

/** OCP notices a loss late: lags that stand still for no longer than this before its first alarm did so because of the loss. */
const NOTICED_WITHIN_MS = 300_000;

/** Clocks of OCP's hosts, and the rounding of lags. */
const STILL_MS = 1_000;

/** Alarms that say that the primary is lost, one for each rule. */
export function evidenceOf(primary: Member, alarms: readonly ActiveAlarm[]): readonly Evidence[] {
  // Its ids may be those of somebody else here.
  if (primary.elsewhere !== null) return [];
  const own = alarms.filter((alarm) => LOSS_ALARMS.includes(alarm.type) && concerns(alarm, primary.ref));
  return [...new Set(own.map(({ type }) => type))].toSorted().map((type) => {
    const same = own.filter((alarm) => alarm.type === type);
    const times = same.flatMap(({ since }) => since ?? []);
    const hosts = new Set(same.flatMap((one) => one.hosts)).size;
    // From then on it holds of all these hosts: one of them may have been away for days.
    return { type, hosts, since: times.length === 0 ? null : Math.max(...times) };
  });
}

function concerns(alarm: ActiveAlarm, { clusterId, clusterName, tenantId, tenantName }: TenantRef): boolean {
  const isByName = alarm.clusters.length === 0;
  const isThere = isByName ? alarm.clusterName === clusterName : alarm.clusters.includes(clusterId);
  const isOfAll = alarm.tenants.length === 0 && (alarm.tenantName === null || alarm.tenantName === tenantName);
  return isThere && (isOfAll || alarm.tenants.includes(tenantId));
}

/**
 * When the primary was lost, by the earliest of OCP's alarms about all of it, or else about its hosts; null where none tells. A standby that
 * holds later changes says that it was not lost then.
 */
export function lossOf(evidence: readonly Evidence[], standbys: readonly Measured[]): number | null {
  const whole = evidence.filter(({ type }) => type !== HOST_ALARM);
  const times = (whole.length > 0 ? whole : evidence).flatMap(({ since }) => since ?? []);
  if (times.length === 0) return null;
  const lostAt = Math.min(...times);
  const isFed = standbys.some(({ scn, samples }) => {
    const last = samples.at(-1);
    const points = [...(scn === null ? [] : [timeOf(scn)]), ...(last ? [last.at - last.ms] : [])];
    return points.some((point) => point > lostAt + SAMPLING_MS);
  });
  return isFed ? null : lostAt;
}

/**
 * The last time before the loss at which each of these was measured; null for none. From the loss on a lag grows with the time: what is in
 * that standstill is no figure of before, however late OCP's alarm came. Without a time of the loss: the last time of all.
 */
export function lastBeforeLoss(standbys: readonly Pick<Measured, 'samples'>[], lostAt: number | null): number | null {
  const [first, ...others] = standbys;
  const common = (first?.samples ?? []).flatMap(({ at }) =>
    others.every(({ samples }) => samples.some((one) => one.at === at)) ? [at] : [],
  );
  const end = common.at(-1);
  if (lostAt === null || end === undefined) return end ?? null;
  // A sample may stand for all of its interval.
  const before = common.filter((at) => at + SAMPLING_MS <= lostAt);
  const last = before.at(-1) ?? null;
  const isMoving = (at: number) => standbys.some((one) => Math.abs(pointAt(one, at) - pointAt(one, end)) >= STILL_MS);
  const moving = common.findLast(isMoving) ?? null;
  // One sample that differs from all before it is no standstill yet.
  const isStill = moving !== common.at(-2) && moving !== null && last !== null && moving < last;
  return isStill && lostAt - moving <= NOTICED_WITHIN_MS ? moving : last;
}

/** Until when changes were on it at that time. */
function pointAt(one: Pick<Measured, 'samples'>, at: number): number {
  return at - lagAt(one, at);
}

export function lagAt({ samples }: Pick<Measured, 'samples'>, at: number): number {
  return samples.find((one) => one.at === at)?.ms ?? 0;
}

/** Changes until this time (ms since the epoch) are on the standby; null where OCP's figure is none of a time. */
export function timeOfScn(syncScn: string | null): number | null {
  const scn = scnOf(syncScn);
  return scn === null ? null : timeOf(scn);
}

/** In ms since the epoch. */
export function timeOf(scn: bigint): number {
  return Number(scn / 1_000_000n);
}

export function scnOf(syncScn: string | null): bigint | null {
  if (syncScn === null || !/^\d{1,25}$/.test(syncScn)) return null;
  const scn = BigInt(syncScn);
  return scn >= SCN_OF_A_TIME ? scn : null;
}

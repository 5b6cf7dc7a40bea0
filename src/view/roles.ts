/** The roles that were read where nothing proves a success, as facts. What is read and when: src/request/roles.ts. Pure. */
import { kinds } from '../operation/kinds/index.ts';
import type { Target } from '../operation/operation.ts';
import type { RoleRead } from '../request/events.ts';
import { wantedReading, wantedReadings } from '../request/roles.ts';
import { type End, endsOf, type RequestState, type RolesReading } from '../request/state.ts';
import type { RolesSeen } from '../task/reach.ts';

/** What nobody may overlook: the new primary is one although OCP calls its task rolled back; there is no primary at all. */
export type RolesAlarm = 'not_as_before' | 'no_primary';

export interface RolesReport {
  readonly target: Target;
  /** When OCP's record was read, our clock. */
  readonly readAt: number;
  /** False while the record may be older than the last change: it is read again. */
  readonly settled: boolean;
  /** The new primary, then the old one, as far as they were read; null for a role that OCP does not show. */
  readonly ends: readonly (End & { readonly role: string | null })[];
  readonly alarm: RolesAlarm | null;
}

/** Of each target whose roles are reported; null for one that is not read yet. */
export function rolesReports(state: RequestState): readonly (RolesReport | null)[] {
  return wantedReadings(state).map(({ target, reading }) => reading && reportOf(state, target, reading));
}

/** Of one tenant of a call: null while it is not read yet, undefined where its roles are not reported. */
export function rolesReport(state: RequestState, call: number, tenantId: string): RolesReport | null | undefined {
  const wanted = wantedReading(state, call, tenantId);
  if (wanted) return wanted.reading && reportOf(state, wanted.target, wanted.reading);
  const reading = state.readings.find((one) => one.call === call && one.tenantId === tenantId);
  const targets: readonly Target[] = state.calls[call]?.targets ?? [];
  const target = targets.find(({ tenant }) => tenant.tenantId === tenantId);
  return reading && target ? reportOf(state, target, reading) : undefined;
}

/** What the roles say of how far a task came; null before they were read. */
export function rolesSeen(state: RequestState, call: number, target: Target): RolesSeen | null {
  const reading = wantedReading(state, call, target.tenant.tenantId)?.reading ?? null;
  if (reading === null) return null;
  const [became, old] = endsOf(state, target).map((end) => readOf(reading, end)?.role ?? null);
  return { became: became ?? null, old: old ?? null, settled: reading.settled };
}

function reportOf(state: RequestState, target: Target, reading: RolesReading): RolesReport {
  const { readAt, settled } = reading;
  const ends = endsOf(state, target).flatMap((end) => {
    const read = readOf(reading, end);
    return read ? [{ ...end, role: read.role }] : [];
  });
  return { target, readAt, settled, ends, alarm: alarmOf(state, target, reading) };
}

function alarmOf(state: RequestState, target: Target, reading: RolesReading): RolesAlarm | null {
  const [became, old] = endsOf(state, target).map((end) => readOf(reading, end)?.role);
  const followed = state.calls[reading.call]?.tasks.find(({ task }) => task.tenantId === reading.tenantId);
  if (followed?.stage === 'rolled_back' && became === 'PRIMARY') return 'not_as_before';
  const none = kinds[target.kind].demotes && reading.settled && became === 'STANDBY' && old === 'STANDBY';
  return none ? 'no_primary' : null;
}

/** Under another OCP a tenant may have the ids of one that is here. */
function readOf({ roles }: RolesReading, { tenant, ocp }: End): RoleRead | null {
  const same = (one: RoleRead) => one.tenantId === tenant.tenantId && (one.elsewhere ?? false) === (ocp !== null);
  return roles.find(same) ?? null;
}

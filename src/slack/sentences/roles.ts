/** The roles that were read, in words: for cards and thread lines. */
import { kinds } from '../../operation/kinds/index.ts';
import type { Target } from '../../operation/operation.ts';
import { newPrimaryOf } from '../../operation/operation.ts';
import type { RoleRead } from '../../request/events.ts';
import { wantedReading, wantedReadings } from '../../request/roles.ts';
import { type End, endsOf, type RequestState, type RolesReading } from '../../request/state.ts';
import type { RolesSeen } from '../../task/reach.ts';
import { words } from '../../text/words.ts';
import { ocpName, roleText, tenantName } from '../blocks/names.ts';

/** One line for each target whose roles are reported, because nothing proves a success; one for all that are not read yet. */
export function rolesLines(state: RequestState, names = 64): readonly string[] {
  const wanted = wantedReadings(state);
  const read = wanted.flatMap(({ target, reading }) => (reading ? [lineOf(state, target, reading, names)] : []));
  return read.length < wanted.length ? [...read, words.roles.reading] : read;
}

/** The same for one tenant of a call; empty where its roles are not reported. */
export function rolesOf(state: RequestState, call: number, tenantId: string | null, names = 64): readonly string[] {
  const wanted = tenantId === null ? null : wantedReading(state, call, tenantId);
  if (wanted) return [lineOf(state, wanted.target, wanted.reading, names)];
  const reading = state.readings.find((one) => one.call === call && one.tenantId === tenantId);
  const target = reading && targetIn(state, call, reading.tenantId);
  return reading && target ? [lineOf(state, target, reading, names)] : [];
}

/** What the roles say of how far a task came; null before they were read. */
export function rolesSeen(state: RequestState, call: number, target: Target): RolesSeen | null {
  const reading = wantedReading(state, call, target.tenant.tenantId)?.reading ?? null;
  if (reading === null) return null;
  const [became, old] = endsOf(state, target);
  const roleOf = (end: End | undefined) => (end && readOf(reading, end)?.role) ?? null;
  return { became: roleOf(became), old: roleOf(old), settled: reading.settled };
}

function lineOf(state: RequestState, target: Target, reading: RolesReading | null, names: number): string {
  const text = words.roles;
  if (reading === null) return text.reading;
  const shown = endsOf(state, target).flatMap((end) => {
    const read = readOf(reading, end);
    return read ? [roleWords(end, read, names)] : [];
  });
  const at = words.time.when(reading.readAt);
  const line = (reading.settled ? text.settled : text.recent)(shown.join(words.world.comma), at);
  return [line, ...alarms(state, target, reading, names)].join(' ');
}

/** What nobody may overlook in it. */
function alarms(state: RequestState, target: Target, reading: RolesReading, names: number): readonly string[] {
  const [became, old] = endsOf(state, target).map((end) => readOf(reading, end)?.role);
  const followed = state.calls[reading.call]?.tasks.find(({ task }) => task.tenantId === reading.tenantId);
  if (followed?.stage === 'rolled_back' && became === 'PRIMARY')
    return [words.roles.notAsBefore(tenantName(newPrimaryOf(target), names))];
  const none = kinds[target.kind].demotes && reading.settled && became === 'STANDBY' && old === 'STANDBY';
  return none ? [words.roles.noPrimary] : [];
}

/** Under another OCP a tenant may have the ids of one that is here. */
function readOf({ roles }: RolesReading, { tenant, ocp }: End): RoleRead | null {
  const same = (one: RoleRead) => one.tenantId === tenant.tenantId && (one.elsewhere ?? false) === (ocp !== null);
  return roles.find(same) ?? null;
}

function roleWords({ tenant, ocp }: End, { role }: RoleRead, names: number): string {
  const name = tenantName(tenant, names);
  const { role: byRecord, roleUntold } = words.elsewhere;
  if (ocp) return role === null ? roleUntold(name, ocpName(ocp)) : byRecord(name, roleText(role, 40), ocpName(ocp));
  return role === null ? words.roles.notShown(name) : words.roles.of(name, roleText(role, 40));
}

function targetIn(state: RequestState, call: number, tenantId: string): Target | null {
  const targets: readonly Target[] = state.calls[call]?.targets ?? [];
  return targets.find(({ tenant }) => tenant.tenantId === tenantId) ?? null;
}

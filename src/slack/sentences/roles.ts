/** The roles that were read, in words: for cards and thread lines. */
import { newPrimaryOf } from '../../operation/operation.ts';
import type { RequestState } from '../../request/state.ts';
import { words } from '../../text/words.ts';
import { rolesReport, type RolesReport, rolesReports } from '../../view/roles.ts';
import { ocpName, roleText, tenantName } from '../blocks/names.ts';

/** One line for each target whose roles are reported, because nothing proves a success; one for all that are not read yet. */
export function rolesLines(state: RequestState, names = 64): readonly string[] {
  const reports = rolesReports(state);
  const read = reports.flatMap((report) => (report ? [reportText(report, names)] : []));
  return read.length < reports.length ? [...read, words.roles.reading] : read;
}

/** The same for one tenant of a call; empty where its roles are not reported. */
export function rolesOf(state: RequestState, call: number, tenantId: string | null, names = 64): readonly string[] {
  const report = tenantId === null ? undefined : rolesReport(state, call, tenantId);
  if (report === undefined) return [];
  return [report === null ? words.roles.reading : reportText(report, names)];
}

function reportText({ target, ends, settled, readAt, alarm }: RolesReport, names: number): string {
  const text = words.roles;
  const roles = ends.map((end) => roleWords(end, names)).join(words.world.comma);
  const line = (settled ? text.settled : text.recent)(roles, words.time.when(readAt));
  switch (alarm) {
    case null:
      return line;
    case 'not_as_before':
      return `${line} ${text.notAsBefore(tenantName(newPrimaryOf(target), names))}`;
    case 'no_primary':
      return `${line} ${text.noPrimary}`;
  }
}

function roleWords({ tenant, ocp, role }: RolesReport['ends'][number], names: number): string {
  const name = tenantName(tenant, names);
  const { role: byRecord, roleUntold } = words.elsewhere;
  if (ocp) return role === null ? roleUntold(name, ocpName(ocp)) : byRecord(name, roleText(role, 40), ocpName(ocp));
  return role === null ? words.roles.notShown(name) : words.roles.of(name, roleText(role, 40));
}

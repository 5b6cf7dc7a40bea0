/** What OCP said before a call, and how it differs from what it said earlier: for card, thread and form. mrkdwn lines. */
import { kinds } from '../../operation/kinds/index.ts';
import type { Difference } from '../../operation/inspection.ts';
import { timeOfScn } from '../../operation/candidates/loss.ts';
import type { Precheck, TenantRef } from '../../operation/tenant.ts';
import type { RequestState } from '../../request/state.ts';
import { words } from '../../text/words.ts';
import { safe } from '../blocks/escape.ts';
import { familyDifferenceText } from './family.ts';
import { mention, roleText, standbyById, tenantById, tenantName, within } from '../blocks/names.ts';
import { refusalReason } from './refusals.ts';
import { stopReason } from './stops.ts';

/** Items beyond this number are counted, not shown. */
const ITEMS_MAX = 40;

/** `passed with 2 warnings`. */
export function verdictWords(precheck: Precheck): string {
  const { passed, passedWithWarnings, blocked } = words.world.precheck;
  const blocking = precheck.items.filter((item) => item.blocking).length;
  if (!precheck.passed) return blocked(blocking);
  return precheck.items.length === 0 ? passed : passedWithWarnings(precheck.items.length);
}

/** Every item, blocking ones first; texts get shorter when there are many, so that all fit `room` characters. */
export function itemLines(precheck: Precheck, room: number): readonly string[] {
  const { blocking, warning, noReason } = words.world.precheck;
  const sorted = [
    ...precheck.items.filter((item) => item.blocking),
    ...precheck.items.filter((item) => !item.blocking),
  ];
  const shown = sorted.slice(0, ITEMS_MAX);
  const each = roomFor(shown.length, room);
  const unexplained = precheck.passed || sorted[0]?.blocking ? [] : [`• ${words.world.labelled(blocking, noReason)}`];
  const lines = shown.map(
    (item) => `• ${words.world.labelled(item.blocking ? blocking : warning, itemText(item, each))}`,
  );
  const more = sorted.length > shown.length ? [words.world.more(sorted.length - shown.length)] : [];
  return [...unexplained, ...lines, ...more];
}

/** `The primary can still be connected (OBE26107)`. */
export function itemText(item: { readonly text: string; readonly code?: string }, max: number): string {
  const code = safe(item.code ?? '', 20);
  return code === '' ? safe(item.text, max) : `${safe(item.text, max)}${words.world.inBrackets(code)}`;
}

/** OCP's replication position, where it gives one: as a time where it is one. */
export function positionLines({ syncScn }: Precheck): readonly string[] {
  const { sync, upTo } = words.world.precheck;
  if (syncScn === null) return [];
  const time = timeOfScn(syncScn);
  return [time === null ? sync(safe(syncScn, 40)) : upTo(words.time.when(time))];
}

/** One line for each difference between what was approved and what is, within `room` characters. */
export function differenceLines(
  state: RequestState,
  differences: readonly Difference[],
  room: number,
): readonly string[] {
  if (differences.length === 0) return [`• ${words.world.difference.none}`];
  const each = roomFor(differences.length, room);
  const lines = differences.map((difference) => `• ${differenceText(state, difference, each)}`);
  return within(lines, room);
}

function differenceText(state: RequestState, difference: Difference, max: number): string {
  const text = words.world.difference;
  switch (difference.kind) {
    case 'role_changed':
      return text.role_changed(
        (difference.side === 'standby' ? standbyById : tenantById)(state, difference.tenantId),
        roleText(difference.from, 40),
        roleText(difference.to, 40),
      );
    case 'primary_changed':
      return text.primary_changed(
        tenantById(state, difference.tenantId),
        primaryText(difference.from),
        primaryText(difference.to),
      );
    case 'blocked':
    case 'new_warning':
      return text[difference.kind](tenantById(state, difference.tenantId), itemText(difference, max));
    case 'blocked_unexplained':
    case 'untold':
    case 'gone':
      return text[difference.kind](tenantById(state, difference.tenantId));
    case 'task_running': {
      const { taskId = '' } = difference;
      const name = safe(difference.text, max);
      const task = taskId === '' ? name : words.world.withId(name, safe(taskId, 40));
      return text.task_running(tenantById(state, difference.tenantId), task);
    }
    case 'policy_changed':
    case 'no_rule':
      return text[difference.kind](safe(difference.from, 20), safe(difference.to, 60));
    case 'stopped':
      return text.frozen(stopReason(difference.reason, max));
    case 'freeze': {
      const name = safe(difference.name, max);
      const { until } = difference;
      return text.frozen(until === null ? text.endless(name) : text.until(name, words.time.when(until)));
    }
    case 'frozen':
      return text.frozen(safe(difference.text, max));
    case 'not_authorised':
      return text.not_authorised(mention(difference.person), refusalReason(difference.why));
    case 'wrong_role': {
      const { tenantId, role, needed } = difference;
      const tenant = needed === 'STANDBY' ? standbyById(state, tenantId) : tenantById(state, tenantId);
      return text.wrong_role(tenant, roleText(role, 40), needed);
    }
    case 'other_primary': {
      const say = kinds[state.operation.kind].demotes ? text.other_primary : text.unnamed_primary;
      return say(standbyById(state, difference.tenantId), tenantName(difference.primary));
    }
    case 'fresher_sibling': {
      const { sibling, tenantId, behindMs } = difference;
      return text.fresher_sibling(tenantName(sibling), tenantById(state, tenantId), words.time.lag(behindMs));
    }
    case 'renamed':
      return text.renamed(tenantName(difference.from), tenantName(difference.to));
    case 'start_window_passed':
    case 'channel_external':
      return text[difference.kind];
    case 'family':
    case 'family_held':
      return familyDifferenceText(difference, state.operation.targets, 'mrkdwn');
    case 'asked_between':
      return text.asked_between[difference.about];
  }
}

/** Older versions recorded a text. */
function primaryText(primary: TenantRef | string | null): string {
  if (primary === null) return words.world.difference.noPrimary;
  return typeof primary === 'string' ? safe(primary, 80) : tenantName(primary);
}

/** Characters for each of `count` texts inside `room`, their labels, codes and tenant names aside. */
function roomFor(count: number, room: number): number {
  return Math.max(24, Math.min(300, Math.floor(room / Math.max(1, count)) - 45));
}

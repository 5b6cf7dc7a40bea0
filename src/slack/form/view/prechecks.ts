/** OCP's prechecks as a form shows them, per tenant: mrkdwn for one section each. */
import type { Cause } from '../../../lib/cause.ts';
import type { Choice } from '../../../operation/choices.ts';
import { kinds } from '../../../operation/kinds/index.ts';
import { chosenTenants, oldPrimaryOf } from '../../../operation/operation.ts';
import type { Precheck } from '../../../operation/tenant.ts';
import { words } from '../../../text/words.ts';
import { SECTION_MAX } from '../../blocks/blocks.ts';
import { causeText } from '../../sentences/cause.ts';
import { safe } from '../../blocks/escape.ts';
import { tenantName, within } from '../../blocks/names.ts';
import { itemLines, positionLines, verdictWords } from '../../sentences/precheck.ts';

export type ShownReading = 'running' | Precheck | { readonly failed: Cause };

export interface ShownChoice {
  readonly choice: Choice;
  readonly reading: ShownReading;
}

const ITEM_ROOM = 2_200;
/** For everything that is said of many: 50 tenants keep room for about a thousand characters each. */
const ROOM = 50_000;

/** `shown` is what will be asked for, in any number; `dropped` what is left out. */
export function precheckSections(
  kind: Choice['kind'],
  shown: readonly ShownChoice[],
  dropped: readonly Choice[],
): readonly string[] {
  const [only, ...others] = shown;
  const leftOut =
    dropped.length === 0 ? [] : [words.form[kind].leftOut(within(dropped.map(nameOf), 2_500).join(words.world.comma))];
  if (!only) return dropped.length === 0 ? [words.form[kind].chooseFirst] : leftOut;
  return [...leftOut, ...(others.length === 0 ? [single(only)] : several(kind, shown))];
}

/** True for a choice that OCP forbids now. */
export function isBlocked({ reading }: ShownChoice): boolean {
  return isPrecheck(reading) && !reading.passed;
}

export function isPrecheck(reading: ShownReading): reading is Precheck {
  return typeof reading === 'object' && 'passed' in reading;
}

/** `orders on sh-prod`, or `orders on hz-prod → orders on sh-prod`, escaped. */
export function nameOf({ target }: Choice): string {
  const [tenant, standby] = chosenTenants(target);
  return standby === undefined ? tenantName(tenant) : words.form.pairName(tenantName(tenant), tenantName(standby));
}

function single({ choice, reading }: ShownChoice): string {
  const text = words.form;
  const name = nameOf(choice);
  const about = primaryText(choice);
  if (reading === 'running') return [...about, text.precheckRunning(name)].join('\n');
  if (!isPrecheck(reading)) return [...about, text.precheckFailed(causeText(reading.failed, 500))].join('\n');
  const { read } = words.world.precheck;
  return [
    ...about,
    text.precheck(name, verdictWords(reading), read(words.time.when(reading.readAt))),
    ...itemLines(reading, ITEM_ROOM),
    ...positionLines(reading),
    ...serviceNameText(choice, reading),
    ...(reading.passed ? [] : [text.blockedAdvice]),
  ].join('\n');
}

/** Only what asks for a service name: a switchover keeps the one there is. */
function serviceNameText(choice: Choice, reading: Precheck): readonly string[] {
  if (!kinds[choice.kind].namesService) return [];
  const name = safe(reading.primaryServiceName ?? '', 64);
  return [name === '' ? words.form.noPrimaryServiceName : words.form.primaryServiceName(name)];
}

function primaryText({ target }: Choice): readonly string[] {
  // The primary of a pair is named already.
  if (chosenTenants(target).length > 1) return [];
  const primary = oldPrimaryOf(target);
  return [primary ? words.card.primaryNamed(tenantName(primary)) : words.card.primaryUnknown];
}

const order = ['blocked', 'failed', 'running', 'warned', 'passed'] as const;
type PrecheckStanding = (typeof order)[number];

function standingOf({ reading }: ShownChoice): PrecheckStanding {
  if (reading === 'running') return 'running';
  if (!isPrecheck(reading)) return 'failed';
  if (!reading.passed) return 'blocked';
  return reading.items.length > 0 ? 'warned' : 'passed';
}

/** A head line that counts, then every tenant, what needs attention first, in as few sections as hold it. */
function several(kind: Choice['kind'], shown: readonly ShownChoice[]): readonly string[] {
  const text = words.form;
  if (shown.every(({ reading }) => reading === 'running')) return [text[kind].precheckRunningMany(shown.length)];
  const room = Math.min(ITEM_ROOM, Math.floor(ROOM / shown.length) - 250);
  const ranked = order.map((standing) => ({ standing, of: shown.filter((one) => standingOf(one) === standing) }));
  const counts = ranked
    .filter(({ of }) => of.length > 0)
    .map(({ standing, of }) => `${of.length} ${text.counts[standing]}`);
  // One time for all, of the oldest: they are read together, and beside each tenant it would hide what differs.
  const times = shown.flatMap(({ reading }) => (isPrecheck(reading) ? [reading.readAt] : []));
  const read = times.length === 0 ? [] : [words.world.precheck.read(words.time.when(Math.min(...times)))];
  return packed([
    `${text[kind].precheckMany(shown.length)} ${words.world.sentence([...counts, ...read].join(words.world.comma))}`,
    ...(shown.some(isBlocked) ? [text.blockedAdviceMany] : []),
    ...ranked.flatMap(({ of }) => of.map((one) => oneOfSeveral(one, room))),
  ]);
}

function oneOfSeveral({ choice, reading }: ShownChoice, room: number): string {
  const text = words.form;
  const name = nameOf(choice);
  if (reading === 'running') return text.precheckRunningOf(name);
  if (!isPrecheck(reading)) return text.precheckFailedOf(name, causeText(reading.failed, Math.min(300, room)));
  return [text.precheckOf(name, verdictWords(reading)), ...within(itemLines(reading, room), room)].join('\n');
}

/** Texts put together as long as they fit one section. */
function packed(texts: readonly string[]): readonly string[] {
  const sections: string[] = [];
  for (const text of texts) {
    const last = sections.at(-1);
    if (last !== undefined && last.length + 1 + text.length <= SECTION_MAX)
      sections[sections.length - 1] = `${last}\n${text}`;
    else sections.push(text);
  }
  return sections;
}

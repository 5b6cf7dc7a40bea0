/** Whether what a client sent can be asked for, as OCP tells it now. */
import { type Choice, choiceOf, choicesOf } from '../../../operation/choices.ts';
import { causeOf } from '../../../lib/cause.ts';
import { blockers } from '../../../operation/inspection.ts';
import type { Language } from '../../../lib/language.ts';
import { kinds } from '../../../operation/kinds/index.ts';
import { sameTenant } from '../../../operation/ocp-clusters.ts';
import type { OperationKind } from '../../../operation/operation.ts';
import type { Tenant } from '../../../operation/tenant.ts';
import { causeText } from '../../sentences/cause.ts';
import { plain, unescape } from '../../blocks/escape.ts';
import { itemText } from '../../sentences/precheck.ts';
import { DIRECTORY_MAX_AGE_MS, type FormDeps } from '../deps.ts';
import { READING_MAX_AGE_MS, type Readings } from '../readings.ts';
import { inLanguage, words } from '../../../text/words.ts';

/** So many that are not in the list are looked up; more were never offered together. */
const LOOKED_UP_MAX = 5;

/** The choices these keys stand for, in their order, or in words (plain text) why one of them is none now. */
export async function meantBy(
  deps: Pick<FormDeps, 'directory' | 'ocp'>,
  kind: OperationKind,
  keys: readonly string[],
  language: Language,
): Promise<readonly Choice[] | string> {
  try {
    const listed = await deps.directory.tenants(DIRECTORY_MAX_AGE_MS, language);
    const all = choicesOf(kind, listed);
    const known = new Map(keys.flatMap((key) => entryOf(key, choiceOf(all, key))));
    const unlisted = keys.filter((key) => !known.has(key));
    if (unlisted.length > LOOKED_UP_MAX) return inLanguage(language, () => words.flow[kind].gone);
    const lookedUp = await Promise.all(
      unlisted.map(async (key) => ({ key, found: await lookUp(deps, kind, key, listed, language) })),
    );
    for (const { key, found } of lookedUp) {
      if (typeof found === 'string') return found;
      known.set(key, found);
    }
    return keys.flatMap((key) => known.get(key) ?? []);
  } catch (error) {
    const why = causeOf(error);
    return inLanguage(language, () => plain(unescape(words.flow.tenantUnread(causeText(why, 200))), 500));
  }
}

function entryOf(key: string, choice: Choice | null): readonly [string, Choice][] {
  return choice ? [[key, choice]] : [];
}

/** What the list does not offer may have changed since it was read, so OCP is asked about it. */
async function lookUp(
  { ocp }: Pick<FormDeps, 'ocp'>,
  kind: OperationKind,
  key: string,
  listed: readonly Tenant[],
  language: Language,
): Promise<Choice | string> {
  const [clusterId = '', tenantId = '', standbyId] = key.split(':');
  const asked = ocp.in(language);
  const tenant = await asked.tenant(clusterId, tenantId);
  const place = listed.find((one) => one.tenantId === standbyId);
  const standby = place ? [await asked.tenant(place.clusterId, place.tenantId)] : [];
  // What stands above a standby is as the list shows it; what was read now goes before it.
  const others = kinds[kind].listsUpstreams ? listed.filter((one) => !sameTenant(one, tenant)) : [];
  const found = choiceOf(choicesOf(kind, [tenant, ...standby, ...others]), key);
  if (found) return found;
  const why = inLanguage(language, () => words.flow[kind].notNow(tenant.tenantName, tenant.role ?? words.flow.noRole));
  return plain(why, 300);
}

/** OCP's own reasons against these, as far as they were read: plain text for beside the field; null when there are none. */
export function forbidden(choices: readonly Choice[], readings: Readings): string | null {
  const blocked = choices.flatMap(({ key, target }) => {
    const reading = readings.of(key, READING_MAX_AGE_MS);
    if (reading === null || 'failed' in reading || reading.passed) return [];
    const { noReason } = words.world.precheck;
    const reasons = blockers(reading).map((item) => (item ? unescape(itemText(item, 300)) : noReason));
    return [{ tenantName: target.tenant.tenantName, reasons: reasons.join(words.world.semicolon) }];
  });
  const [first, ...others] = blocked;
  if (!first) return null;
  if (choices.length === 1) return plain(words.flow.blocked(first.reasons), 300);
  const told = [first, ...others].map(({ tenantName, reasons }) =>
    words.world.labelled(plain(tenantName, 64), reasons),
  );
  return plain(words.flow.blockedAmong(told.join(' · ')), 600);
}

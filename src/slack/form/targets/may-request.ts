/** Before anything is typed into a form: may this person ask at all? */
import { authorise } from '../../../people/authorise.ts';
import type { Language } from '../../../lib/language.ts';
import type { RefusalCode } from '../../../request/commands.ts';
import type { OperationKind, Target } from '../../../operation/operation.ts';
import type { Person } from '../../../people/person.ts';
import { groupsOf, type Policy } from '../../../policy/policy.ts';
import { stopFacts } from '../../../stop/hold.ts';
import { isSameStop, type StopInForce, stopsInForce, stopsOn } from '../../../stop/in-force.ts';
import { refusalText } from '../../sentences/refusals.ts';
import { inLanguage } from '../../../text/words.ts';
import { DIRECTORY_MAX_AGE_MS, type FormDeps } from '../deps.ts';
import type { Draft } from '../draft.ts';

/** What refuses a request about these now; while nothing is chosen, whatever refuses any of this kind. */
export async function stopsFor(
  { policies, stops, clock }: Pick<FormDeps, 'policies' | 'stops' | 'clock'>,
  kind: OperationKind,
  targets: readonly Target[],
): Promise<readonly StopInForce[]> {
  const policy = await policies.read();
  const state = await stops.load();
  const now = clock.now();
  const inForce = stopsInForce(policy, state, now, kind);
  if (targets.length === 0) return inForce;
  const hit = stopsOn(policy, stopFacts(state), { kind, targets }, now);
  return inForce.filter(({ stop }) => hit.some((one) => isSameStop(one, stop)));
}

/** Why this person may ask for nothing of this kind, in words; null when some rule lets them. Asked again at the submission. */
export async function refusalFor(
  deps: FormDeps,
  { person: id, kind }: Draft,
  language: Language,
): Promise<string | null> {
  const said = (code: RefusalCode) => inLanguage(language, () => refusalText(code, null));
  const policy = await deps.policies.read();
  const person = (await readOnce(deps, id, policy)) ?? (await readOnce(deps, id, policy, 'whatever_is_read'));
  if (!person) return said('person_unread');
  const now = deps.clock.now();
  const rules = policy.rules.filter(({ operations }) => operations.includes(kind));
  const refusals = rules.map((rule) => authorise({ act: 'request', person, rule, asker: null, agreed: [], now }));
  if (refusals.length === 0) return said('no_rule');
  const [first] = refusals;
  return first && refusals.every((refusal) => refusal !== null) ? said(first) : null;
}

/** One person; null for a reading that Slack left incomplete, unless that is good enough. */
async function readOnce(
  { people }: Pick<FormDeps, 'people'>,
  id: string,
  policy: Policy,
  demand: 'complete' | 'whatever_is_read' = 'complete',
): Promise<Person | null> {
  const [person = null] = await people.read([id], groupsOf(policy), DIRECTORY_MAX_AGE_MS);
  const isComplete = person !== null && person.standing !== 'unread' && person.groups !== null;
  return isComplete || demand === 'whatever_is_read' ? person : null;
}

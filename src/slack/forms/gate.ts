/** Before anything is typed into a form: may this person ask at all, and where would the request go? */
import { authorise } from '../../request/authorise.ts';
import type { Language } from '../../language.ts';
import type { RefusalCode } from '../../request/commands.ts';
import { groupsOf } from '../../request/policy.ts';
import { notInChannelText, refusalText } from '../render/private.ts';
import { inLanguage } from '../words/words.ts';
import { DIRECTORY_MAX_AGE_MS, type FormDeps } from './deps.ts';
import type { Draft } from './draft.ts';

/** Why this person may ask for nothing of this kind, in words; null when some rule lets them. Asked again at the submission. */
export async function refusalFor(
  deps: FormDeps,
  { person: id, kind }: Draft,
  language: Language,
): Promise<string | null> {
  const said = (code: RefusalCode) => inLanguage(language, () => refusalText(code, null));
  const policy = await deps.policies.read();
  const [person] = await deps.people.read([id], groupsOf(policy), DIRECTORY_MAX_AGE_MS);
  if (!person) return said('person_unread');
  const now = deps.clock.now();
  const rules = policy.rules.filter(({ operations }) => operations.includes(kind));
  const refusals = rules.map((rule) => authorise({ act: 'request', person, rule, asker: null, agreed: [], now }));
  if (refusals.length === 0) return said('no_rule');
  const [first] = refusals;
  return first && refusals.every((refusal) => refusal !== null) ? said(first) : null;
}

/**
 * Where the request will go, and what is to be said about it. That it goes elsewhere is kept in the draft, so that the
 * submission does as the form said; that it goes here is the rule, and costs no write.
 */
export async function placeOf(
  deps: FormDeps,
  draft: Draft,
  language: Language,
): Promise<{ channel: string; notice: string | null }> {
  const here = draft.here ?? (await deps.channels.mayPostIn(draft.typedIn));
  if (draft.here === null && !here) await deps.drafts.put({ ...draft, here }, deps.clock.now());
  if (here) return { channel: draft.typedIn, notice: null };
  const { rules } = await deps.policies.read();
  const elsewhere = rules.find(({ channel, operations }) => channel !== null && operations.includes(draft.kind));
  const channel = elsewhere?.channel ?? null;
  return {
    channel: channel ?? draft.typedIn,
    notice: inLanguage(language, () => notInChannelText(draft.typedIn, channel)),
  };
}

import type { Language } from '../../lib/language.ts';
import { takesPartIn } from '../../people/authorise.ts';
import type { Person } from '../../people/person.ts';
import { groupsOf, type Policy } from '../../policy/policy.ts';
import { refusalText } from '../sentences/refusals.ts';
import { inLanguage } from '../../text/words.ts';

export interface People {
  read(ids: readonly string[], groups: readonly string[], maxAgeMs: number): Promise<readonly Person[]>;
  languageOf(id: string): Promise<Language>;
}

/** Who somebody is changes rarely; overviews change nothing. */
export const MEMBER_MAX_AGE_MS = 15_000;

/** Null for a full member of this workspace; for anybody else what they are told, which is nothing of any request. */
export async function refusedAs(people: People, id: string, language: Language): Promise<string | null> {
  const [person] = await people.read([id], [], MEMBER_MAX_AGE_MS);
  return refusalOf(person, language);
}

export function refusalOf(person: Person | undefined, language: Language): string | null {
  const standing = person?.standing ?? 'unread';
  return standing === 'member' ? null : inLanguage(language, () => refusalText(`person_${standing}`, null));
}

/** Whether a rule of the policy names this person. What Slack does not say is no. Rejects while there is no policy. */
export async function takesPart(
  { people, policies }: { readonly people: People; readonly policies: { read(): Promise<Policy> } },
  id: string,
): Promise<boolean> {
  const policy = await policies.read();
  const named = async (groups: readonly string[]) => {
    const [person] = await people.read([id], groups, MEMBER_MAX_AGE_MS);
    return person !== undefined && takesPartIn(policy, person) === 'yes';
  };
  // Groups may be asked for some times a minute only: not for those whom the policy names themselves.
  return (await named([])) || (await named(groupsOf(policy)));
}

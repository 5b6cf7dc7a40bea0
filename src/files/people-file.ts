/** The people file: which Slack accounts are whose. Read again whenever it changes, as the policy file is. */
import { z } from 'zod';
import { type FileError, type Watched, watched } from './watched.ts';
import { listOf, nameSchema, say, setOf } from './schemas.ts';
import { type FileResult, readYaml, repeatedNames, toFindings } from './yaml.ts';
import { canonical, sha256 } from '../operation/digest.ts';
import type { Roster } from '../people/roster.ts';

const accountSchema = z.string(say('account_not_text')).regex(/^[UW][A-Z0-9]{2,}$/, say('not_an_account'));

const fileSchema = z.strictObject(
  {
    people: listOf(
      z.strictObject({ name: nameSchema, slack: setOf(accountSchema, 'no_accounts') }, say('person_mapping')),
    ).min(1, say('no_people')),
  },
  say('people_mapping'),
);

/**
 * Parses the text of a people file; `fileName` is only for the problems. Never throws. An account that stands with two
 * people is no problem of the file: that account is refused at every decision, and all others go on.
 */
export function readPeople(text: string, fileName: string): FileResult<Roster> {
  return readYaml(text, fileName, (content) => {
    const parsed = fileSchema.safeParse(content);
    const findings = parsed.success
      ? repeatedNames('people', 'person_name_taken', parsed.data.people)
      : parsed.error.issues.flatMap(toFindings);
    return parsed.success && findings.length === 0 ? { value: toRoster(parsed.data) } : { findings };
  });
}

function toRoster({ people }: z.infer<typeof fileSchema>): Roster {
  const listed = people.map(({ name, slack }) => ({ name, accounts: [...slack].sort() }));
  const sorted = listed.sort((one, other) => (one.name < other.name ? -1 : 1));
  return { version: sha256(canonical(sorted)).slice(0, 12), people: sorted };
}

export function peopleReader(path: string, onProblem: (error: FileError) => void): Watched<Roster> {
  return watched(path, { kind: 'people', parse: readPeople, onProblem });
}

/** What changed between two contents of the people file. Pure. */
import type { FileNotice } from '../policy/file/notice.ts';
import type { Roster } from './roster.ts';

type Accounts = readonly string[];

export type PeopleChange =
  | { readonly kind: 'person_changed'; readonly name: string; readonly from: Accounts; readonly to: Accounts }
  | { readonly kind: 'person_added' | 'person_removed'; readonly name: string; readonly accounts: Accounts };

/** `unused`: there was a people file, and now none is in use; `version` was the last. */
export type PeopleNotice = FileNotice<PeopleChange> | { readonly kind: 'unused'; readonly version: string };

/**
 * Who has other accounts, who went, who came; empty when the two mean the same. In this order: a person who is made two is
 * told before a long list of new ones.
 */
export function peopleChanges(before: Roster, after: Roster): readonly PeopleChange[] {
  const known = accountsByName(before);
  const present = accountsByName(after);
  return [
    ...after.people.flatMap(({ name, accounts: to }) => {
      const from = known.get(name);
      return from && !same(from, to) ? [{ kind: 'person_changed', name, from, to } as const] : [];
    }),
    ...before.people.flatMap((person) =>
      present.has(person.name) ? [] : [{ kind: 'person_removed', ...person } as const],
    ),
    ...after.people.flatMap((person) => (known.has(person.name) ? [] : [{ kind: 'person_added', ...person } as const])),
  ];
}

function accountsByName({ people }: Roster): ReadonlyMap<string, Accounts> {
  return new Map(people.map(({ name, accounts }) => [name, accounts]));
}

function same(from: Accounts, to: Accounts): boolean {
  return from.length === to.length && from.every((account, at) => account === to[at]);
}

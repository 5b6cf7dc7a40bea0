/** Whose account is whose: the people file once parsed (see people-file.ts), and what changed between two contents of it. Pure. */
import type { FileNotice } from '../policy/file/problem.ts';
import type { Owner } from './person.ts';

export interface Roster {
  /** Identifies the content: two files that mean the same have the same version. */
  readonly version: string;
  /** In the order of their names, which are unique. An account may stand with several people: then it is nobody's. */
  readonly people: readonly { readonly name: string; readonly accounts: readonly string[] }[];
}

/** Whose this Slack account is. */
export function ownerOf({ people }: Roster, account: string): Owner {
  const [owner, ...others] = people.filter(({ accounts }) => accounts.includes(account));
  if (!owner) return { kind: 'unmapped' };
  if (others.length > 0) return { kind: 'doubly_mapped', names: [owner, ...others].map(({ name }) => name) };
  return { kind: 'person', name: owner.name, accounts: owner.accounts };
}

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

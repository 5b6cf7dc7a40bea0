/** Whose account is whose: the people file once parsed (see people-file.ts). Pure. */
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

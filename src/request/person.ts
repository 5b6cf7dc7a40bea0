/** Who somebody is, read from Slack at a moment. There is no "unknown but fine": what cannot be read is `unread`. */

export type Standing =
  | 'member'
  | 'guest'
  | 'external'
  /** Of the same Enterprise organisation, and not a member of this workspace. */
  | 'other_workspace'
  | 'deactivated'
  | 'bot'
  | 'invited'
  /** Slack says there is no such person. */
  | 'nobody'
  /** Slack did not answer, or answered something that could not be understood. */
  | 'unread';

/** Whose account it is, by the people file. */
export type Owner =
  | {
      readonly kind: 'person';
      /** Unique in the file. */
      readonly name: string;
      /** All of this person's accounts, the one that was read included. */
      readonly accounts: readonly string[];
    }
  | { readonly kind: 'unmapped' }
  | { readonly kind: 'doubly_mapped'; readonly names: readonly string[] };

export interface Person {
  readonly id: string;
  readonly standing: Standing;
  /** The user groups of the policy that this person is in; null when they could not be read. */
  readonly groups: readonly string[] | null;
  /** Milliseconds since the epoch, our clock. */
  readonly readAt: number;
  /** Missing where no people file is in use: then each account is a person. */
  readonly owner?: Owner;
}

/** True when `account` belongs to this person. */
export function isSame(person: Person, account: string): boolean {
  return person.id === account || (person.owner?.kind === 'person' && person.owner.accounts.includes(account));
}

/** How many different people these accounts are, those of `besides` left out. Who was not read counts as its account. */
export function peopleAmong(accounts: readonly string[], people: readonly Person[], besides: string): number {
  const known = (account: string) => people.find(({ id }) => id === account);
  const identity = (account: string) => {
    const owner = known(account)?.owner;
    return owner?.kind === 'person' ? `person ${owner.name}` : `account ${account}`;
  };
  const others = new Set(accounts.map(identity));
  others.delete(identity(besides));
  return others.size;
}

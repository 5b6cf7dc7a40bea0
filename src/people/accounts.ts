/** Which accounts are one person's, as the people file said when they acted: recorded with what they did. */
import type { RequestEvent } from '../request/events.ts';
import type { Person } from './person.ts';
import type { RequestState } from '../request/state.ts';

export function withAccounts(state: RequestState | undefined, event: RequestEvent): RequestState | undefined {
  const person = 'person' in event ? event.person : undefined;
  if (!state || !person || event.type === 'attempt_refused') return state;
  const known = accountsOf(person);
  return Object.keys(known).length === 0 ? state : { ...state, accounts: { ...state.accounts, ...known } };
}

export function accountsOf(person: Person | undefined): Readonly<Record<string, readonly string[]>> {
  return person?.owner?.kind === 'person' ? { [person.id]: person.owner.accounts } : {};
}

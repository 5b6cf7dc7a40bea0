/**
 * The calls that were approved and not sent yet, while a remedy is decided. An approval of the remedy counts for them only where the card
 * said so, and where the person may approve them as well. Pure.
 */
import type { Target } from '../../operation/operation.ts';
import { authorise } from '../../people/authorise.ts';
import type { Person } from '../../people/person.ts';
import type { RequestEvent } from '../events.ts';
import { type RequestState, sent } from '../state.ts';

/** Recorded with a question about remedies, whose card shows it from then on. */
export function restIncluded({ calls }: RequestState): readonly RequestEvent[] {
  const unsent = calls.flatMap(({ status }, call) => (status === 'waiting' ? [call] : []));
  return unsent.length === 0 ? [] : [{ type: 'rest_included', calls: unsent }];
}

/** The calls that an approval of the current question counts for as well; empty where it counts for none. */
export function restOf({ proposal, restIncluded: included, calls }: RequestState): readonly number[] {
  if (proposal === null || included === null) return [];
  return included.filter((call) => calls[call]?.status === 'waiting');
}

/** Whether this person's approval of the remedy counts for the rest: they did not request it, and have not approved it as another account. */
export function countsForRest(state: RequestState, person: Person, now: number): boolean {
  const { rule, requester, restApprovals } = state;
  const agreed = restApprovals.map(({ by }) => by);
  const why = authorise({ act: 'approve', person, rule, asker: requester, agreed, now });
  return restOf(state).length > 0 && why === null && !agreed.includes(person.id);
}

/**
 * The request as its calls are claimed: once a remedy was decided, under the approvals of the rest, if there are enough. Those of the remedy
 * say nothing of the calls.
 */
export function forRest(state: RequestState): RequestState {
  const { proposal, askedBetween, restApprovals: approvals, rule } = state;
  if (proposal !== null || askedBetween === null) return state;
  return approvals.length < rule.approvals ? { ...state, approvals: [] } : { ...state, approvals, askedBetween: null };
}

/** What never left for OCP although a part of the request did; empty where all of it left, or nothing. */
export function unsentTargets(state: RequestState): readonly Target[] {
  if (!sent(state)) return [];
  return state.calls.flatMap((call): readonly Target[] => (call.attempt > call.unsent ? [] : call.targets));
}

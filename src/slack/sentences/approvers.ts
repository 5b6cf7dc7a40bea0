/** Names the people who can decide. People who cannot are not named, and so not mentioned. mrkdwn, escaped. */
import { approversOf, calledOn, type Candidate, type Excluded, isGroup } from '../../people/approvers.ts';
import type { RequestState } from '../../request/state.ts';
import { words } from '../../text/words.ts';
import { inARow, LISTED, listed, mention } from '../blocks/names.ts';

/** `@ana and @dbas (@ben requested this and cannot approve)`: people who cannot are named only where a group may contain them. */
export function approversText(state: RequestState): string {
  const { may, excluded } = approversOf(state);
  return withNotes(named(may), may.some(isGroup) ? excluded : []);
}

/** The same for the card, which also says it of a requester whom a rule names; people who have approved are already on it. */
export function approversOnCard(state: RequestState): string {
  const { may, excluded } = approversOf(state);
  return withNotes(
    named(may),
    excluded.filter(({ why }) => why !== 'approved'),
  );
}

/** For a requester: they themselves appear as "you". */
export function othersText(state: RequestState): string {
  const { may } = approversOf(state);
  return may.some(isGroup) ? inARow(named(may), words.approvers.notYou) : named(may);
}

/** Who should look at the outcome of a request. */
export function calledOnText(state: RequestState): string {
  return named(calledOn(state));
}

export function candidateText({ id, within }: Candidate): string {
  const { ifIn, inAll } = words.approvers;
  if (within.length === 0) return mention(id);
  const groups = within.map(mention);
  return isGroup({ id }) ? inAll(listed([mention(id), ...groups], LISTED)) : ifIn(mention(id), listed(groups, LISTED));
}

function named(candidates: readonly Candidate[]): string {
  return candidates.length === 0 ? words.world.nobody : listed(candidates.map(candidateText), LISTED);
}

function withNotes(who: string, excluded: readonly Excluded[]): string {
  const notes = excluded.slice(0, LISTED).map(({ id, why }) => words.approvers[why](mention(id)));
  return notes.length === 0 ? who : words.approvers.noted(who, notes.join(words.world.semicolon));
}

/** Who can decide, by name: nobody is named, and so mentioned, who cannot. mrkdwn, escaped. */
import { approversOf, calledOn, type Candidate, type Excluded, isGroup } from '../../people/approvers.ts';
import type { RequestState } from '../../request/state.ts';
import { words } from '../../text/words.ts';
import { inARow, LISTED, listed, mention } from '../blocks/names.ts';

/** `@ana and @dbas (@ben requested this and cannot approve)`: the others only where a group may hold them. */
export function approversText(state: RequestState): string {
  const { may, excluded } = approversOf(state);
  return withNotes(named(may), may.some(isGroup) ? excluded : []);
}

/** The same for the card, which also says it of one whom a rule names; who approved already stands on it by itself. */
export function approversOnCard(state: RequestState): string {
  const { may, excluded } = approversOf(state);
  return withNotes(
    named(may),
    excluded.filter(({ why }) => why !== 'approved'),
  );
}

/** For somebody who asked themselves: they are told of as "you". */
export function othersText(state: RequestState): string {
  const { may } = approversOf(state);
  return may.some(isGroup) ? inARow(named(may), words.approvers.notYou) : named(may);
}

/** Whom to ask to look at what has become of a request. */
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

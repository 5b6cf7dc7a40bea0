/** What is proposed for a task, sent and answered, told line by line. */
import { recordedCause, recordedDetail } from '../../lib/cause.ts';
import type { RequestEvent } from '../../request/events.ts';
import type { RequestState } from '../../request/state.ts';
import { words } from '../../text/words.ts';
import { approversText, calledOnText } from '../sentences/approvers.ts';
import { causeText, detailText } from '../sentences/cause.ts';
import { safe } from '../blocks/escape.ts';
import { mention } from '../blocks/names.ts';
import { proposedRemedy, remedyOn } from '../../view/tasks/remedies.ts';
import { remedyDoes, remedyNoun, remedyWorld, stepNames } from '../sentences/remedies.ts';

const MESSAGE_TEXT_MAX = 600;

type RemedyEvent = Extract<RequestEvent, { type: `remedy_${string}` }>;

export function remedyLine(event: RemedyEvent, after: RequestState, at: string): string {
  const text = words.remedy.thread;
  const about = remedyOn(after, 'remedy' in event ? event : after.remedy);
  const noun = about ? remedyNoun(after, about) : text.something;
  switch (event.type) {
    case 'remedy_proposed':
      return text.proposed(
        mention(event.by),
        noun,
        about ? remedyDoes(about) : '',
        about ? remedyWorld(after, about, 'long') : '',
        approversText(after),
      );
    case 'remedy_claimed':
      return text.claimed(noun, at);
    case 'remedy_accepted':
      return text.accepted(noun, event.traceId && safe(event.traceId, 64));
    case 'remedy_refused':
      return text.refused(
        noun,
        detailText(recordedCause(event), MESSAGE_TEXT_MAX),
        event.traceId && safe(event.traceId, 64),
      );
    case 'remedy_not_sent':
      return text.notSent(noun, causeText(recordedCause(event), MESSAGE_TEXT_MAX));
    case 'remedy_unknown':
      return text.unknown(noun, words.world.doubt[event.doubt], detailText(recordedDetail(event), MESSAGE_TEXT_MAX));
    case 'remedy_found':
      return text.found(noun);
    case 'remedy_lost':
      return text.lost(noun, words.time.when(event.readUntil), calledOnText(after));
  }
}

/** What was proposed stands in the state before: afterwards it is gone. */
export function proposalClosedLine(
  before: RequestState | null,
  event: Extract<RequestEvent, { type: 'proposal_closed' }>,
): string {
  const proposal = before?.proposal ?? null;
  const { why, failed = [] } = event;
  const { closed, something } = words.remedy.thread;
  if (before === null || proposal?.kind !== 'remedy')
    return words.thread.proposalClosed[why === 'other_step' ? 'overtaken' : why];
  const about = proposedRemedy(before);
  const noun = about ? remedyNoun(before, about) : something;
  if (why !== 'other_step') return closed[why](noun);
  return closed.other_step(
    noun,
    about ? stepNames(about.task, failed) : failed.map(({ name }) => safe(name, 75)).join(),
  );
}

/** What is proposed for a task, sent and answered, told line by line. */
import { recordedCause } from '../../lib/cause.ts';
import type { RequestEvent } from '../../request/events.ts';
import type { RequestState } from '../../request/state.ts';
import { words } from '../../text/words.ts';
import { approversText, calledOnText } from '../sentences/approvers.ts';
import { causeText, detailText } from '../sentences/cause.ts';
import { safe } from '../blocks/escape.ts';
import { SECTION_MAX } from '../blocks/blocks.ts';
import { chunked, inARow, mention, targetById, targetNames } from '../blocks/names.ts';
import { proposedMany, proposedRemedy, remedyOn } from '../../view/tasks/remedies.ts';
import { manyLines, manyNoun, remedyDoes, remedyNoun, remedyWorld, stepNames } from '../sentences/remedies.ts';
import { sentOf } from '../../request/remedies/evolve-remedies.ts';
import { pairsOf, remedyProposal } from '../../request/remedies/pairs.ts';
import { targetsOf } from '../../view/targets.ts';
import { restOf } from '../../request/remedies/rest.ts';

const MESSAGE_TEXT_MAX = 600;

type RemedyEvent = Exclude<Extract<RequestEvent, { type: `remedy_${string}` }>, { type: 'remedy_dropped' }>;

export function remedyLine(event: RemedyEvent, after: RequestState, at: string): string {
  const text = words.remedy.thread;
  const about = remedyOn(after, 'remedy' in event ? event : (sentOf(after, event) ?? null));
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
      return text.unknown(noun, words.world.doubt[event.doubt], detailText(event.why, MESSAGE_TEXT_MAX));
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
  const { why, failed = [] } = event;
  const { closed, something } = words.remedy.thread;
  if (before === null || !remedyProposal(before))
    return words.thread.proposalClosed[why === 'other_step' ? 'overtaken' : why];
  const many = proposedMany(before);
  if (many && why !== 'other_step') return closed[why](manyNoun(before, many.going));
  const about = proposedRemedy(before);
  const noun = about ? remedyNoun(before, about) : something;
  if (why !== 'other_step') return closed[why](noun);
  return closed.other_step(
    noun,
    about ? stepNames(about.task, failed) : failed.map(({ name }) => safe(name, 75)).join(),
  );
}

/** What is proposed for several tasks at once: every one of them by name, in as many messages as it takes. */
export function proposedManyLines(
  { by }: Extract<RequestEvent, { type: 'remedies_proposed' }>,
  after: RequestState,
): readonly string[] {
  const many = proposedMany(after);
  if (many === null) return [];
  const { example, going } = many;
  const { thread } = words.remedy;
  const noun = manyNoun(after, going);
  const world = remedyWorld(after, example, 'short');
  const names = going.map(({ task }) => targetById(after, task.tenantId, 64));
  const said = thread.proposed(mention(by), noun, remedyDoes(example), world, approversText(after));
  const [alike = ''] = manyLines(after, many, 0);
  const lists = chunked(names, SECTION_MAX - 200).map((part) =>
    words.remedy.many.thread.names(part.length, part.join(words.world.comma)),
  );
  return [inARow(said, alike), ...lists];
}

/** It is named, and so is why it is not sent. */
export function droppedLine(
  before: RequestState | null,
  { taskId, why, failed = [] }: Extract<RequestEvent, { type: 'remedy_dropped' }>,
): string {
  const pair = pairsOf(before?.proposal ?? null).find((one) => one.taskId === taskId) ?? null;
  const about = before && remedyOn(before, pair);
  const noun = before && about ? remedyNoun(before, about) : words.remedy.thread.something;
  const { dropped } = words.remedy.many.thread;
  return why === 'overtaken'
    ? dropped.overtaken(noun)
    : dropped.other_step(noun, about ? stepNames(about.task, failed) : '');
}

/** Whose approval counts for more than was asked, and for what. */
export function restApprovedLine(
  { by }: Extract<RequestEvent, { type: 'rest_approved' }>,
  after: RequestState,
): string {
  const targets = restOf(after).flatMap((call) => (after.calls[call] ? targetsOf(after.calls[call]) : []));
  return words.remedy.rest.approved(mention(by), targetNames(targets));
}

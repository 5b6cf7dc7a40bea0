/** The thread: what each event says. Told once, in order; `ended` is the last word and goes to the channel as well. */
import type { RequestEvent, Recorded } from '../../request/events.ts';
import type { RequestState } from '../../request/state.ts';
import { blockers } from '../../operation/inspection.ts';
import { words } from '../words/words.ts';
import { SECTION_MAX } from './blocks.ts';
import { safe } from './escape.ts';
import type { Line } from './lines.ts';
import { mention, mentions, targetNames, tenantById, tenantName, within } from './names.ts';
import { inspected, todoLines, tookLines, truthLines } from './outcome.ts';
import { differenceLines, itemLines, verdictWords } from './precheck.ts';
import { firstSightLines, taskChangedLines, taskLabel } from './thread-task.ts';

export { fits, type Line, renderLines } from './lines.ts';

const REASON_MAX = 2_500;
const MESSAGE_TEXT_MAX = 600;
const ITEMS_ROOM = 2_000;

/** The lines for one event, between the states before and after it. Empty where the card says enough. */
export function threadLines(before: RequestState | null, recorded: Recorded, after: RequestState): Line[] {
  const broadcast = recorded.event.type === 'ended';
  return told(before, recorded, after).map((text) => ({ text, broadcast }));
}

function told(before: RequestState | null, recorded: Recorded, after: RequestState): readonly string[] {
  const { event } = recorded;
  const text = words.thread;
  const at = words.time.when(recorded.at);
  switch (event.type) {
    case 'requested':
    // Told to the person alone; it stays in the log.
    case 'attempt_refused':
      return [];
    case 'inspected':
      return inspectedLines(after);
    case 'approved':
      return approvedLines(after, event.by, at);
    case 'rejected':
      return [text.rejected(mention(event.by), at)];
    case 'withdrawn':
      return [text.withdrawn(mention(event.by), at)];
    case 'reason_given':
      return [text.reason(mention(event.by), safe(event.reason, REASON_MAX))];
    case 'expired':
      return [text.expired(after.approvals.length, after.rule.approvals)];
    case 'returned':
      return [
        [text.returned(mentions(after.rule.approvers)), ...differenceLines(after, event.differences, ITEMS_ROOM)].join(
          '\n',
        ),
      ];
    case 'call_claimed': {
      const targets = after.calls[event.call]?.targets ?? after.operation.targets;
      return [text.claimed(text.failoverOf(targetNames(targets)), event.attempt, at)];
    }
    case 'call_accepted':
      return acceptedLines(after, event);
    case 'call_refused':
      return [
        text.refused(
          safe(event.code, 40),
          safe(event.message, MESSAGE_TEXT_MAX),
          event.traceId && safe(event.traceId, 64),
        ),
      ];
    case 'call_not_sent':
      return [text.notSent(safe(event.code, 40), safe(event.message, MESSAGE_TEXT_MAX))];
    case 'call_unknown':
      return [text.unknown(words.world.doubt[event.doubt], safe(event.message, MESSAGE_TEXT_MAX))];
    case 'call_found':
      return event.tasks.flatMap((task) => [text.found(taskLabel(after, task)), ...firstSightLines(after, task)]);
    case 'call_lost':
      return [text.lost(words.time.when(event.searchedUntil), mentions([after.requester, ...after.rule.approvers]))];
    case 'resend_proposed':
      return [text.resendProposed(mention(event.by), mentions(after.rule.approvers)), ...inspectedLines(after)];
    case 'proposal_closed':
      return [text.proposalClosed[event.why]];
    case 'task_changed':
      return taskChangedLines(before, event, after);
    case 'role_proven':
    case 'role_doubted': {
      const say = event.type === 'role_proven' ? text.roleProven : text.roleDoubted;
      return [say(tenantById(after, event.tenantId), safe(event.role, 40), words.time.when(event.readAt))];
    }
    case 'held_up':
      return [text.heldUp(safe(event.message, MESSAGE_TEXT_MAX), safe(event.code, 40))];
    case 'resumed':
      return [text.resumed];
    case 'abandoned':
      return [text.abandoned(mention(event.by), at)];
    case 'ended':
      return [endedLine(after, event)];
  }
}

function inspectedLines(state: RequestState): readonly string[] {
  return state.operation.targets.flatMap((target) => {
    const reading = inspected(state, target);
    if (reading === null) return [];
    const line = words.thread.inspected(tenantName(target.tenant), verdictWords(reading.precheck));
    // What forbids a request is told with it: the request ends here. Warnings stand on the card.
    const blocking = { ...reading.precheck, items: reading.precheck.items.filter((item) => item.blocking) };
    const why = blockers({ at: 0, targets: [reading] }).length > 0 ? itemLines(blocking, ITEMS_ROOM) : [];
    return [[line, ...why].join('\n')];
  });
}

function approvedLines(state: RequestState, by: string, at: string): readonly string[] {
  const { approved, approvedAll } = words.thread;
  const line = approved(mention(by), at, state.approvals.length, state.rule.approvals);
  return state.startBy === null ? [line] : [`${line} ${approvedAll(words.time.when(state.startBy))}`];
}

function acceptedLines(
  state: RequestState,
  event: Extract<RequestEvent, { type: 'call_accepted' }>,
): readonly string[] {
  const trace = event.traceId && safe(event.traceId, 64);
  if (event.tasks.length === 0) return [words.thread.acceptedNoTask];
  return event.tasks.flatMap((task) => [
    words.thread.accepted(taskLabel(state, task), trace),
    ...firstSightLines(state, task),
  ]);
}

/** One line, so that the last word is one message whatever else waits. */
function endedLine(state: RequestState, event: Extract<RequestEvent, { type: 'ended' }>): string {
  const text = words.thread;
  const what = text.failoverOf(targetNames(state.operation.targets, 48));
  const approvers = [...new Set(state.approvals.map(({ by }) => by))];
  const asked = mention(state.requester);
  const todo = todoLines(state);
  const lines = [
    text.ended(words.world.outcome[event.outcome], what),
    ...truthLines(state),
    approvers.length > 0 ? text.who(asked, mentions(approvers)) : text.whoAsked(asked),
    ...tookLines(state),
    ...(todo.length > 0 ? [`*${words.world.todo.title}:*`, ...todo.map((line, at) => `${at + 1}. ${line}`)] : []),
  ];
  return within(lines, SECTION_MAX - 50).join('\n');
}

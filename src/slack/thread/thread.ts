/**
 * The thread: what each event says, once and in order. The last word goes to the channel as well, and so does what calls for people:
 * of the other lines that want somebody each names whom, and Slack tells them.
 */
import { recordedCause, recordedDetail } from '../../lib/cause.ts';
import type { Urgency } from '../../lib/urgency.ts';
import type { RequestEvent, Recorded, RoleRead } from '../../request/events.ts';
import { sameRoles } from '../../request/roles.ts';
import { elsewhereOf, followedTasks, type RequestState, targetOf } from '../../request/state.ts';
import { inspected } from '../../request/targets.ts';
import { owesToDos } from '../../request/to-dos/to-do-list.ts';
import type { TargetInspection } from '../../operation/inspection.ts';
import { newPrimaryOf, type Target } from '../../operation/operation.ts';
import { words } from '../../text/words.ts';
import { approversText, calledOnText } from '../sentences/approvers.ts';
import { SECTION_MAX } from '../blocks/blocks.ts';
import { causeText, detailText } from '../sentences/cause.ts';
import { fresherLines } from '../sentences/candidates.ts';
import { familyLines } from '../sentences/family.ts';
import { safe } from '../blocks/escape.ts';
import type { Line } from './lines.ts';
import { hiddenCall, mismatchLines } from '../card/calls.ts';
import { verdictCounts } from '../card/question-batch.ts';
import { unclearWords } from '../sentences/failure.ts';
import { type RequestView, viewOf } from '../../view/request.ts';
import { againFor } from '../../view/question/status.ts';
import { many, targetsOf } from '../../view/targets.ts';
import { callsForPeople } from '../../view/waits.ts';
import {
  inARow,
  LISTED,
  listed,
  mention,
  ocpName,
  roleText,
  targetName,
  targetNames,
  tenantById,
  tenantName,
  within,
} from '../blocks/names.ts';
import { heartbeatLines, remindedLine } from './notices.ts';
import { approvalTexts, tookLines, truthLines } from '../sentences/outcome.ts';
import { differenceLines, itemLines, verdictWords } from '../sentences/precheck.ts';
import { refusalReason } from '../sentences/refusals.ts';
import { rolesOf } from '../sentences/roles.ts';
import { changeLines } from '../sentences/stops.ts';
import { toDoLines } from './to-dos.ts';
import { proposalClosedLine, remedyLine } from './remedy.ts';
import { firstSightLines, ofTenant, taskById, taskChangedLines, taskLabel } from './task.ts';
import { todoLines } from '../sentences/todo.ts';

export { fits, type Line, renderLines } from './lines.ts';

const REASON_MAX = 2_500;
const MESSAGE_TEXT_MAX = 600;
const ITEMS_ROOM = 2_000;

/** The lines for one event, between the states before and after it. Empty where the card says enough. */
export function threadLines(before: RequestState | null, recorded: Recorded, after: RequestState): Line[] {
  const isCall = callsForPeople(before, after);
  const broadcast = recorded.event.type === 'ended' || isCall;
  const urgency = isCall ? 'urgent' : urgencyOf(before, recorded, after);
  return told(before, recorded, after).map((text) => ({ text, broadcast, urgency }));
}

function urgencyOf(before: RequestState | null, { event }: Recorded, after: RequestState): Urgency {
  // A stop is said in every open thread at once.
  if (event.type === 'stops_changed') return 'idle';
  const isQuestion = after.phase === 'waiting' && after.round !== before?.round;
  return event.type === 'ended' || isQuestion ? 'urgent' : 'normal';
}

function told(before: RequestState | null, recorded: Recorded, after: RequestState): readonly string[] {
  const { event } = recorded;
  const text = words.thread;
  const at = words.time.when(recorded.at);
  switch (event.type) {
    case 'requested':
    // The line of the question before it covers all of its rules.
    case 'terms_joined':
    // Only the person gets this, in a private answer; it stays in the log.
    case 'approval_too_fast':
    // The card says how the calls are sent.
    case 'dispatch_chosen':
    case 'code_asked':
      return [];
    case 'attempt_refused': {
      // The requester sees why an approval did not count: once for each person and question, however often they click.
      const isFirst = after.turnedAway.includes(event.by) && before?.turnedAway.includes(event.by) !== true;
      return isFirst ? [text.turnedAway(mention(event.by), refusalReason(event.code))] : [];
    }
    case 'code_refused':
      // The thread shows only what concerns others: that codes of this account are locked from now on.
      return event.until === null || event.why === 'locked'
        ? []
        : [text.codesLocked(mention(event.by), words.time.when(event.until))];
    case 'inspected':
      return inspectedLines(after);
    case 'names_changed':
      // The line of the question before it says so.
      return [];
    case 'family_noted': {
      const lines = familyLines(after);
      return lines.length > 0 ? [lines.join('\n')] : [];
    }
    case 'candidates_noted': {
      // What sent the request back has said it already.
      const isSaid = after.differences.some(({ kind }) => kind === 'fresher_sibling');
      return isSaid ? [] : fresherLines(after);
    }
    case 'approved':
      return approvedLines(after, event.by, at);
    case 'rejected':
      return [text.rejected(mention(event.by), at)];
    case 'withdrawn':
      return [text.withdrawn(mention(event.by), at)];
    case 'reason_given':
      return [text.reason(mention(event.by), safe(event.reason, REASON_MAX))];
    case 'expired':
      if (before?.phase === 'checking') return [text.expiredUnread];
      return [text.expired(after.approvals.length, after.rule.approvals)];
    case 'returned':
      return [
        [
          text.returned[againFor(event.differences)](approversText(after)),
          ...differenceLines(after, event.differences, ITEMS_ROOM),
        ].join('\n'),
      ];
    case 'targets_left_out': {
      const { clusterName } = after.calls[event.call] ?? { clusterName: '' };
      return [
        [text.leftOut(safe(clusterName, 64)), ...differenceLines(after, event.differences, ITEMS_ROOM)].join('\n'),
      ];
    }
    case 'call_claimed': {
      const call = after.calls[event.call];
      return [text.claimed(operationOf(after, call ? targetsOf(call) : after.operation.targets), event.attempt, at)];
    }
    case 'call_accepted':
      return acceptedLines(after, event);
    case 'call_refused':
      return [
        text.refused(detailText(recordedCause(event), MESSAGE_TEXT_MAX), event.traceId && safe(event.traceId, 64)),
      ];
    case 'call_not_sent':
      return [text.notSent(causeText(recordedCause(event), MESSAGE_TEXT_MAX))];
    case 'call_unknown':
      return [text.unknown(words.world.doubt[event.doubt], detailText(recordedDetail(event), MESSAGE_TEXT_MAX))];
    case 'call_found':
      return event.tasks.flatMap((task) => [text.found(taskLabel(after, task)), ...firstSightLines(after, task)]);
    case 'call_lost':
      return [text.lost(words.time.when(event.searchedUntil), calledOnText(after))];
    case 'resend_proposed': {
      const call = after.calls[event.call];
      return [
        text.resendProposed(mention(event.by), approversText(after)),
        ...inspectedLines(after, call ? targetsOf(call) : []),
      ];
    }
    case 'proposal_closed':
      return [proposalClosedLine(before, event)];
    case 'remedy_proposed':
    case 'remedy_claimed':
    case 'remedy_accepted':
    case 'remedy_not_sent':
    case 'remedy_refused':
    case 'remedy_unknown':
    case 'remedy_found':
    case 'remedy_lost':
      return [remedyLine(event, after, at)];
    case 'call_hidden':
      return [hiddenCall(recordedCause(event))];
    case 'call_stopped':
      return [text.stopped[event.why](targetNames(after.calls[event.call]?.targets ?? []))];
    case 'task_changed':
      return taskChangedLines(before, event, after);
    case 'role_proven':
    case 'role_doubted': {
      const unread = event.roles.filter(({ role, elsewhere }) => role === null && elsewhere !== true);
      if (event.type === 'role_doubted' && unread.length > 0) {
        const names = unread.map(({ tenantId }) => tenantById(after, tenantId));
        return [text.roleUnread(listed(names, 4), words.time.when(event.readAt))];
      }
      const say = event.type === 'role_proven' ? text.roleProven : text.roleDoubted;
      const roles = event.roles.map((read) => roleRead(after, event, read));
      return [say(listed(roles, 4), words.time.when(event.readAt))];
    }
    case 'roles_read':
      return rolesReadLines(before, event, after);
    case 'task_missing':
    case 'task_hidden': {
      const known = followedTasks(after).find(({ followed }) => followed.task.id === event.taskId)?.followed;
      if (!known) return [];
      return ofTenant(after, known.task, [words.card.status.unclear(unclearWords(after.operation.kind, known))]);
    }
    case 'reminded':
      return [remindedLine(after)];
    case 'heartbeat':
    case 'step_overdue':
      return ofTenant(after, taskById(after, event.taskId), heartbeatLines(after, event, recorded));
    case 'held_up':
      // The card shows that it takes longer.
      if (before?.heldUp?.code === event.code) return [];
      return [text.heldUp(causeText(recordedCause(event), MESSAGE_TEXT_MAX))];
    case 'resumed':
      return [text.resumed];
    case 'stops_changed':
      return changeLines(before?.stops ?? [], event.stops);
    case 'abandoned':
      return [text.abandoned(mention(event.by), at)];
    case 'ended':
      return [endedLine(viewOf(after, recorded.at), event)];
    // The list, and who ticked what, stand on the card.
    case 'todos_listed':
      return [];
    case 'todo_done':
    case 'todo_undone':
    case 'todos_closed':
    case 'todos_reminded':
      return toDoLines(before, event, after);
  }
}

/** The first reading after a change, and each one that differs from it. The card shows when the same reading can be relied on. */
function rolesReadLines(
  before: RequestState | null,
  { call, tenantId, roles }: Extract<RequestEvent, { type: 'roles_read' }>,
  after: RequestState,
): readonly string[] {
  const last = before?.readings.find((one) => one.call === call && one.tenantId === tenantId);
  if (last && sameRoles(last.roles, roles)) return [];
  return rolesOf(after, call, tenantId);
}

/** What was read, or for a tenant that another OCP manages, what this OCP's record says. */
function roleRead(state: RequestState, { tenantId }: { tenantId: string }, read: RoleRead): string {
  const target = targetOf(state, tenantId);
  const ocp = target && read.elsewhere ? elsewhereOf(state, target) : null;
  if (!target || !ocp) return words.world.as(tenantById(state, read.tenantId), roleText(read.role, 40));
  const { role, roleUntold } = words.elsewhere;
  const name = tenantName(newPrimaryOf(target));
  return read.role === null ? roleUntold(name, ocpName(ocp)) : role(name, roleText(read.role, 40), ocpName(ocp));
}

/** `failover of orders on sh-prod`. */
function operationOf(state: RequestState, targets: readonly Target[], max = 64): string {
  return words.operation[state.operation.kind].of(targetNames(targets, max));
}

function inspectedLines(state: RequestState, targets: readonly Target[] = state.operation.targets): readonly string[] {
  const readings = targets.flatMap((target) => {
    const reading = inspected(state, target);
    return reading ? [{ target, reading }] : [];
  });
  const blocking = readings.filter(({ reading }) => !reading.precheck.passed);
  const room = ITEMS_ROOM / Math.max(1, blocking.length);
  const told = targets.length > 1 ? blocking : readings;
  return [
    ...manyInspected(
      targets,
      readings.map(({ reading }) => reading),
    ),
    ...told.map((one) => inspectedLine(one, room)),
  ];
}

function inspectedLine({ target, reading }: { target: Target; reading: TargetInspection }, room: number): string {
  const line = words.thread.inspected(targetName(target), verdictWords(reading.precheck));
  // Findings that block the request are in this line, because the request ends here. Warnings are on the card.
  const forbidding = { ...reading.precheck, items: reading.precheck.items.filter((item) => item.blocking) };
  const why = reading.precheck.passed ? [] : itemLines(forbidding, room);
  return [line, ...why].join('\n');
}

function manyInspected(targets: readonly Target[], readings: readonly TargetInspection[]): readonly string[] {
  if (targets.length < 2 || readings.length === 0) return [];
  const verdicts = verdictCounts(readings).map(({ verdict, count }) => words.batch.verdict(count, verdict));
  return [words.thread.inspectedMany(targets.length, verdicts.slice(0, 12).join(words.world.comma))];
}

function approvedLines(state: RequestState, by: string, at: string): readonly string[] {
  const { approved, approvedAll } = words.thread;
  const line = approved(mention(by), at, state.approvals.length, state.rule.approvals);
  return state.startBy === null ? [line] : [inARow(line, approvedAll(words.time.when(state.startBy)))];
}

function acceptedLines(
  state: RequestState,
  event: Extract<RequestEvent, { type: 'call_accepted' }>,
): readonly string[] {
  const text = words.thread;
  const call = state.calls[event.call];
  const trace = event.traceId && safe(event.traceId, 64);
  if (event.tasks.length === 0) return [text.acceptedNoTask];
  const odd = call ? mismatchLines(state, call) : [];
  if (!call || !many(state))
    return [
      ...event.tasks.flatMap((task) => [text.accepted(taskLabel(state, task), trace), ...firstSightLines(state, task)]),
      ...odd,
    ];
  return [
    text.acceptedMany(safe(call.clusterName, 64), event.tasks.length, call.targets.length, trace),
    ...odd,
    ...event.tasks.flatMap((task) => [text.acceptedTask(taskLabel(state, task)), ...firstSightLines(state, task)]),
  ];
}

/** One line, so that the end is one message whatever else waits. */
function endedLine(view: RequestView, event: Extract<RequestEvent, { type: 'ended' }>): string {
  const { state } = view;
  const text = words.thread;
  const what = operationOf(state, state.operation.targets, 48);
  const approvers = approvalTexts(view.approvals, () => null);
  const asked = mention(state.requester);
  const lines = [
    text.ended(words.world.outcome[event.outcome], what),
    ...truthLines(view),
    approvers.length > 0 ? text.who(asked, listed(approvers, LISTED)) : text.whoAsked(asked),
    ...tookLines(view),
    ...lastToDoLines(view),
  ];
  return within(lines, SECTION_MAX - 50).join('\n');
}

/** What is known at the end. Whom the others of the family follow is read right after it, for the list on the card. */
function lastToDoLines(view: RequestView): readonly string[] {
  const known = view.toDos.filter((one) => one.kind !== 'check_standbys' || (one.tenants ?? []).length === 0);
  const lines = todoLines({ ...view, toDos: known });
  return owesToDos(view.state) ? [...lines, words.toDos.thread.onCard] : lines;
}

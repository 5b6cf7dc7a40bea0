/**
 * Every event of the log, and its level. info: normal operation. warn: something is wrong, and somebody should look.
 * error: a person has to act, or it is unknown what happened in OCP. The compiler enforces the table: an event that is
 * missing here cannot be written.
 */
import type { Outcome, RequestEvent } from '../request/events.ts';
import type { TaskStage } from '../request/state.ts';
import type { StopEvent } from '../stop/events.ts';

export type Level = 'info' | 'warn' | 'error';
type Fields = Readonly<Record<string, unknown>>;
/** The level of some events depends on their fields. */
type Loudness = Level | ((fields: Fields) => Level);

const outcomeLevels: Readonly<Record<Outcome, Level>> = {
  succeeded: 'info',
  rejected: 'info',
  withdrawn: 'info',
  expired: 'info',
  refused: 'warn',
  unfit: 'warn',
  rolled_back: 'warn',
  abandoned: 'warn',
  mixed: 'error',
};

const stageLevels: Readonly<Record<TaskStage, Level>> = {
  running: 'info',
  proving: 'info',
  succeeded: 'info',
  rolled_back: 'warn',
  failed: 'error',
  unclear: 'error',
  doubted: 'error',
};

/** Recorded in the log of a request. */
const requestEvents = {
  requested: 'info',
  inspected: 'info',
  approved: 'info',
  code_asked: 'info',
  code_refused: 'info',
  approval_too_fast: 'info',
  rejected: 'info',
  withdrawn: 'info',
  reason_given: 'info',
  expired: 'warn',
  reminded: 'warn',
  returned: 'warn',
  terms_joined: 'info',
  family_noted: 'info',
  candidates_noted: 'info',
  names_changed: 'warn',
  attempt_refused: 'warn',
  call_claimed: 'info',
  call_accepted: 'info',
  call_refused: 'error',
  call_not_sent: 'warn',
  call_unknown: 'warn',
  call_found: 'info',
  call_stopped: 'warn',
  call_hidden: 'error',
  call_lost: 'error',
  resend_proposed: 'info',
  remedy_proposed: 'info',
  remedy_claimed: 'info',
  remedy_accepted: 'info',
  remedy_refused: 'error',
  remedy_not_sent: 'warn',
  remedy_unknown: 'warn',
  remedy_found: 'info',
  remedy_lost: 'error',
  proposal_closed: 'info',
  task_changed: ({ stage }) => levelIn(stageLevels, stage),
  role_proven: 'info',
  role_doubted: 'error',
  roles_read: 'info',
  task_missing: 'error',
  task_hidden: 'error',
  heartbeat: 'warn',
  step_overdue: 'error',
  held_up: 'warn',
  resumed: 'info',
  stops_changed: 'info',
  abandoned: 'warn',
  dispatch_chosen: 'info',
  targets_left_out: 'warn',
  ended: ({ outcome }) => levelIn(outcomeLevels, outcome),
  todos_listed: 'info',
  todo_done: 'info',
  todo_undone: 'info',
  todos_closed: 'info',
  todos_reminded: 'warn',
} as const satisfies Readonly<Record<RequestEvent['type'], Loudness>>;

/** Recorded in the log of the stop; `resumed` is above, and the process also has a `stopped`. */
const stopEvents = {
  stopped: ({ by }) => (by === undefined ? 'info' : 'warn'),
  stop_added: 'warn',
  stop_repeated: 'warn',
  stop_reason_given: 'info',
  resume_proposed: 'info',
  resume_card_posted: 'info',
  resume_code_asked: 'info',
  resume_code_refused: 'info',
  resume_approved: 'info',
  resume_closed: 'info',
  stop_attempt_refused: 'warn',
} as const satisfies Readonly<Record<Exclude<StopEvent['type'], 'resumed'>, Loudness>>;

/** Events of the process and its connections. */
const programEvents = {
  started: 'info',
  misconfigured: 'error',
  crashed: 'error',
  socket_write_failed: 'warn',
  doctor: ({ verdict }) => (verdict === 'problem' ? 'error' : verdict === 'unknown' ? 'warn' : 'info'),
  ocp_down: 'error',
  ocp_up: 'info',
  slack_down: 'error',
  slack_up: 'info',
  clock_off: 'error',
  clock_right: 'info',
  policy_refused: 'error',
  policy_announced: 'info',
  policy_notice_waits: 'warn',
  policy_groups_unread: 'warn',
  policy_notice_dropped: 'warn',
  people_refused: 'error',
  people_announced: 'info',
  people_notice_waits: 'warn',
  people_notice_dropped: 'warn',
  leading: 'info',
  lease_lost: 'warn',
  term_unfinished: 'warn',
  replica_gone: 'warn',
  leave_failed: 'warn',
  loop_failed: 'error',
  loop_recovered: 'info',
  step_failed: 'error',
  background_failed: 'error',
  listener_failed: 'error',
  index_filled: 'info',
  requests_retired: 'info',
  slack_request_refused: 'warn',
  slack_waits: 'warn',
  slack_card_gone: 'warn',
  slack_channel_closed: 'error',
  private_answer_lost: 'warn',
  socket_open_again: 'info',
  socket_failed: 'warn',
  socket_refused: 'error',
  socket_message_dropped: 'warn',
  socket_message_failed: 'error',
  click_refused: 'info',
  click_waits: 'warn',
  click_unreadable: 'error',
  request_refused: 'info',
  request_not_written: 'error',
  options_unread: 'warn',
  sighting_lost: 'warn',
  stop_not_written: 'error',
  stop_log_newer: 'error',
  stop_announced: 'info',
  stop_notice_waits: 'warn',
  stop_attempt_repeated: 'warn',
  resume_card_waits: 'warn',
  approvers_uncounted: 'warn',
  replicas_unread: 'warn',
  ocp_log_on_accepted: 'info',
  ocp_probe_failed: 'warn',
  executor_waits: 'warn',
  call_failed: 'error',
  search_waits: 'warn',
  watcher_waits: 'warn',
  task_list_unread: 'warn',
  task_entry_skipped: 'info',
  subtask_log_unread: 'warn',
  todos_unread: 'warn',
} as const satisfies Readonly<Record<string, Loudness>>;

const table = { ...programEvents, ...stopEvents, ...requestEvents };

/** A stable name in snake case. */
export type BusinessEvent = keyof typeof table;
/** One line of the log per business event. */
export type BusinessLog = (event: BusinessEvent, fields: Fields) => void;

export function levelOf(event: BusinessEvent, fields: Fields): Level {
  const loudness: Loudness = table[event];
  return typeof loudness === 'string' ? loudness : loudness(fields);
}

/** Every type of event that a request's log holds. */
export const requestEventTypes: readonly string[] = Object.keys(requestEvents);

function levelIn(levels: Readonly<Record<string, Level>>, key: unknown): Level {
  return (typeof key === 'string' ? levels[key] : undefined) ?? 'info';
}

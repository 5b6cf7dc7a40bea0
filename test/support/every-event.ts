/** One event of every type: a type that is missing here does not compile. */
import { partsOf } from '../../src/policy/rule.ts';
import type { RequestEvent } from '../../src/request/events.ts';
import { primary, running, sibling, standby, type Story, task, waiting } from '../slack/render/story.ts';
import { rankedFamily } from './candidates.ts';
import { answered, unreachable } from './causes.ts';

/** As they could follow upon what was told so far. */
export function everyEvent(told: Story = running()): readonly RequestEvent[] {
  const inspection = told.inspection();
  const terms = { inspection, rule: partsOf(told.state().rule)[0], policyVersion: 'p2', expiresAt: told.now };
  const role = { call: 0, tenantId: '2001', roles: [{ tenantId: '2001', role: 'PRIMARY' }], readAt: told.now };
  const remedy = { call: 0, taskId: '12022226', remedy: { kind: 'retry' } } as const;
  const [requested] = told.log;
  if (requested?.event.type !== 'requested') throw new Error('a log begins with its request');
  const events: { readonly [T in RequestEvent['type']]: Extract<RequestEvent, { type: T }> } = {
    requested: requested.event,
    inspected: { type: 'inspected', inspection },
    approved: { type: 'approved', by: 'U0BOB', round: 1, digest: 'd', person: told.person('U0BOB'), startBy: told.now },
    rejected: { type: 'rejected', by: 'U0BOB', round: 1 },
    withdrawn: { type: 'withdrawn', by: 'U0ALICE', round: 1 },
    reason_given: { type: 'reason_given', by: 'U0BOB', reason: 'because' },
    expired: { type: 'expired', round: 1 },
    returned: { type: 'returned', differences: [{ kind: 'start_window_passed' }], ...terms },
    family_noted: { type: 'family_noted', members: [], findings: [{ kind: 'unseen', tenantId: '2001' }] },
    service_names_decided: {
      type: 'service_names_decided',
      decision: 'none',
      roots: [{ tenantId: '2001', root: null, name: null, status: null }],
    },
    dispatch_chosen: { type: 'dispatch_chosen', waves: [['20']], onChange: 'leave_out' },
    targets_left_out: { type: 'targets_left_out', call: 0, differences: [{ kind: 'gone', tenantId: '2001' }] },
    candidates_noted: { type: 'candidates_noted', families: [rankedFamily(primary, [sibling, standby])] },
    terms_joined: { type: 'terms_joined', rules: [terms.rule, { ...terms.rule, name: 'the other side' }] },
    code_asked: { type: 'code_asked', by: 'U0BOB', round: 1, digest: 'd', person: waiting().person('U0BOB') },
    code_refused: { type: 'code_refused', by: 'U0BOB', round: 1, why: 'wrong', until: told.now + 900_000 },
    approval_too_fast: {
      type: 'approval_too_fast',
      by: 'U0BOB',
      round: 1,
      person: waiting().person('U0BOB'),
      afterMs: 1_200,
      neededMs: 5_000,
    },
    attempt_refused: { type: 'attempt_refused', by: 'U0BOB', act: 'approve', code: 'person_guest' },
    call_claimed: {
      type: 'call_claimed',
      call: 0,
      attempt: 2,
      digest: 'd',
      people: [],
      baseline: [],
      ocpTime: 0,
    },
    call_accepted: { type: 'call_accepted', call: 0, tasks: [], traceId: null },
    call_refused: { type: 'call_refused', call: 0, code: '60008', why: answered('no'), traceId: null },
    call_not_sent: { type: 'call_not_sent', call: 0, code: 'ocp_unreachable', why: unreachable },
    call_unknown: { type: 'call_unknown', call: 0, doubt: 'restarted', why: null },
    call_found: { type: 'call_found', call: 0, tasks: [task('R....')] },
    call_lost: { type: 'call_lost', call: 0, searchedUntil: told.now },
    resend_proposed: { type: 'resend_proposed', call: 0, by: 'U0BOB', ...terms },
    proposal_closed: { type: 'proposal_closed', why: 'expired', by: null },
    task_changed: { type: 'task_changed', call: 0, task: task('F....', { status: 'FAILED' }), changes: [], log: null },
    role_proven: { type: 'role_proven', ...role },
    role_doubted: { type: 'role_doubted', ...role },
    roles_read: { type: 'roles_read', ...role, settled: false },
    names_changed: { type: 'names_changed', names: [] },
    task_hidden: { type: 'task_hidden', call: 0, taskId: '12022226', code: 'ocp_forbidden', why: answered('no') },
    call_hidden: { type: 'call_hidden', call: 0, code: 'ocp_forbidden', why: answered('no') },
    task_missing: { type: 'task_missing', call: 0, taskId: '12022226' },
    remedy_proposed: {
      type: 'remedy_proposed',
      by: 'U0BOB',
      ...remedy,
      rule: terms.rule,
      policyVersion: 'p2',
      expiresAt: told.now,
    },
    remedies_proposed: {
      type: 'remedies_proposed',
      kind: 'retry',
      pairs: [{ ...remedy, steps: [] }],
      alike: { steps: ['Failover to primary tenant'], errorCode: 'OB-4012' },
      by: 'U0BOB',
      person: told.person('U0BOB'),
      rule: terms.rule,
      policyVersion: 'p2',
      expiresAt: told.now,
    },
    remedy_dropped: { type: 'remedy_dropped', taskId: '12022226', why: 'overtaken' },
    rest_included: { type: 'rest_included', calls: [0] },
    rest_approved: { type: 'rest_approved', by: 'U0BOB', round: 1, digest: 'd', person: told.person('U0BOB') },
    remedy_claimed: { type: 'remedy_claimed', ...remedy, digest: 'd', people: [], task: null },
    remedy_accepted: { type: 'remedy_accepted', traceId: 'abc' },
    remedy_refused: { type: 'remedy_refused', code: '60008', why: answered('no'), traceId: null },
    remedy_not_sent: { type: 'remedy_not_sent', code: 'ocp_unreachable', why: unreachable },
    remedy_unknown: { type: 'remedy_unknown', doubt: 'no_answer', why: null },
    remedy_found: { type: 'remedy_found' },
    remedy_lost: { type: 'remedy_lost', readUntil: told.now },
    call_stopped: { type: 'call_stopped', call: 0, why: 'earlier_failed' },
    reminded: { type: 'reminded', round: 1 },
    step_overdue: { type: 'step_overdue', call: 0, taskId: '12022226', subtaskId: '13025780' },
    heartbeat: { type: 'heartbeat', call: 0, taskId: '12022226', subtaskId: '13025780', share: 0.25 },
    held_up: { type: 'held_up', code: 'ocp_unreachable', why: unreachable },
    resumed: { type: 'resumed' },
    stops_changed: { type: 'stops_changed', stops: [{ kind: 'stopped', reason: 'region lost' }] },
    abandoned: { type: 'abandoned', by: 'U0BOB' },
    ended: { type: 'ended', outcome: 'abandoned' },
    todos_listed: { type: 'todos_listed', items: [], family: null, isSettled: true },
    todo_done: { type: 'todo_done', item: 'fence:10', by: 'U0BOB', person: waiting().person('U0BOB') },
    todo_undone: { type: 'todo_undone', item: 'fence:10', by: 'U0BOB', person: waiting().person('U0BOB') },
    todos_closed: { type: 'todos_closed', by: 'U0BOB', person: waiting().person('U0BOB') },
    todos_reminded: { type: 'todos_reminded' },
  };
  return Object.values(events);
}

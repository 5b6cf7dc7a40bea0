import { describe, expect, it } from 'vitest';
import { partsOf } from '../../../src/policy/rule.ts';
import type { RequestEvent } from '../../../src/request/events.ts';
import { evolve } from '../../../src/request/evolve.ts';
import { chain } from '../../../src/request/log/hash-chain.ts';
import { fits, type Line, renderLines, threadLines } from '../../../src/slack/thread/thread.ts';
import {
  readRoles,
  approve,
  blocking,
  claim,
  claimRemedy,
  lost,
  observe,
  propose,
  primary,
  proven,
  running,
  sibling,
  standby,
  type Story,
  task,
  waiting,
} from './story.ts';
import { rankedFamily } from '../../support/candidates.ts';
import { answered, unreachable } from '../../support/causes.ts';
import { accepted } from './validate.ts';

const texts = (told: Story) => told.lines.map(({ text }) => text);
const all = (told: Story) => texts(told).join('\n');

/** The lines that telling something adds. */
function added(told: Story, what: (told: Story) => unknown): string[] {
  const before = told.lines.length;
  what(told);
  return texts(told).slice(before);
}

describe('the thread', () => {
  it('tells a failover from approval to the last word, each thing once and in order', () => {
    const told = proven({ target: { serviceName: 'orders_rw' } });
    const firsts = texts(told).map((line) => line.split(/[<(:]/)[0]?.trim());
    expect(firsts).toEqual([
      'Precheck of orders on sh-prod',
      'Approved by',
      'Sending to OCP',
      'OCP accepted the call',
      '1/5 Reset log restore source',
      '1/5 Reset log restore source',
      '2/5 Failover to primary tenant',
      'Point of no return crossed with “Failover to primary tenant”',
      '3/5 Upgrade tenant data version',
      '4/5 Create tenant service name',
      '5/5 Update primary tenant info task',
      "OCP's task succeeded. The role of orders on sh-prod is being read back.",
      'Verified',
      '*Done',
    ]);
  });

  it('ends with one broadcast line that carries the facts and what to do now', () => {
    const { lines } = proven({ target: { serviceName: 'orders_rw' } });
    expect(lines.filter(({ broadcast }) => broadcast)).toHaveLength(1);
    const last = lines.at(-1);
    expect(last?.broadcast).toBe(true);
    expect(last?.text).toContain('*Done: failover of orders on sh-prod.*');
    expect(last?.text).toContain('Requested by <@U0ALICE>, approved by <@U0BOB>.');
    expect(last?.text).toContain('approved after 2 min, sent after 3 s, verified after 1 min 12 s');
    expect(last?.text).toContain('Fence the old primary orders_main on bj-prod');
    expect(last?.text).toContain('Service name orders_rw now leads to orders on sh-prod');
  });

  it('tells an approval with who, when and how many are still needed', () => {
    const told = approve(waiting({ rule: { approvals: 2 } }));
    expect(texts(told).at(-1)).toMatch(/^Approved by <@U0BOB> <!date\^.*>: 1 of 2\.$/);
  });

  it('tells every difference of a request that came back', () => {
    const told = approve(waiting());
    const [line] = added(told, () => claim(told, { role: 'PRIMARY', runningTask: { id: '7', name: 'Backup' } }));
    expect(line).toContain('• The role of orders on sh-prod changed from STANDBY to PRIMARY.');
    expect(line).toContain('• OCP is now running a task on orders on sh-prod: Backup, id 7');
    expect(line).toContain('<!subteam^S0DBA>');
  });

  it('tells a blocking precheck with its items', () => {
    expect(all(waiting({ items: [blocking] }))).toContain('• Blocking: The primary can still be connected (OBE26107)');
  });

  it('tells what a subtask does and how long it took', () => {
    const told = running();
    expect(added(told, () => observe(told, task('r....')))).toEqual(['1/5 Reset log restore source: running']);
    expect(added(told, () => observe(told, task('SR...')))).toEqual([
      '1/5 Reset log restore source: succeeded in 12 s',
      '2/5 Failover to primary tenant: ready to start',
    ]);
  });

  it('tells a skipped subtask as skipped and a rollback as a rollback', () => {
    const told = running();
    observe(told, task('F....', { status: 'FAILED' }));
    expect(added(told, () => observe(told, task('S....', {}, { 0: 'SKIP' })))).toContain(
      '1/5 Reset log restore source: skipped: its work was not done',
    );
    const back = running();
    observe(back, task('F....', { status: 'FAILED' }));
    expect(
      added(back, () => observe(back, task('r....', { operation: 'ROLLBACK' }, { 0: 'ROLLBACK' }))).slice(0, 2),
    ).toEqual(['1/5 Reset log restore source: being rolled back', "OCP's task is being rolled back."]);
    expect(
      added(back, () =>
        readRoles(observe(back, task('.....', { status: 'SUCCESSFUL', operation: 'ROLLBACK' }, { 0: 'ROLLBACK' }))),
      ),
    ).toMatchObject([
      '1/5 Reset log restore source: rolled back',
      'OCP rolled its task back: every step of the failover of orders on sh-prod is pending again.',
      expect.stringContaining("*OCP's record, may be 1 min old*"),
      expect.stringContaining('*Rolled back: failover of orders on sh-prod.*'),
    ]);
  });

  it('tells a retry after a failure', () => {
    const told = running();
    observe(told, task('SF...', { status: 'FAILED' }));
    expect(added(told, () => observe(told, task('SR...', { operation: 'RETRY' }, { 1: 'RETRY' })))).toEqual([
      '2/5 Failover to primary tenant: ready to be retried',
      "OCP's task runs again: it was retried.",
    ]);
  });

  it('tells a failure with the end of the log, masked and escaped, and what remains true', () => {
    const told = running();
    const seen = task('SF...', { status: 'FAILED' });
    const lines = added(told, () => observe(told, seen, ['connect password=hunter2', '<!channel> -4109']));
    expect(lines[2]).toBe('2/5 Failover to primary tenant: failed after 12 s');
    expect(lines[4]).toBe(
      'Last lines of the log of 2/5 Failover to primary tenant:\n```\nconnect password=***\n&lt;!channel&gt; -4109\n```',
    );
    expect(lines[0]).toContain('may be primary already');
    expect(lines[0]).toContain('*OCP allows:* retry.');
  });

  it('calls the whole channel with a failure, which comes first; not again for what becomes of the remedy', () => {
    const told = running();
    const seen = task('SF...', { status: 'FAILED' });
    const failed = told.lines.length;
    observe(told, seen, ['-4109']);
    const lines = told.lines.slice(failed);
    expect(lines.every(({ broadcast }) => broadcast)).toBe(true);
    expect(lines[0]?.text).toMatch(/^OCP's task failed at 2\/5 .*\*OCP allows:\* retry/);
    const called = told.lines.length;
    claimRemedy(propose(told, 'retry', seen), seen);
    told.tell({ type: 'refuse_remedy', code: '60008', why: answered('no'), traceId: null });
    expect(told.lines.slice(called).map(({ broadcast }) => broadcast)).toEqual([false, false, false, false]);
  });

  it('tells the crossing of the point of no return once', () => {
    const told = running();
    observe(told, task('Sr...'));
    observe(told, task('SSr..'));
    expect(texts(told).filter((line) => line.startsWith('Point of no return'))).toHaveLength(1);
  });

  it('tells what a task that was found has done already', () => {
    const told = lost();
    const lines = added(told, () => told.tell({ type: 'find', call: 0, tasks: [task('SSr..')] }));
    expect(lines[0]).toContain("Found in OCP's task list: task “Failover tenant” for orders on sh-prod, id 12022226");
    expect(lines).toContain('2/5 Failover to primary tenant: succeeded in 12 s');
    expect(lines).toContain('3/5 Upgrade tenant data version: running');
  });

  it('tells the reason of a rejection after the last word', () => {
    const told = waiting();
    told.tell({ type: 'reject', person: told.person('U0BOB'), round: 1 });
    expect(told.lines.at(-1)?.broadcast).toBe(true);
    told.tell({ type: 'give_reason', by: 'U0BOB', reason: 'not now\n*really* <!here>' });
    expect(told.lines.at(-1)).toEqual({
      text: '<@U0BOB> gives the reason: not now *really* &lt;!here&gt;',
      broadcast: false,
      urgency: 'normal',
    });
  });

  it('says of a lost answer why, that it is searched, and whom to ask', () => {
    const told = lost();
    expect(all(told)).toContain(
      "Outcome unknown: no response from OCP (UND_ERR_SOCKET). Searching OCP's task list; the call will not be repeated.",
    );
    expect(texts(told).at(-1)).toContain('holds no task of this call. <@U0ALICE>, <@U0BOB>');
  });
});

describe('a refused approval', () => {
  const refused = (code: 'own_request' | 'channel_unread' | 'code_locked', act: 'approve' | 'reject' = 'approve') =>
    ({ type: 'attempt_refused', by: 'U0ALICE', act, code }) as const;
  function lines(told: Story, ...events: readonly RequestEvent[]): string[] {
    let before = told.state();
    return chain('r-1', told.log.at(-1) ?? null, events, told.now).flatMap((recorded) => {
      const after = evolve(before, recorded);
      const said = threadLines(before, recorded, after).map(({ text }) => text);
      before = after;
      return said;
    });
  }

  it('is said with its reason while approvals are waited for, once for each person', () => {
    expect(lines(waiting(), refused('own_request'), refused('code_locked'))).toEqual([
      '<@U0ALICE> clicked Approve, which does not count: they requested it themselves.',
    ]);
    expect(lines(waiting(), refused('channel_unread'))).toEqual([
      '<@U0ALICE> clicked Approve, which does not count: Slack did not say who can read this channel.',
    ]);
  });

  it('is not said once nobody waits for one, and a refused rejection is not said at all', () => {
    expect(lines(running(), refused('own_request'))).toEqual([]);
    expect(lines(waiting(), refused('own_request', 'reject'))).toEqual([]);
  });
});

describe('every event', () => {
  const silent = new Set<RequestEvent['type']>([
    'requested',
    'terms_joined',
    'names_changed',
    'attempt_refused',
    'approval_too_fast',
    'code_asked',
    'dispatch_chosen',
    'todos_listed',
    // Before a list there is nothing to tick: see to-dos.test.ts.
    'todo_done',
    'todo_undone',
    'todos_closed',
    'todos_reminded',
  ]);
  /** With each of them somebody comes to be needed. */
  const calling = new Set<RequestEvent['type']>([
    'task_changed',
    'task_missing',
    'task_hidden',
    'role_doubted',
    'step_overdue',
    'call_lost',
  ]);
  const told = running();
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
    remedy_proposed: { type: 'remedy_proposed', by: 'U0BOB', ...remedy, ...terms },
    remedy_claimed: { type: 'remedy_claimed', ...remedy, digest: 'd', people: [] },
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

  it.each(Object.values(events))('$type has its line, or none on purpose', (event) => {
    // What is proposed to be sent again was lost before.
    const from = event.type === 'resend_proposed' ? lost() : told;
    const [recorded] = chain('r-1', from.log.at(-1) ?? null, [event], from.now);
    if (recorded === undefined) throw new Error('nothing was recorded');
    const lines = threadLines(from.state(), recorded, evolve(from.state(), recorded));
    expect(lines.length > 0).toBe(!silent.has(event.type));
    for (const line of lines) {
      expect(line.text).not.toMatch(/undefined|null|NaN/);
      expect(line.broadcast).toBe(event.type === 'ended' || calling.has(event.type));
      accepted(renderLines([line]));
    }
  });
});

describe('several lines in one message', () => {
  const line = (length: number, broadcast = false): Line => ({
    text: 'x'.repeat(length),
    broadcast,
    urgency: 'normal',
  });

  it('holds as many as Slack takes and never cuts one in two', () => {
    const lines = Array.from({ length: 9 }, () => line(2_000));
    expect(fits(lines)).toBe(4);
    const { blocks } = accepted(renderLines(lines.slice(0, 4)));
    expect(blocks).toHaveLength(4);
  });

  it('joins short ones into few sections', () => {
    const rendered = accepted(renderLines(Array.from({ length: 60 }, () => line(40))));
    expect(rendered.blocks).toHaveLength(1);
  });

  it('takes at least one, and none where there is none', () => {
    expect(fits([line(20_000)])).toBe(1);
    expect(fits([])).toBe(0);
    accepted(renderLines([line(20_000)]));
  });

  it('does not take quiet lines into the channel with a broadcast one', () => {
    expect(fits([line(10), line(10), line(10, true)])).toBe(2);
    expect(fits([line(10, true), line(10)])).toBe(1);
  });

  it('keeps the fallback text short', () => {
    const { text } = accepted(renderLines(Array.from({ length: 8 }, () => line(1_000))));
    expect(text).toContain('and 5 more changes');
  });
});

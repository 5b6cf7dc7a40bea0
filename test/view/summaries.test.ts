/** An open request in short: whom it waits for, and what is being done. */
import { expect, it } from 'vitest';
import { byUrgency, summarise, waitsFor } from '../../src/view/summaries.ts';
import { callsForPeople, needsOf } from '../../src/view/waits.ts';
import { passages } from '../../src/request/log/phase-changes.ts';
import { answered, lostAnswer, unreachable } from '../support/causes.ts';
import { alone } from '../support/family.ts';
import { unheld } from '../support/request.ts';
import { accept, claimedMany, taskOf, tasksOf } from '../slack/render/many.ts';
import {
  ALICE,
  approve,
  BOB,
  CAROL,
  claimed,
  claimRemedy,
  lost,
  observe,
  propose,
  proven,
  running,
  type Story,
  story,
  task,
  waiting,
} from '../slack/render/story.ts';

const seen = task('F....', { status: 'FAILED' });
const failed = () => observe(running(), seen);
const proposed = () => propose(failed(), 'retry', seen);
const sentRemedy = () => claimRemedy(proposed(), seen);
const lostRemedy = () => sentRemedy().tell({ type: 'doubt_remedy', taskId: '12022226', doubt: 'no_answer', why: null });

const refusedRemedy = () =>
  sentRemedy().tell({ type: 'refuse_remedy', taskId: '12022226', code: '60008', why: answered('no'), traceId: null });
const retried = () =>
  observe(
    sentRemedy().tell({ type: 'accept_remedy', taskId: '12022226', traceId: null }),
    task('r....', { operation: 'RETRY' }, { 0: 'RETRY' }),
  );

const manyFailed = () => {
  const told = claimedMany();
  accept(told, 0, tasksOf(told, 0, 'R....'));
  for (const at of [0, 1]) observe(told, taskOf(told, at, 'F....', { status: 'FAILED' }));
  return told;
};

const resendRejected = () => {
  const told = lost();
  const facts = { audience: 'own', ...unheld, family: alone, policy: told.policy } as const;
  told.tell({ type: 'resend', person: told.person(BOB), round: 1, inspection: told.inspection(), ...facts });
  return told.tell({ type: 'reject', person: told.person(CAROL), round: told.state().round });
};

const hidden = () => {
  const told = claimed().tell({ type: 'doubt', call: 0, doubt: 'no_answer', why: lostAnswer });
  return told.tell({ type: 'hide_call', call: 0, code: 'ocp_forbidden', why: unreachable, unseenMs: 180_000 });
};

it.each<[string, () => Story, readonly string[], readonly string[]]>([
  ['being checked', () => story(), [], ['checking']],
  ['put to its approvers', () => waiting(), ['approval'], []],
  ['approved', () => approve(waiting()), [], ['approved']],
  ['claimed', () => claimed(), [], ['claimed']],
  ['without a task', () => lost(), ['lost'], []],
  ['running', () => running(), [], ['running']],
  ['failed', failed, ['failed'], []],
  ['for whose failed task somebody has proposed a remedy', proposed, ['approval'], []],
  ['whose remedy is approved', () => approve(proposed(), CAROL), [], ['approved']],
  ['whose remedy is on its way', sentRemedy, [], ['remedy_claimed']],
  ['whose remedy OCP gave no answer to', lostRemedy, [], ['remedy_unknown']],
  ['whose task list OCP has hidden for long', hidden, ['unclear'], []],
])('a request %s', (_, told, waits, works) => {
  const state = told().state();
  const summary = summarise(state);
  expect(summary.waits.map(({ kind }) => kind)).toEqual(waits);
  expect(summary.works.map(({ kind }) => kind)).toEqual(works);
  // What the alert counts is what people see, approvals aside.
  expect(needsOf(state)).toEqual(waits.filter((kind) => kind !== 'approval'));
});

it('of what a newer version recorded, only that is said', () => {
  expect(summarise(failed().state(), false)).toMatchObject({ waits: [{ kind: 'newer' }], works: [] });
});

it('waits for those who may approve and have not, never for its requester', () => {
  const told = approve(waiting({ rule: { approvals: 2 } }), BOB);
  const waiters = [ALICE, BOB, CAROL].filter((id) => waitsFor(summarise(told.state()), told.person(id), told.now));
  expect(waiters).toEqual([CAROL]);
});

it('what waits for people comes first, the oldest before the others', () => {
  const [open, asked, old] = [running(), waiting(), waiting()].map((told) => summarise(told.state()));
  const older = old && { ...old, state: { ...old.state, requestedAt: old.state.requestedAt - 1 } };
  const all = [open, asked, older].flatMap((one) => one ?? []);
  expect(byUrgency(all)).toEqual([older, asked, open]);
});

/** The events with which somebody comes to be needed where nobody was. */
function calls(told: Story): readonly string[] {
  return passages(null, told.log).flatMap(({ before, recorded, after }) =>
    callsForPeople(before, after) ? [recorded.event.type] : [],
  );
}

it.each<[string, () => Story, readonly string[]]>([
  ['nothing, while all goes well', () => proven(), []],
  ['a failed step', failed, ['task_changed']],
  ['a call without a trace', () => lost(), ['call_lost']],
  ['a task list that stays hidden', hidden, ['call_hidden']],
  [
    'a failed step, and not again its proposal, its approval and OCP’s refusal',
    () => refusedRemedy(),
    ['task_changed'],
  ],
  ['a step that fails again after a remedy', () => observe(retried(), seen), ['task_changed', 'task_changed']],
  ['of several failed tasks the first alone', manyFailed, ['task_changed']],
  ['a lost call, and not again its proposal that nobody agreed to', () => resendRejected(), ['call_lost']],
])('calls for people: %s', (_, told, events) => {
  expect(calls(told())).toEqual(events);
});

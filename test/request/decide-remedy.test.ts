/** Remedies of a task: one proposes, another agrees, it is claimed once, and what OCP does about it is told. */
import { describe, expect, it } from 'vitest';
import type { Task } from '../../src/task/task.ts';
import { batchClaimed, failoverOfAll, lastTypes, ledger, taskFor } from '../support/batch.ts';
import {
  rolesRead,
  ANN,
  approved,
  ASKER,
  BEN,
  claimed,
  EVE,
  type Life,
  lost,
  memberAt,
  MINUTE,
  noRule,
  observed,
  orders,
  policyOf,
  proposed,
  START,
  taskOf,
  waiting,
  unheld,
} from '../support/request.ts';
import { answered, lostAnswer, unreachable } from '../support/causes.ts';
import { agreed, failed, proposedRemedy, sentRemedy, unknownRemedy } from '../support/remedy.ts';

describe('proposing', () => {
  it('asks the approvers a question of its own, in today’s terms', () => {
    const life = failed();
    life.now += MINUTE;
    const policy = policyOf({ approvalWindowMs: 9 * MINUTE }, 'p2');
    life.tell(life.propose('skip', ANN, { policy }));
    expect(life.last()).toMatchObject({
      type: 'remedy_proposed',
      call: 0,
      taskId: '900',
      remedy: { kind: 'skip', subtaskId: '2' },
      steps: [{ id: '2', name: 'step 2' }],
      by: ANN,
      rule: policy.rules[0],
      policyVersion: 'p2',
      expiresAt: life.now + 9 * MINUTE,
    });
    expect(life.state()).toMatchObject({
      phase: 'waiting',
      round: 2,
      approvals: [],
      startBy: null,
      proposal: { kind: 'remedy', call: 0, taskId: '900', by: ANN, at: life.now },
    });
  });

  it.each([ASKER, ANN, BEN])('is for those who may ask or agree: %s', (by) => {
    const life = failed();
    expect(life.ask(life.propose('retry', by)).refusal).toBeNull();
  });

  it.each([
    ['a stranger', EVE, {}, 'not_an_approver'],
    ['a person who has gone', BEN, { standing: 'deactivated' }, 'person_deactivated'],
    ['a guest', BEN, { standing: 'guest' }, 'person_guest'],
    ['a person Slack did not read', BEN, { standing: 'unread' }, 'person_unread'],
    ['a reading that is too old', BEN, { readAt: 0 }, 'person_unread'],
  ] as const)('is refused to %s; the attempt is on record', (_, by, change, code) => {
    const life = failed();
    expect(life.ask(life.propose('retry', by, { person: life.person(by, change) }))).toMatchObject({
      events: [{ type: 'attempt_refused', by, act: 'propose', code }],
      refusal: { code },
    });
  });

  it('is for those whom the rule of now allows, not only the one on record', () => {
    const life = failed();
    const policy = policyOf({ requesters: [ASKER], approvers: [BEN] }, 'p2');
    expect(life.ask(life.propose('retry', ANN, { policy })).refusal).toEqual({ code: 'not_an_approver' });
    expect(life.ask(life.propose('retry', ANN, { policy: noRule() })).refusal).toEqual({ code: 'no_rule' });
  });

  it('is for those whom the rule on record allows, not only the one of now', () => {
    const life = failed();
    const policy = policyOf({ approvers: [BEN, EVE] }, 'p2');
    expect(life.ask(life.propose('retry', EVE, { policy })).refusal).toEqual({ code: 'not_an_approver' });
  });

  it.each<[Parameters<Life['propose']>[0], Task]>([
    ['retry', taskOf('Sr', 'RUNNING')],
    ['rollback', taskOf('SF', 'FAILED', { prohibitRollback: true })],
    ['rollback', taskOf('SF', 'FAILED', { prohibitRollback: null })],
    ['cancel', taskOf('SF', 'FAILED')],
    ['retry', taskOf('SF', 'FAILED', { operation: 'ROLLBACK' })],
    ['retry_subtask', taskOf('SF', 'FAILED', { operation: 'ROLLBACK' })],
    ['skip', taskOf('SS', 'SUCCESSFUL')],
    ['retry', taskOf('SF', 'FAILED', { id: '901' })],
  ])('is refused for %s where OCP would refuse it as the task stands now', (kind, task) => {
    const life = failed();
    expect(life.ask(life.propose(kind, ASKER, { task })).refusal).toEqual({ code: 'remedy_not_possible' });
    expect(life.ask(life.propose(kind, ASKER, { task })).events).toEqual([]);
  });

  it('is refused for a task of another call', () => {
    const life = failed();
    expect(life.ask(life.propose('retry', ASKER, { call: 1 })).refusal).toEqual({ code: 'remedy_not_possible' });
  });

  it('counts only on the card as it is now', () => {
    const life = failed();
    expect(life.ask(life.propose('retry', ASKER, { round: 2 })).refusal).toEqual({ code: 'card_changed' });
    life.tell(life.propose('retry', ASKER)).tell(life.click('reject', BEN));
    expect(life.ask(life.propose('retry', ASKER, { round: 1 })).refusal).toEqual({ code: 'card_changed' });
    expect(life.ask(life.propose('retry', ASKER)).refusal).toBeNull();
  });

  const task = taskOf('SF', 'FAILED');
  it.each([
    ['waiting', () => waiting(), 'proposal_open'],
    ['approved', () => approved(), 'proposal_open'],
    ['proposed already', () => proposedRemedy(), 'proposal_open'],
    ['agreed already', () => agreed(), 'proposal_open'],
    ['proposed to be sent again', () => proposed(), 'proposal_open'],
    ['claimed', () => claimed(), 'not_now'],
    ['lost', () => lost(), 'remedy_not_possible'],
    ['on its way', sentRemedy, 'not_now'],
  ] as const)('makes no sense while it is %s', (_, make, code) => {
    const life = make();
    expect(life.ask(life.propose('retry', BEN, { task })).refusal).toEqual({ code });
  });

  it('waits for the answer to another call: two questions at once would be mixed up', () => {
    const life = batchClaimed(failoverOfAll('go_on', orders, ledger));
    const failedTask = taskFor(orders, 'SF', 'FAILED');
    life.tell({ type: 'accept', call: 0, tasks: [failedTask], traceId: null }).tell(life.claim());
    expect(life.ask(life.propose('retry', ASKER)).refusal).toEqual({ code: 'not_now' });
  });
});

describe('agreeing', () => {
  it('is for another person than the proposer; the requester may not have been the proposer', () => {
    const life = proposedRemedy('retry', BEN);
    expect(life.ask(life.click('approve', BEN)).refusal).toEqual({ code: 'own_request' });
    expect(life.ask(life.click('approve', EVE)).refusal).toEqual({ code: 'not_an_approver' });
    expect(life.ask(life.click('approve', ASKER)).refusal).toBeNull();
    life.tell(life.click('approve', ANN));
    expect(life.state()).toMatchObject({ phase: 'approved', startBy: life.now + 5 * MINUTE });
  });

  it('takes as many as the rule says, none of them from the first question', () => {
    const life = failed();
    life.tell(life.propose('retry', ASKER, { policy: policyOf({ approvals: 2 }) }));
    life.tell(life.click('approve', BEN));
    expect(life.state().phase).toBe('waiting');
    life.tell(life.click('approve', ANN));
    expect(life.state().phase).toBe('approved');
  });

  it('counts only under the question: not on the card of the call itself', () => {
    const life = proposedRemedy();
    const early = { type: 'approve', audience: 'own', ...unheld, person: life.person(BEN), round: 1 } as const;
    expect(life.ask(early).refusal).toEqual({ code: 'card_changed' });
  });

  it('is possible until the window ends, to the millisecond', () => {
    const life = proposedRemedy();
    life.now += 30 * MINUTE - 1;
    expect(life.ask(life.click('approve', BEN)).refusal).toBeNull();
    life.now += 1;
    expect(life.ask(life.click('approve', BEN)).refusal).toEqual({ code: 'window_passed' });
    life.tell({ type: 'expire' });
    expect(lastTypes(life, 2)).toEqual(['expired', 'proposal_closed']);
    expect(life.state()).toMatchObject({ phase: 'executing', proposal: null, outcome: null });
  });

  it.each([
    ['rejected', (life: Life) => life.tell(life.click('reject', BEN)), BEN],
    ['withdrawn', (life: Life) => life.tell(life.click('withdraw', ASKER)), ASKER],
  ] as const)('or not: %s, waiting or agreed, it is not sent and the task is followed as before', (why, say, by) => {
    for (const make of [() => proposedRemedy(), () => agreed()]) {
      const life = say(make());
      expect(life.log.slice(-2).map(({ event }) => event)).toMatchObject([
        { type: why, by },
        { type: 'proposal_closed', why, by },
      ]);
      expect(life.state()).toMatchObject({ phase: 'executing', proposal: null, outcome: null });
      expect(life.ask(life.claimRemedy()).refusal).toEqual({ code: 'not_now' });
    }
  });

  it('may be withdrawn by the proposer, not by the requester of the whole', () => {
    const life = proposedRemedy('retry', ANN);
    expect(life.ask(life.click('withdraw', ASKER)).refusal).toEqual({ code: 'not_your_request' });
    expect(life.ask(life.click('withdraw', ANN)).refusal).toBeNull();
  });
});

describe('claiming', () => {
  it('puts on record who, what and on which approvals before anything is sent', () => {
    const life = agreed('rollback');
    const { digest } = life.state().approvals[0] ?? {};
    life.tell(life.claimRemedy());
    expect(life.last()).toEqual({
      type: 'remedy_claimed',
      call: 0,
      taskId: '900',
      remedy: { kind: 'rollback' },
      digest,
      people: [ASKER, BEN].map((id) => memberAt(life.now, id)),
      task: taskOf('SF', 'FAILED'),
    });
    expect(life.state()).toMatchObject({
      phase: 'executing',
      proposal: null,
      remedies: [{ taskId: '900', remedy: { kind: 'rollback' }, status: 'claimed', why: null, at: life.now }],
    });
  });

  it('happens once', () => {
    const life = sentRemedy();
    expect(life.ask(life.claimRemedy())).toEqual({ events: [], refusal: { code: 'not_now' } });
  });

  it.each([
    ['nobody agreed', () => proposedRemedy()],
    ['nothing is proposed', failed],
    ['the call is what was approved', () => approved()],
  ] as const)('does not happen while %s', (_, make) => {
    const life = make();
    const task = taskOf('SF', 'FAILED');
    expect(life.ask(life.claimRemedy({ task }))).toEqual({ events: [], refusal: { code: 'not_now' } });
  });

  it('is of a remedy alone: no call is claimed on what was agreed for it', () => {
    const life = batchClaimed(failoverOfAll('go_on', orders, ledger));
    life.tell({ type: 'accept', call: 0, tasks: [taskFor(orders, 'SF', 'FAILED')], traceId: null });
    life.tell(life.propose('retry', ASKER)).tell(life.click('approve', BEN));
    expect(life.ask(life.claim({ call: 1 }))).toEqual({ events: [], refusal: { code: 'not_now' } });
    expect(life.ask(life.claimRemedy()).events).toMatchObject([{ type: 'remedy_claimed' }]);
  });

  it.each<[string, Task]>([
    ['was retried', taskOf('Sr', 'RUNNING', { operation: 'RETRY' })],
    ['was rolled back', taskOf('..', 'SUCCESSFUL', { operation: 'ROLLBACK' })],
    ['was brought to its end', taskOf('SS', 'SUCCESSFUL')],
    ['is another', taskOf('SF', 'FAILED', { id: '901' })],
  ])('does not happen when the task %s meanwhile: the proposal is overtaken', (_, task) => {
    const life = agreed();
    life.tell(life.claimRemedy({ task }));
    expect(life.last()).toEqual({ type: 'proposal_closed', why: 'overtaken', by: null });
    expect(life.state()).toMatchObject({ phase: 'executing', proposal: null, remedies: [] });
  });

  it('is of the very step that was agreed on', () => {
    const life = agreed('skip');
    life.tell(life.claimRemedy({ task: taskOf('FS', 'FAILED') }));
    expect(life.last()).toMatchObject({ type: 'proposal_closed', why: 'overtaken' });
  });

  it('a rollback that OCP forbids meanwhile is overtaken', () => {
    const life = agreed('rollback');
    life.tell(life.claimRemedy({ task: taskOf('SF', 'FAILED', { prohibitRollback: true }) }));
    expect(life.last()).toMatchObject({ type: 'proposal_closed', why: 'overtaken' });
  });

  it('is possible until the start window ends, to the millisecond', () => {
    const life = agreed();
    life.now = (life.state().startBy ?? 0) - 1;
    expect(life.ask(life.claimRemedy()).events[0]?.type).toBe('remedy_claimed');
    life.now += 1;
    expect(life.ask(life.claimRemedy()).events).toMatchObject([
      { type: 'returned', differences: [{ kind: 'start_window_passed' }] },
    ]);
    life.tell({ type: 'expire' });
    expect(life.state()).toMatchObject({ phase: 'waiting', round: 3, approvals: [], proposal: { kind: 'remedy' } });
    life.tell(life.click('approve', BEN));
    expect(life.ask(life.claimRemedy()).events[0]?.type).toBe('remedy_claimed');
  });

  it.each([
    ['another policy', { policy: policyOf({}, 'p2') }, { kind: 'policy_changed', from: 'p1', to: 'p2' }],
    ['a policy without a rule', { policy: noRule() }, { kind: 'no_rule' }],
    ['a stop of everything', { policy: { ...policyOf(), stopAll: 'an upgrade' } }, { kind: 'stopped' }],
    [
      'an approver who has gone',
      { people: [memberAt(START + MINUTE, ASKER), memberAt(START + MINUTE, BEN, { standing: 'deactivated' })] },
      { kind: 'not_authorised', person: BEN, why: 'person_deactivated' },
    ],
    [
      'a proposer who has gone',
      { people: [memberAt(START + MINUTE, ASKER, { standing: 'deactivated' }), memberAt(START + MINUTE, BEN)] },
      { kind: 'not_authorised', person: ASKER, why: 'person_deactivated' },
    ],
    ['an approver nobody read', { people: [memberAt(START + MINUTE, ASKER)] }, { kind: 'not_authorised', person: BEN }],
  ] as const)('goes back to the approvers for %s; what is proposed stays', (_, change, difference) => {
    const life = agreed();
    life.now = START + MINUTE + 2_000;
    const decision = life.ask(life.claimRemedy(change));
    expect(decision.events).toMatchObject([{ type: 'returned' }]);
    life.tell(life.claimRemedy(change));
    expect(life.state().differences).toContainEqual(expect.objectContaining(difference));
    expect(life.state()).toMatchObject({ phase: 'waiting', round: 3, approvals: [], proposal: { kind: 'remedy' } });
  });

  it('comes back under the new rule, with the new rule’s number and window', () => {
    const life = agreed();
    const policy = policyOf({ approvals: 2, approvalWindowMs: 9 * MINUTE }, 'p2');
    life.tell(life.claimRemedy({ policy }));
    expect(life.state()).toMatchObject({ expiresAt: life.now + 9 * MINUTE, rule: { approvals: 2 } });
    life.tell(life.click('approve', BEN));
    expect(life.state().phase).toBe('waiting');
    life.tell(life.click('approve', ANN));
    expect(life.ask(life.claimRemedy({ policy })).events[0]?.type).toBe('remedy_claimed');
  });
});

describe('what OCP answers', () => {
  it('accepted: the task itself tells the rest', () => {
    const life = sentRemedy().tell({ type: 'accept_remedy', taskId: '900', traceId: 't-1' });
    expect(life.last()).toEqual({ type: 'remedy_accepted', traceId: 't-1' });
    expect(life.state()).toMatchObject({ phase: 'executing', remedies: [{ status: 'accepted' }] });
    observed(life, taskOf('Sr', 'RUNNING', { operation: 'RETRY' }));
    observed(life, taskOf('SS', 'SUCCESSFUL', { operation: 'RETRY' }));
    expect(life.state().calls[0]?.tasks).toMatchObject([{ stage: 'proving' }]);
  });

  it('refused: nothing was done, and another may be proposed', () => {
    const life = sentRemedy().tell({
      type: 'refuse_remedy',
      taskId: '900',
      code: 'TSK10007',
      why: answered('no'),
      traceId: null,
    });
    expect(life.state().remedies[0]).toMatchObject({ status: 'refused', why: answered('no') });
    expect(life.ask(life.propose('rollback', BEN)).refusal).toBeNull();
  });

  it('nothing: unknown, and never sent again on the same agreement', () => {
    const life = unknownRemedy();
    expect(life.last()).toEqual({ type: 'remedy_unknown', doubt: 'restarted', why: null });
    expect(life.state()).toMatchObject({ phase: 'executing', remedies: [{ status: 'unknown' }] });
    expect(life.ask(life.claimRemedy())).toEqual({ events: [], refusal: { code: 'not_now' } });
    life.now += 60 * MINUTE;
    expect(life.ask({ type: 'expire' }).refusal).toEqual({ code: 'not_now' });
  });

  it.each([
    { type: 'accept_remedy', taskId: '900', traceId: null },
    { type: 'not_sent_remedy', taskId: '900', code: 'ocp_unreachable', why: unreachable },
    { type: 'refuse_remedy', taskId: '900', code: 'c', why: answered('m'), traceId: null },
    { type: 'doubt_remedy', taskId: '900', doubt: 'no_answer', why: lostAnswer },
  ] as const)('is taken once: $type', (answer) => {
    const life = sentRemedy().tell(answer);
    expect(life.ask(answer)).toEqual({ events: [], refusal: { code: 'not_now' } });
    expect(agreed().ask(answer)).toEqual({ events: [], refusal: { code: 'not_now' } });
  });
});

describe('a task that changes while something is proposed for it', () => {
  it.each([
    ['proposed', () => proposedRemedy()],
    ['agreed', () => agreed()],
  ] as const)('voids what is %s when OCP would no longer take it', (_, make) => {
    const life = observed(make(), taskOf('Sr', 'RUNNING', { operation: 'RETRY' }));
    expect(lastTypes(life, 2)).toEqual(['task_changed', 'proposal_closed']);
    expect(life.state()).toMatchObject({ phase: 'executing', proposal: null });
  });

  it('leaves it when it is still what OCP would take', () => {
    const life = observed(proposedRemedy(), taskOf('SF', 'FAILED', { prohibitRollback: true }));
    expect(life.state()).toMatchObject({ phase: 'waiting', proposal: { kind: 'remedy' } });
  });

  it('may end the request with it', () => {
    const life = rolesRead(observed(agreed(), taskOf('..', 'SUCCESSFUL', { operation: 'ROLLBACK' })));
    expect(lastTypes(life, 4)).toEqual(['task_changed', 'proposal_closed', 'roles_read', 'ended']);
    expect(life.state()).toMatchObject({ phase: 'ended', outcome: 'rolled_back', proposal: null });
  });
});

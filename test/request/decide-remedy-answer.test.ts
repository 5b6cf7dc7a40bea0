/** What becomes of a remedy that never left, or whose answer was lost, and of one whose step is no longer the one that failed. */
import { describe, expect, it } from 'vitest';
import type { Task } from '../../src/task/task.ts';
import { batchClaimed, failoverOfAll, ledger, taskFor } from '../support/batch.ts';
import { unreachable } from '../support/causes.ts';
import { ANN, ASKER, BEN, type Life, MINUTE, observed, orders, running, taskOf } from '../support/request.ts';
import { agreed, sentRemedy, unknownRemedy } from '../support/remedy.ts';

describe('a remedy that never left', () => {
  const notSent = { type: 'not_sent_remedy', taskId: '900', code: 'ocp_unreachable', why: unreachable } as const;

  it('goes back to where it was claimed from, with the approval it had, and is claimed again', () => {
    const life = agreed();
    const { proposal, startBy, round } = life.state();
    life.now += 2_000;
    life.tell(life.claimRemedy()).tell(notSent);
    expect(life.last()).toEqual({ type: 'remedy_not_sent', code: 'ocp_unreachable', why: unreachable });
    expect(life.state()).toMatchObject({
      phase: 'approved',
      proposal,
      startBy,
      round,
      remedies: [{ status: 'not_sent' }],
    });
    life.now += 2_000;
    expect(life.ask(life.claimRemedy()).events).toMatchObject([{ type: 'remedy_claimed' }]);
  });

  it('is claimed again only inside the start window it had', () => {
    const life = agreed();
    const startBy = life.state().startBy ?? 0;
    life.tell(life.claimRemedy()).tell(notSent);
    life.now = startBy;
    expect(life.ask(life.claimRemedy()).events).toMatchObject([{ type: 'returned' }]);
    life.tell({ type: 'expire' });
    expect(life.last()).toMatchObject({ type: 'returned', differences: [{ kind: 'start_window_passed' }] });
    expect(life.state()).toMatchObject({ phase: 'waiting', proposal: { kind: 'remedy' }, approvals: [] });
    life.tell(life.click('approve', BEN));
    expect(life.ask(life.claimRemedy()).events).toMatchObject([{ type: 'remedy_claimed' }]);
  });

  it('may still be rejected, and is void when its task has moved meanwhile', () => {
    const no = sentRemedy().tell(notSent);
    expect(no.tell(no.click('reject', ANN)).state()).toMatchObject({ phase: 'executing', proposal: null });
    const moved = sentRemedy().tell(notSent);
    moved.tell(moved.claimRemedy({ task: taskOf('Sr', 'RUNNING', { operation: 'RETRY' }) }));
    expect(moved.last()).toMatchObject({ type: 'proposal_closed', why: 'overtaken' });
  });

  it('leaves its question alone: no call is claimed or asked about while it is on its way', () => {
    const life = batchClaimed(failoverOfAll('go_on', orders, ledger));
    life.tell({ type: 'accept', call: 0, tasks: [taskFor(orders, 'SF', 'FAILED')], traceId: null });
    life.tell(life.propose('retry', ASKER)).tell(life.click('approve', BEN)).tell(life.claimRemedy());
    expect(life.ask(life.claim({ call: 1 }))).toEqual({ events: [], refusal: { code: 'not_now' } });
    life.now += 60 * MINUTE;
    expect(life.ask({ type: 'expire' })).toEqual({ events: [], refusal: { code: 'not_now' } });
    life.tell({ ...notSent, taskId: '92001' });
    expect(life.state()).toMatchObject({ phase: 'approved', proposal: { kind: 'remedy' } });
  });
});

describe('a remedy whose answer was lost', () => {
  const failedTask = taskOf('SF', 'FAILED');
  const account = (life: Life, task: Task, begun = life.now) => life.ask({ type: 'account_remedy', task, begun });

  it('is found when the task shows it, however soon', () => {
    const life = unknownRemedy();
    const taken = taskOf('Sr', 'RUNNING', { operation: 'RETRY' });
    expect(account(life, taken).events).toEqual([{ type: 'remedy_found' }]);
    life.tell({ type: 'account_remedy', task: taken, begun: life.now });
    expect(life.state()).toMatchObject({ phase: 'executing', remedies: [{ status: 'found' }] });
  });

  it('is found by the task as it was right before the claim, whatever was seen of it since', () => {
    const life = unknownRemedy();
    const again = taskOf('SF', 'FAILED', { operation: 'RETRY' });
    observed(life, again);
    expect(account(life, again).events).toEqual([{ type: 'remedy_found' }]);
  });

  it('is lost only when a reading begun 90 s after the claim shows nothing of it', () => {
    const life = unknownRemedy();
    const claimedAt = life.state().remedies[0]?.claimedAt ?? 0;
    expect(account(life, failedTask, claimedAt + 90_000)).toEqual({ events: [], refusal: { code: 'not_now' } });
    const readUntil = claimedAt + 90_001;
    expect(account(life, failedTask, readUntil).events).toEqual([{ type: 'remedy_lost', readUntil }]);
  });

  it('keeps another from being proposed until then: it could meet the first one in OCP', () => {
    const life = unknownRemedy();
    expect(life.ask(life.propose('retry', BEN)).refusal).toEqual({ code: 'remedy_unaccounted' });
    life.now += 2 * MINUTE;
    life.tell({ type: 'account_remedy', task: failedTask, begun: life.now });
    expect(life.state().remedies[0]?.status).toBe('lost');
    expect(life.ask(life.propose('retry', BEN)).refusal).toBeNull();
  });

  it('is not accounted for by another task, or twice', () => {
    const life = unknownRemedy();
    life.now += 2 * MINUTE;
    expect(account(life, taskOf('SF', 'FAILED', { id: '901' })).events).toEqual([]);
    life.tell({ type: 'account_remedy', task: failedTask, begun: life.now });
    expect(account(life, failedTask).refusal).toEqual({ code: 'not_now' });
    expect(account(sentRemedy(), failedTask).refusal).toEqual({ code: 'not_now' });
  });
});

describe('another step that fails than the one it was proposed for', () => {
  const other = taskOf('SSF', 'FAILED', { operation: 'RETRY' });
  const first = (): Life => observed(running(), taskOf('SF.', 'FAILED'));
  const failedStep = [{ id: '3', name: 'step 3' }];

  it.each(['retry', 'rollback'] as const)('voids a %s that was proposed, when it is seen', (kind) => {
    const life = first();
    life.tell(life.propose(kind, ASKER));
    expect(life.state().proposal).toMatchObject({ steps: [{ id: '2', name: 'step 2' }] });
    observed(life, other);
    expect(life.last()).toEqual({ type: 'proposal_closed', why: 'other_step', by: null, failed: failedStep });
    expect(life.state()).toMatchObject({ phase: 'executing', proposal: null });
  });

  it.each(['retry', 'rollback'] as const)('voids a %s that was agreed, right before it would be sent', (kind) => {
    const life = first();
    life.tell(life.propose(kind, ASKER)).tell(life.click('approve', BEN));
    life.tell(life.claimRemedy({ task: other }));
    expect(life.last()).toEqual({ type: 'proposal_closed', why: 'other_step', by: null, failed: failedStep });
    expect(life.state().remedies).toEqual([]);
  });

  it('voids it also beside the first one: whoever agreed knew of one', () => {
    const life = first();
    life.tell(life.propose('retry', ASKER)).tell(life.click('approve', BEN));
    life.tell(life.claimRemedy({ task: taskOf('SFF', 'FAILED') }));
    expect(life.last()).toMatchObject({ why: 'other_step', failed: failedStep });
  });

  it('does not matter when fewer have failed by then', () => {
    const life = observed(running(), taskOf('SFF', 'FAILED'));
    life.tell(life.propose('retry', ASKER)).tell(life.click('approve', BEN));
    expect(life.ask(life.claimRemedy({ task: taskOf('SFS', 'FAILED') })).events[0]?.type).toBe('remedy_claimed');
  });

  it('is part of what is agreed to: an agreement is for these steps alone', () => {
    const one = first();
    one.tell(one.propose('retry', ASKER)).tell(one.click('approve', BEN));
    const two = observed(running(), taskOf('SSF', 'FAILED'));
    two.tell(two.propose('retry', ASKER)).tell(two.click('approve', BEN));
    expect(one.state().approvals[0]?.digest).not.toBe(two.state().approvals[0]?.digest);
  });
});

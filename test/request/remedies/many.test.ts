/** Several tasks that failed alike: one proposal, one approval, and each is sent by itself. */
import { describe, expect, it } from 'vitest';
import { digestOf } from '../../../src/operation/digest.ts';
import { alikeOffersOf } from '../../../src/request/offers.ts';
import { pendingPairs } from '../../../src/request/remedies/pairs.ts';
import { allAgreed, allFailed, claimOf, CODE, idOf, proposeAll } from '../../support/alike.ts';
import { carts, ledger, taskFor } from '../../support/batch.ts';
import { answered, lostAnswer, unreachable } from '../../support/causes.ts';
import { ANN, ASKER, BEN, type Life, MINUTE, orders, policyOf } from '../../support/request.ts';

const all = [orders, carts, ledger];
const pending = (life: Life) => pendingPairs(life.state()).map(({ taskId }) => taskId);
const statuses = (life: Life) =>
  Object.fromEntries(life.state().remedies.map(({ taskId, status }) => [taskId, status]));
const running = (tenant: typeof orders) => taskFor(tenant, 'Sr', 'RUNNING', { operation: 'RETRY' });

describe('which failed alike', () => {
  const offered = (life: Life) =>
    alikeOffersOf(life.state(), 'retry', life.now).map(({ followed }) => followed.task.id);

  it('are those with the same step and the same error code', () => {
    expect(offered(allFailed())).toEqual(all.map(idOf));
    expect(
      offered(
        allFailed([
          [orders, 'SF', CODE],
          [carts, 'SF', 'OB-4023'],
          [ledger, 'SF', CODE],
        ]),
      ),
    ).toEqual([orders, ledger].map(idOf));
    expect(
      offered(
        allFailed([
          [orders, 'SF', null],
          [carts, 'F.', CODE],
          [ledger, 'SF', CODE],
        ]),
      ),
    ).toEqual([]);
  });

  it('are the larger group of two', () => {
    const life = allFailed([
      [orders, 'F.', CODE],
      [carts, 'SF', CODE],
      [ledger, 'SF', CODE],
    ]);
    expect(offered(life)).toEqual([carts, ledger].map(idOf));
  });
});

describe('proposing them', () => {
  it('is one question about every task, with what they have in common', () => {
    const life = allFailed();
    life.tell(proposeAll(life));
    expect(life.last()).toMatchObject({
      type: 'remedies_proposed',
      kind: 'retry',
      alike: { steps: ['step 2'], errorCode: CODE },
      pairs: all.map((tenant) => ({
        call: tenant === ledger ? 1 : 0,
        taskId: idOf(tenant),
        remedy: { kind: 'retry' },
        steps: [{ id: '2', name: 'step 2' }],
      })),
      by: ASKER,
    });
    expect(life.state()).toMatchObject({ phase: 'waiting', round: 2, approvals: [], pending: all.map(idOf) });
  });

  it('leaves out what moved since, and what failed otherwise; one that is left is a question as ever', () => {
    const life = allFailed();
    const asked = proposeAll(life);
    const moved = (...others: readonly (typeof orders)[]) => ({
      ...asked,
      tasks: asked.tasks.map((one) =>
        others.some((tenant) => one.task.id === idOf(tenant))
          ? { ...one, task: { ...one.task, status: 'RUNNING' as const, subtasks: [] } }
          : one,
      ),
    });
    const [event] = life.ask(moved(carts)).events;
    expect(event).toMatchObject({
      type: 'remedies_proposed',
      pairs: [{ taskId: idOf(orders) }, { taskId: idOf(ledger) }],
    });
    expect(life.ask(moved(carts, orders)).events).toMatchObject([{ type: 'remedy_proposed', taskId: idOf(ledger) }]);
    expect(life.ask(moved(...all)).refusal).toEqual({ code: 'remedy_not_possible' });
    const mixed = allFailed([
      [orders, 'SF', CODE],
      [carts, 'SF', 'OB-4023'],
      [ledger, 'SF', CODE],
    ]);
    expect(mixed.ask(proposeAll(mixed)).events).toMatchObject([{ pairs: [{ call: 0 }, { call: 1 }] }]);
  });

  it('is approved with a digest over every one of them', () => {
    const life = allAgreed();
    const { operation, inspection, policyVersion, round, proposal } = life.state();
    if (inspection === null || proposal?.kind !== 'remedies') throw new Error('nothing is proposed');
    const digest = (pairs: typeof proposal.pairs) =>
      digestOf({ operation, inspection, policyVersion, question: { round, proposal: { ...proposal, pairs } } });
    expect(life.last()).toMatchObject({ type: 'approved', digest: digest(proposal.pairs) });
    const claim = life.ask(claimOf(life, ledger));
    expect(claim.events).toMatchObject([{ type: 'remedy_claimed', digest: digest(proposal.pairs) }]);
    for (const left of proposal.pairs)
      expect(digest(proposal.pairs.filter((pair) => pair !== left))).not.toBe(digest(proposal.pairs));
  });
});

describe('each of them', () => {
  it('is claimed by itself, in any order, and once', () => {
    const life = allAgreed();
    life.tell(claimOf(life, carts));
    expect(life.last()).toMatchObject({
      type: 'remedy_claimed',
      call: 0,
      taskId: idOf(carts),
      remedy: { kind: 'retry' },
    });
    expect(life.state().phase).toBe('approved');
    expect(pending(life)).toEqual([orders, ledger].map(idOf));
    expect(life.ask(claimOf(life, carts))).toEqual({ events: [], refusal: { code: 'not_now' } });
    life.tell({ type: 'accept_remedy', taskId: idOf(carts), traceId: null });
    expect(life.ask(claimOf(life, carts)).refusal).toEqual({ code: 'not_now' });
    life.tell(claimOf(life, ledger)).tell(claimOf(life, orders));
    expect(life.state()).toMatchObject({ phase: 'executing', proposal: null });
    for (const tenant of all) expect(life.ask(claimOf(life, tenant)).refusal).toEqual({ code: 'not_now' });
  });

  it('has an outcome of its own', () => {
    const life = allAgreed();
    for (const tenant of all) life.tell(claimOf(life, tenant));
    life.tell({ type: 'refuse_remedy', taskId: idOf(orders), code: 'c', why: answered('no'), traceId: null });
    expect(life.last()).toMatchObject({ type: 'remedy_refused', taskId: idOf(orders) });
    life.tell({ type: 'doubt_remedy', taskId: idOf(carts), doubt: 'no_answer', why: lostAnswer });
    life.tell({ type: 'accept_remedy', taskId: idOf(ledger), traceId: null });
    expect(statuses(life)).toEqual({ 92001: 'refused', 92002: 'unknown', 93001: 'accepted' });
    expect(life.ask(life.propose('retry', ASKER)).refusal).toEqual({ code: 'remedy_unaccounted' });
    life.tell({ type: 'account_remedy', task: running(carts), begun: life.now });
    expect(life.last()).toEqual({ type: 'remedy_found', taskId: idOf(carts) });
    expect(statuses(life)).toMatchObject({ 92002: 'found' });
  });

  it('that never left goes again under the same approval, and no other with it', () => {
    const life = allAgreed();
    for (const tenant of all) life.tell(claimOf(life, tenant));
    life.tell({ type: 'not_sent_remedy', taskId: idOf(carts), code: 'ocp_unreachable', why: unreachable });
    expect(life.state()).toMatchObject({ phase: 'approved', pending: [idOf(carts)] });
    expect(life.ask(claimOf(life, orders)).refusal).toEqual({ code: 'not_now' });
    life.tell(claimOf(life, carts));
    expect(life.state()).toMatchObject({ phase: 'executing', proposal: null });
  });

  it('that never left does not come back to a question that was put again, or closed', () => {
    const again = allAgreed();
    again.tell(claimOf(again, carts));
    again.tell(life(again, 'p2'));
    expect(again.state()).toMatchObject({ phase: 'waiting', pending: [orders, ledger].map(idOf) });
    expect(again.state().proposal).toMatchObject({ pairs: [{ taskId: idOf(orders) }, { taskId: idOf(ledger) }] });
    const notSent = {
      type: 'not_sent_remedy',
      taskId: idOf(carts),
      code: 'ocp_unreachable',
      why: unreachable,
    } as const;
    again.tell(notSent);
    expect(again.state()).toMatchObject({ phase: 'waiting', pending: [orders, ledger].map(idOf) });
    expect(statuses(again)).toEqual({ 92002: 'not_sent' });

    const closed = allAgreed();
    closed.tell(claimOf(closed, carts)).tell(closed.click('reject', ANN)).tell(notSent);
    expect(closed.state()).toMatchObject({ phase: 'executing', proposal: null, pending: [] });
    expect(closed.ask(claimOf(closed, carts)).refusal).toEqual({ code: 'not_now' });
  });

  it('is sent only inside the start window; what is left is asked about again', () => {
    const late = allAgreed();
    late.tell(claimOf(late, carts)).tell({ type: 'accept_remedy', taskId: idOf(carts), traceId: null });
    late.now += 6 * MINUTE;
    late.tell({ type: 'expire' });
    expect(late.last()).toMatchObject({ type: 'returned', differences: [{ kind: 'start_window_passed' }] });
    late.tell(late.click('approve', BEN)).tell(claimOf(late, orders)).tell(claimOf(late, ledger));
    expect(late.state()).toMatchObject({ phase: 'executing', proposal: null });
  });
});

describe('a task that moved', () => {
  it('drops out and is named, before and after the approval; the others go', () => {
    const life = allFailed();
    life.tell(proposeAll(life)).tell({ type: 'observe', call: 0, task: running(orders), log: null });
    expect(life.last()).toEqual({ type: 'remedy_dropped', taskId: idOf(orders), why: 'overtaken' });
    life.tell(life.click('approve', BEN));
    life.tell(life.claimRemedy({ task: running(carts) }));
    expect(life.last()).toEqual({ type: 'remedy_dropped', taskId: idOf(carts), why: 'overtaken' });
    expect(life.state().dropped.map(({ taskId }) => taskId)).toEqual([orders, carts].map(idOf));
    life.tell(claimOf(life, ledger));
    expect(life.state()).toMatchObject({ phase: 'executing', proposal: null });
    expect(statuses(life)).toEqual({ 93001: 'claimed' });
  });

  it('or in which another step failed drops out as well', () => {
    const life = allAgreed();
    life.tell(life.claimRemedy({ task: taskFor(carts, 'FF', 'FAILED') }));
    expect(life.last()).toMatchObject({ type: 'remedy_dropped', why: 'other_step', failed: [{ name: 'step 1' }] });
  });

  it('or that OCP shows no more drops out; with the last one the question is over', () => {
    const life = allFailed();
    life.tell(proposeAll(life));
    life.now += 10 * MINUTE;
    life.tell({ type: 'miss_task', call: 1, taskId: idOf(ledger) });
    expect(life.last()).toMatchObject({ type: 'remedy_dropped', taskId: idOf(ledger) });
    for (const tenant of [orders, carts]) life.tell({ type: 'observe', call: 0, task: running(tenant), log: null });
    expect(life.log.slice(-2).map(({ event }) => event.type)).toEqual(['remedy_dropped', 'proposal_closed']);
    expect(life.state()).toMatchObject({ phase: 'executing', proposal: null, approvals: [] });
  });
});

/** A claim under another policy, which needs re-approval. */
function life(one: Life, version: string) {
  return one.claimRemedy({ task: taskFor(orders, 'SF', 'FAILED'), policy: policyOf({}, version) });
}

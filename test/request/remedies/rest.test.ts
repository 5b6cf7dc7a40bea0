/** An approval of a remedy, and the calls that were approved and not sent yet: it counts for them where the card says so, and for whom. */
import { describe, expect, it } from 'vitest';
import { decide } from '../../../src/request/decide/decide.ts';
import { currentDigest } from '../../../src/request/decide/people.ts';
import { restShown } from '../../../src/view/question/rest.ts';
import { unsentTargets } from '../../../src/request/remedies/rest.ts';
import { batchClaimed, failoverOfAll, lastTypes, ledger, prove, stock, taskFor } from '../../support/batch.ts';
import { ANN, ASKER, BEN, type Life, MINUTE, orders, policyOf } from '../../support/request.ts';

/** `ledger` waits until `orders`, which has failed, is a primary. */
function stuck(change: Parameters<typeof batchClaimed>[1] = {}): Life {
  const life = batchClaimed(failoverOfAll('stop_at_failure', orders, ledger), change);
  return life.tell({ type: 'accept', call: 0, tasks: [taskFor(orders, 'SF', 'FAILED')], traceId: null });
}

function cured(life: Life): Life {
  life.tell(life.claimRemedy()).tell({ type: 'accept_remedy', taskId: '92001', traceId: null });
  return prove(life, 0);
}

const between = [{ kind: 'asked_between', about: 'remedy' }];

it('a proposal says for which calls an approval of it counts as well', () => {
  const life = stuck();
  life.tell(life.propose('retry', ASKER));
  expect(lastTypes(life, 2)).toEqual(['remedy_proposed', 'rest_included']);
  expect(life.last()).toEqual({ type: 'rest_included', calls: [1] });
  expect(restShown(life.state())).toMatchObject({ isIncluded: true, butNot: null, targets: [{ tenant: ledger }] });
});

it('there is nothing to say where nothing is left to be sent', () => {
  const life = batchClaimed(failoverOfAll('stop_at_failure', orders));
  life.tell({ type: 'accept', call: 0, tasks: [taskFor(orders, 'SF', 'FAILED')], traceId: null });
  life.tell(life.propose('retry', ASKER));
  expect(lastTypes(life, 1)).toEqual(['remedy_proposed']);
  life.tell(life.click('approve', BEN));
  expect(lastTypes(life, 1)).toEqual(['approved']);
});

describe('an approval of the remedy', () => {
  it('is recorded for the rest with a digest of its own, under which the call then goes', () => {
    const life = stuck();
    life.tell(life.propose('retry', ASKER)).tell(life.click('approve', BEN));
    expect(lastTypes(life, 2)).toEqual(['approved', 'rest_approved']);
    const [remedy, rest] = life.log.slice(-2).map(({ event }) => ('digest' in event ? event.digest : null));
    expect(rest).not.toBe(remedy);
    cured(life);
    const state = life.state();
    expect(rest).toBe(state.inspection && currentDigest(state, state.inspection));
    expect(life.ask(life.claim()).events).toMatchObject([{ type: 'call_claimed', call: 1, digest: rest }]);
    life.tell(life.claim());
    expect(life.state().agreed.map(({ by, about }) => [by, about])).toEqual([
      [BEN, 'request'],
      [BEN, 'retry'],
      [BEN, 'rest'],
    ]);
  });

  it('by the requester, who may agree to somebody else’s remedy, does not count for what they requested', () => {
    const life = stuck();
    life.tell(life.propose('retry', ANN));
    expect(restShown(life.state())).toMatchObject({ isIncluded: true, butNot: ASKER });
    life.tell(life.click('approve', ASKER));
    expect(lastTypes(life, 1)).toEqual(['approved']);
    cured(life);
    expect(life.ask(life.claim()).events).toMatchObject([{ type: 'returned', differences: between }]);
  });

  it('counts only with as many others as the rule demands', () => {
    const life = stuck({ approvals: 1 });
    const policy = policyOf({ approvals: 2 }, 'p1');
    life.tell(life.propose('retry', ANN, { policy }));
    life.tell(life.click('approve', BEN)).tell(life.click('approve', ASKER));
    expect(life.state().restApprovals.map(({ by }) => by)).toEqual([BEN]);
    life.tell(life.claimRemedy({ policy })).tell({ type: 'accept_remedy', taskId: '92001', traceId: null });
    prove(life, 0);
    expect(life.ask(life.claim({ policy })).events).toMatchObject([{ type: 'returned', differences: between }]);
  });

  it('does not count where the card did not say so: a version of before drew it', () => {
    const life = stuck();
    life.tell(life.propose('retry', ASKER));
    const state = { ...life.state(), restIncluded: null };
    expect(restShown(state)).toMatchObject({ isIncluded: false });
    const { events } = decide(state, life.click('approve', BEN), life.now);
    expect(events.map(({ type }) => type)).toEqual(['approved']);
  });

  it('does not count for the rest when somebody stopped everything since', () => {
    const life = stuck();
    life.tell(life.propose('retry', ASKER)).tell(life.click('approve', BEN));
    cured(life);
    const stop = { number: 1, latest: { kind: 'stopped', reason: '', over: true } } as const;
    expect(life.ask(life.claim({ stop })).events).toMatchObject([
      { type: 'returned', differences: [{ kind: 'stopped' }] },
    ]);
  });

  it('does not outlive another question', () => {
    const life = stuck();
    life.tell(life.propose('retry', ASKER)).tell(life.click('approve', BEN));
    life.tell(life.claimRemedy()).tell({ type: 'accept_remedy', taskId: '92001', traceId: null });
    life.tell({ type: 'observe', call: 0, task: taskFor(orders, 'SF', 'FAILED', { operation: 'RETRY' }), log: null });
    expect(life.state().restApprovals).toHaveLength(1);
    life.tell(life.propose('retry', ASKER));
    expect(life.state().restApprovals).toEqual([]);
  });

  it('is taken along by a rejection of the remedy that it was given with', () => {
    const life = stuck();
    life.tell(life.propose('retry', ASKER)).tell(life.click('approve', BEN)).tell(life.click('reject', ANN));
    expect(life.state().restApprovals).toEqual([]);
  });

  it('still counts when the world has cured the task before', () => {
    const life = stuck();
    life.tell(life.propose('retry', ASKER)).tell(life.click('approve', BEN));
    life.tell({ type: 'observe', call: 0, task: taskFor(orders, 'Sr', 'RUNNING', { operation: 'RETRY' }), log: null });
    expect(lastTypes(life, 1)).toEqual(['proposal_closed']);
    prove(life, 0);
    expect(life.ask(life.claim()).events).toMatchObject([{ type: 'call_claimed', call: 1 }]);
  });

  it('is for the rest no longer than its start window', () => {
    const life = stuck();
    life.tell(life.propose('retry', ASKER)).tell(life.click('approve', BEN));
    cured(life);
    life.now += 6 * MINUTE;
    const late = [{ kind: 'start_window_passed' }];
    expect(life.ask({ type: 'expire' }).events).toMatchObject([{ type: 'returned', differences: late }]);
  });
});

it('what never left is what a new request may be made of, once a part of it did', () => {
  const life = batchClaimed(failoverOfAll('stop_at_failure', orders, ledger, stock));
  expect(unsentTargets(life.state()).map(({ tenant }) => tenant)).toEqual([ledger, stock]);
  prove(life.tell({ type: 'accept', call: 0, tasks: [taskFor(orders, 'r.', 'RUNNING')], traceId: null }), 0);
  life.tell(life.claim());
  life.tell({ type: 'not_sent', call: 1, code: 'ocp_unreachable', why: { kind: 'slack_silent' } });
  expect(unsentTargets(life.state()).map(({ tenant }) => tenant)).toEqual([ledger, stock]);
});

describe('the call after a remedy', () => {
  it('is asked for anew where those who agreed to the remedy may not agree to the call', () => {
    const life = batchClaimed(failoverOfAll('stop_at_failure', orders, ledger));
    life.tell({ type: 'accept', call: 0, tasks: [taskFor(orders, 'SF', 'FAILED')], traceId: null });
    life.tell(life.propose('retry', ANN)).tell(life.click('approve', ASKER));
    life.tell(life.claimRemedy()).tell({ type: 'accept_remedy', taskId: '92001', traceId: null });
    prove(life, 0);
    const between = [{ kind: 'asked_between', about: 'remedy' }];
    expect(life.ask(life.claim()).events).toMatchObject([{ type: 'returned', differences: between }]);
    life.tell(life.claim()).tell(life.click('approve', BEN));
    expect(life.ask(life.claim()).events).toMatchObject([{ type: 'call_claimed', call: 1 }]);
  });

  it('says so as well when nobody agreed to the remedy, and when its time goes by first', () => {
    const life = batchClaimed(failoverOfAll('go_on', orders, ledger));
    life.tell({ type: 'accept', call: 0, tasks: [taskFor(orders, 'SF', 'FAILED')], traceId: null });
    life.tell(life.propose('retry', ASKER)).tell(life.click('reject', BEN));
    const between = [{ kind: 'asked_between', about: 'remedy' }];
    expect(life.ask(life.claim()).events).toMatchObject([{ type: 'returned', differences: between }]);
    expect(life.ask({ type: 'expire' }).events).toMatchObject([{ type: 'returned', differences: between }]);
    life.tell({ type: 'expire' }).tell(life.click('approve', BEN));
    life.now += 5 * MINUTE;
    const late = [{ kind: 'start_window_passed' }];
    expect(life.ask({ type: 'expire' }).events).toMatchObject([{ type: 'returned', differences: late }]);
  });
});

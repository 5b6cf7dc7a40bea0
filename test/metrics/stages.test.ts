import { describe, expect, it } from 'vitest';
import { passed } from '../../src/metrics/stages.ts';
import { sentRemedy } from '../support/remedy.ts';
import { lostAnswer } from '../support/causes.ts';
import {
  ANN,
  approved,
  BEN,
  claimed,
  type Life,
  MINUTE,
  observed,
  orders,
  proposed,
  proving,
  taskOf,
  waiting,
} from '../support/request.ts';

/** Every stage that the whole log passed, in order. */
const all = ({ log }: Life) => passed(log, log.length).map(({ stage, ms }) => [stage, ms]);

function succeeded(): Life {
  const life = proving();
  life.now += 3_000;
  const { tenantId } = orders;
  const roles = [{ tenantId, role: 'PRIMARY' }];
  return life.tell({ type: 'read_roles', call: 0, tenantId, roles, readAt: life.now, waitedMs: 0 });
}

describe('the stages of a request', () => {
  it('are the question, the way to OCP, the proof and the whole', () => {
    expect(all(succeeded())).toEqual([
      ['approval', MINUTE],
      ['call', 2_000],
      ['role', MINUTE + 3_000],
      ['whole', 2 * MINUTE + 5_000],
    ]);
  });

  it('leave out the proof of a task that people had retried: most of its time is theirs', () => {
    const life = sentRemedy().tell({ type: 'accept_remedy', taskId: '900', traceId: null });
    observed(life, taskOf('SR', 'RUNNING', { operation: 'RETRY' }));
    observed(life, taskOf('SS', 'SUCCESSFUL', { operation: 'RETRY' }));
    const { tenantId } = orders;
    const roles = [{ tenantId, role: 'PRIMARY' }];
    life.tell({ type: 'read_roles', call: 0, tenantId, roles, readAt: life.now, waitedMs: 0 });
    expect(life.last()).toMatchObject({ type: 'ended', outcome: 'succeeded' });
    expect(all(life).map(([stage]) => stage)).toEqual(['approval', 'call', 'approval', 'whole']);
  });

  it('are told of what is new, and never a second time', () => {
    const { log } = succeeded();
    const told = log.flatMap((_, index) => passed(log.slice(0, index + 1), 1));
    expect(told).toEqual(passed(log, log.length));
    expect(passed(log, 0)).toEqual([]);
    expect(passed([], 0)).toEqual([]);
  });

  it('carry the operation and nothing that tells one request from another', () => {
    expect(passed(claimed().log, 1)).toEqual([{ stage: 'call', operation: 'failover', ms: 2_000 }]);
  });

  it('begin at the approval that completes the number, not at the first', () => {
    const life = waiting({ approvals: 2 });
    life.now += 1_000;
    life.tell(life.click('approve', BEN));
    expect(passed(life.log, 1)).toEqual([]);
    life.now += 1_000;
    life.tell(life.click('approve', ANN));
    expect(passed(life.log, 1)).toMatchObject([{ stage: 'approval', ms: 2_000 }]);
  });

  it('begin anew with each question', () => {
    const life = proposed();
    life.now += 5_000;
    life.tell(life.click('approve', BEN));
    expect(passed(life.log, 1)).toMatchObject([{ stage: 'approval', ms: 5_000 }]);
  });

  it('end unmeasured for a request that came to no good end', () => {
    const life = waiting();
    life.tell(life.click('withdraw', life.state().requester));
    expect(life.last()).toMatchObject({ type: 'ended' });
    expect(all(life)).toEqual([]);
  });

  it('count the first call of an approval only: the others wait for those before them', () => {
    const life = approved();
    life.now += 2_000;
    life.tell(life.claim()).tell({ type: 'doubt', call: 0, doubt: 'restarted', why: lostAnswer });
    expect(all(life).filter(([stage]) => stage === 'call')).toEqual([['call', 2_000]]);
  });
});

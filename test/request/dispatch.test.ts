/** How the calls of a request are sent: waves, calls of at most fifty, and tenants that are left out. */
import { describe, expect, it } from 'vitest';
import type { Operation, StopRule } from '../../src/operation/operation.ts';
import { type Dispatch, dispatchedCalls, needsDispatch } from '../../src/request/decide/dispatch.ts';
import { nextCalls } from '../../src/request/state.ts';
import { accept, carts, failoverOfAll, ledger, prove, readingOfAll, stock, taskFor } from '../support/batch.ts';
import { alone } from '../support/family.ts';
import { ANN, BEN, type Life, MINUTE, newLife, orders, readingOf, requestCommand } from '../support/request.ts';

const three = (stopRule: StopRule) => failoverOfAll(stopRule, orders, ledger, stock);
const [sh, gz, cd] = [orders.clusterId, ledger.clusterId, stock.clusterId];
const askAgain = (...waves: readonly (readonly string[])[]): Dispatch => ({ waves, onChange: 'ask_again' });
const leaveOut = (...waves: readonly (readonly string[])[]): Dispatch => ({ waves, onChange: 'leave_out' });

function approvedWith(operation: Operation, dispatch?: Dispatch): Life {
  const life = newLife();
  life.tell(requestCommand(life, { operation, ...(dispatch && { dispatch }) }));
  life.tell({ type: 'inspect', family: alone, inspection: readingOfAll(life.now, operation) });
  life.now += MINUTE;
  return life.tell(life.click('approve', BEN));
}

const due = (life: Life) => nextCalls(life.state()).map(({ call }) => call.clusterId);
const types = (life: Life) => life.log.map(({ event }) => event.type);

describe('waves', () => {
  it('send the calls of one together, and the next begins when all before are verified', () => {
    const life = approvedWith(three('stop_at_failure'), askAgain([sh, cd], [gz]));
    expect(due(life)).toEqual([sh, cd]);
    life.now += 2_000;
    life.tell(life.claim({ call: 1 }));
    life.tell(life.claim({ call: 0 }));
    for (const call of [0, 1]) accept(life, call);
    expect(due(life)).toEqual([]);
    prove(life, 0);
    expect(due(life)).toEqual([]);
    prove(life, 1);
    expect(due(life)).toEqual([gz]);
  });

  it('with go on wait for answers only', () => {
    const life = approvedWith(three('go_on'), askAgain([sh, cd], [gz]));
    life.now += 2_000;
    for (const call of [0, 1]) life.tell(life.claim({ call }));
    accept(life, 0);
    expect(due(life)).toEqual([]);
    accept(life, 1);
    expect(due(life)).toEqual([gz]);
  });

  it('of one wave alone are all clusters at once', () => {
    expect(due(approvedWith(three('go_on'), askAgain([sh, gz, cd])))).toEqual([sh, gz, cd]);
  });

  it('that name not every cluster send the others afterwards, one by one', () => {
    const calls = dispatchedCalls(three('go_on'), askAgain([cd]));
    expect(calls.map(({ plan, wave }) => [plan.clusterId, wave])).toEqual([
      [cd, 0],
      [sh, 1],
      [gz, 2],
    ]);
  });

  it('never send a call whose turn has not come', () => {
    const life = approvedWith(three('stop_at_failure'), askAgain([sh, cd], [gz]));
    life.now += 2_000;
    expect(life.ask(life.claim({ call: 2 })).refusal).toMatchObject({ code: 'not_now' });
  });
});

describe('a call', () => {
  const many = failoverOfAll(
    'go_on',
    ...Array.from({ length: 120 }, (_, at) => ({ ...orders, tenantId: `${7_000 + at}`, tenantName: `t${at}` })),
  );

  it('carries fifty tenants at most, each claimed by itself', () => {
    const life = approvedWith(many, askAgain([sh]));
    expect(life.state().calls.map(({ targets, wave }) => [targets.length, wave])).toEqual([
      [50, 0],
      [50, 0],
      [20, 0],
    ]);
  });

  it('of more than fifty is on record as such: an older version leaves the request alone', () => {
    expect(needsDispatch(askAgain([sh]), many)).toBe(true);
    expect(types(approvedWith(many, askAgain([sh])))).toContain('dispatch_chosen');
  });
});

describe('what older versions do alike', () => {
  it.each([askAgain(), askAgain([sh], [gz], [cd])])('has no event of its own: %o', (dispatch) => {
    const life = approvedWith(three('go_on'), dispatch);
    expect(types(life)).not.toContain('dispatch_chosen');
    expect(life.state().dispatch).toBeNull();
  });

  it('goes by the order in which the targets were chosen: another order is on record', () => {
    expect(needsDispatch(askAgain([cd], [sh], [gz]), three('go_on'))).toBe(true);
  });
});

describe('an approval', () => {
  it('is for the waves as they were chosen', () => {
    const digests = [askAgain(), askAgain([sh, gz, cd]), leaveOut([sh, gz, cd])].map(
      (dispatch) => approvedWith(three('go_on'), dispatch).state().approvals[0]?.digest,
    );
    expect(new Set(digests).size).toBe(3);
  });
});

describe('a tenant that changed since the approval', () => {
  const two = failoverOfAll('go_on', orders, carts);
  const changed = { readings: [readingOf({ tenantId: carts.tenantId, role: 'PRIMARY' })] };
  const inspection = (life: Life) => ({
    at: life.now,
    targets: [readingOf({ tenantId: orders.tenantId }), ...changed.readings],
  });

  it('is left out of its call where the approvers agreed to that, with the reason; the others go', () => {
    const life = approvedWith(two, leaveOut([sh]));
    life.now += 2_000;
    life.tell(life.claim({ inspection: inspection(life) }));
    expect(types(life).slice(-2)).toEqual(['targets_left_out', 'call_claimed']);
    expect(life.state().calls[0]?.targets.map(({ tenant }) => tenant)).toEqual([orders]);
    expect(life.state().leftOut).toMatchObject([
      { tenantId: carts.tenantId, kind: 'role_changed' },
      { kind: 'wrong_role' },
    ]);
    life.tell({ type: 'accept', call: 0, tasks: [taskFor(orders, 'r.', 'RUNNING')], traceId: null });
    prove(life, 0);
    expect(life.state().phase).toBe('ended');
    expect(life.state().outcome).toBe('mixed');
  });

  it('sends the call back to the approvers where they did not', () => {
    const life = approvedWith(two, askAgain([sh]));
    life.now += 2_000;
    life.tell(life.claim({ inspection: inspection(life) }));
    expect(types(life).at(-1)).toBe('returned');
  });

  it('sends it back as well where nothing would be left, or more than tenants differs', () => {
    const all = approvedWith(two, leaveOut([sh]));
    all.now += 2_000;
    const none = [orders, carts].map(({ tenantId }) => readingOf({ tenantId, role: 'PRIMARY' }));
    all.tell(all.claim({ inspection: { at: all.now, targets: none } }));
    expect(types(all).at(-1)).toBe('returned');
    const people = approvedWith(two, leaveOut([sh]));
    people.now += 2_000;
    people.tell(people.claim({ inspection: inspection(people), people: [people.person(ANN)] }));
    expect(types(people).at(-1)).toBe('returned');
  });
});

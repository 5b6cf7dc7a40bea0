/** How several calls end: each for itself, one reply for several tenants, one of them sent again. */
import { describe, expect, it } from 'vitest';
import type { StopRule } from '../../src/operation/operation.ts';
import type { Outcome } from '../../src/request/events.ts';
import {
  accept,
  batchClaimed,
  batchWaiting,
  carts,
  doubt,
  failoverOfAll,
  ledger,
  prove,
  readingOfAll,
  refuse,
  rollBack,
  statuses,
  stock,
  taskFor,
} from '../support/batch.ts';
import { rolesRead, ANN, BEN, type Life, MINUTE, orders, readingOf } from '../support/request.ts';

const two = (stopRule: StopRule) => failoverOfAll(stopRule, orders, ledger);

/** The next call is claimed, or why not. */
function claimOf(life: Life, change: Parameters<Life['claim']>[0] = {}) {
  const { events, refusal } = life.ask(life.claim(change));
  const [event] = events;
  return event?.type === 'call_claimed' ? event.call : (refusal?.code ?? event?.type ?? 'nothing');
}

describe('the end', () => {
  type Fate = 'succeeded' | 'rolled_back' | 'refused';
  const ends = {
    succeeded: (life: Life, call: number) => prove(accept(life, call), call),
    rolled_back: (life: Life, call: number) => rolesRead(rollBack(accept(life, call), call)),
    refused: refuse,
  } satisfies Record<Fate, (life: Life, call: number) => Life>;

  it.each<[Fate, Fate, Outcome]>([
    ['succeeded', 'succeeded', 'succeeded'],
    ['rolled_back', 'rolled_back', 'rolled_back'],
    ['refused', 'refused', 'refused'],
    ['succeeded', 'refused', 'mixed'],
    ['refused', 'succeeded', 'mixed'],
    ['rolled_back', 'succeeded', 'mixed'],
    ['refused', 'rolled_back', 'mixed'],
  ])('of %s and %s is %s', (first, second, outcome) => {
    const life = ends[first](batchClaimed(two('go_on')), 0);
    expect(life.state().outcome).toBeNull();
    life.tell(life.claim());
    ends[second](life, 1);
    expect(life.state()).toMatchObject({ phase: 'ended', outcome });
  });

  it('does not come before the last task: an unknown call keeps it open', () => {
    const life = doubt(batchClaimed(two('go_on')), 0);
    life.tell(life.claim());
    prove(accept(life, 1), 1);
    expect(life.state()).toMatchObject({ phase: 'executing', outcome: null });
    life.tell({ type: 'find', call: 0, tasks: [taskFor(orders, 'r.', 'RUNNING')] });
    prove(life, 0);
    expect(life.state()).toMatchObject({ phase: 'ended', outcome: 'succeeded' });
  });
});

describe('one reply for several tenants', () => {
  const both = failoverOfAll('stop_at_failure', orders, carts);

  it('with a task for each ends when each is proven', () => {
    const life = accept(batchClaimed(both), 0);
    expect(life.state().calls).toMatchObject([{ tasks: [{ stage: 'running' }, { stage: 'running' }] }]);
    expect(prove(life, 0).state().outcome).toBe('succeeded');
  });

  it('with fewer tasks than tenants: a tenant without a task was not moved', () => {
    const life = batchClaimed(both);
    life.tell({ type: 'accept', call: 0, tasks: [taskFor(orders, 'r.', 'RUNNING')], traceId: null });
    expect(life.state()).toMatchObject({ phase: 'executing', outcome: null });
    const { tenantId } = orders;
    life.tell({ type: 'observe', call: 0, task: taskFor(orders, 'SS', 'SUCCESSFUL'), log: null });
    life.tell({
      type: 'read_roles',
      call: 0,
      tenantId,
      roles: [{ tenantId, role: 'PRIMARY' }],
      readAt: life.now,
      waitedMs: 0,
    });
    expect(life.state().phase).toBe('executing');
    expect(rolesRead(life).state()).toMatchObject({ phase: 'ended', outcome: 'mixed' });
  });

  it('with a task of another tenant: that one proves nothing and keeps nothing open', () => {
    const life = batchClaimed(both);
    const tasks = [taskFor(orders, 'r.', 'RUNNING'), taskFor(stock, 'SS', 'SUCCESSFUL')];
    life.tell({ type: 'accept', call: 0, tasks, traceId: null });
    const read = (tenantId: string) =>
      ({
        type: 'read_roles',
        call: 0,
        tenantId,
        roles: [{ tenantId, role: 'PRIMARY' }],
        readAt: life.now,
        waitedMs: 0,
      }) as const;
    expect(life.ask(read(stock.tenantId)).refusal).toEqual({ code: 'not_now' });
    life.tell({ type: 'observe', call: 0, task: taskFor(orders, 'SS', 'SUCCESSFUL'), log: null });
    life.tell(read(orders.tenantId));
    expect(rolesRead(life).state()).toMatchObject({ phase: 'ended', outcome: 'mixed' });
  });

  it('with nothing but another tenant’s task moved nobody', () => {
    const life = batchClaimed(both);
    life.tell({ type: 'accept', call: 0, tasks: [taskFor(stock, 'r.', 'RUNNING')], traceId: null });
    // It came in the reply to this call, so it may be one of theirs for as long as it is at work.
    expect(rolesRead(life).state().phase).toBe('executing');
    life.tell({ type: 'observe', call: 0, task: taskFor(stock, 'SS', 'SUCCESSFUL'), log: null });
    expect(rolesRead(life).state()).toMatchObject({ phase: 'ended', outcome: 'refused' });
  });

  it('is blocked as a whole by the precheck of one', () => {
    const life = batchWaiting(both);
    expect(life.state().phase).toBe('waiting');
    const inspection = readingOfAll(life.now, both);
    const blocked = inspection.targets.map((one, at) =>
      at === 1 ? { ...one, precheck: { ...one.precheck, passed: false } } : one,
    );
    life.tell(life.click('approve', BEN));
    expect(life.ask(life.claim({ inspection: { ...inspection, targets: blocked } })).events).toMatchObject([
      { type: 'returned', differences: [{ kind: 'blocked_unexplained', tenantId: carts.tenantId }] },
    ]);
  });
});

describe('sending one of several again', () => {
  function lostFirst(stopRule: StopRule): Life {
    const life = doubt(batchClaimed(two(stopRule)), 0);
    life.now += 2 * MINUTE;
    return life.tell({ type: 'lose', call: 0, searchedUntil: life.now });
  }
  const resend = (life: Life) => {
    const inspection = { at: life.now, targets: [readingOf({ tenantId: orders.tenantId })] };
    return life.resend(ANN, { inspection });
  };

  it('is about the lost one; the others keep what is known of them', () => {
    const life = lostFirst('stop_at_failure');
    life.tell(resend(life));
    expect(statuses(life)).toEqual(['waiting', 'waiting']);
    expect(life.state().inspection?.targets).toHaveLength(2);
    life.tell(life.click('approve', BEN));
    expect(claimOf(life, { call: 1 })).toBe('not_now');
    expect(claimOf(life)).toBe(0);
  });

  it('is rejected alone: the second call keeps waiting', () => {
    const life = lostFirst('stop_at_failure');
    life.tell(resend(life)).tell(life.click('reject', BEN));
    expect(statuses(life)).toEqual(['lost', 'waiting']);
    expect(life.state().phase).toBe('executing');
  });

  it('waits until what is on its way is answered', () => {
    const life = lostFirst('go_on');
    life.tell(life.claim());
    expect(statuses(life)).toEqual(['lost', 'claimed']);
    expect(life.ask(resend(life)).refusal).toEqual({ code: 'not_now' });
    accept(life, 1);
    expect(life.ask(resend(life)).refusal).toBeNull();
  });

  it('is one question at a time: with both lost, the second waits for the answer about the first', () => {
    const life = lostFirst('go_on');
    doubt(life.tell(life.claim()), 1).tell({ type: 'lose', call: 1, searchedUntil: life.now });
    expect(statuses(life)).toEqual(['lost', 'lost']);
    life.tell(resend(life));
    expect(life.ask(resend(life)).refusal).toEqual({ code: 'proposal_open' });
  });
});

/** Several calls under one approval: their order, and what stops the rest. */
import { describe, expect, it } from 'vitest';
import type { StopRule } from '../../src/operation/operation.ts';
import {
  accept,
  batchApproved,
  batchClaimed,
  batchWaiting,
  carts,
  doubt,
  failoverOfAll,
  lastTypes,
  ledger,
  prove,
  refuse,
  rollBack,
  statuses,
  stock,
  taskFor,
} from '../support/batch.ts';
import {
  rolesRead,
  ANN,
  ASKER,
  BEN,
  type Life,
  MINUTE,
  noRule,
  orders,
  policyOf,
  readingOf,
  unheld,
} from '../support/request.ts';
import { unreachable } from '../support/causes.ts';

const rules = ['stop_at_failure', 'go_on'] as const satisfies readonly StopRule[];
const two = (stopRule: StopRule) => failoverOfAll(stopRule, orders, ledger);
const three = (stopRule: StopRule) => failoverOfAll(stopRule, orders, ledger, stock);

/** The next call is claimed, or why not. */
function claimOf(life: Life, change: Parameters<Life['claim']>[0] = {}) {
  const { events, refusal } = life.ask(life.claim(change));
  const [event] = events;
  return event?.type === 'call_claimed' ? event.call : (refusal?.code ?? event?.type ?? 'nothing');
}

/** Approved, the first call claimed and accepted; its task runs. */
const firstRuns = (stopRule: StopRule) => accept(batchClaimed(two(stopRule)), 0);

/** The second call went back to its approvers while the first one’s task runs. */
function secondReturned(): Life {
  const life = firstRuns('go_on');
  const inspection = { at: life.now, targets: [readingOf({ tenantId: ledger.tenantId, primary: null })] };
  return life.tell(life.claim({ inspection }));
}

describe('the order of calls', () => {
  it.each(rules)('is the one chosen, one for each cluster: %s', (stopRule) => {
    const life = batchApproved(failoverOfAll(stopRule, ledger, orders, carts));
    expect(life.state().calls).toMatchObject([
      { clusterId: '30', status: 'waiting', targets: [{ tenant: ledger }] },
      { clusterId: '20', status: 'waiting', targets: [{ tenant: orders }, { tenant: carts }] },
    ]);
    expect(claimOf(life)).toBe(0);
    expect(claimOf(life, { call: 1 })).toBe('not_now');
  });

  it.each(rules)('has no second call while the first is on its way: %s', (stopRule) => {
    const life = batchClaimed(two(stopRule));
    expect(claimOf(life, { call: 1 })).toBe('not_now');
    expect(claimOf(life, { call: 0 })).toBe('not_now');
  });

  it.each(rules)('begins again with the first when that was not sent: %s', (stopRule) => {
    const life = batchClaimed(two(stopRule));
    life.tell({ type: 'not_sent', call: 0, code: 'ocp_unreachable', why: unreachable });
    expect(life.state().phase).toBe('approved');
    expect(claimOf(life)).toBe(0);
  });
});

describe('stop at the first failure', () => {
  it('sends the second call when every tenant of the first is proven, not before', () => {
    const life = accept(batchClaimed(failoverOfAll('stop_at_failure', orders, carts, ledger)), 0);
    expect(claimOf(life, { call: 1 })).toBe('not_now');
    for (const { tenant } of life.state().calls[0]?.targets ?? []) {
      life.tell({ type: 'observe', call: 0, task: taskFor(tenant, 'SS', 'SUCCESSFUL'), log: null });
      expect(claimOf(life, { call: 1 })).toBe('not_now');
    }
    const roleOf = (tenantId: string) =>
      life.tell({
        type: 'read_roles',
        call: 0,
        tenantId,
        roles: [{ tenantId, role: 'PRIMARY' }],
        readAt: life.now,
        waitedMs: 0,
      });
    roleOf(orders.tenantId);
    expect(claimOf(life, { call: 1 })).toBe('not_now');
    roleOf(carts.tenantId);
    expect(claimOf(life)).toBe(1);
  });

  it('waits while nobody knows what became of the first, and while its task has failed', () => {
    const unknown = doubt(batchClaimed(two('stop_at_failure')), 0);
    expect(claimOf(unknown, { call: 1 })).toBe('not_now');
    unknown.tell({ type: 'lose', call: 0, searchedUntil: unknown.now });
    expect(claimOf(unknown, { call: 1 })).toBe('not_now');
    const failed = accept(batchClaimed(two('stop_at_failure')), 0, 'SF', 'FAILED');
    expect(claimOf(failed, { call: 1 })).toBe('not_now');
    expect(failed.state()).toMatchObject({ phase: 'executing', outcome: null });
  });

  it.each([
    ['refused', refuse, 'refused'],
    ['rolled back', (life: Life) => rolesRead(rollBack(accept(life, 0), 0)), 'mixed'],
  ] as const)('never sends the others when the first was %s', (_, fail, outcome) => {
    const life = batchClaimed(three('stop_at_failure'));
    fail(life, 0);
    const after = life.log.map(({ event }) => event).filter(({ type }) => type !== 'roles_read');
    expect(after.slice(-3)).toEqual([
      { type: 'call_stopped', call: 1, why: 'earlier_failed' },
      { type: 'call_stopped', call: 2, why: 'earlier_failed' },
      { type: 'ended', outcome },
    ]);
    expect(statuses(life).slice(1)).toEqual(['stopped', 'stopped']);
  });

  it('never sends the others when one tenant of the first was left out by OCP', () => {
    const life = batchClaimed(failoverOfAll('stop_at_failure', orders, carts, ledger));
    life.tell({ type: 'accept', call: 0, tasks: [taskFor(orders, 'SS', 'SUCCESSFUL')], traceId: null });
    expect(claimOf(life, { call: 1 })).toBe('not_now');
    const { tenantId } = orders;
    life.tell({
      type: 'read_roles',
      call: 0,
      tenantId,
      roles: [{ tenantId, role: 'PRIMARY' }],
      readAt: life.now,
      waitedMs: 0,
    });
    expect(lastTypes(life, 2)).toEqual(['role_proven', 'call_stopped']);
    expect(rolesRead(life).state()).toMatchObject({ outcome: 'mixed' });
  });

  it('is not held up for ever by a task of a tenant that nobody asked for', () => {
    const life = batchClaimed(two('stop_at_failure'));
    const tasks = [taskFor(orders, 'r.', 'RUNNING'), taskFor(stock, 'r.', 'RUNNING')];
    life.tell({ type: 'accept', call: 0, tasks, traceId: null });
    expect(claimOf(prove(life, 0))).toBe(1);
  });
});

describe('go on', () => {
  it.each([
    ['accepted', accept],
    ['refused', refuse],
    ['unknown', doubt],
  ] as const)('sends the second call when the first is %s', (_, answer) => {
    const life = batchClaimed(two('go_on'));
    answer(life, 0);
    expect(claimOf(life)).toBe(1);
    expect(life.state().phase).toBe('executing');
  });

  it('whatever becomes of the first task', () => {
    const life = rollBack(firstRuns('go_on'), 0);
    expect(life.state()).toMatchObject({ phase: 'executing', outcome: null });
    expect(claimOf(life)).toBe(1);
  });
});

describe('the start window of the next call', () => {
  it('begins when its turn comes: with the proof of the first, or with its answer', () => {
    const stops = firstRuns('stop_at_failure');
    stops.now += 40 * MINUTE;
    expect(stops.ask({ type: 'expire' }).refusal).toEqual({ code: 'not_now' });
    prove(stops, 0);
    expect(stops.state().startBy).toBe(stops.now + 5 * MINUTE);

    const goesOn = batchClaimed(two('go_on'));
    goesOn.now += 20_000;
    accept(goesOn, 0);
    expect(goesOn.state().startBy).toBe(goesOn.now + 5 * MINUTE);
  });

  it.each(rules)('ends it to the millisecond: later it goes back to the approvers: %s', (stopRule) => {
    const life = prove(firstRuns(stopRule), 0);
    life.now = (life.state().startBy ?? 0) - 1;
    expect(claimOf(life)).toBe(1);
    life.now += 1;
    expect(life.ask(life.claim()).events).toMatchObject([
      { type: 'returned', differences: [{ kind: 'start_window_passed' }] },
    ]);
    life.tell({ type: 'expire' });
    expect(life.state()).toMatchObject({ phase: 'waiting', round: 2, approvals: [] });
    expect(statuses(life)).toEqual(['accepted', 'waiting']);
  });
});

describe('the second call', () => {
  it.each(rules)('needs no approval of its own while all is as approved: %s', (stopRule) => {
    const life = prove(firstRuns(stopRule), 0);
    life.tell(life.claim());
    expect(statuses(life)).toEqual(['accepted', 'claimed']);
    prove(accept(life, 1), 1);
    expect(life.state()).toMatchObject({ phase: 'ended', outcome: 'succeeded' });
    expect(life.log.filter(({ event }) => event.type === 'approved')).toHaveLength(1);
  });

  it('is compared with its own tenants: the first, which has changed since, is no difference', () => {
    const life = prove(firstRuns('stop_at_failure'), 0);
    const inspection = { at: life.now, targets: [readingOf({ tenantId: ledger.tenantId })] };
    expect(claimOf(life, { inspection })).toBe(1);
  });

  it('goes back to its approvers when its tenant has changed, while the first task runs on', () => {
    const life = secondReturned();
    expect(life.last()).toMatchObject({
      type: 'returned',
      differences: [{ kind: 'primary_changed', tenantId: ledger.tenantId, to: null }],
    });
    expect(life.state()).toMatchObject({ phase: 'waiting', round: 2, approvals: [] });
    // What is known of the other tenants stays known.
    expect(life.state().inspection?.targets).toHaveLength(2);
    rollBack(life, 0);
    expect(life.state()).toMatchObject({ phase: 'waiting', calls: [{ tasks: [{ stage: 'rolled_back' }] }, {}] });
    life.tell(life.click('approve', BEN));
    expect(claimOf(life)).toBe(1);
  });

  it.each([
    ['the policy', { policy: policyOf({}, 'p2') }, 'policy_changed'],
    ['the rule', { policy: noRule() }, 'no_rule'],
    ['a freeze', { policy: { ...policyOf(), stopAll: 'an upgrade' } }, 'stopped'],
    ['the people', { people: [] }, 'not_authorised'],
  ] as const)('goes back for %s as the first did', (_, change, kind) => {
    const life = prove(firstRuns('stop_at_failure'), 0);
    life.tell(life.claim(change));
    expect(life.last()).toMatchObject({ type: 'returned' });
    expect(life.state().differences.every((one) => one.kind === kind)).toBe(true);
    expect(life.state().differences.length).toBeGreaterThan(0);
  });

  it('is not approved by an approval of the first question once it went back', () => {
    const life = secondReturned();
    expect(claimOf(life)).toBe('not_now');
    const early = { type: 'approve', audience: 'own', ...unheld, person: life.person(BEN), round: 1 } as const;
    expect(life.ask(early).refusal).toEqual({ code: 'card_changed' });
  });
});

describe('a “no” to the rest', () => {
  it.each([
    ['rejected', (life: Life) => life.tell(life.click('reject', ANN)), ANN],
    ['withdrawn', (life: Life) => life.tell(life.click('withdraw', ASKER)), ASKER],
  ] as const)(
    '%s while the first task runs: the second is never sent, the first is followed to its end',
    (why, say, by) => {
      for (const make of [() => firstRuns('stop_at_failure'), () => firstRuns('go_on'), secondReturned]) {
        const life = say(make());
        expect(life.log.slice(-2).map(({ event }) => event)).toMatchObject([
          { type: why, by },
          { type: 'call_stopped', call: 1, why },
        ]);
        expect(life.state()).toMatchObject({ phase: 'executing', outcome: null });
        expect(claimOf(life, { call: 1 })).toBe('not_now');
        expect(life.ask(life.click('approve', BEN)).refusal).toEqual({ code: 'already_sent' });
        prove(life, 0);
        expect(life.state()).toMatchObject({ phase: 'ended', outcome: 'mixed' });
      }
    },
  );

  it('cannot be said twice, and not to what was sent', () => {
    const life = firstRuns('go_on');
    life.tell(life.click('reject', ANN));
    expect(life.ask(life.click('reject', BEN)).refusal).toEqual({ code: 'already_sent' });
    expect(life.ask(life.click('withdraw', ASKER)).refusal).toEqual({ code: 'already_sent' });
  });

  it('comes by itself when nobody agrees in time, once', () => {
    const life = secondReturned();
    life.now += 30 * MINUTE;
    life.tell({ type: 'expire' });
    expect(lastTypes(life, 2)).toEqual(['expired', 'call_stopped']);
    expect(life.state()).toMatchObject({ phase: 'executing', outcome: null });
    for (const _ of [1, 2]) expect(life.ask({ type: 'expire' }).events).toEqual([]);
    prove(life, 0);
    expect(life.state()).toMatchObject({ phase: 'ended', outcome: 'mixed' });
  });

  it('holds for a call on its way that turns out not to have left: it is not sent again', () => {
    const life = batchClaimed(two('go_on'));
    life.tell(life.click('reject', ANN));
    life.tell({ type: 'not_sent', call: 0, code: 'ocp_unreachable', why: unreachable });
    expect(lastTypes(life, 3)).toEqual(['call_not_sent', 'call_stopped', 'ended']);
    expect(life.state()).toMatchObject({ phase: 'ended', outcome: 'rejected' });

    const second = batchClaimed(three('go_on'));
    accept(second, 0).tell(second.claim()).tell(second.click('withdraw', ASKER));
    second.tell({ type: 'not_sent', call: 1, code: 'ocp_unreachable', why: unreachable });
    expect(statuses(second)).toEqual(['accepted', 'stopped', 'stopped']);
    expect(second.state()).toMatchObject({ phase: 'executing', outcome: null });
    expect(prove(second, 0).state().outcome).toBe('mixed');
  });

  it('ends the request at once when nothing is left to follow', () => {
    const life = prove(firstRuns('stop_at_failure'), 0);
    life.tell(life.click('withdraw', ASKER));
    expect(lastTypes(life, 3)).toEqual(['withdrawn', 'call_stopped', 'ended']);
    expect(life.state().outcome).toBe('mixed');
  });

  it('before anything was sent is the plain end', () => {
    const life = batchWaiting(two('go_on'));
    life.tell(life.click('reject', ANN));
    expect(lastTypes(life, 2)).toEqual(['rejected', 'ended']);
    expect(life.state().outcome).toBe('rejected');
  });

  it('leaves a failed first task open to remedies and to giving up', () => {
    const life = secondReturned();
    life.tell({ type: 'observe', call: 0, task: taskFor(orders, 'SF', 'FAILED'), log: null });
    expect(life.ask(life.click('abandon', BEN)).refusal).toEqual({ code: 'nothing_to_abandon' });
    life.tell(life.click('reject', ANN));
    const task = taskFor(orders, 'SF', 'FAILED');
    expect(life.ask(life.propose('retry', ASKER, { task })).refusal).toBeNull();
    expect(life.ask(life.click('abandon', BEN)).refusal).toBeNull();
  });
});

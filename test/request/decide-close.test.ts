import { describe, expect, it } from 'vitest';
import {
  ANN,
  approved,
  ASKER,
  BEN,
  checking,
  claimed,
  EVE,
  type Life,
  lost,
  MINUTE,
  running,
  START,
  unknown,
  waiting,
} from '../support/request.ts';
import { unreachable } from '../support/causes.ts';

/** Everything up to the claim: here a "no" still stops the call. */
const before: readonly (readonly [string, () => Life])[] = [
  ['being checked', checking],
  ['waiting', () => waiting()],
  ['half approved', () => halfApproved()],
  ['approved', () => approved()],
  ['approved and not sent for lack of a connection', () => notSent()],
];
const after: readonly (readonly [string, () => Life])[] = [
  ['claimed', () => claimed()],
  ['unknown', () => unknown()],
  ['lost', () => lost()],
  ['running', running],
];

function halfApproved(): Life {
  const life = waiting({ approvals: 2 });
  return life.tell(life.click('approve', BEN));
}

function notSent(): Life {
  return claimed().tell({ type: 'not_sent', call: 0, code: 'ocp_unreachable', why: unreachable });
}

describe('rejecting', () => {
  it.each(before)('beats approval while the request is %s: no call is claimed any more', (_, make) => {
    const life = make();
    const { round } = life.state();
    const decision = life.ask(life.click('reject', ANN));
    expect(decision).toMatchObject({
      events: [
        { type: 'rejected', by: ANN, round },
        { type: 'ended', outcome: 'rejected' },
      ],
      refusal: null,
    });
    life.tell(life.click('reject', ANN));
    expect(life.ask(life.claim())).toEqual({ events: [], refusal: { code: 'already_ended' } });
    expect(life.ask(life.click('approve', BEN)).refusal).toEqual({ code: 'already_ended' });
  });

  it.each(after)('comes too late once the request is %s, and says so; the attempt is on record', (_, make) => {
    const life = make();
    expect(life.ask(life.click('reject', ANN))).toMatchObject({
      events: [{ type: 'attempt_refused', by: ANN, act: 'reject', code: 'already_sent' }],
      refusal: { code: 'already_sent' },
    });
  });

  it('is possible on whichever question one saw, and after the window', () => {
    const life = waiting();
    life.now = START + 31 * MINUTE;
    expect(life.ask({ type: 'reject', person: life.person(BEN), round: 99 }).refusal).toBeNull();
  });

  it('is possible to whoever approved, and to an approver who asked', () => {
    const life = approved();
    expect(life.ask(life.click('reject', BEN)).refusal).toBeNull();
    expect(life.ask(life.click('reject', ASKER)).refusal).toBeNull();
  });

  it('is for approvers, read just now; the attempt is on record', () => {
    const life = waiting();
    expect(life.ask(life.click('reject', EVE))).toMatchObject({
      events: [{ type: 'attempt_refused', by: EVE, act: 'reject', code: 'not_an_approver' }],
      refusal: { code: 'not_an_approver' },
    });
    expect(life.ask(life.click('reject', BEN, { standing: 'deactivated' })).refusal?.code).toBe('person_deactivated');
  });
});

describe('withdrawing', () => {
  it.each(before)('takes the request back while it is %s', (_, make) => {
    const life = make();
    life.tell(life.click('withdraw', ASKER, { standing: 'unread', groups: null, readAt: 0 }));
    expect(life.state()).toMatchObject({ phase: 'ended', outcome: 'withdrawn', closed: { by: ASKER, reason: null } });
    expect(life.ask(life.claim()).refusal).toEqual({ code: 'already_ended' });
  });

  it.each(after)('comes too late once the request is %s', (_, make) => {
    const life = make();
    expect(life.ask(life.click('withdraw', ASKER))).toMatchObject({
      events: [{ type: 'attempt_refused', by: ASKER, act: 'withdraw', code: 'already_sent' }],
      refusal: { code: 'already_sent' },
    });
  });

  it('is for the requester alone; the attempt is on record', () => {
    const life = waiting();
    expect(life.ask(life.click('withdraw', BEN))).toMatchObject({
      events: [{ type: 'attempt_refused', by: BEN, act: 'withdraw', code: 'not_your_request' }],
      refusal: { code: 'not_your_request' },
    });
  });
});

describe('expiry', () => {
  it.each([
    ['being checked', checking],
    ['waiting', () => waiting()],
    ['half approved', halfApproved],
  ] as const)('ends a request that is %s when the window is over, not a millisecond before', (_, make) => {
    const life = make();
    life.now = START + 30 * MINUTE - 1;
    expect(life.ask({ type: 'expire' })).toEqual({ events: [], refusal: { code: 'not_now' } });
    life.now += 1;
    life.tell({ type: 'expire' });
    expect(life.state()).toMatchObject({ phase: 'ended', outcome: 'expired', closed: { by: null } });
    expect(life.ask({ type: 'expire' }).refusal).toEqual({ code: 'already_ended' });
  });

  it('sends back what was agreed and not started in time: same question, new round, new window', () => {
    const life = approved();
    const startBy = START + 6 * MINUTE;
    life.now = startBy - 1;
    expect(life.ask({ type: 'expire' }).refusal).toEqual({ code: 'not_now' });
    life.now = startBy;
    life.tell({ type: 'expire' });
    expect(life.last()).toMatchObject({ type: 'returned', differences: [{ kind: 'start_window_passed' }] });
    expect(life.state()).toMatchObject({
      phase: 'waiting',
      round: 2,
      approvals: [],
      startBy: null,
      expiresAt: startBy + 30 * MINUTE,
    });
    expect(life.ask(life.claim()).refusal).toEqual({ code: 'not_now' });
  });

  it('does not touch an approved request because of its first window', () => {
    const life = waiting({ startWindowMs: 60 * MINUTE });
    life.now = START + 29 * MINUTE;
    life.tell(life.click('approve', BEN));
    life.now = START + 31 * MINUTE;
    expect(life.ask({ type: 'expire' }).refusal).toEqual({ code: 'not_now' });
  });

  it.each(after)('never touches a request that is %s, however late', (_, make) => {
    const life = make();
    life.now += 365 * 24 * 60 * MINUTE;
    expect(life.ask({ type: 'expire' })).toEqual({ events: [], refusal: { code: 'not_now' } });
  });
});

describe('a reason given afterwards', () => {
  const ended = (type: 'reject' | 'withdraw', by: string) => {
    const life = waiting();
    return life.tell(life.click(type, by));
  };

  it.each([
    ['reject', BEN],
    ['withdraw', ASKER],
  ] as const)('is taken from whoever closed it (%s), once', (type, by) => {
    const life = ended(type, by);
    life.tell({ type: 'give_reason', by, reason: 'wrong tenant' });
    expect(life.state()).toMatchObject({ phase: 'ended', closed: { by, reason: 'wrong tenant' } });
    expect(life.state().notes).toEqual([{ by, reason: 'wrong tenant', at: life.now }]);
    expect(life.ask({ type: 'give_reason', by, reason: 'or not' })).toEqual({
      events: [],
      refusal: { code: 'not_now' },
    });
  });

  it('is taken from nobody else, and not where nobody closed it', () => {
    const code = 'not_now';
    for (const by of [ANN, ASKER, EVE, ''])
      expect(ended('reject', BEN).ask({ type: 'give_reason', by, reason: 'x' }).refusal).toEqual({ code });
    expect(waiting().ask({ type: 'give_reason', by: BEN, reason: 'x' }).refusal).toEqual({ code });
    const expired = waiting();
    expired.now += 30 * MINUTE;
    expired.tell({ type: 'expire' });
    expect(expired.ask({ type: 'give_reason', by: ASKER, reason: 'x' }).refusal).toEqual({ code });
  });
});

/** Approving without reading, asking until somebody nods, asking without end: seen, told, and on record. */
import { alone } from '../support/family.ts';
import { describe, expect, it } from 'vitest';
import { storedEvent } from '../../src/lib/trust-boundaries.ts';
import type { Recorded } from '../../src/request/events.ts';
import { fold } from '../../src/request/evolve.ts';
import type { Operation } from '../../src/operation/operation.ts';
import type { Clicked, Past, Rejected } from '../../src/request/guardrails.ts';
import { rejectionOf } from '../../src/request/guardrails.ts';
import type { Policy } from '../../src/policy/policy.ts';
import {
  ANN,
  approved,
  ASKER,
  BEN,
  EVE,
  failoverOf,
  type Life,
  lost,
  MINUTE,
  newLife,
  noRule,
  orders,
  ordersMain,
  policyOf,
  requestCommand,
  rule,
  START,
  waiting,
  unheld,
} from '../support/request.ts';

const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

/** The rule as a policy file has it that does not say how long people read. */
const { readingMs: _, ...unsaid } = rule;
const bare: Policy = { ...policyOf(), rules: [unsaid] };

describe('an approval', () => {
  /** What comes of an approval so long after the question, which is put now, by our clock, and after the card by Slack's. */
  function approvedAfter(ours: number, slacks: number | null, life = asked(bare)) {
    const put = life.now;
    life.now += ours;
    const clicked = { at: life.now, sincePostMs: slacks };
    const decision = life.ask({
      type: 'approve',
      audience: 'own',
      ...unheld,
      person: life.person(BEN),
      round: life.state().round,
      clicked,
    });
    life.now = put;
    return decision;
  }

  function asked(policy: Policy): Life {
    const life = newLife();
    life.tell(requestCommand(life, { policy }));
    life.now += 2_000;
    return life.tell({
      type: 'inspect',
      family: alone,
      inspection: { at: life.now, targets: waiting().state().inspection?.targets ?? [] },
    });
  }

  it.each([
    [4_999, null, 'too_fast'],
    [5_000, null, undefined],
    [60_000, 4_999, 'too_fast'],
    [4_999, 60_000, 'too_fast'],
    [5_000, 5_000, undefined],
    [60_000, -3, 'too_fast'],
  ])('%d ms after the question and %s ms after the card: %s', (ours, slacks, code) => {
    expect(approvedAfter(ours, slacks).refusal?.code).toBe(code);
  });

  it('that came too fast is on record with what it was decided on, and does not count', () => {
    const life = asked(bare);
    const decision = approvedAfter(1_200, 3_000, life);
    expect(decision).toEqual({
      events: [
        {
          type: 'approval_too_fast',
          by: BEN,
          round: 1,
          person: { ...life.person(BEN), readAt: life.now + 1_200 },
          afterMs: 1_200,
          neededMs: 5_000,
        },
      ],
      refusal: { code: 'too_fast' },
    });
  });

  it('counts when the same person gives it once more, and only then', () => {
    const life = asked(bare);
    const again = (by: string) =>
      ({
        type: 'approve',
        audience: 'own',
        ...unheld,
        person: life.person(by),
        round: 1,
        clicked: { at: life.now, sincePostMs: 500 },
      }) as const;
    life.now += 500;
    life.tellInVain(again(BEN));
    expect(life.state()).toMatchObject({ phase: 'waiting', approvals: [], hasty: [BEN] });
    expect(life.ask(again(ANN)).refusal).toEqual({ code: 'too_fast' });
    life.tell(again(BEN));
    expect(life.state()).toMatchObject({ phase: 'approved', approvals: [{ by: BEN }] });
    expect(life.last()).toMatchObject({ type: 'approved', afterMs: 500 });
  });

  it('of a click of which nothing is known came too fast', () => {
    const life = asked(bare);
    life.now += HOUR / 4;
    expect(
      life.ask({ type: 'approve', audience: 'own', ...unheld, person: life.person(BEN), round: 1 }).refusal,
    ).toEqual({
      code: 'too_fast',
    });
  });

  it('is measured anew for each question, a click on an earlier one forgotten', () => {
    const life = asked(bare);
    life.now += 500;
    const clicked = { at: life.now, sincePostMs: 500 };
    life.tellInVain({ type: 'approve', audience: 'own', ...unheld, person: life.person(BEN), round: 1, clicked });
    life.tell(life.click('approve', BEN));
    life.now += 1_000;
    life.tell(life.claim({ policy: { ...bare, version: 'p9' } }));
    expect(life.state()).toMatchObject({ phase: 'waiting', round: 2, hasty: [] });
    expect(approvedAfter(1_000, HOUR, life).refusal).toEqual({ code: 'too_fast' });
    expect(approvedAfter(5_000, HOUR, life).refusal).toBeNull();
  });

  it('of sending again is measured from the proposal', () => {
    const life = lost({ readingMs: 5_000 });
    life.tell(life.resend(ANN));
    expect(approvedAfter(4_000, HOUR, life).refusal).toEqual({ code: 'too_fast' });
    expect(approvedAfter(5_000, HOUR, life).refusal).toBeNull();
  });

  it('is not measured where the policy says 0, even when Slack’s clock runs ahead', () => {
    expect(approvedAfter(0, -20, asked(policyOf({ readingMs: 0 }))).refusal).toBeNull();
  });

  it('is refused to whoever may not give it before anybody looks how fast it came', () => {
    const life = asked(bare);
    const clicked: Clicked = { at: life.now, sincePostMs: 0 };
    const by = (id: string) =>
      life.ask({ type: 'approve', audience: 'own', ...unheld, person: life.person(id), round: 1, clicked }).refusal
        ?.code;
    expect(by(EVE)).toBe('not_an_approver');
    expect(by(ASKER)).toBe('own_request');
  });
});

const rejected = (change: Partial<Rejected> = {}): Rejected => ({
  request: 'r-0',
  at: START - 10 * MINUTE,
  kind: 'failover',
  tenants: [orders.tenantId],
  askedBy: ASKER,
  rejectedBy: BEN,
  why: 'not now',
  ...change,
});

function requestedAfter(past: Partial<Past>, operation: Operation = failoverOf(), owner?: readonly string[]) {
  const life = newLife();
  const person = life.person(ASKER, owner ? { owner: { kind: 'person', name: 'A', accounts: owner } } : {});
  life.tell(requestCommand(life, { operation, person, past: { asked: [], rejected: [], ...past } }));
  return life.state();
}

describe('what was rejected before', () => {
  it('is in the request when it was about any of the same tenants, not older than seven days, five at most', () => {
    const other = rejected({ tenants: ['9'] });
    const both = rejected({ tenants: ['9', orders.tenantId] });
    const old = rejected({ at: START - 7 * DAY });
    const recent = rejected({ at: START - 7 * DAY + 1 });
    expect(requestedAfter({ rejected: [other, both, recent, old] }).earlier).toEqual([both, recent]);
    expect(requestedAfter({ rejected: Array.from({ length: 9 }, () => rejected()) }).earlier).toHaveLength(5);
    expect(requestedAfter({}).earlier).toEqual([]);
  });

  it.each<[string, Partial<Rejected>, boolean]>([
    ['the same', {}, true],
    ['the same 59 minutes and 59 seconds ago', { at: START - HOUR + 1 }, true],
    ['the same an hour ago', { at: START - HOUR }, false],
    ['somebody else’s', { askedBy: ANN }, false],
    ['of another kind', { kind: 'switchover' }, false],
    ['with one tenant more', { tenants: [orders.tenantId, '9'] }, false],
  ])('%s asked for once more: %o', (_name, change, told) => {
    const before = rejected(change);
    expect(requestedAfter({ rejected: [before] }).again).toEqual(told ? before : null);
  });

  it('is the same person’s with another account too', () => {
    const before = rejected({ askedBy: EVE });
    expect(requestedAfter({ rejected: [before] }, failoverOf(), [ASKER, EVE]).again).toEqual(before);
  });

  it('changes nothing for whoever decides: the request goes its usual way', () => {
    expect(requestedAfter({ rejected: [rejected()] })).toMatchObject({ phase: 'checking', outcome: null });
  });

  it('is remembered of a request that was rejected, with its reason and all its tenants', () => {
    const life = waiting();
    expect(rejectionOf(life.state())).toBeNull();
    life.now += MINUTE;
    life.tell(life.click('reject', BEN));
    life.tell({ type: 'give_reason', by: BEN, reason: 'wrong tenant' });
    expect(rejectionOf(life.state())).toEqual(
      rejected({ request: 'r-1', at: life.now, why: 'wrong tenant', tenants: [orders.tenantId] }),
    );
    const withdrawn = waiting();
    withdrawn.tell(withdrawn.click('withdraw', ASKER));
    expect(rejectionOf(withdrawn.state())).toBeNull();
    const proposal = lost();
    proposal.tell(proposal.resend(ANN)).tell(proposal.click('reject', BEN));
    expect(rejectionOf(proposal.state())).toBeNull();
  });

  it('of a switchover names both tenants of each pair', () => {
    const operation: Operation = {
      kind: 'switchover',
      stopRule: 'stop_at_failure',
      targets: [{ kind: 'switchover', tenant: ordersMain, standby: orders, standbyOcpClusterId: null }],
    };
    const life = newLife();
    const policy = policyOf({ operations: ['switchover'] });
    life.tell(requestCommand(life, { operation, policy })).tell(life.click('reject', BEN));
    expect(rejectionOf(life.state())?.tenants).toEqual([ordersMain.tenantId, orders.tenantId]);
  });
});

describe('one person', () => {
  const asked = (count: number, change: Partial<{ by: string; at: number }> = {}) =>
    Array.from({ length: count }, () => ({ by: ASKER, at: START - 1, ...change }));

  function refusalAfter(past: Past['asked'], change: Partial<Policy> = {}, owner?: readonly string[]) {
    const life = newLife();
    const person = life.person(ASKER, owner ? { owner: { kind: 'person', name: 'A', accounts: owner } } : {});
    const policy = { ...policyOf(), ...change };
    return life.ask(requestCommand(life, { person, policy, past: { asked: past, rejected: [] } })).refusal?.code;
  }

  it('asks thirty times an hour unless the policy says otherwise', () => {
    expect(refusalAfter(asked(29))).toBeUndefined();
    expect(refusalAfter(asked(30))).toBe('too_many_requests');
    expect(refusalAfter(asked(30, { at: START - HOUR }))).toBeUndefined();
    expect(refusalAfter(asked(30, { by: ANN }))).toBeUndefined();
    expect(refusalAfter(asked(2), { requestsPerHour: 2 })).toBe('too_many_requests');
    expect(refusalAfter(asked(1), { requestsPerHour: 2 })).toBeUndefined();
  });

  it('asks as often with two accounts as with one', () => {
    const past = [...asked(15), ...asked(15, { by: EVE })];
    expect(refusalAfter(past)).toBeUndefined();
    expect(refusalAfter(past, {}, [ASKER, EVE])).toBe('too_many_requests');
  });

  it('is told first what cannot be asked at all', () => {
    expect(refusalAfter(asked(30), noRule())).toBe('no_rule');
    expect(refusalAfter(asked(30), { stopAll: 'no' })).toBe('frozen');
  });
});

it('records of older versions, which hold none of this, are read as before', () => {
  const life = approved();
  const added = new Set(['person', 'afterMs', 'earlier', 'again', 'readingMs']);
  const old: readonly Recorded[] = life.log.map((recorded) => ({
    ...recorded,
    event: storedEvent(JSON.stringify(recorded.event, (key, value: unknown) => (added.has(key) ? undefined : value))),
  }));
  expect(fold(old)).toMatchObject({
    ...{ phase: 'approved', requester: ASKER, approvals: [{ by: BEN }] },
    ...{ earlier: [], again: null, hasty: [], askedAt: START },
  });
});

/** A one-time code besides the click: for this person, this request and this question, and for nothing else. */
import { alone } from '../support/family.ts';
import { describe, expect, it } from 'vitest';
import type { Inspection } from '../../src/operation/inspection.ts';
import type { Operation } from '../../src/operation/operation.ts';
import type { CodeFacts } from '../../src/people/authorise.ts';
import { decide } from '../../src/request/decide/decide.ts';
import {
  ANN,
  ASKER,
  BEN,
  EVE,
  inspectionOf,
  type Life,
  lost,
  MINUTE,
  newLife,
  observed,
  orders,
  ordersMain,
  policyOf,
  policyUnder,
  requestCommand,
  rule,
  running,
  taskOf,
  waiting,
  unheld,
} from '../support/request.ts';

const withCode = { oneTimeCode: true } as const;
const enrolled: CodeFacts = { kind: 'none', standing: 'enrolled' };

function given(life: Life, change: Partial<Extract<CodeFacts, { kind: 'right' }>> = {}): CodeFacts {
  return { kind: 'right', step: 7, at: life.now, ...change };
}

function approve(life: Life, by: string, code?: CodeFacts, round = life.state().round) {
  const clicked = { at: life.now, sincePostMs: null };
  return {
    type: 'approve',
    audience: 'own',
    ...unheld,
    person: life.person(by),
    round,
    clicked,
    ...(code && { code }),
  } as const;
}

/** Ben clicked, and was asked for his code. */
function asked(life = waiting(withCode), by = BEN): Life {
  life.now += MINUTE;
  return life.tellInVain(approve(life, by, enrolled));
}

describe('an approval that takes a one-time code', () => {
  it('asks for it at the click, for exactly this question, and that is on record', () => {
    const life = asked();
    const { inspection } = life.state();
    expect(inspection).not.toBeNull();
    expect(life.last()).toEqual({
      type: 'code_asked',
      by: BEN,
      round: 1,
      digest: life.state().codesAsked[0]?.digest,
      person: life.person(BEN),
    });
    expect(life.state()).toMatchObject({ phase: 'waiting', approvals: [] });
    // A second click asks again, and says it once.
    expect(life.ask(approve(life, BEN, enrolled))).toEqual({ events: [], refusal: { code: 'code_needed' } });
  });

  it('counts with a right code, which stands beside it', () => {
    const life = asked();
    life.now += 20_000;
    life.tell(approve(life, BEN, given(life)));
    expect(life.last()).toMatchObject({ type: 'approved', by: BEN, code: { step: 7, at: life.now } });
    expect(life.last()).toMatchObject({ digest: life.state().codesAsked[0]?.digest });
    expect(life.state().phase).toBe('approved');
  });

  it.each([
    ['not_enrolled', 'code_not_enrolled'],
    ['locked', 'code_locked'],
    ['unavailable', 'code_unavailable'],
  ] as const)('of an account that is %s is refused, on record', (standing, code) => {
    const life = waiting(withCode);
    expect(life.ask(approve(life, BEN, { kind: 'none', standing }))).toMatchObject({
      events: [{ type: 'attempt_refused', by: BEN, act: 'approve', code }],
      refusal: { code },
    });
  });

  it('of which nothing is known is refused', () => {
    const life = waiting(withCode);
    expect(life.ask(approve(life, BEN)).refusal).toEqual({ code: 'code_unavailable' });
  });

  it('is void for whoever was not asked', () => {
    const life = asked();
    expect(life.ask(approve(life, ANN, given(life)))).toMatchObject({
      events: [{ type: 'attempt_refused', by: ANN, code: 'code_void' }],
    });
    const untouched = waiting(withCode);
    expect(untouched.ask(approve(untouched, BEN, given(untouched))).refusal).toEqual({ code: 'code_void' });
  });

  it('is void for another digest than the one that was asked about', () => {
    const life = asked();
    const state = { ...life.state(), codesAsked: [{ by: BEN, digest: 'of something else' }] };
    expect(decide(state, approve(life, BEN, given(life)), life.now).refusal).toEqual({ code: 'code_void' });
  });

  it('is void ten minutes after the code was taken, and in the future', () => {
    const life = asked();
    life.now += 11 * MINUTE;
    const refusalAt = (at: number) => life.ask(approve(life, BEN, given(life, { at }))).refusal?.code;
    expect(refusalAt(life.now - 10 * MINUTE)).toBeUndefined();
    expect(refusalAt(life.now - 10 * MINUTE - 1)).toBe('code_void');
    expect(refusalAt(life.now + 10 * MINUTE + 1)).toBe('code_void');
  });

  it('is asked for anew when the question changes: the digest is another', () => {
    const life = asked();
    life.tell(approve(life, BEN, given(life)));
    const [before] = life.state().codesAsked;
    life.now += 2_000;
    life.tell(life.claim({ policy: policyUnder(life.state().rule, 'p9') }));
    expect(life.state()).toMatchObject({ phase: 'waiting', round: 2, codesAsked: [], approvals: [] });
    expect(life.ask(approve(life, BEN, given(life))).refusal).toEqual({ code: 'code_void' });
    expect(life.ask(approve(life, BEN, given(life), 1)).refusal).toEqual({ code: 'card_changed' });
    asked(life);
    expect(life.state().codesAsked[0]?.digest).not.toBe(before?.digest);
    expect(life.ask(approve(life, BEN, given(life))).refusal).toBeNull();
  });

  it('asks nobody for a code who may not approve anyway, nor where nothing is to approve', () => {
    const life = waiting(withCode);
    const by = (id: string) => life.ask(approve(life, id, enrolled)).refusal?.code;
    expect([by(EVE), by(ASKER)]).toEqual(['not_an_approver', 'own_request']);
    expect(life.ask(approve(life, BEN, enrolled, 9)).refusal).toEqual({ code: 'card_changed' });
    life.now = life.state().expiresAt;
    expect(by(BEN)).toBe('window_passed');
  });

  it('is asked for its code after it was read', () => {
    const life = waiting({ ...withCode, readingMs: 5_000 });
    expect(life.ask(approve(life, BEN, enrolled)).refusal).toEqual({ code: 'too_fast' });
    life.now += 5_000;
    expect(life.ask(approve(life, BEN, enrolled)).refusal).toEqual({ code: 'code_needed' });
  });

  it('is needed of each approver', () => {
    const life = asked(waiting({ ...withCode, approvals: 2 }));
    life.tell(approve(life, BEN, given(life)));
    expect(life.state().phase).toBe('waiting');
    asked(life, ANN);
    life.tell(approve(life, ANN, given(life)));
    expect(life.state().phase).toBe('approved');
  });

  it('that came into the log without one is counted by no claim', () => {
    const life = asked();
    life.tell(approve(life, BEN, given(life)));
    life.now += 1_000;
    expect(life.ask(life.claim()).events).toMatchObject([{ type: 'call_claimed' }]);
    const [approval] = life.state().approvals;
    expect(approval).toMatchObject({ by: BEN, code: true });
    const policy = policyUnder(life.state().rule);
    const claim = life.claim({ policy });
    const unproven = { ...life.state(), approvals: life.state().approvals.map((one) => ({ ...one, code: false })) };
    expect(decide(unproven, claim, life.now).events).toMatchObject([{ type: 'returned', differences: [] }]);
  });
});

describe('it is asked for', () => {
  it('to send a failover again, and for its remedies', () => {
    const again = lost({ ...withCode });
    again.tell(again.resend(ANN));
    expect(again.ask(approve(again, BEN, enrolled)).refusal).toEqual({ code: 'code_needed' });
    const failed = observed(running(withCode), taskOf('SF', 'FAILED'));
    failed.tell(failed.propose('retry', ANN));
    expect(failed.ask(approve(failed, BEN, enrolled)).refusal).toEqual({ code: 'code_needed' });
    failed.tellInVain(approve(failed, BEN, enrolled));
    failed.tell(approve(failed, BEN, given(failed)));
    expect(failed.state()).toMatchObject({ phase: 'approved', proposal: { kind: 'remedy' } });
    expect(failed.ask(failed.claimRemedy()).events).toMatchObject([{ type: 'remedy_claimed' }]);
  });

  it('not by other rules, nor for a switchover, nor to reject', () => {
    const life = waiting();
    expect(life.ask(approve(life, BEN)).refusal).toBeNull();
    const planned = newLife();
    const policy = policyOf({ ...withCode, operations: ['switchover'] });
    planned.tell(requestCommand(planned, { policy, operation: switchover }));
    planned.tell({ type: 'inspect', family: alone, inspection: readingOfPair(planned.now) });
    expect(planned.ask(approve(planned, BEN)).refusal).toBeNull();
    const no = waiting(withCode);
    expect(no.ask(no.click('reject', BEN)).refusal).toBeNull();
  });
});

/** A primary and its standby, both well. */
function readingOfPair(at: number): Inspection {
  const standby = { role: 'STANDBY', status: 'NORMAL', primary: ordersMain } as const;
  return inspectionOf(at, { tenantId: ordersMain.tenantId, role: 'PRIMARY', primary: null, standby });
}

const switchover: Operation = {
  kind: 'switchover',
  stopRule: 'stop_at_failure',
  targets: [{ kind: 'switchover', tenant: ordersMain, standby: orders, standbyOcpClusterId: null }],
};

describe('a code that did not count', () => {
  it('is on record with why, and until when none is looked at', () => {
    const life = asked();
    life.tell({ type: 'refuse_code', by: BEN, round: 1, why: 'wrong', until: life.now + 1 });
    expect(life.last()).toEqual({ type: 'code_refused', by: BEN, round: 1, why: 'wrong', until: life.now + 1 });
    expect(life.state().phase).toBe('waiting');
  });

  it('is nothing where none is asked for', () => {
    const life = waiting();
    const refused = { type: 'refuse_code', by: BEN, round: 1, why: 'wrong', until: null } as const;
    expect(life.ask(refused)).toEqual({ events: [], refusal: { code: 'not_now' } });
    expect(rule.oneTimeCode).toBeUndefined();
  });
});

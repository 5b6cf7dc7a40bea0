import { describe, expect, it } from 'vitest';
import { accept, batchClaimed, doubt, failoverOfAll, ledger, prove, readingOfAll, rollBack } from '../support/batch.ts';
import {
  ANN,
  approved,
  ASKER,
  BEN,
  blocker,
  claimed,
  EVE,
  inspectionOf,
  type Life,
  lost,
  MINUTE,
  noRule,
  observed,
  orders,
  policyOf,
  proposed,
  proving,
  running,
  START,
  taskOf,
  waiting,
} from '../support/request.ts';

function agreed(): Life {
  const life = proposed();
  return life.tell(life.click('approve', BEN));
}

describe('proposing to send again', () => {
  it('asks the approvers anew: new round, new window, today’s reading, today’s rule, no approval carried over', () => {
    const life = lost();
    const policy = policyOf({ approvalWindowMs: 4 * MINUTE }, 'p2');
    life.tell(life.resend(ANN, { policy, inspection: inspectionOf(life.now, { primaryStatus: null }) }));
    expect(life.state()).toMatchObject({
      phase: 'waiting',
      round: 2,
      approvals: [],
      startBy: null,
      policyVersion: 'p2',
      expiresAt: life.now + 4 * MINUTE,
      inspection: inspectionOf(life.now, { primaryStatus: null }),
      proposal: { kind: 'resend', call: 0, by: ANN, at: life.now },
    });
    expect(life.state().calls).toMatchObject([{ status: 'waiting', attempt: 1 }]);
  });

  it('is for requesters and approvers, on record and of now', () => {
    for (const by of [ASKER, ANN, BEN]) {
      const open = lost();
      expect(open.ask(open.resend(by)).refusal).toBeNull();
    }
    const life = lost();
    expect(life.ask(life.resend(EVE))).toMatchObject({
      events: [{ type: 'attempt_refused', by: EVE, act: 'propose', code: 'not_an_approver' }],
      refusal: { code: 'not_an_approver' },
    });
    const policy = policyOf({ requesters: [ASKER], approvers: [BEN] }, 'p2');
    expect(life.ask(life.resend(ANN, { policy })).refusal).toEqual({ code: 'not_an_approver' });
    const welcomed = policyOf({ requesters: [EVE] }, 'p2');
    expect(life.ask(life.resend(EVE, { policy: welcomed })).refusal).toEqual({ code: 'not_an_approver' });
    expect(life.ask(life.resend(ANN, { policy: noRule() })).refusal).toEqual({ code: 'no_rule' });
  });

  it.each([
    ['waiting', () => waiting()],
    ['approved', () => approved()],
    ['claimed', () => claimed()],
    ['running', running],
    ['proposed already', () => proposed()],
  ] as const)('makes no sense while the request is %s', (_, make) => {
    const life = make();
    expect(life.ask(life.resend(BEN)).refusal).toEqual({ code: 'nothing_to_resend' });
  });
});

describe('a tenant whose role is the new one already', () => {
  it('is not proposed for again: the first call has done its work', () => {
    const life = lost();
    const inspection = inspectionOf(life.now, { role: 'PRIMARY' });
    expect(life.ask(life.resend(ANN, { inspection }))).toEqual({ events: [], refusal: { code: 'unfit' } });
  });

  it('is not called again either, when that shows only after the approval', () => {
    const life = proposed();
    life.tell(life.click('approve', BEN));
    life.tell(life.claim({ inspection: inspectionOf(life.now, { role: 'PRIMARY' }) }));
    expect(life.last()).toMatchObject({
      type: 'returned',
      differences: [{ kind: 'role_changed' }, { kind: 'wrong_role' }],
    });
  });
});

describe('agreeing to send again', () => {
  it('is not for the proposer', () => {
    const life = proposed();
    expect(life.ask(life.click('approve', ANN))).toMatchObject({
      events: [{ type: 'attempt_refused', by: ANN, act: 'approve', code: 'own_request' }],
      refusal: { code: 'own_request' },
    });
  });

  it('is for the requester too, if they are an approver: the proposer is somebody else', () => {
    const life = proposed();
    life.tell(life.click('approve', ASKER));
    life.tell(life.claim());
    expect(life.last()).toMatchObject({ type: 'call_claimed', attempt: 2 });
  });

  it('is on a digest of its own: the approval of the first sending is not enough', () => {
    const life = lost();
    const first = life.log.flatMap(({ event }) => (event.type === 'approved' ? [event.digest] : []));
    life.tell(life.resend(ANN, { inspection: inspectionOf(START) }));
    life.tell(life.click('approve', BEN));
    expect(life.state().approvals.map(({ digest }) => digest)).not.toEqual(first);
    life.tell(life.claim());
    expect(life.last()).toMatchObject({ type: 'call_claimed', call: 0, attempt: 2 });
    expect(life.state()).toMatchObject({ phase: 'executing', proposal: null });
  });

  it('leaves what belongs to the first sending: whatever appeared since then may be ours', () => {
    const life = proposed();
    const [first] = life.state().calls;
    life.tell(life.click('approve', BEN));
    life.tell(life.claim({ baseline: ['7', '8', '900'], ocpTime: life.now }));
    const { baseline, ocpTime } = life.state().calls[0] ?? {};
    expect({ baseline, ocpTime }).toEqual({ baseline: first?.baseline, ocpTime: first?.ocpTime });
  });

  it('checks at the claim that the proposer may still propose', () => {
    const life = agreed();
    life.tell(life.claim({ people: [life.person(ANN, { standing: 'deactivated' }), life.person(BEN)] }));
    expect(life.last()).toMatchObject({
      differences: [{ kind: 'not_authorised', person: ANN, why: 'person_deactivated' }],
    });
    expect(life.state()).toMatchObject({ phase: 'waiting', round: 3, proposal: { by: ANN } });
  });

  it('may be lost, and proposed, again', () => {
    const life = agreed();
    life.tell(life.claim()).tell({ type: 'doubt', call: 0, doubt: 'restarted', why: null });
    life.tell({ type: 'lose', call: 0, searchedUntil: life.now });
    life.tell(life.resend(BEN));
    expect(life.ask(life.click('approve', BEN)).refusal).toEqual({ code: 'own_request' });
    life.tell(life.click('approve', ANN)).tell(life.claim());
    expect(life.last()).toMatchObject({ type: 'call_claimed', attempt: 3 });
  });

  it('is refused for a reading that OCP forbids', () => {
    const life = lost();
    const inspection = inspectionOf(life.now, {}, [blocker]);
    life.tell(life.resend(ANN, { inspection })).tell(life.click('approve', BEN));
    life.tell(life.claim({ inspection }));
    expect(life.last()).toMatchObject({ type: 'returned', differences: [{ kind: 'blocked' }] });
  });
});

describe('a proposal that comes to nothing leaves the first call lost and the request open', () => {
  it.each<[string, (life: Life) => Life, object]>([
    ['rejected', (life) => life.tell(life.click('reject', BEN)), { why: 'rejected', by: BEN }],
    ['withdrawn by its proposer', (life) => life.tell(life.click('withdraw', ANN)), { why: 'withdrawn', by: ANN }],
    ['expired', (life) => later(life, 30 * MINUTE).tell({ type: 'expire' }), { why: 'expired', by: null }],
  ])('%s', (_, close, closed) => {
    for (const make of [proposed, agreed]) {
      const life = make();
      if (make === agreed && closed !== null && 'why' in closed && closed.why === 'expired')
        later(life, 5 * MINUTE).tell({ type: 'expire' });
      close(life);
      expect(life.last()).toEqual({ type: 'proposal_closed', ...closed });
      expect(life.state()).toMatchObject({
        phase: 'executing',
        outcome: null,
        proposal: null,
        approvals: [],
        startBy: null,
      });
      expect(life.state().calls).toMatchObject([{ status: 'lost', attempt: 1 }]);
      expect(life.ask(life.claim()).refusal).toEqual({ code: 'not_now' });
      expect(life.ask(life.resend(BEN)).refusal).toBeNull();
    }
  });

  it('not withdrawn by the requester: it is not theirs', () => {
    expect(proposed().ask(proposed().click('withdraw', ASKER)).refusal).toEqual({ code: 'not_your_request' });
  });

  it('expires on the millisecond', () => {
    const life = later(proposed(), 30 * MINUTE - 1);
    expect(life.ask({ type: 'expire' }).refusal).toEqual({ code: 'not_now' });
    expect(life.ask(life.click('approve', BEN)).refusal).toBeNull();
    later(life, 1);
    expect(life.ask({ type: 'expire' }).refusal).toBeNull();
    expect(life.ask(life.click('approve', BEN)).refusal).toEqual({ code: 'window_passed' });
  });

  it.each([
    ['proposed', proposed],
    ['agreed', agreed],
  ] as const)('overtaken: the first call’s task turns up while it is %s', (_, make) => {
    const life = make().tell({ type: 'find', call: 0, tasks: [taskOf('r.', 'RUNNING')] });
    expect(life.log.slice(-2).map(({ event }) => event)).toMatchObject([
      { type: 'proposal_closed', why: 'overtaken', by: null },
      { type: 'call_found', call: 0 },
    ]);
    expect(life.state()).toMatchObject({ phase: 'executing', proposal: null });
    expect(life.state().calls).toMatchObject([{ status: 'accepted', attempt: 1 }]);
    expect(life.ask(life.claim()).refusal).toEqual({ code: 'not_now' });
  });
});

describe('a resend that is proposed when an earlier call fails after all', () => {
  it('is not recorded as never sent: what was lost stays lost', () => {
    const life = prove(accept(batchClaimed(failoverOfAll('stop_at_failure', orders, ledger)), 0), 0);
    doubt(life.tell(life.claim()), 1).tell({ type: 'lose', call: 1, searchedUntil: life.now });
    life.tell(life.resend(ANN, { inspection: readingOfAll(life.now, life.state().operation) }));
    rollBack(life, 0);
    expect(life.log.map(({ event }) => event.type)).not.toContain('call_stopped');
    expect(life.state()).toMatchObject({ phase: 'waiting', proposal: { kind: 'resend', call: 1 } });
    life.tell(life.click('reject', BEN));
    expect(life.state().calls[1]?.status).toBe('lost');
  });
});

describe('abandoning', () => {
  const failed = () => observed(running(), taskOf('SF', 'FAILED'));
  const unclear = () => observed(running(), taskOf('r.', 'unknown:PAUSED'));
  const doubted = () => {
    const life = later(proving(), 4 * MINUTE);
    return life.tell({
      type: 'read_roles',
      call: 0,
      tenantId: '2001',
      roles: [{ tenantId: '2001', role: 'STANDBY' }],
      readAt: life.now,
      waitedMs: 0,
    });
  };

  it.each([
    ['lost', () => lost()],
    ['failed', failed],
    ['unclear', unclear],
    ['doubted', doubted],
  ] as const)('ends a request that is %s, by one authorised person: nothing is sent', (_, make) => {
    for (const by of [ASKER, BEN]) {
      const life = make();
      life.tell(life.click('abandon', by));
      expect(life.log.slice(-2).map(({ event }) => event)).toMatchObject([
        { type: 'abandoned', by },
        { type: 'ended', outcome: 'abandoned' },
      ]);
      expect(life.state()).toMatchObject({ phase: 'ended', outcome: 'abandoned', closed: { by } });
    }
  });

  it.each([
    ['waiting', () => waiting()],
    ['approved', () => approved()],
    ['claimed', () => claimed()],
    ['running', running],
    ['proving its role', proving],
    ['asked to be sent again', () => proposed()],
  ] as const)('does not fit a request that is %s', (_, make) => {
    const life = make();
    expect(life.ask(life.click('abandon', BEN)).refusal).toEqual({ code: 'nothing_to_abandon' });
  });

  it('is not for strangers; the attempt is on record', () => {
    const life = lost();
    expect(life.ask(life.click('abandon', EVE)).events).toMatchObject([
      { type: 'attempt_refused', by: EVE, act: 'abandon', code: 'not_an_approver' },
    ]);
  });
});

function later(life: Life, ms: number): Life {
  life.now += ms;
  return life;
}

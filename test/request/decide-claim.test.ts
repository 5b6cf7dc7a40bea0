import { describe, expect, it } from 'vitest';
import { type Inspection, updated } from '../../src/operation/inspection.ts';
import type { Command } from '../../src/request/commands.ts';
import { decide as decideOn } from '../../src/request/decide/decide.ts';
import type { Policy } from '../../src/policy/policy.ts';
import {
  ANN,
  approved,
  ASKER,
  BEN,
  blocker,
  checking,
  claimed,
  DBAS,
  EVE,
  failoverOf,
  inspectionOf,
  type Life,
  lost,
  memberAt,
  MINUTE,
  noRule,
  ordersMain,
  policyOf,
  policyUnder,
  readingOf,
  rule,
  running,
  START,
  targetOf,
  unknown,
  waiting,
  warning,
} from '../support/request.ts';

type Claim = Extract<Command, { type: 'claim' }>;

/** What the claim was sent back for; `claimed` when it was not. */
function foundBy(life: Life, change: Partial<Claim> = {}) {
  const [event, ...more] = life.ask(life.claim(change)).events;
  expect(more).toEqual([]);
  if (event?.type === 'call_claimed') return 'claimed';
  return event?.type === 'returned' ? event.differences : 'refused';
}

describe('a claim of what is exactly as approved', () => {
  it('is the one event before the call: attempt, digest, people as read, baseline, OCP’s clock', () => {
    const life = approved();
    life.now += 2_000;
    const people = [life.person(ASKER), life.person(BEN)];
    life.tell(life.claim({ people, baseline: ['7', '8'], ocpTime: 42 }));
    expect(life.last()).toEqual({
      type: 'call_claimed',
      call: 0,
      attempt: 1,
      digest: life.state().approvals[0]?.digest,
      people,
      baseline: ['7', '8'],
      ocpTime: 42,
    });
    expect(life.state()).toMatchObject({ phase: 'executing' });
    expect(life.state().calls).toMatchObject([
      { status: 'claimed', attempt: 1, claimedAt: life.now, baseline: ['7', '8'], ocpTime: 42 },
    ]);
  });

  it('may have other figures than those that were shown', () => {
    const life = approved({}, [warning]);
    const items = [{ ...warning, text: 'lag is 900 ms' }];
    expect(foundBy(life, { inspection: inspectionOf(life.now, { primaryStatus: 'NORMAL' }, items) })).toBe('claimed');
  });

  it.each([
    ['a minute old', -MINUTE, 'claimed'],
    ['older than a minute', -MINUTE - 1, 'refused'],
    ['dated a minute ahead, by a clock that was set back since', MINUTE, 'claimed'],
    ['dated more than a minute ahead', MINUTE + 1, 'refused'],
  ])('needs a reading of OCP that is of now: %s', (_, shift, outcome) => {
    const life = approved();
    expect(foundBy(life, { inspection: inspectionOf(life.now + shift) })).toBe(outcome);
  });

  it('may be approved through a group that the approver is still in', () => {
    const life = waiting();
    life.tell(life.click('approve', EVE, { groups: [DBAS] }));
    const people = [life.person(ASKER), life.person(EVE, { groups: [DBAS] })];
    expect(foundBy(life, { people })).toBe('claimed');
  });
});

describe('a claim is sent back', () => {
  const { tenantId } = readingOf();
  const precheck = { ...readingOf().precheck, passed: false };

  it.each<[string, Inspection, ...object[]]>([
    [
      'another role',
      inspectionOf(START, { role: 'PRIMARY' }),
      { kind: 'role_changed', from: 'STANDBY', to: 'PRIMARY' },
      { kind: 'wrong_role', role: 'PRIMARY', needed: 'STANDBY' },
    ],
    ['another primary', inspectionOf(START, { primary: null }), { kind: 'primary_changed', to: null }],
    ['a blocking item', inspectionOf(START, {}, [blocker]), { kind: 'blocked' }],
    ['a bare no', inspectionOf(START, { precheck }), { kind: 'blocked_unexplained' }],
    [
      'a warning nobody saw',
      inspectionOf(START, {}, [warning]),
      { kind: 'new_warning', text: 'lag is 12 ms', code: 'OBE26107' },
    ],
    [
      'a task on the tenant',
      inspectionOf(START, { runningTask: { id: '5', name: 'Backup' } }),
      { kind: 'task_running' },
    ],
    ['silence about the tenant', { at: START, targets: [] }, { kind: 'untold' }],
  ])('for %s, with the difference and the newest reading on record', (_, inspection, ...differences) => {
    const life = approved();
    expect(foundBy(life, { inspection })).toMatchObject(differences.map((difference) => ({ tenantId, ...difference })));
    const known = life.state().inspection;
    life.tell(life.claim({ inspection }));
    expect(life.last()).toMatchObject({ type: 'returned', inspection });
    // Of a tenant on which OCP was silent, the last reading is still the newest.
    const newest = { inspection: updated(known, inspection) };
    expect(life.state()).toMatchObject({ phase: 'waiting', round: 2, approvals: [], startBy: null, ...newest });
    expect(life.state().calls).toMatchObject([{ status: 'waiting', attempt: 0 }]);
    expect(life.state().differences).toHaveLength(differences.length);
  });

  it('for a role it is not for, also when the approvers have agreed to that role since', () => {
    const life = approved();
    const inspection = () => inspectionOf(life.now, { role: 'PRIMARY' });
    life.tell(life.claim({ inspection: inspection() })).tell(life.click('approve', BEN));
    expect(foundBy(life, { inspection: inspection() })).toEqual([
      { kind: 'wrong_role', tenantId, role: 'PRIMARY', needed: 'STANDBY' },
    ]);
    // Once it is a standby again, that has to be agreed to as well.
    life.tell(life.claim({ inspection: inspectionOf(life.now) })).tell(life.click('approve', BEN));
    expect(foundBy(life)).toBe('claimed');
  });

  it.each<[string, Policy, string]>([
    ['that changed', policyOf({}, 'p2'), 'policy_changed'],
    ['that has no rule for this any more', noRule(), 'no_rule'],
  ])('for a policy %s', (_, policy, kind) => {
    expect(foundBy(approved(), { policy })).toEqual([{ kind, from: 'p1', to: 'p2' }]);
  });

  it('under the new rule, with the new rule’s number and window', () => {
    const life = approved();
    life.tell(life.claim({ policy: policyOf({ approvals: 2, approvalWindowMs: 9 * MINUTE }, 'p2') }));
    expect(life.state()).toMatchObject({
      policyVersion: 'p2',
      expiresAt: life.now + 9 * MINUTE,
      rule: { approvals: 2 },
    });
    life.tell(life.click('approve', BEN));
    expect(life.state().phase).toBe('waiting');
    life.tell(life.click('approve', ANN));
    expect(foundBy(life, { policy: policyOf({ approvals: 2, approvalWindowMs: 9 * MINUTE }, 'p2') })).toBe('claimed');
  });

  it('each time anew while no rule covers it: approving does not help', () => {
    const life = approved();
    const policy = noRule();
    life.tell(life.claim({ policy }));
    life.tell(life.click('approve', BEN));
    expect(foundBy(life, { policy })).toHaveLength(1);
  });

  it.each<[string, Claim['people'], string, string]>([
    [
      'an approver was deactivated',
      [memberAt(START + MINUTE, ASKER), memberAt(START + MINUTE, BEN, { standing: 'deactivated' })],
      BEN,
      'person_deactivated',
    ],
    [
      'an approver became a guest',
      [memberAt(START + MINUTE, ASKER), memberAt(START + MINUTE, BEN, { standing: 'guest' })],
      BEN,
      'person_guest',
    ],
    [
      'Slack does not tell about an approver',
      [memberAt(START + MINUTE, ASKER), memberAt(START + MINUTE, BEN, { standing: 'unread' })],
      BEN,
      'person_unread',
    ],
    [
      'an approver was read too long ago',
      [memberAt(START + MINUTE, ASKER), memberAt(START - 1, BEN)],
      BEN,
      'person_unread',
    ],
    ['an approver was not read at all', [memberAt(START + MINUTE, ASKER)], BEN, 'person_unread'],
    [
      'the requester was deactivated',
      [memberAt(START + MINUTE, ASKER, { standing: 'deactivated' }), memberAt(START + MINUTE, BEN)],
      ASKER,
      'person_deactivated',
    ],
    ['the requester was not read at all', [memberAt(START + MINUTE, BEN)], ASKER, 'person_unread'],
    [
      'only strangers were read',
      [memberAt(START + MINUTE, BEN), memberAt(START + MINUTE, EVE)],
      ASKER,
      'person_unread',
    ],
  ])('where %s', (_, people, person, why) => {
    expect(foundBy(approved(), { people })).toEqual([{ kind: 'not_authorised', person, why }]);
  });

  it('where an approver left the group through which they might approve, or it could not be read', () => {
    const life = waiting();
    life.tell(life.click('approve', EVE, { groups: [DBAS] }));
    const gone = [life.person(ASKER), life.person(EVE, { groups: [] })];
    expect(foundBy(life, { people: gone })).toEqual([{ kind: 'not_authorised', person: EVE, why: 'not_an_approver' }]);
    const unread = [life.person(ASKER), life.person(EVE, { groups: null })];
    expect(foundBy(life, { people: unread })).toEqual([{ kind: 'not_authorised', person: EVE, why: 'groups_unread' }]);
  });

  it('where the rule of now lists the approver, or the requester, no more', () => {
    expect(foundBy(approved(), { policy: policyOf({ approvers: [ANN] }, 'p2') })).toEqual([
      { kind: 'policy_changed', from: 'p1', to: 'p2' },
      { kind: 'not_authorised', person: BEN, why: 'not_an_approver' },
    ]);
    expect(foundBy(approved(), { policy: policyOf({ requesters: [ANN] }, 'p2') })).toContainEqual({
      kind: 'not_authorised',
      person: ASKER,
      why: 'not_a_requester',
    });
  });

  it('for any one of several approvers', () => {
    const life = waiting({ approvals: 2 });
    life.tell(life.click('approve', ANN)).tell(life.click('approve', BEN));
    const people = [life.person(ASKER), life.person(ANN, { standing: 'deactivated' }), life.person(BEN)];
    expect(foundBy(life, { people })).toEqual([{ kind: 'not_authorised', person: ANN, why: 'person_deactivated' }]);
    expect(foundBy(life)).toBe('claimed');
  });

  it('with every difference at once', () => {
    const life = approved();
    life.now += 5 * MINUTE;
    const inspection = inspectionOf(life.now, { role: 'PRIMARY', primary: ordersMain }, [blocker]);
    const found = foundBy(life, { inspection, policy: policyOf({}, 'p2'), people: [life.person(ASKER)] });
    expect(found).toMatchObject([
      { kind: 'role_changed' },
      { kind: 'blocked' },
      { kind: 'wrong_role' },
      { kind: 'policy_changed' },
      { kind: 'not_authorised', person: BEN },
      { kind: 'start_window_passed' },
    ]);
  });

  it('at the end of the start window, not a millisecond before; the timer is not needed for that', () => {
    const life = approved();
    life.now = START + 6 * MINUTE - 1;
    expect(foundBy(life)).toBe('claimed');
    life.now += 1;
    expect(foundBy(life)).toEqual([{ kind: 'start_window_passed' }]);
    life.now += 1;
    expect(foundBy(life)).toEqual([{ kind: 'start_window_passed' }]);
  });
});

describe('a claim counts approvals itself, whatever the log came to hold', () => {
  /** A log in which the approvals are as given, as no decision of ours would write it. */
  function withApprovals(approvals: readonly { readonly by: string; readonly digest?: string }[], needed = 1): Life {
    const life = approved({ approvals: 1 });
    const state = life.state();
    const digest = state.approvals[0]?.digest ?? '';
    const changed = {
      ...state,
      rule: { ...rule, approvals: needed },
      approvals: approvals.map((approval) => ({
        at: START,
        digest,
        code: false,
        afterStop: 0,
        about: 'request' as const,
        ...approval,
      })),
    };
    const other = { ...life, state: () => changed };
    return { ...other, ask: (command) => decideOn(changed, command, life.now) };
  }

  it('and takes one of somebody else on this very digest', () => {
    expect(asked(withApprovals([{ by: BEN }]))).toBe('call_claimed');
  });

  it.each([
    ['none', [], 1],
    ['one on another digest', [{ by: BEN, digest: 'f'.repeat(64) }], 1],
    ['one of two needed', [{ by: BEN }], 2],
    ['the same person twice', [{ by: BEN }, { by: BEN }], 2],
    ['two, one of them on another digest', [{ by: BEN }, { by: ANN, digest: '' }], 2],
    ['the asker’s own', [{ by: ASKER }], 1],
    ['the asker’s own beside one other', [{ by: ASKER }, { by: BEN }], 2],
  ])('and sends back %s', (_, approvals, needed) => {
    expect(asked(withApprovals(approvals, needed))).toBe('returned');
  });

  it('and an approval does not hold for other targets, parameters or verdicts than its own', () => {
    const life = approved();
    const state = life.state();
    const operation = failoverOf(targetOf({ serviceName: 'slipped_in' }));
    const claim = life.claim();
    expect(decideOn(state, claim, life.now).events[0]?.type).toBe('call_claimed');
    expect(decideOn({ ...state, operation }, claim, life.now).events[0]?.type).toBe('returned');
    const inspection = inspectionOf(START, {}, [warning]);
    const same = { ...claim, inspection };
    expect(decideOn({ ...state, inspection }, same, life.now).events[0]?.type).toBe('returned');
  });

  function asked(life: Life) {
    return life.ask(life.claim({ policy: policyUnder(life.state().rule) })).events[0]?.type;
  }
});

describe('a call is claimed once', () => {
  it.each([
    ['being checked', checking],
    ['waiting for approval', () => waiting()],
    ['claimed', () => claimed()],
    ['unknown', () => unknown()],
    ['lost', () => lost()],
    ['running', running],
  ] as const)('not while it is %s', (_, make) => {
    const life = make();
    expect(life.ask(life.claim())).toEqual({ events: [], refusal: { code: 'not_now' } });
  });

  it('not after the end', () => {
    const life = approved();
    life.tell(life.click('reject', ANN));
    expect(life.ask(life.claim())).toEqual({ events: [], refusal: { code: 'already_ended' } });
  });

  it('and no other call than the next', () => {
    const life = approved();
    for (const call of [-1, 1, 2]) expect(life.ask(life.claim({ call })).refusal).toEqual({ code: 'not_now' });
  });
});

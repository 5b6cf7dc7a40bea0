import { describe, expect, it } from 'vitest';
import { digestOf } from '../../src/operation/digest.ts';
import {
  ANN,
  approved,
  ASKER,
  BEN,
  checking,
  claimed,
  DBAS,
  EVE,
  inspectionOf,
  type Life,
  MINUTE,
  START,
  waiting,
  unheld,
} from '../support/request.ts';

function refusalOf(life: Life, by: string, change: Parameters<Life['click']>[2] = {}) {
  return life.ask(life.click('approve', by, change)).refusal?.code ?? 'approved';
}

describe('approving', () => {
  it('puts on record who, as read at the click, on which digest, and until when it may start', () => {
    const life = waiting();
    life.now += 4 * MINUTE;
    life.tell(life.click('approve', BEN));
    const { operation, inspection, policyVersion } = life.state();
    if (!inspection) throw new Error('not inspected');
    expect(life.last()).toEqual({
      type: 'approved',
      afterMs: 4 * MINUTE,
      by: BEN,
      round: 1,
      digest: digestOf({ operation, inspection, policyVersion, question: { round: 1, proposal: null } }),
      person: { id: BEN, standing: 'member', groups: [], readAt: life.now },
      startBy: life.now + 5 * MINUTE,
    });
    expect(life.state()).toMatchObject({ phase: 'approved', startBy: life.now + 5 * MINUTE });
  });

  it('may be done through a user group', () => {
    expect(refusalOf(waiting(), EVE, { groups: [DBAS] })).toBe('approved');
  });

  it('is refused for one’s own request, and the attempt is on record', () => {
    const life = waiting();
    expect(life.ask(life.click('approve', ASKER))).toMatchObject({
      events: [{ type: 'attempt_refused', by: ASKER, act: 'approve', code: 'own_request' }],
      refusal: { code: 'own_request' },
    });
  });

  it.each([
    ['a stranger', EVE, {}, 'not_an_approver'],
    ['a stranger whose groups could not be read', EVE, { groups: null }, 'groups_unread'],
    ['a guest', BEN, { standing: 'guest' }, 'person_guest'],
    ['somebody of another organisation', BEN, { standing: 'external' }, 'person_external'],
    ['an account deactivated meanwhile', BEN, { standing: 'deactivated' }, 'person_deactivated'],
    ['a bot', BEN, { standing: 'bot' }, 'person_bot'],
    ['somebody Slack could not tell about', BEN, { standing: 'unread' }, 'person_unread'],
    ['somebody read too long ago', BEN, { readAt: START - MINUTE - 1 }, 'person_unread'],
  ] as const)('is refused to %s, on record, and the question stays open', (_, by, change, code) => {
    const life = waiting();
    const decision = life.ask(life.click('approve', by, change));
    expect(decision).toMatchObject({
      events: [{ type: 'attempt_refused', by, act: 'approve', code }],
      refusal: { code },
    });
    expect(refusalOf(life, ANN)).toBe('approved');
  });

  it('is possible to the last millisecond of the window, and not after', () => {
    const life = waiting();
    life.now = START + 30 * MINUTE - 1;
    expect(refusalOf(life, BEN)).toBe('approved');
    life.now += 1;
    expect(refusalOf(life, BEN)).toBe('window_passed');
    life.now += 1;
    expect(refusalOf(life, BEN)).toBe('window_passed');
  });

  it('has to wait for the first reading', () => {
    const life = checking();
    expect(refusalOf(life, BEN)).toBe('still_checking');
  });

  it('counts only for the question that the button stood under', () => {
    const life = waiting();
    for (const round of [0, 2, Number.NaN])
      expect(
        life.ask({ type: 'approve', audience: 'own', ...unheld, person: life.person(BEN), round }).refusal,
      ).toEqual({
        code: 'card_changed',
      });
  });

  it('does not carry over to a changed question', () => {
    const life = approved();
    const old = life.click('approve', ANN);
    life.tell(life.claim({ inspection: inspectionOf(life.now, { role: 'PRIMARY' }) }));
    expect(life.state()).toMatchObject({ phase: 'waiting', round: 2, approvals: [] });
    expect(life.ask(old).refusal).toEqual({ code: 'card_changed' });
    expect(refusalOf(life, BEN)).toBe('approved');
  });

  it('comes too late, and says so, once enough agreed, once sent, once ended', () => {
    expect(refusalOf(approved(), ANN)).toBe('already_approved');
    expect(refusalOf(approved(), BEN)).toBe('already_approved');
    expect(refusalOf(claimed(), ANN)).toBe('already_sent');
    const ended = waiting();
    ended.tell(ended.click('reject', ANN));
    expect(refusalOf(ended, BEN)).toBe('already_ended');
    expect(refusalOf(ended, EVE)).toBe('already_ended');
  });
});

describe('several approvals', () => {
  it('are each on record; the last one needed opens the start window', () => {
    const life = waiting({ approvals: 2 });
    life.tell(life.click('approve', ANN));
    expect(life.last()).toMatchObject({ type: 'approved', startBy: null });
    expect(life.state()).toMatchObject({ phase: 'waiting', startBy: null });
    life.now += 10 * MINUTE;
    life.tell(life.click('approve', BEN));
    expect(life.state()).toMatchObject({ phase: 'approved', startBy: life.now + 5 * MINUTE });
    expect(life.state().approvals.map(({ by }) => by)).toEqual([ANN, BEN]);
    expect(new Set(life.state().approvals.map(({ digest }) => digest)).size).toBe(1);
  });

  it('are of different people: the same one twice counts once', () => {
    const life = waiting({ approvals: 2 });
    life.tell(life.click('approve', BEN));
    expect(life.ask(life.click('approve', BEN))).toEqual({ events: [], refusal: { code: 'already_approved_by_you' } });
    expect(refusalOf(life, ASKER)).toBe('own_request');
    expect(refusalOf(life, ANN)).toBe('approved');
  });

  it('share one window: an early one does not lengthen it', () => {
    const life = waiting({ approvals: 2 });
    life.now = START + 29 * MINUTE;
    life.tell(life.click('approve', ANN));
    life.now = START + 30 * MINUTE;
    expect(refusalOf(life, BEN)).toBe('window_passed');
  });
});

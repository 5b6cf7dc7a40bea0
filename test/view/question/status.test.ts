/** Where a request stands: what its card says first. */
import { describe, expect, it } from 'vitest';
import { againFor, againOf, approvalsOf, statusOf } from '../../../src/view/question/status.ts';
import { unreachable } from '../../support/causes.ts';
import {
  ALICE,
  approve,
  BOB,
  CAROL,
  claim,
  claimed,
  claimRemedy,
  observe,
  propose,
  proven,
  running,
  START,
  standby,
  story,
  task,
  waiting,
} from '../../slack/render/story.ts';

const seen = task('F....', { status: 'FAILED' });
const proposed = () => propose(observe(running(), seen), 'retry', seen);
const rejected = () => {
  const told = waiting();
  told.now += 60_000;
  told.tell({ type: 'reject', person: told.person(BOB), round: 1 });
  return told.tell({ type: 'give_reason', by: BOB, reason: ' not now ' });
};
const notSent = () => claimed().tell({ type: 'not_sent', call: 0, code: 'ocp_unreachable', why: unreachable });
const returned = () => claim(approve(waiting()), { role: 'PRIMARY' });

describe('a request', () => {
  it('is checked, then put to its approvers, then sent', () => {
    expect(statusOf(story().state())).toEqual({ kind: 'checking' });
    expect(statusOf(approve(waiting({ rule: { approvals: 2 } })).state())).toEqual({
      kind: 'question',
      proposal: null,
      have: 1,
      need: 2,
      expiresAt: START + 1_800_000,
      rest: [],
    });
    const approved = { kind: 'approved', what: 'call', isAgain: false, startBy: START + 300_000 };
    expect(statusOf(approve(waiting()).state())).toEqual(approved);
    expect(statusOf(running().state())).toEqual({ kind: 'executing' });
  });

  it('whose call did not leave is sent again', () => {
    expect(statusOf(notSent().state())).toMatchObject({ kind: 'approved', what: 'call', isAgain: true });
  });

  it('asks about what is proposed for its failed task', () => {
    expect(statusOf(proposed().state())).toMatchObject({
      kind: 'question',
      have: 0,
      proposal: { kind: 'remedy', by: BOB },
    });
    const approved = approve(proposed(), CAROL);
    expect(statusOf(approved.state())).toMatchObject({ kind: 'approved', what: 'remedy', isAgain: false });
    const again = claimRemedy(proposed(), seen);
    again.tell({ type: 'not_sent_remedy', taskId: '12022226', code: 'ocp_unreachable', why: unreachable });
    expect(statusOf(again.state())).toMatchObject({ kind: 'approved', what: 'remedy', isAgain: true });
  });

  it('has ended by somebody, for a reason, or by itself', () => {
    const end = { kind: 'ended', at: START + 60_000, isEarly: false };
    expect(statusOf(rejected().state())).toEqual({ ...end, outcome: 'rejected', by: BOB, reason: 'not now' });
    expect(statusOf(proven().state())).toMatchObject({ outcome: 'succeeded', by: null, reason: null, isEarly: false });
    const unfit = waiting({ reading: { role: 'PRIMARY' } });
    expect(statusOf(unfit.state())).toMatchObject({ kind: 'ended', outcome: 'unfit', isEarly: true });
  });
});

describe('a question', () => {
  it('is asked anew for what has changed, or for time alone, or because another one came between', () => {
    expect(againOf(waiting().state())).toBeNull();
    expect(againOf(proposed().state())).toBeNull();
    expect(againOf(returned().state())).toBe('changed');
    expect(againFor([{ kind: 'start_window_passed' }])).toBe('late');
    expect(againFor([{ kind: 'asked_between', about: 'remedy' }])).toBe('between');
    const gone = { kind: 'gone', tenantId: standby.tenantId } as const;
    expect(againFor([{ kind: 'start_window_passed' }, gone])).toBe('changed');
    expect(againFor([])).toBe('changed');
  });

  it('shows who approved it; afterwards everybody under whom something was sent', () => {
    const by = (told: ReturnType<typeof story>) => approvalsOf(told.state()).map((one) => one.by);
    expect(by(approve(waiting({ rule: { approvals: 2 } })))).toEqual([BOB]);
    expect(by(returned())).toEqual([]);
    expect(by(running())).toEqual([BOB]);
    expect(by(proposed())).toEqual([]);
    expect(by(claimRemedy(proposed(), seen))).toEqual([BOB, CAROL]);
    expect(by(rejected())).not.toContain(ALICE);
  });
});

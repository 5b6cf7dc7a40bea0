/** While a stop or a freeze holds: nobody approves or proposes, everybody may say no; and what it means for approvals before it. */
import { describe, expect, it } from 'vitest';
import type { Hold } from '../../src/operation/inspection.ts';
import type { Command } from '../../src/request/commands.ts';
import type { Policy } from '../../src/policy/policy.ts';
import { NOTHING_STOPPED, type StopFacts } from '../../src/stop/hold.ts';
import {
  ANN,
  approved,
  BEN,
  type Life,
  lost,
  MINUTE,
  newLife,
  observed,
  policyOf,
  proposed,
  requestCommand,
  running,
  START,
  taskOf,
  unheld,
  waiting,
} from '../support/request.ts';

const byAnn: Hold = { kind: 'stopped', reason: 'wrong cluster', by: ANN, at: START };
const stopped: StopFacts = { number: 4, latest: byAnn };
const over: StopFacts = {
  number: 4,
  latest: { kind: 'stopped', reason: 'wrong cluster', by: ANN, at: START, over: true },
};
const until = START + 60 * MINUTE;
const freeze = {
  kind: 'once',
  name: 'festival',
  operations: ['failover'],
  clusters: ['*'],
  tenants: ['*'],
  from: START - 1,
  until,
} as const;

const holds: readonly (readonly [string, { readonly policy: Policy; readonly stop: StopFacts }, Hold])[] = [
  ['a stop that somebody typed', { policy: policyOf(), stop: stopped }, byAnn],
  [
    'stop_all',
    { policy: { ...policyOf(), stopAll: 'upgrade' }, stop: NOTHING_STOPPED },
    { kind: 'stopped', reason: 'upgrade' },
  ],
  [
    'a freeze',
    { policy: { ...policyOf(), freezes: [freeze] }, stop: NOTHING_STOPPED },
    { kind: 'freeze', name: 'festival', until },
  ],
];

const failed = () => observed(running(), taskOf('SF', 'FAILED'));
function remedyProposed(): Life {
  const life = failed();
  return life.tell(life.propose('retry', ANN));
}

describe.each(holds)('while there is %s', (_, held, hold) => {
  it('nothing is requested, with what holds in the refusal', () => {
    const life = newLife();
    expect(life.ask(requestCommand(life, held)).refusal).toEqual({ code: 'frozen', hold });
  });

  it.each([
    ['a request', waiting],
    ['sending again', proposed],
    ['a remedy', remedyProposed],
  ])('%s is not approved, and nothing is recorded: it stays with its approvers', (_, begin) => {
    const life = begin();
    const decision = life.ask({ ...life.click('approve', BEN), ...held });
    expect(decision).toEqual({ events: [], refusal: { code: 'frozen', hold } });
  });

  it('whoever may not approve is told that, and not what holds', () => {
    const life = waiting();
    expect(life.ask({ ...life.click('approve', 'U0EVE'), ...held }).refusal).toEqual({ code: 'not_an_approver' });
  });

  it('nobody proposes to send again, nor a remedy', () => {
    const life = lost();
    expect(life.ask(life.resend(ANN, held)).refusal).toEqual({ code: 'frozen', hold });
    const other = failed();
    expect(other.ask(other.propose('retry', ANN, held)).refusal).toEqual({ code: 'frozen', hold });
  });

  it('a request can be rejected and withdrawn, and one that waits for people closed', () => {
    const life = waiting();
    expect(life.ask(life.click('reject', BEN)).refusal).toBeNull();
    expect(life.ask(life.click('withdraw', 'U0ASKER')).refusal).toBeNull();
    const other = lost();
    expect(other.ask(other.click('abandon', BEN)).refusal).toBeNull();
  });

  it('what was approved before goes back with it, once', () => {
    const life = approved();
    life.tell(life.claim(held));
    expect(life.last()).toMatchObject({ type: 'returned', differences: [hold] });
    expect(life.ask(life.claim(held)).refusal).toEqual({ code: 'not_now' });
  });
});

/** An approval that is given once the stop is over. */
function after(life: Life, by: string): Command {
  return {
    type: 'approve',
    person: life.person(by),
    round: life.state().round,
    audience: 'own',
    ...unheld,
    stop: over,
  };
}

describe('a stop that is over', () => {
  it('sends back what was approved before it, and lets through what is approved after it', () => {
    const life = approved();
    life.tell(life.claim({ stop: over }));
    expect(life.last()).toMatchObject({ type: 'returned', differences: [over.latest] });
    life.tell(after(life, BEN));
    expect(life.last()).toMatchObject({ type: 'approved', afterStop: 4 });
    life.tell(life.claim({ stop: over }));
    expect(life.last()).toMatchObject({ type: 'call_claimed' });
  });

  it('counts for one of two approvals that was given before it', () => {
    const life = waiting({ approvals: 2 });
    life.tell(life.click('approve', BEN));
    life.tell(after(life, ANN));
    life.tell(life.claim({ stop: over }));
    expect(life.last()).toMatchObject({ type: 'returned' });
  });

  it('of which the record is gone: what was approved after it goes back', () => {
    const life = waiting();
    life.tell(after(life, BEN));
    life.tell(life.claim());
    expect(life.last()).toMatchObject({ type: 'returned', differences: [{ kind: 'stopped', over: true }] });
  });

  it('sends back a remedy as well', () => {
    const life = remedyProposed();
    life.tell(life.click('approve', BEN));
    life.tell(life.claimRemedy({ stop: over }));
    expect(life.last()).toMatchObject({ type: 'returned', differences: [over.latest] });
  });
});

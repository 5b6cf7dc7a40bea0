/** The stop that people type: who may, what it records, and the two people who end it. */
import { describe, expect, it } from 'vitest';
import type { Person } from '../../src/people/person.ts';
import type { Policy } from '../../src/policy/policy.ts';
import { chain } from '../../src/request/log/hash-chain.ts';
import type { StopCommand } from '../../src/stop/commands.ts';
import { decide, type StopDecision } from '../../src/stop/decide.ts';
import { type RecordedStop, STOP_LOG, type StopEvent } from '../../src/stop/events.ts';
import { heldBy, stopFacts } from '../../src/stop/hold.ts';
import { evolve, fold, NEVER_STOPPED, type StopState } from '../../src/stop/state.ts';
import { ANN, ASKER, BEN, DBAS, EVE, failoverOf, memberAt, MINUTE, policyOf, START } from '../support/request.ts';

const HOUR = 60 * MINUTE;
const policy = policyOf({ channel: 'C1' });

type Of<T extends StopCommand['type']> = Extract<StopCommand, { type: T }>;

/** A stop as it goes on, with time that is moved by hand. */
function newStop() {
  let now = START;
  const log: RecordedStop[] = [];
  const state = (): StopState => fold(log);
  const self = {
    pass: (ms: number) => void (now += ms),
    state,
    log,
    person: (id: string, change?: Partial<Person>) => memberAt(now, id, change),
    ask: (command: StopCommand): StopDecision => decide(state(), command, now),
    /** Decides and records; gives what was recorded, or the refusal's code. */
    tell(command: StopCommand): readonly StopEvent['type'][] | string {
      const { events, refusal } = self.ask(command);
      log.push(...chain(STOP_LOG, log.at(-1) ?? null, events, now));
      return refusal?.code ?? events.map(({ type }) => type);
    },
    stop: (by: string, change: Partial<Of<'stop'>> = {}): StopCommand => ({
      type: 'stop',
      person: self.person(by),
      sighting: null,
      policy,
      reason: null,
      typedIn: 'C7',
      ...change,
    }),
    propose: (by: string, change: Partial<Of<'propose_resume'>> = {}): StopCommand => ({
      type: 'propose_resume',
      person: self.person(by),
      policy,
      audience: 'own',
      ...change,
    }),
    approve: (by: string, change: Partial<Of<'approve_resume'>> = {}): StopCommand => ({
      type: 'approve_resume',
      person: self.person(by),
      proposer: self.person(state().stop?.resume?.by ?? ANN),
      policy,
      audience: 'own',
      round: state().rounds,
      ...change,
    }),
    facts: () => stopFacts(state()),
    held: () => heldBy(policy, stopFacts(state()), failoverOf(), now),
  };
  return self;
}

describe('to stop', () => {
  it.each([
    ['who may request', ASKER, []],
    ['who may approve', BEN, []],
    ['a member of an approving group', 'U0DBA', [DBAS]],
  ])('is for %s', (_, by, groups) => {
    const stop = newStop();
    expect(stop.tell(stop.stop(by, { person: stop.person(by, { groups }) }))).toEqual(['stopped']);
    expect(stop.held()).toEqual({ kind: 'stopped', reason: '', by, at: START });
  });

  it('is not for somebody in no rule, and the attempt is on record', () => {
    const stop = newStop();
    expect(stop.tell(stop.stop(EVE))).toBe('not_a_stopper');
    expect(stop.log.at(-1)?.event).toMatchObject({ type: 'stop_attempt_refused', by: EVE, act: 'stop' });
    expect(stop.held()).toBeNull();
  });

  it('the attempts of one person are on record once a minute, whatever they type', () => {
    const stop = newStop();
    stop.tell(stop.stop(EVE));
    for (let tried = 0; tried < 50; tried += 1) {
      stop.pass(1_000);
      expect(stop.tell(stop.stop(EVE))).toBe('not_a_stopper');
      expect(stop.tell(stop.propose(EVE))).toBe('not_an_approver');
    }
    expect(stop.log).toHaveLength(1);
    expect(stop.ask(stop.stop(EVE)).unrecorded).toEqual({ by: EVE, act: 'stop', code: 'not_a_stopper' });
    expect(stop.tell(stop.stop('U0EVE2'))).toBe('not_a_stopper');
    stop.pass(10_000);
    stop.tell(stop.stop(EVE));
    expect(stop.log.map(({ event }) => 'by' in event && event.by)).toEqual([EVE, 'U0EVE2', EVE]);
  });

  it.each(['guest', 'external', 'deactivated', 'bot', 'invited', 'nobody'] as const)('is not for a %s', (standing) => {
    const stop = newStop();
    const sighting = { at: START, groups: [] };
    expect(stop.tell(stop.stop(ANN, { person: stop.person(ANN, { standing }), sighting }))).toBe(`person_${standing}`);
  });

  it('is for those alone whom the policy names as stoppers, where it names any', () => {
    const stop = newStop();
    const narrow: Policy = { ...policy, stoppers: [BEN] };
    expect(stop.tell(stop.stop(ANN, { policy: narrow }))).toBe('not_a_stopper');
    expect(stop.tell(stop.stop(BEN, { policy: narrow }))).toEqual(['stopped']);
  });

  describe('while Slack does not answer', () => {
    const silent = { standing: 'unread', groups: null } as const;

    it('is for whom a reading of the last 24 hours shows in a rule', () => {
      const stop = newStop();
      const sighting = { at: START - 23 * HOUR, groups: [DBAS] };
      const command = stop.stop('U0DBA', { person: stop.person('U0DBA', silent), sighting });
      expect(stop.tell(command)).toEqual(['stopped']);
      expect(stop.log.at(-1)?.event).toMatchObject({ seenAt: START - 23 * HOUR });
    });

    it.each([
      ['older than that', { at: START - 25 * HOUR, groups: [DBAS] }],
      ['of the future', { at: START + 25 * HOUR, groups: [DBAS] }],
      ['that shows them in no rule', { at: START, groups: [] }],
      ['that there is none', null],
    ])('is not for whom a reading %s', (_, sighting) => {
      const stop = newStop();
      expect(stop.tell(stop.stop('U0DBA', { person: stop.person('U0DBA', silent), sighting }))).toBe('person_unread');
      const groups = { person: stop.person('U0DBA', { groups: null }), sighting };
      expect(stop.tell(stop.stop('U0DBA', groups))).toBe('groups_unread');
    });
  });

  it('takes no reason; it can be given afterwards, once, by who stopped', () => {
    const stop = newStop();
    stop.tell(stop.stop(ANN));
    expect(stop.tell({ type: 'give_reason', by: BEN, reason: 'x' })).toBe('no_reason_missing');
    expect(stop.tell({ type: 'give_reason', by: ANN, reason: 'wrong cluster' })).toEqual(['stop_reason_given']);
    expect(stop.tell({ type: 'give_reason', by: ANN, reason: 'other' })).toBe('no_reason_missing');
    expect(stop.held()).toMatchObject({ reason: 'wrong cluster' });
  });

  it('again is counted; by another person it adds to the one stop', () => {
    const stop = newStop();
    stop.tell(stop.stop(ANN));
    expect(stop.tell(stop.stop(ANN, { reason: 'wrong cluster' }))).toEqual(['stop_repeated']);
    expect(stop.tell(stop.stop(BEN, { reason: 'me too' }))).toEqual(['stop_added']);
    expect(stop.tell(stop.stop(BEN))).toEqual(['stop_repeated']);
    // The newest reason is why it is stopped now.
    expect(stop.tell(stop.stop(ANN, { reason: 'OCP is being upgraded' }))).toEqual(['stop_repeated']);
    expect(stop.state().stop).toMatchObject({
      number: 1,
      shares: [
        { by: ANN, reason: 'OCP is being upgraded', repeats: 2 },
        { by: BEN, reason: 'me too', repeats: 1 },
      ],
    });
  });
});

describe('to resume', () => {
  function stopped() {
    const stop = newStop();
    stop.tell(stop.stop(ASKER));
    return stop;
  }

  it('takes a proposer and another person, both of whom may approve; one resume ends all of it', () => {
    const stop = stopped();
    stop.tell(stop.stop(BEN));
    expect(stop.tell(stop.propose(ANN))).toEqual(['resume_proposed']);
    expect(stop.held()).not.toBeNull();
    expect(stop.tell(stop.approve(BEN))).toEqual(['resume_approved', 'resumed']);
    expect(stop.held()).toBeNull();
    expect(stop.facts()).toEqual({
      number: 1,
      latest: { kind: 'stopped', reason: '', by: ASKER, at: START, over: true },
    });
  });

  it('is nothing while nothing is stopped', () => {
    const stop = newStop();
    expect(stop.tell(stop.propose(ANN))).toBe('not_stopped');
    expect(stop.tell(stop.approve(BEN))).toBe('not_stopped');
  });

  it('is not for who may only request', () => {
    const stop = stopped();
    const narrow = policyOf({ channel: 'C1', approvers: [ANN, BEN] });
    expect(stop.tell(stop.propose(ASKER, { policy: narrow }))).toBe('not_an_approver');
    stop.tell(stop.propose(ANN, { policy: narrow }));
    expect(stop.tell(stop.approve(ASKER, { policy: narrow }))).toBe('not_an_approver');
    expect(stop.held()).not.toBeNull();
  });

  it('is not for the proposer alone, with another account neither', () => {
    const stop = stopped();
    stop.tell(stop.propose(ANN));
    expect(stop.tell(stop.approve(ANN))).toBe('own_request');
    const owner = { kind: 'person', name: 'Ann', accounts: [ANN, BEN] } as const;
    expect(stop.tell(stop.approve(BEN, { person: stop.person(BEN, { owner }) }))).toBe('same_person');
    expect(stop.held()).not.toBeNull();
  });

  it('counts the proposer as they are at the approval', () => {
    const stop = stopped();
    stop.tell(stop.propose(ANN));
    const gone = stop.person(ANN, { standing: 'deactivated' });
    expect(stop.tell(stop.approve(BEN, { proposer: gone }))).toBe('person_deactivated');
    expect(stop.tell(stop.approve(BEN, { proposer: stop.person(EVE) }))).toBe('person_unread');
    expect(stop.tell(stop.approve(BEN, { policy: policyOf({ approvers: [BEN] }) }))).toBe('not_an_approver');
    expect(stop.held()).not.toBeNull();
  });

  it('is overtaken by whoever stops meanwhile', () => {
    const stop = stopped();
    stop.tell(stop.propose(ANN));
    const round = stop.state().rounds;
    expect(stop.tell(stop.stop(ASKER))).toEqual(['stop_repeated', 'resume_closed']);
    expect(stop.tell(stop.approve(BEN, { round }))).toBe('no_resume');
    stop.tell(stop.propose(ANN));
    expect(stop.tell(stop.approve(BEN, { round }))).toBe('card_changed');
    expect(stop.held()).not.toBeNull();
  });

  it('has a window: the shortest of the policy', () => {
    const stop = stopped();
    stop.tell(stop.propose(ANN));
    expect(stop.tell(stop.propose(BEN))).toBe('resume_open');
    expect(stop.tell({ type: 'expire_resume' })).toBe('not_now');
    stop.pass(30 * MINUTE);
    expect(stop.tell(stop.approve(BEN))).toBe('window_passed');
    expect(stop.tell({ type: 'expire_resume' })).toEqual(['resume_closed']);
    expect(stop.tell(stop.propose(BEN))).toEqual(['resume_proposed']);
  });

  it('can be rejected by who may approve, and withdrawn by its proposer', () => {
    const stop = stopped();
    stop.tell(stop.propose(ANN));
    const reject = (by: string): StopCommand => ({
      type: 'reject_resume',
      person: stop.person(by),
      policy,
      round: stop.state().rounds,
    });
    expect(stop.tell(reject(EVE))).toBe('not_an_approver');
    expect(stop.tell(reject(BEN))).toEqual(['resume_closed']);
    stop.tell(stop.propose(ANN));
    const withdraw = (by: string): StopCommand => ({
      type: 'withdraw_resume',
      person: stop.person(by),
      round: stop.state().rounds,
    });
    expect(stop.tell(withdraw(BEN))).toBe('not_your_proposal');
    expect(stop.tell(withdraw(ANN))).toEqual(['resume_closed']);
    expect(stop.held()).not.toBeNull();
  });

  it('stands in the policy’s channel, where no other organisation reads', () => {
    const stop = stopped();
    expect(stop.tell(stop.propose(ANN, { policy: policyOf() }))).toBe('no_channel');
    expect(stop.tell(stop.propose(ANN, { audience: 'external' }))).toBe('channel_external');
    expect(stop.tell(stop.propose(ANN, { audience: 'unread' }))).toBe('channel_unread');
    stop.tell(stop.propose(ANN));
    expect(stop.state().stop?.resume).toMatchObject({ channel: 'C1', card: null });
    expect(stop.tell(stop.approve(BEN, { audience: 'external' }))).toBe('channel_external');
    stop.tell({ type: 'card_posted', round: 1, channel: 'C1', ts: '1.2' });
    expect(stop.state().stop?.resume?.card).toEqual({ channel: 'C1', ts: '1.2' });
  });

  describe('where a rule asks for a one-time code', () => {
    const coded = policyOf({ channel: 'C1', oneTimeCode: true });
    const right = { kind: 'right', step: 7, at: START } as const;

    it('takes one, asked for by this very question', () => {
      const stop = stopped();
      stop.tell(stop.propose(ANN, { policy: coded }));
      expect(stop.tell(stop.approve(BEN, { policy: coded }))).toBe('code_unavailable');
      expect(stop.tell(stop.approve(BEN, { policy: coded, code: right }))).toBe('code_void');
      const none = { kind: 'none', standing: 'enrolled' } as const;
      expect(stop.tell(stop.approve(BEN, { policy: coded, code: none }))).toBe('code_needed');
      expect(stop.tell(stop.approve(BEN, { policy: coded, code: right }))).toEqual(['resume_approved', 'resumed']);
      expect(stop.log.at(-2)?.event).toMatchObject({ code: { step: 7 } });
    });

    it('a code that was asked for by an earlier proposal does not count', () => {
      const stop = stopped();
      stop.tell(stop.propose(ANN, { policy: coded }));
      stop.tell(stop.approve(BEN, { policy: coded, code: { kind: 'none', standing: 'enrolled' } }));
      stop.tell(stop.stop(ASKER));
      stop.tell(stop.propose(ANN, { policy: coded }));
      expect(stop.tell(stop.approve(BEN, { policy: coded, code: right }))).toBe('code_void');
      expect(stop.held()).not.toBeNull();
    });
  });
});

describe('the log', () => {
  it('goes on from one stop to the next', () => {
    const stop = newStop();
    stop.tell(stop.stop(ANN));
    stop.tell(stop.propose(ANN));
    stop.tell(stop.approve(BEN));
    stop.tell(stop.stop(BEN, { reason: 'again' }));
    expect(stop.state()).toMatchObject({ version: 5, last: 5, rounds: 1, stop: { number: 5, shares: [{ by: BEN }] } });
  });

  it('with an event that only a newer version knows is left alone', () => {
    const recorded = { requestId: STOP_LOG, version: 1, at: START, previousHash: '', hash: '' };
    const event: StopEvent = JSON.parse('{"type":"of_a_newer_version"}');
    expect(() => evolve(NEVER_STOPPED, { ...recorded, event })).toThrow(/does not know/);
  });
});

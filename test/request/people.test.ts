/** Two people, not two accounts: wherever the two-person rule is decided, the people file says who is who. */
import { describe, expect, it } from 'vitest';
import { decide } from '../../src/request/decide/decide.ts';
import { type Owner, peopleAmong, type Person } from '../../src/people/person.ts';
import { ownerOf, type Roster } from '../../src/people/roster.ts';
import {
  ANN,
  approved,
  ASKER,
  BEN,
  EVE,
  type Life,
  lost,
  newLife,
  observed,
  requestCommand,
  running,
  START,
  taskOf,
  waiting,
} from '../support/request.ts';
import { agreed } from '../support/remedy.ts';

const roster = (people: Readonly<Record<string, readonly string[]>>): Roster => ({
  version: 'r1',
  people: Object.entries(people).map(([name, accounts]) => ({ name, accounts })),
});

/** EVE is a second account of the asker, ANN one of Ben's. */
const shared = roster({ Asker: [ASKER, EVE], Ben: [BEN, ANN] });
const apart = roster({ Asker: [ASKER], Eve: [EVE], Ben: [BEN], Ann: [ANN] });

const approvers = { approvers: [ANN, BEN, ASKER, EVE] };
const as = (of: Roster, id: string): { owner: Owner } => ({ owner: ownerOf(of, id) });
const readBy =
  (of: Roster, life: Life) =>
  (id: string): Person =>
    life.person(id, as(of, id));

describe('the people file', () => {
  it('says whose an account is: one person’s with all accounts, nobody’s, or several people’s', () => {
    const both = roster({ Asker: [ASKER, EVE], Ben: [BEN, EVE] });
    expect(ownerOf(both, ASKER)).toEqual({ kind: 'person', name: 'Asker', accounts: [ASKER, EVE] });
    expect(ownerOf(both, ANN)).toEqual({ kind: 'unmapped' });
    expect(ownerOf(both, EVE)).toEqual({ kind: 'doubly_mapped', names: ['Asker', 'Ben'] });
  });
});

describe('so many people', () => {
  it('are as many as their persons, not as their accounts, and whoever asked is none of them', () => {
    const life = newLife();
    const among = (of: Roster, ids: readonly string[]) =>
      peopleAmong(ids, [...ids, ASKER].map(readBy(of, life)), ASKER);
    expect(among(apart, [BEN, ANN])).toBe(2);
    expect(among(shared, [BEN, ANN])).toBe(1);
    expect(among(shared, [BEN, EVE])).toBe(1);
    expect(among(apart, [BEN, EVE, ASKER])).toBe(2);
  });
});

describe('a request', () => {
  it.each([
    [{ kind: 'unmapped' }, 'person_unmapped'],
    [{ kind: 'doubly_mapped', names: ['Asker', 'Ben'] }, 'person_doubly_mapped'],
  ] as const)('of an account that is %o is refused', (owner, code) => {
    const life = newLife();
    const command = requestCommand(life, { person: life.person(ASKER, { owner }) });
    expect(life.ask(command)).toEqual({ events: [], refusal: { code } });
  });

  it('is on record with whose account it was', () => {
    const life = newLife();
    const person = life.person(ASKER, as(shared, ASKER));
    expect(life.tell(requestCommand(life, { person })).last()).toMatchObject({ type: 'requested', person });
  });
});

describe('an approval', () => {
  it('by the asker’s other account does not count, and the attempt is on record with what was read', () => {
    const life = waiting(approvers);
    const person = readBy(shared, life)(EVE);
    expect(life.ask(life.click('approve', EVE, as(shared, EVE)))).toEqual({
      events: [{ type: 'attempt_refused', by: EVE, act: 'approve', code: 'same_person', person }],
      refusal: { code: 'same_person' },
    });
    expect(life.ask(life.click('approve', EVE, as(apart, EVE))).refusal).toBeNull();
  });

  it('by a second account of somebody who approved already does not count', () => {
    const life = waiting({ ...approvers, approvals: 2 });
    life.tell(life.click('approve', BEN, as(shared, BEN)));
    expect(life.ask(life.click('approve', ANN, as(shared, ANN)))).toMatchObject({
      events: [{ type: 'attempt_refused', code: 'same_person' }],
      refusal: { code: 'same_person' },
    });
    expect(life.ask(life.click('approve', ANN, as(apart, ANN))).refusal).toBeNull();
  });

  it('is on record with whose account it was', () => {
    const life = waiting(approvers);
    life.tell(life.click('approve', BEN, as(shared, BEN)));
    expect(life.last()).toMatchObject({
      type: 'approved',
      person: { owner: { kind: 'person', name: 'Ben', accounts: [BEN, ANN] } },
    });
  });
});

describe('the claim', () => {
  const differencesOf = (life: Life, of: Roster, ids: readonly string[]) => {
    const [event] = life.ask(life.claim({ people: ids.map(readBy(of, life)) })).events;
    return event?.type === 'returned' ? event.differences : event?.type;
  };

  it('counts people as the file has them now: two approvals that became one person’s are one', () => {
    const life = waiting({ ...approvers, approvals: 2 });
    life.tell(life.click('approve', BEN, as(apart, BEN)));
    life.tell(life.click('approve', ANN, as(apart, ANN)));
    expect(differencesOf(life, apart, [ASKER, BEN, ANN])).toBe('call_claimed');
    expect(differencesOf(life, shared, [ASKER, BEN, ANN])).toEqual([
      { kind: 'not_authorised', person: ANN, why: 'same_person' },
    ]);
  });

  it('sends back an approval of somebody who became the asker', () => {
    const life = waiting(approvers);
    life.tell(life.click('approve', EVE, as(apart, EVE)));
    expect(differencesOf(life, apart, [ASKER, EVE])).toBe('call_claimed');
    expect(differencesOf(life, shared, [ASKER, EVE])).toEqual([
      { kind: 'not_authorised', person: EVE, why: 'same_person' },
    ]);
  });

  it('sends back what an account approved that the file does not name any more', () => {
    const life = waiting(approvers);
    life.tell(life.click('approve', BEN, as(apart, BEN)));
    const without = roster({ Asker: [ASKER] });
    expect(differencesOf(life, without, [ASKER, BEN])).toEqual([
      { kind: 'not_authorised', person: BEN, why: 'person_unmapped' },
    ]);
  });

  it('sends back the request of an asker whom the file gives to two people', () => {
    const life = approved(approvers);
    const doubled = roster({ Asker: [ASKER], Eve: [EVE, ASKER], Ben: [BEN] });
    expect(differencesOf(life, doubled, [ASKER, BEN])).toEqual([
      { kind: 'not_authorised', person: ASKER, why: 'person_doubly_mapped' },
    ]);
  });
});

describe('sending again', () => {
  it('is not approved with another account of whoever proposed it', () => {
    const life = lost(approvers);
    life.tell(life.resend(BEN, { person: life.person(BEN, as(shared, BEN)) }));
    expect(life.ask(life.click('approve', ANN, as(shared, ANN))).refusal).toEqual({ code: 'same_person' });
    expect(life.ask(life.click('approve', ANN, as(apart, ANN))).refusal).toBeNull();
  });

  it('is not proposed by an account that is nobody’s', () => {
    const life = lost(approvers);
    const person = life.person(ANN, { owner: { kind: 'unmapped' } });
    expect(life.ask(life.resend(ANN, { person }))).toMatchObject({
      events: [{ type: 'attempt_refused', act: 'propose', code: 'person_unmapped' }],
    });
  });
});

describe('a remedy', () => {
  it.each([
    ['on another digest', [{ by: BEN, digest: 'f'.repeat(64) }]],
    ['of the proposer', [{ by: ASKER }]],
    ['of nobody', []],
  ])('counts approvals itself, whatever the log came to hold: one %s is none', (_, approvals) => {
    const life = agreed();
    const state = life.state();
    const claim = life.claimRemedy();
    const digest = state.approvals[0]?.digest ?? '';
    const changed = {
      ...state,
      approvals: approvals.map((approval) => ({
        at: START,
        digest,
        code: false,
        afterStop: 0,
        about: 'request' as const,
        ...approval,
      })),
    };
    expect(decide(state, claim, life.now).events).toMatchObject([{ type: 'remedy_claimed' }]);
    expect(decide(changed, claim, life.now).events).toMatchObject([{ type: 'returned' }]);
  });

  const failed = () => observed(running(), taskOf('SF', 'FAILED'));

  it('is not approved with another account of whoever proposed it, nor claimed for two accounts of one', () => {
    const life = failed();
    life.tell(life.propose('retry', BEN, { person: life.person(BEN, as(shared, BEN)) }));
    expect(life.ask(life.click('approve', ANN, as(shared, ANN))).refusal).toEqual({ code: 'same_person' });
    life.tell(life.click('approve', ANN, as(apart, ANN)));
    const claim = (of: Roster) => life.ask(life.claimRemedy({ people: [BEN, ANN].map(readBy(of, life)) })).events;
    expect(claim(apart)).toMatchObject([{ type: 'remedy_claimed' }]);
    expect(claim(shared)).toMatchObject([
      { type: 'returned', differences: [{ kind: 'not_authorised', person: ANN, why: 'same_person' }] },
    ]);
  });
});

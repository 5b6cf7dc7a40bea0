/** Only who can still approve is named: in cards, threads, refusals and reminders. */
import { alone } from '../support/family.ts';
import { describe, expect, it } from 'vitest';
import { approversOf, type Candidate } from '../../src/people/approvers.ts';
import type { Owner } from '../../src/people/person.ts';
import type { Policy, Rule } from '../../src/policy/policy.ts';
import {
  ANN,
  ASKER,
  BEN,
  DBAS,
  EVE,
  failoverOf,
  inspectionOf,
  type Life,
  lost,
  newLife,
  policyOf,
  requestCommand,
  rule,
  waiting,
} from '../support/request.ts';

const ids = (candidates: readonly Candidate[]) => candidates.map(({ id, within }) => [id, ...within].join(' in '));
const may = (life: Life) => ids(approversOf(life.state()).may);
const person = (name: string, ...accounts: string[]): Owner => ({ kind: 'person', name, accounts });

describe('who can still approve', () => {
  it('is not who asked, though the rule names them', () => {
    expect(may(waiting())).toEqual([ANN, BEN, DBAS]);
  });

  it('is not who approved already', () => {
    const life = waiting({ approvals: 2 });
    life.tell(life.click('approve', BEN));
    expect(may(life)).toEqual([ANN, DBAS]);
  });

  it('is not who proposed; who asked for the request is, then', () => {
    const life = lost();
    life.tell(life.resend(ANN));
    expect(may(life)).toEqual([BEN, ASKER, DBAS]);
  });

  it('is not another account of who asked or approved, by the people file', () => {
    const life = newLife();
    const asker = { owner: person('the asker', ASKER, ANN) };
    life.tell(requestCommand(life, { person: life.person(ASKER, asker), policy: policyOf({ approvals: 2 }) }));
    life.tell({ type: 'inspect', family: alone, inspection: inspectionOf(life.now) });
    expect(may(life)).toEqual([BEN, DBAS]);
    life.tell(life.click('approve', EVE, { groups: [DBAS], owner: person('Eve', EVE, BEN) }));
    expect(may(life)).toEqual([DBAS]);
  });

  it('says of those whom a group may hold, or the rule names, why they are none', () => {
    const life = waiting({ approvers: [BEN, DBAS], approvals: 2 });
    expect(approversOf(life.state()).excluded).toEqual([{ id: ASKER, why: 'requested' }]);
    life.tell(life.click('approve', BEN));
    expect(approversOf(life.state()).excluded).toEqual([
      { id: ASKER, why: 'requested' },
      { id: BEN, why: 'approved' },
    ]);
    expect(approversOf(waiting({ approvers: [ANN, BEN] }).state()).excluded).toEqual([]);
    expect(approversOf(waiting({ approvers: [ANN, ASKER] }).state()).excluded).toHaveLength(1);
  });
});

describe('under two rules, who can still approve', () => {
  function under(first: readonly string[], second: readonly string[]) {
    const one: Rule = { ...rule, name: 'sh', clusters: ['sh-*'], approvers: first };
    const policy: Policy = {
      ...policyOf(),
      rules: [one, { ...one, name: 'bj', clusters: ['bj-*'], approvers: second }],
    };
    const life = newLife();
    return may(life.tell(requestCommand(life, { policy, operation: failoverOf() })));
  }

  it.each([
    ['whom both name', [ANN, BEN], [BEN, EVE], [BEN]],
    ['nobody where they name different people', [ANN], [BEN], []],
    ['a person named by one, if in the other’s group', [ANN, BEN], [BEN, 'S0B'], [`${ANN} in S0B`, BEN]],
    ['the same the other way round', [BEN, 'S0B'], [ANN, BEN], [BEN, `${ANN} in S0B`]],
    ['who is in a group of each', ['S0A'], ['S0B'], ['S0A in S0B']],
    ['who is in the group of both', ['S0A', 'S0B'], ['S0A', ANN], ['S0A', `${ANN} in S0B`]],
  ])('is %s', (_, first, second, expected) => {
    expect([...under(first, second)].sort()).toEqual([...expected].sort());
  });
});

import { describe, expect, it } from 'vitest';
import { peopleChanges, type Roster } from '../../src/people/roster.ts';

const roster = (accounts: Readonly<Record<string, readonly string[]>>): Roster => ({
  version: 'r',
  people: Object.entries(accounts).map(([name, of]) => ({ name, accounts: of })),
});

describe('what changed between two people files', () => {
  it('is nothing when the same people have the same accounts', () => {
    expect(peopleChanges(roster({ Mei: ['U0MEI'] }), roster({ Mei: ['U0MEI'] }))).toEqual([]);
  });

  it('is who has other accounts, who went and who came, in this order', () => {
    const before = roster({ Arun: ['U0ARUN'], Mei: ['U0MEI', 'U0TOO'], Sofia: ['U0SOFIA'] });
    const after = roster({ Arun: ['U0ARUN'], Anna: ['U0TOO'], Mei: ['U0MEI'] });
    expect(peopleChanges(before, after)).toEqual([
      { kind: 'person_changed', name: 'Mei', from: ['U0MEI', 'U0TOO'], to: ['U0MEI'] },
      { kind: 'person_removed', name: 'Sofia', accounts: ['U0SOFIA'] },
      { kind: 'person_added', name: 'Anna', accounts: ['U0TOO'] },
    ]);
  });

  it('is an account that comes to the others of a person', () => {
    expect(peopleChanges(roster({ Mei: ['U0MEI'] }), roster({ Mei: ['U0MEI', 'U0TOO'] }))).toEqual([
      { kind: 'person_changed', name: 'Mei', from: ['U0MEI'], to: ['U0MEI', 'U0TOO'] },
    ]);
  });

  it('is an account that gives way to another, as many as there were', () => {
    expect(peopleChanges(roster({ Mei: ['U0MEI'] }), roster({ Mei: ['U0TOO'] }))).toMatchObject([
      { kind: 'person_changed', from: ['U0MEI'], to: ['U0TOO'] },
    ]);
  });
});

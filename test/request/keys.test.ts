import { describe, expect, it } from 'vitest';
import { beginningsOf, foldedName, keysOf } from '../../src/request/log/keys.ts';
import { approved, ASKER, ANN, BEN, DBAS, lost, policyOf, rule } from '../support/request.ts';

const told = (life: { readonly log: readonly { event: { type: string } }[] }) =>
  keysOf(life.log.map(({ event }) => ({ type: event.type, event })));

describe('what a request is found by', () => {
  it('are its tenants with their primaries, who took part, whom its rule names, and its channel', () => {
    expect(told(approved())).toEqual({
      channel: 'C1',
      tenants: ['orders', 'orders_main'],
      acted: [ASKER, BEN],
      named: [ASKER, ANN, BEN, DBAS],
    });
  });

  it('are those of a rule that came later as well', () => {
    const life = lost();
    life.tell(life.resend(ANN, { policy: policyOf({ requesters: [...rule.requesters, 'U0LATER'] }, 'p2') }));
    expect(told(life).named).toContain('U0LATER');
    expect(told(life).acted).toContain(ANN);
  });

  it('is what there is of an event that lacks some of it, or has it in another shape', () => {
    const nothing = { channel: null, tenants: [], acted: [], named: [] };
    for (const event of [{}, { by: 7, rule: null, operation: { targets: 'x' } }, { operation: 5, channel: {} }])
      expect(keysOf([{ type: 'requested', event }])).toEqual(nothing);
    expect(keysOf([{ type: 'task_changed', event: { by: 'U1', channel: 'C9' } }])).toEqual(nothing);
  });

  it('are those of every rule that it has to satisfy', () => {
    const other = { ...rule, name: 'other side', approvers: ['U0OTHER'] };
    expect(keysOf([{ type: 'terms_joined', event: { type: 'terms_joined', rules: [rule, other] } }]).named).toEqual([
      ...new Set([...rule.requesters, ...rule.approvers, ...other.requesters, 'U0OTHER']),
    ]);
  });
});

describe('names as they are compared', () => {
  it.each([
    ['letter case', 'Orders', 'oRDERS'],
    ['composed letters', 'Größe'.normalize('NFC'), 'Größe'.normalize('NFD')],
    ['ß', 'straße', 'STRASSE'],
    ['the sigma at a word’s end', 'οδος', 'ΟΔΟΣ'],
    ['full width', 'ｏｒｄｅｒｓ', 'orders'],
  ])('%s does not count', (_, one, other) => {
    expect(foldedName(one)).toBe(foldedName(other));
  });

  it('differ otherwise, and hold nothing that no database takes', () => {
    expect(foldedName('orders')).not.toBe(foldedName('order'));
    expect(foldedName('é')).not.toBe(foldedName('e'));
    expect(foldedName('a\0b')).toBe('AB');
  });

  it('have as many beginnings as letters, of each name once, a pair of surrogates never cut', () => {
    expect(beginningsOf(['ab', 'AC'])).toEqual(['A', 'AB', 'AC']);
    expect(beginningsOf(['😀b'])).toEqual(['😀', '😀B']);
    expect(beginningsOf(['x'.repeat(500)])).toHaveLength(128);
    expect(beginningsOf([''])).toEqual([]);
  });
});

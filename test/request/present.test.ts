/** A request under the names that its tenants have in OCP now. */
import { expect, it } from 'vitest';
import { presentOf } from '../../src/request/present.ts';
import { approved, inspectionOf, orders, ordersMain, START, targetOf } from '../support/request.ts';

const ledger = { ...ordersMain, tenantName: 'ledger' };

it('holds what is called something else by now, once', () => {
  const state = approved().state();
  const present = presentOf(state, [targetOf()], null, [orders, ledger]);
  expect(present.changed).toEqual([{ kind: 'renamed', tenantId: ledger.tenantId, from: ordersMain, to: ledger }]);
  expect(present.events).toEqual([{ type: 'names_changed', names: [ledger] }]);
  expect(presentOf(present.state, [targetOf()], null, [orders, ledger]).changed).toEqual([]);
});

it('does not take a tenant here for one of another OCP that has the same ids', () => {
  const state = approved().state();
  const elsewhere = inspectionOf(START, { primaryElsewhere: { id: '2', name: 'ocp-2' } });
  expect(presentOf(state, [targetOf()], elsewhere, [ledger]).changed).toEqual([]);
  const away = { ...state, inspection: elsewhere };
  expect(presentOf(away, [targetOf()], null, [ledger]).changed).toEqual([]);
});

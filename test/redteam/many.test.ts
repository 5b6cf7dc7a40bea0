/** A thousand tenants, and as many targets as one request takes: nothing else happens while families are worked out. */
import { expect, it } from 'vitest';
import { choicesOf } from '../../src/operation/choices.ts';
import { findingsOf, membersOf } from '../../src/operation/family-findings.ts';
import { standbyTenant, tenantOf } from '../support/tenant.ts';

function pairs(count: number) {
  return Array.from({ length: count }, (_, at) => {
    const primary = tenantOf(`${at}1`, { status: 'UNAVAILABLE' });
    return [primary, standbyTenant(`${at}2`, primary)];
  }).flat();
}

it('takes no second for 50 targets among 1,000 tenants', () => {
  const tenants = pairs(500);
  const targets = choicesOf('failover', tenants)
    .slice(0, 50)
    .map(({ target }) => target);
  const begun = performance.now();
  const world = { tenants, lostClusters: [], promotions: [] };
  expect(findingsOf(targets, targets, world)).toEqual([]);
  expect(membersOf(targets, world)).toHaveLength(100);
  const ms = performance.now() - begun;
  expect(ms).toBeLessThan(1_000);
}, 300_000);

it('takes no second for one family of 300', () => {
  const root = tenantOf('1', { status: 'UNAVAILABLE' });
  const tenants = [root, ...Array.from({ length: 300 }, (_, at) => standbyTenant(`9${at}`, root)), ...pairs(350)];
  const targets = choicesOf('failover', tenants)
    .filter(({ tenant }) => tenant.tenantId === '90')
    .map(({ target }) => target);
  const begun = performance.now();
  findingsOf(targets, targets, { tenants, lostClusters: [], promotions: [] });
  const ms = performance.now() - begun;
  expect(ms).toBeLessThan(1_000);
}, 300_000);

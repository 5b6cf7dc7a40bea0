/** A thousand tenants, and as many targets as one request takes: a list is put in order once, and not gone through for each question. */
import { expect, it } from 'vitest';
import { choicesOf } from '../../src/operation/choices.ts';
import { findingsOf, membersOf } from '../../src/operation/family-findings.ts';
import type { Tenant } from '../../src/operation/tenant.ts';
import { standbyTenant, tenantOf } from '../support/tenant.ts';

let reads = 0;

/** How often anything asks for the role of one of these is counted. */
function counted(tenants: readonly Tenant[]): readonly Tenant[] {
  return tenants.map((tenant) => ({
    ...tenant,
    get role() {
      reads += 1;
      return tenant.role;
    },
  }));
}

function pairs(count: number): readonly Tenant[] {
  return Array.from({ length: count }, (_, at) => {
    const primary = tenantOf(`${at}1`, { status: 'UNAVAILABLE' });
    return [primary, standbyTenant(`${at}2`, primary)];
  }).flat();
}

function readsFor(tenants: readonly Tenant[], chosen: (id: string) => boolean): number {
  const list = counted(tenants);
  const targets = choicesOf('failover', list)
    .filter(({ tenant }) => chosen(tenant.tenantId))
    .slice(0, 50)
    .map(({ target }) => target);
  reads = 0;
  const world = { tenants: list, lostClusters: [], promotions: [] };
  findingsOf(targets, targets, world);
  membersOf(targets, world);
  return reads;
}

it('50 targets among 1,000 tenants: some looks at each tenant for each target', () => {
  expect(readsFor(pairs(500), () => true)).toBeLessThan(50 * 1_000 * 3);
});

it('one family of 300 among 1,000 tenants: some looks at each tenant', () => {
  const root = tenantOf('1', { status: 'UNAVAILABLE' });
  const family = [root, ...Array.from({ length: 300 }, (_, at) => standbyTenant(`9${at}`, root))];
  expect(readsFor([...family, ...pairs(350)], (id) => id === '90')).toBeLessThan(1_001 * 10);
});

/** What our own log says of a family is read right before a claim: OCP may have taken long over everything that was read before. */
import type { Target } from '../../src/operation/operation.ts';
import { describe, expect, it } from 'vitest';
import { createFamilies } from '../../src/engine/reads/families.ts';
import type { Tenant } from '../../src/operation/tenant.ts';
import type { RequestState } from '../../src/request/state.ts';
import { noRows } from '../support/family.ts';
import { orders, ordersMain, proving, running, START } from '../support/request.ts';

const sibling = { clusterId: '30', clusterName: 'gz-prod', tenantId: '3001', tenantName: 'orders' };
const target: Target = { kind: 'failover', tenant: sibling, primary: ordersMain, serviceName: null };

const listed = (ref: typeof sibling, role: 'PRIMARY' | 'STANDBY'): Tenant => ({
  ...ref,
  role,
  status: 'NORMAL',
  locked: null,
  syncStatus: null,
  version: null,
  serviceName: null,
  serviceNameStatus: null,
  conflictTenant: null,
  transportMode: null,
  primary:
    role === 'PRIMARY' ? null : { ...ordersMain, ocpClusterId: null, ocpClusterName: null, role: null, status: null },
  standbys: [],
  ocpClusterId: null,
});

const ocp = {
  tenants: () =>
    Promise.resolve([listed(ordersMain, 'PRIMARY'), listed(orders, 'STANDBY'), listed(sibling, 'STANDBY')]),
  tenant: () => Promise.reject(new Error('nobody asks for this')),
  failoverPrecheck: () => Promise.reject(new Error('nobody asks for this')),
  clusters: () => Promise.resolve([]),
  alarms: () => Promise.resolve([]),
};

function proven() {
  const life = proving();
  const roles = [{ tenantId: orders.tenantId, role: 'PRIMARY' }];
  return life.tell({ type: 'read_roles', call: 0, tenantId: orders.tenantId, roles, readAt: life.now, waitedMs: 0 });
}

describe('between the reading of OCP and the claim', () => {
  it.each([
    ['underway', running],
    ['primary', proven],
  ] as const)('a sibling that is %s by now counts, also when nobody holds the family', async (stage, life) => {
    const claims = new Map<string, RequestState>();
    const families = createFamilies({
      families: { ...noRows, requestsOf: async () => [...claims.keys()] },
      requests: { load: async (id) => claims.get(id) ?? null },
      clock: { now: () => START },
    });
    const picture = await families.read(ocp, [target], [target]);
    expect(picture.findings).toEqual([]);
    claims.set('r-1', life().state());
    const facts = await families.factsOf(picture, 'r-2');
    expect(facts.findings).toMatchObject([{ kind: 'second_primary', tenantId: '3001', by: { request: 'r-1', stage } }]);
    expect(facts.members).toContainEqual(orders);
  });
});

it('claims of an earlier version that are not indexed yet: the families are not read, and nothing is claimed on them', async () => {
  const families = createFamilies({
    families: { ...noRows, isBehind: async () => true },
    requests: { load: async () => null },
    clock: { now: () => START },
  });
  await expect(families.read(ocp, [target], [target])).rejects.toMatchObject({
    code: 'families_behind',
    why: { kind: 'families_behind' },
  });
});

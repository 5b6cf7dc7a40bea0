import { describe, expect, it } from 'vitest';
import { addCluster, addTenant, defaultWorld, emptyWorld } from '../../../src/simulators/ocp/world/default-world.ts';
import type { World } from '../../../src/simulators/ocp/world/world.ts';
import { at, call, fixture, list, startTestOcp, tenantNamed } from './support.ts';

/** The two tenants of the documented samples, with their ids. */
function documentedWorld(lagMs: number): World {
  const world = emptyWorld();
  const second = { ...addCluster(world, 'OB42_B', 'b'), id: 3_000_009 };
  const first = { ...addCluster(world, 'OB424_A', 'a'), id: 3_000_010 };
  world.clusters.clear();
  for (const cluster of [second, first]) world.clusters.set(cluster.id, cluster);
  const serviceName = { name: 'SERVICE_C', status: 'VALID' } as const;
  const primary = { ...addTenant(world, second, 'ohayo_1', { serviceName }), id: 2_000_022 };
  const standby = {
    ...addTenant(world, first, 'ohayo_2', { role: 'STANDBY', primaryTenantId: primary.id, lagMs, serviceName }),
    id: 2_000_025,
  };
  world.tenants.clear();
  for (const tenant of [primary, standby]) world.tenants.set(tenant.id, tenant);
  return world;
}

const FAILOVER_CHECK = '/api/v2/ob/clusters/3000010/tenants/2000025/failoverPreCheck';
const SWITCHOVER_CHECK = '/api/v2/ob/clusters/3000009/tenants/2000022/switchoverPreCheck';

describe('the failover precheck', () => {
  it('answers successful:true, valid:false while the primary can be connected: the documented reply', async () => {
    const ocp = await startTestOcp({ world: documentedWorld(0) });
    const reply = await call(ocp, 'POST', FAILOVER_CHECK);
    const documented = fixture('tenant-failover-precheck.response-en.json');
    expect(at(reply.body, 'data')).toEqual(at(documented, 'data'));
    expect([reply.status, at(reply.body, 'successful')]).toEqual([200, true]);
  });

  it('is valid once the primary is gone; a missing shared OBProxy only warns, with the same code', async () => {
    const world = documentedWorld(0);
    const ocp = await startTestOcp({ world, settings: { sharedObProxy: false } });
    tenantNamed(world, 'ohayo_1', 'OB42_B').alive = false;
    const reply = await call(ocp, 'POST', FAILOVER_CHECK);
    expect(at(reply.body, 'data', 'valid')).toBe(true);
    expect(
      list(reply.body, 'data', 'checkResults').map((item) => [at(item, 'errorCode'), at(item, 'warning')]),
    ).toEqual([['OBE26107', true]]);
  });

  it('of a cluster answers for each of its standbys', async () => {
    const ocp = await startTestOcp();
    const reply = await call(ocp, 'POST', '/api/v2/ob/clusters/1000002/tenants/failoverPreCheck');
    const contents = list(reply.body, 'data', 'contents');
    expect(contents.map((each) => at(each, 'name'))).toEqual([
      'orders',
      'payments',
      'ledger',
      'inventory',
      'trades',
      'documents',
      'members',
    ]);
    expect(contents.every((each) => at(each, 'valid') === true)).toBe(true);
    expect(at(reply.body, 'data', 'page')).toBeUndefined();
  });

  it('blocks a tenant that is no standby or cannot be reached', async () => {
    const ocp = await startTestOcp();
    const check = async (path: string) => {
      const reply = await call(ocp, 'POST', `/api/v2/ob/clusters/${path}/failoverPreCheck`);
      return list(reply.body, 'data', 'checkResults').map((item) => at(item, 'errorCode'));
    };
    // Its cluster does not run either: OBE26017.
    expect(await check('1000001/tenants/2000004')).toEqual(['OBE26013', 'OBE26021', 'OBE26017']);
    tenantNamed(ocp.model.world, 'orders', 'sh-prod').alive = false;
    expect(await check('1000002/tenants/2000005')).toEqual(['OBE26021']);
  });

  it.each([
    ['absent', undefined],
    ['latency', 180],
    ['scn', '1772413200320000000'],
  ] as const)('shows syncScn %s when told so', async (syncScn, expected) => {
    const ocp = await startTestOcp({ settings: { syncScn } });
    const reply = await call(ocp, 'POST', '/api/v2/ob/clusters/1000002/tenants/2000005/failoverPreCheck');
    expect(at(reply.body, 'data', 'syncScn')).toBe(expected);
  });
});

describe('the switchover precheck', () => {
  const pair = { tenantId: 2_000_022, standbyTenantId: 2_000_025 };

  it('blocks a lag above 10000 ms: the documented reply, in Chinese', async () => {
    const ocp = await startTestOcp({ world: documentedWorld(14_883_430), settings: { sharedObProxy: false } });
    const reply = await call(ocp, 'POST', SWITCHOVER_CHECK, pair, { 'Accept-Language': 'zh-CN' });
    expect(at(reply.body, 'data')).toEqual(at(fixture('tenant-switchover-precheck.response-zh.json'), 'data'));
  });

  it('is valid at 10000 ms', async () => {
    const ocp = await startTestOcp({ world: documentedWorld(10_000) });
    const reply = await call(ocp, 'POST', SWITCHOVER_CHECK, pair);
    expect(at(reply.body, 'data', 'valid')).toBe(true);
    const [child] = list(reply.body, 'data', 'standbyCheckResults');
    expect(at(child, 'checkResults')).toEqual([]);
  });

  it('in batch answers one result for each pair', async () => {
    const ocp = await startTestOcp({ world: defaultWorld() });
    const tenantParamList = [
      { tenantId: 2_000_004, standbyTenantId: 2_000_005 },
      { tenantId: 2_000_008, standbyTenantId: 2_000_014 },
    ];
    const reply = await call(ocp, 'POST', '/api/v2/ob/clusters/1000001/tenants/switchoverPreCheck', {
      tenantParamList,
    });
    expect(list(reply.body, 'data', 'contents').map((each) => at(each, 'valid'))).toEqual([true, false]);
  });
});

describe('the precheck and the POST', () => {
  const failover = '/api/v2/ob/clusters/3000010/tenants/2000025/failover';

  it('are not tied: the POST starts a task although the primary is alive', async () => {
    const ocp = await startTestOcp({ world: documentedWorld(0) });
    expect((await call(ocp, 'POST', failover, { serviceName: 'ServiceB' })).status).toBe(200);
  });

  it('are tied when enforcePrecheck is on: OBE26019', async () => {
    const ocp = await startTestOcp({ world: documentedWorld(0), settings: { enforcePrecheck: true } });
    const reply = await call(ocp, 'POST', failover, {});
    expect([reply.status, at(reply.body, 'error', 'code')]).toEqual([400, 'OBE26019']);
    expect(ocp.model.tasks).toEqual([]);
  });
});

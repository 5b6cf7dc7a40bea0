/** OCP's alarms, derived from the world: what is lost, what is behind, since when. */
import { describe, expect, it } from 'vitest';
import { familyWorld } from './family-world.ts';
import { at, call, list, startTestOcp, type TestOcp } from './support.ts';

const ACTIVE = '/api/v2/alarm/alarms/actived';
const ALL = '/api/v2/alarm/alarms';

async function alarms(ocp: TestOcp, path: string): Promise<unknown[]> {
  const reply = await call(ocp, 'GET', path);
  expect(reply.status).toBe(200);
  return list(reply.body, 'data', 'contents');
}

async function types(ocp: TestOcp, query = 'size=100'): Promise<string[]> {
  const found = await alarms(ocp, `${ACTIVE}?${query}`);
  return found.map((alarm) => `${String(at(alarm, 'alarmType'))} ${placeOf(alarm)}`).toSorted();
}

function placeOf(alarm: unknown): string {
  const place = at(alarm, 'alarmTarget', 'includeTargets', 0);
  return String(at(place, 'tenants', 0, 'name') ?? at(place, 'hosts', 0, 'hostIp') ?? at(place, 'cluster', 'name'));
}

describe('active alarms', () => {
  it('are none while all is well', async () => {
    const ocp = await startTestOcp({ world: familyWorld().world });
    expect(await types(ocp)).toEqual([]);
  });

  it('of a lost cluster: the cluster, each of its hosts, and the standbys that it fed', async () => {
    const ocp = await startTestOcp({ world: familyWorld().world });
    await call(ocp, 'POST', '/admin/regions/a/stop');
    expect(await types(ocp)).toEqual([
      'ob_cannot_connected 10.0.1.1',
      'ob_cannot_connected 10.0.1.2',
      'ob_cannot_connected 10.0.1.3',
      'ob_cluster_status_check_failed a',
      'standby_tenant_sync_status_error b',
      'standby_tenant_sync_status_error d',
      'standby_tenant_sync_status_error e',
    ]);
  });

  it("of a tenant that is lost on a running cluster, with OCP's own ids", async () => {
    const family = familyWorld();
    const ocp = await startTestOcp({ world: family.world });
    family.d.alive = false;
    const [alarm, ...more] = await alarms(ocp, ACTIVE);
    expect(more).toEqual([]);
    expect(alarm).toMatchObject({
      activeAt: '2026-03-02T01:00:00Z',
      alarmType: 'ob_tenant_partition_leader_absent',
      appType: 'OceanBase',
      level: 1,
      scope: 'Tenant',
      status: 'Active',
      alarmTarget: {
        includeTargets: [
          {
            cluster: { clusterId: family.d.clusterId, name: 'd', obClusterId: 4 },
            tenants: [{ name: 'd', obTenantId: family.d.obTenantId, tenantId: family.d.id }],
          },
        ],
        scope: 'Tenant',
      },
    });
  });

  it('of a standby from 600 s behind on: also when the time since the loss of its primary adds up to that', async () => {
    const family = familyWorld();
    family.e.lagMs = 599_900;
    const ocp = await startTestOcp({ world: family.world });
    expect(await types(ocp)).toEqual([]);
    family.e.lagMs = 600_000;
    expect(await types(ocp)).toEqual(['standby_tenant_sync_delay_too_long e']);
    family.other.alive = false;
    await call(ocp, 'GET', '/api/v2/time');
    ocp.clock.move(600_000);
    expect(await types(ocp, 'alarmType=standby_tenant_sync_delay_too_long')).toEqual([
      'standby_tenant_sync_delay_too_long e',
      'standby_tenant_sync_delay_too_long other-2',
    ]);
  });

  it.each([
    ['level=1', 4],
    ['level=2,3', 3],
    ['scope=Host', 3],
    ['scope=ObCluster', 0],
    ['appType=OB', 0],
    ['keyword=ob_cluster=a', 4],
    ['size=2', 2],
  ])('are filtered by %s: %i', async (query, count) => {
    const ocp = await startTestOcp({ world: familyWorld().world });
    await call(ocp, 'POST', '/admin/regions/a/stop');
    expect(await types(ocp, query)).toHaveLength(count);
  });

  it('keep their id and the time at which they began', async () => {
    const family = familyWorld();
    const ocp = await startTestOcp({ world: family.world });
    family.d.alive = false;
    const [before] = await alarms(ocp, ACTIVE);
    ocp.clock.move(300_000);
    const [after] = await alarms(ocp, ACTIVE);
    expect(at(after, 'id')).toBe(at(before, 'id'));
    expect(after).toMatchObject({ activeAt: '2026-03-02T01:00:00Z', updatedAt: '2026-03-02T01:05:00Z' });
  });
});

describe('the list of all events', () => {
  it('has the words of V4.2.2 and keeps what is over as Inactive', async () => {
    const family = familyWorld();
    const ocp = await startTestOcp({ world: family.world });
    family.d.alive = false;
    expect(await alarms(ocp, ALL)).toMatchObject([{ appType: 'OB', scope: 'ObTenant', status: 'Active' }]);
    family.d.alive = true;
    ocp.clock.move(60_000);
    expect(await types(ocp)).toEqual([]);
    const [over] = await alarms(ocp, ALL);
    expect(over).toMatchObject({ status: 'Inactive', resolvedAt: '2026-03-02T01:01:00Z' });
    expect(await alarms(ocp, `${ALL}?status=Active`)).toEqual([]);
  });
});

describe('an OCP before V4.3.6', () => {
  it('has no list of the active ones: it answers as it does to any URL that it does not know', async () => {
    const ocp = await startTestOcp({ world: familyWorld().world, settings: { alarmList: '4.2.2' } });
    expect((await call(ocp, 'GET', ACTIVE)).status).toBe(400);
    expect((await call(ocp, 'GET', ALL)).status).toBe(200);
  });
});

describe('permissions', () => {
  it('403 without the alarm permission; alarms of clusters that may not be read are left out', async () => {
    const ocp = await startTestOcp({ world: familyWorld().world });
    await call(ocp, 'POST', '/admin/regions/a/stop');
    ocp.model.addFault({ kind: 'forbidden', permission: 'CLUSTER_READ', clusterId: 1_000_001 });
    expect(await types(ocp)).toHaveLength(3);
    ocp.model.addFault({ kind: 'forbidden', permission: 'ALARM_READ' });
    for (const path of [ACTIVE, ALL]) expect((await call(ocp, 'GET', path)).status).toBe(403);
  });
});

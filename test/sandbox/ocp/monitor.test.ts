/** The delay of standbys, as OCP's monitoring measures it. */
import { describe, expect, it } from 'vitest';
import { setRegionAlive } from '../../../src/simulators/ocp/world/world.ts';
import { familyWorld } from './family-world.ts';
import { at, call, list, startTestOcp, type TestOcp, tenantNamed } from './support.ts';

const METRICS = '/api/v2/monitor/metricsWithLabel';

function query(change: Record<string, string | null> = {}): string {
  const params = {
    metrics: 'standby_tenant_delay_seconds',
    labels: 'app:OB',
    groupBy: 'ob_cluster_id,tenant_name',
    interval: '30',
    startTime: '2026-03-02T09:00:00+08:00',
    endTime: '2026-03-02T09:01:00+08:00',
    ...change,
  };
  const given = Object.entries(params).flatMap(([key, value]) => (value === null ? [] : [[key, value] as const]));
  return given.map(([key, value]) => `${key}=${encodeURIComponent(value)}`).join('&');
}

async function groups(ocp: TestOcp, change: Record<string, string | null> = {}): Promise<unknown[]> {
  const reply = await call(ocp, 'GET', `${METRICS}?${query(change)}`);
  expect(reply.status).toBe(200);
  return list(reply.body, 'data', 'contents');
}

/** Seconds behind, by tenant name, at the last point. */
async function delays(ocp: TestOcp, change: Record<string, string | null> = {}): Promise<Record<string, unknown>> {
  const found = await groups(ocp, change);
  const last = (group: unknown) => at(list(group, 'data').at(-1), 'standby_tenant_delay_seconds');
  return Object.fromEntries(found.map((group) => [String(at(group, 'tenant_name')), last(group)]));
}

describe('the delay metric', () => {
  it('is grouped by the tags asked for, a point for each interval, in seconds', async () => {
    const ocp = await startTestOcp({ world: familyWorld().world });
    ocp.clock.move(90_000);
    const [first] = await groups(ocp, { labels: 'app:ob,ob_cluster_name=b' });
    expect(first).toEqual({
      ob_cluster_id: '2',
      tenant_name: 'b',
      data: [1772413200, 1772413230, 1772413260].map((timestamp) => ({ standby_tenant_delay_seconds: 0.1, timestamp })),
    });
  });

  it('is collected every 30 s: a finer interval shows no more of it, a wider one the worst', async () => {
    const family = familyWorld();
    const ocp = await startTestOcp({ world: family.world });
    ocp.clock.move(20_000);
    await call(ocp, 'GET', '/api/v2/time');
    family.b.lagMs = 7_000;
    ocp.clock.move(90_000);
    const points = async (interval: string) => {
      const [first] = await groups(ocp, { labels: 'app:ob,ob_cluster_name=b', interval });
      return list(first, 'data').map((point) => [at(point, 'timestamp'), at(point, 'standby_tenant_delay_seconds')]);
    };
    expect(await points('5')).toEqual([
      [1772413200, 0.1],
      [1772413230, 7],
      [1772413260, 7],
    ]);
    expect(await points('60')).toEqual([
      [1772413200, 7],
      [1772413260, 7],
    ]);
  });

  it('has no series for primaries, and none for what cannot be reached: that one ends with its loss', async () => {
    const family = familyWorld();
    const ocp = await startTestOcp({ world: family.world });
    family.d.alive = false;
    ocp.clock.move(90_000);
    const later = { startTime: '2026-03-02T09:00:30+08:00' };
    expect(Object.keys(await delays(ocp, later))).toEqual(['b', 'c', 'e', 'other-2']);
    const [ended] = await groups(ocp, { labels: 'app:ob,tenant_name:d' });
    expect(at(ended, 'data')).toEqual([{ standby_tenant_delay_seconds: 0.1, timestamp: 1772413200 }]);
  });

  it('shows the worst of a group', async () => {
    const family = familyWorld();
    family.e.lagMs = 12_345;
    const ocp = await startTestOcp({ world: family.world });
    const [only, ...more] = await groups(ocp, { groupBy: 'app' });
    expect(more).toEqual([]);
    expect(only).toMatchObject({ app: 'OB', data: [{ standby_tenant_delay_seconds: 12.35 }] });
  });

  it('grows while an upstream is lost, however far up, and falls back when it returns', async () => {
    const family = familyWorld();
    const ocp = await startTestOcp({ world: family.world });
    ocp.clock.move(10_000);
    await call(ocp, 'POST', '/admin/regions/a/stop');
    ocp.clock.move(50_000);
    expect(await delays(ocp)).toMatchObject({ b: 49.6, c: 49.6, 'other-2': 0.1 });
    await call(ocp, 'POST', '/admin/regions/a/start');
    ocp.clock.move(60_000);
    const later = { startTime: '2026-03-02T09:01:30+08:00', endTime: '2026-03-02T09:02:00+08:00' };
    expect(await delays(ocp, later)).toMatchObject({ b: 0.1, c: 0.1 });
  });

  it('is empty for a range in the future and for metrics that are not collected', async () => {
    const ocp = await startTestOcp({ world: familyWorld().world });
    const tomorrow = { startTime: '2026-03-03T09:00:00Z', endTime: '2026-03-03T10:00:00Z' };
    expect(await groups(ocp, tomorrow)).toEqual([]);
    expect(await groups(ocp, { metrics: 'sql_all_count' })).toEqual([]);
  });

  it.each(['metrics', 'labels', 'groupBy', 'interval', 'startTime', 'endTime'])('needs %s', async (name) => {
    const ocp = await startTestOcp();
    const reply = await call(ocp, 'GET', `${METRICS}?${query({ [name]: null })}`);
    expect([reply.status, at(reply.body, 'error', 'code')]).toEqual([400, 'COM10001']);
  });

  it('refuses a datetime whose `+` was not encoded', async () => {
    const ocp = await startTestOcp();
    const reply = await call(ocp, 'GET', `${METRICS}?${query().replaceAll('%2B', '+')}`);
    expect(reply.status).toBe(400);
  });

  it('answers 403 to a user without the monitoring permission, and leaves out clusters he may not read', async () => {
    const ocp = await startTestOcp({ world: familyWorld().world });
    ocp.model.addFault({ kind: 'forbidden', permission: 'CLUSTER_READ', clusterId: 1_000_002 });
    expect(await delays(ocp)).not.toHaveProperty('b');
    ocp.model.addFault({ kind: 'forbidden', permission: 'MONITOR_READ' });
    expect((await call(ocp, 'GET', `${METRICS}?${query()}`)).status).toBe(403);
    expect((await call(ocp, 'GET', '/api/v2/ob/tenants')).status).toBe(200);
  });
});

describe("a precheck's system change number", () => {
  it('stands still from the loss of the primary on', async () => {
    const ocp = await startTestOcp({ settings: { syncScn: 'scn' } });
    const orders = tenantNamed(ocp.model.world, 'orders', 'sh-prod');
    const path = `/api/v2/ob/clusters/${orders.clusterId}/tenants/${orders.id}/failoverPreCheck`;
    const scn = async () => at((await call(ocp, 'POST', path)).body, 'data', 'syncScn');
    const atFirst = await scn();
    ocp.clock.move(300_000);
    expect(await scn()).toBe(atFirst);
    setRegionAlive(ocp.model.world, 'hangzhou', true);
    ocp.clock.move(1_000);
    expect(await scn()).not.toBe(atFirst);
  });
});

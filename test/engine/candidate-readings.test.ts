/** What is read of candidates beside what a request waits for: bounded, one read at a time, and never in the way. */
import { describe, expect, it } from 'vitest';
import { createCandidates } from '../../src/engine/reads/candidates.ts';
import { lostFamilies } from '../../src/operation/candidates/candidates.ts';
import { memberKey } from '../../src/operation/family.ts';
import type { ActiveAlarm, TenantLag } from '../../src/operation/ocp.ts';
import { refOf } from '../../src/operation/ocp-clusters.ts';
import type { FailoverTarget, Target } from '../../src/operation/operation.ts';
import type { Precheck, Tenant } from '../../src/operation/tenant.ts';
import { manualClock, type ManualClock } from '../support/clock.ts';
import { standbyTenant, tenantOf } from '../support/tenant.ts';

const a = tenantOf('1', { status: 'UNAVAILABLE' });
const [b, c] = [standbyTenant('2', a), standbyTenant('3', a)];
const tenants = [a, b, c];
const failover = (tenant: Tenant): FailoverTarget => ({
  kind: 'failover',
  tenant: refOf(tenant),
  primary: refOf(a),
  serviceName: null,
});
const families = lostFamilies([failover(b)], tenants);
const never = () => new Promise<never>(() => undefined);
const passed: Precheck = { passed: true, items: [], syncScn: null, primaryServiceName: null, readAt: 0 };

const lost = (since: number): ActiveAlarm => ({
  type: 'ob_cluster_status_check_failed',
  clusters: [a.clusterId],
  tenants: [],
  clusterName: null,
  tenantName: null,
  hosts: [],
  since,
});

/** OCP as these are read of it, with the times that were asked for. */
function ocpOf(clock: ManualClock, change: { alarms?: readonly ActiveAlarm[]; series?: readonly TenantLag[] } = {}) {
  const spans: (readonly [cluster: string, from: number, to: number])[] = [];
  let underWay = 0;
  let most = 0;
  async function one<T>(reply: T): Promise<T> {
    underWay += 1;
    most = Math.max(most, underWay);
    await Promise.resolve();
    underWay -= 1;
    return reply;
  }
  const { alarms = [], series = [] } = change;
  return {
    spans,
    most: () => most,
    alarms: () => one(alarms),
    standbyLags(cluster: string, from: number, to: number) {
      spans.push([cluster, from - clock.now(), to - clock.now()]);
      return one(series);
    },
    failoverPrecheck: (_clusterId: string, _tenantId: string) => one(passed),
  };
}

const minutes = (count: number) => count * 60_000;

describe('monitoring and alarms', () => {
  it('are asked one at a time, whoever asks: each read in the way takes a place from all others', async () => {
    const clock = manualClock();
    const ocp = ocpOf(clock);
    const { signals } = createCandidates(clock);
    await Promise.all(Array.from({ length: 5 }, () => signals(ocp, families)));
    expect(ocp.spans).toHaveLength(10);
    expect(ocp.most()).toBe(1);
  });

  it('are asked for the minutes before now, and from before the loss; one long ago in two parts', async () => {
    const clock = manualClock();
    const spansFor = async (alarms: readonly ActiveAlarm[]) => {
      const ocp = ocpOf(clock, { alarms });
      await createCandidates(clock).signals(ocp, families);
      return ocp.spans.filter(([cluster]) => cluster === 'c2').map(([, from, to]) => [from, to]);
    };
    expect(await spansFor([])).toEqual([[minutes(-10), minutes(1)]]);
    expect(await spansFor([lost(clock.now() - minutes(20))])).toEqual([[minutes(-30), minutes(1)]]);
    expect(await spansFor([lost(clock.now() - minutes(600))])).toEqual([
      [minutes(-610), minutes(-590)],
      [minutes(-10), minutes(1)],
    ]);
  });

  it('of two clusters of one name, each with such a tenant, say nothing of either', async () => {
    const clock = manualClock();
    const of = (tenantName: string): TenantLag => ({ tenantName, samples: [{ at: 0, ms: 5 }] });
    const heard = async (series: readonly TenantLag[]) => [
      ...(await createCandidates(clock).signals(ocpOf(clock, { series }), families)).lags.keys(),
    ];
    expect(await heard([of('t2'), of('t3')])).toEqual([memberKey(refOf(b)), memberKey(refOf(c))]);
    expect(await heard([of('t2'), of('t2'), of('t3')])).toEqual([memberKey(refOf(c))]);
  });

  it('that hang are waited for two seconds, and what came until then counts', async () => {
    const clock = manualClock();
    const alarms = [lost(clock.now())];
    const heard = createCandidates(clock).signals({ ...ocpOf(clock, { alarms }), standbyLags: never }, families);
    await new Promise((resolve) => setImmediate(resolve));
    clock.advance(1_999);
    const state = await Promise.race([heard, new Promise((resolve) => setImmediate(() => resolve('waits')))]);
    expect(state).toBe('waits');
    clock.advance(1);
    expect(await heard).toEqual({ alarms, lags: new Map() });
  });

  it('that are refused say nothing, and keep nothing else from being read', async () => {
    const clock = manualClock();
    const refused = () => Promise.reject(new Error('403'));
    const series = [{ tenantName: 't2', samples: [{ at: 0, ms: 5 }] }];
    const heard = await createCandidates(clock).signals({ ...ocpOf(clock, { series }), alarms: refused }, families);
    expect(heard.alarms).toEqual([]);
    expect(heard.lags.size).toBe(1);
  });
});

describe('prechecks of siblings', () => {
  const inspectionOf = (targets: readonly Target[]) => ({
    at: 0,
    targets: targets.map(({ tenant }) => ({
      tenantId: tenant.tenantId,
      role: 'STANDBY' as const,
      status: 'NORMAL',
      primary: refOf(a),
      primaryRole: null,
      primaryStatus: null,
      standby: null,
      precheck: passed,
      runningTask: null,
    })),
  });
  const read = (clock: ManualClock, ocp: ReturnType<typeof ocpOf>, all: readonly Tenant[], about?: 'choices') => {
    const targets = [failover(b)];
    const own = Promise.resolve({ inspection: inspectionOf(targets) });
    return createCandidates(clock).read(ocp, targets, Promise.resolve({ tenants: all }), own, about);
  };

  it('are run beside that of the target, and not waited for longer than two seconds after it', async () => {
    const clock = manualClock();
    const asked: string[] = [];
    const hangs = (_: string, tenantId: string) => {
      asked.push(tenantId);
      return never();
    };
    const found = read(clock, { ...ocpOf(clock), failoverPrecheck: hangs }, tenants);
    await new Promise((resolve) => setImmediate(resolve));
    clock.advance(2_000);
    const [family] = await found;
    expect(asked).toEqual(['3']);
    expect(family?.candidates.map(({ standing }) => standing)).toEqual(['incomparable', 'incomparable']);
  });

  it('are few, however many siblings there are', async () => {
    const clock = manualClock();
    const siblings = Array.from({ length: 30 }, (_, at) => standbyTenant(`${at + 10}`, a));
    const asked: string[] = [];
    const counting = (_: string, tenantId: string) => {
      asked.push(tenantId);
      return Promise.resolve(passed);
    };
    await read(clock, { ...ocpOf(clock), failoverPrecheck: counting }, [a, b, ...siblings]);
    expect(asked).toHaveLength(10);
  });

  it('and everything else are left out at a claim of a plain pair', async () => {
    const clock = manualClock();
    const ocp = ocpOf(clock);
    expect(await read(clock, ocp, [a, b], 'choices')).toEqual([]);
    expect([ocp.spans, ocp.most()]).toEqual([[], 0]);
  });
});

import { describe, expect, it } from 'vitest';
import {
  newPrimaryOf,
  type Operation,
  oldPrimaryOf,
  planCalls,
  provenRoles,
  type SwitchoverTarget,
} from '../../src/operation/operation.ts';
import { isServiceName } from '../../src/operation/service-name.ts';
import { failoverOf, orders, ordersMain, targetOf } from '../support/request.ts';

const onCluster = (clusterId: string, tenantId: string) =>
  targetOf({ tenant: { ...orders, clusterId, clusterName: `c${clusterId}`, tenantId } });

const pair: SwitchoverTarget = { kind: 'switchover', tenant: ordersMain, standby: orders, standbyOcpClusterId: null };
const pairOn = (clusterId: string, tenantId: string): SwitchoverTarget => ({
  kind: 'switchover',
  tenant: { ...ordersMain, clusterId, clusterName: `c${clusterId}`, tenantId },
  standby: orders,
  standbyOcpClusterId: '9',
});
const switchoverOf = (...targets: readonly SwitchoverTarget[]): Operation => ({
  kind: 'switchover',
  targets,
  stopRule: 'go_on',
});

describe('the calls that an operation needs', () => {
  it('is one for one tenant', () => {
    expect(planCalls(failoverOf())).toEqual([
      { kind: 'failover', clusterId: '20', clusterName: 'sh-prod', targets: [targetOf()] },
    ]);
  });

  it('is one for each cluster, clusters and tenants in the order chosen, nobody left out and nobody twice', () => {
    const [a, b, c, d] = [onCluster('2', '1'), onCluster('1', '2'), onCluster('2', '3'), onCluster('1', '4')];
    expect(planCalls(failoverOf(a, b, c, d))).toEqual([
      { kind: 'failover', clusterId: '2', clusterName: 'c2', targets: [a, c] },
      { kind: 'failover', clusterId: '1', clusterName: 'c1', targets: [b, d] },
    ]);
  });

  it('is none for no tenant', () => {
    expect(planCalls({ kind: 'failover', targets: [] })).toEqual([]);
  });

  it('of a switchover go to the cluster of the primary, wherever the standby is', () => {
    expect(planCalls(switchoverOf(pair))).toEqual([
      { kind: 'switchover', clusterId: '10', clusterName: 'bj-prod', targets: [pair] },
    ]);
    const [a, b, c] = [pairOn('2', '1'), pairOn('1', '2'), pairOn('2', '3')];
    expect(planCalls(switchoverOf(a, b, c))).toEqual([
      { kind: 'switchover', clusterId: '2', clusterName: 'c2', targets: [a, c] },
      { kind: 'switchover', clusterId: '1', clusterName: 'c1', targets: [b] },
    ]);
  });

  it('name the cluster by its id: two of one name are two calls', () => {
    const other = { ...pair, tenant: { ...ordersMain, clusterId: '11' } };
    expect(planCalls(switchoverOf(pair, other)).map(({ clusterId, clusterName }) => [clusterId, clusterName])).toEqual([
      ['10', 'bj-prod'],
      ['11', 'bj-prod'],
    ]);
  });
});

describe('who is primary', () => {
  it('after a failover is the tenant itself; before it was its primary, if OCP names one', () => {
    expect(newPrimaryOf(targetOf())).toEqual(orders);
    expect(oldPrimaryOf(targetOf())).toEqual(ordersMain);
    expect(oldPrimaryOf(targetOf({ primary: null }))).toBeNull();
  });

  it('after a switchover is the standby; before it was the tenant', () => {
    expect(newPrimaryOf(pair)).toEqual(orders);
    expect(oldPrimaryOf(pair)).toEqual(ordersMain);
  });
});

describe('the roles that prove success', () => {
  it('of a failover is that of the new primary alone: the lost one may still believe it is one', () => {
    expect(provenRoles(targetOf(), false)).toEqual([{ tenant: orders, role: 'PRIMARY', elsewhere: false }]);
  });

  it('of a switchover are both: an old primary that still is one would be two', () => {
    expect(provenRoles(pair, false)).toEqual([
      { tenant: orders, role: 'PRIMARY', elsewhere: false },
      { tenant: ordersMain, role: 'STANDBY', elsewhere: false },
    ]);
  });

  it('of a new primary under another OCP are marked as what cannot be read here', () => {
    expect(provenRoles(pair, true)).toMatchObject([
      { tenant: orders, role: 'PRIMARY', elsewhere: true },
      { tenant: ordersMain, role: 'STANDBY', elsewhere: false },
    ]);
  });
});

describe('a service name', () => {
  it.each(['ab', 'Orders_rw', 'a1', `a${'b'.repeat(63)}`])('may be %s', (name) => {
    expect(isServiceName(name)).toBe(true);
  });

  it.each(['', 'a', '1a', '_a', 'a-b', 'a b', ' ab', 'ab ', 'ab\n', 'é1', `a${'b'.repeat(64)}`])(
    'may not be %j',
    (name) => {
      expect(isServiceName(name)).toBe(false);
    },
  );
});

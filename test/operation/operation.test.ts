import { describe, expect, it } from 'vitest';
import { planCalls } from '../../src/operation/operation.ts';
import { isServiceName } from '../../src/operation/service-name.ts';
import { failoverOf, orders, targetOf } from '../support/request.ts';

const onCluster = (clusterId: string, tenantId: string) =>
  targetOf({ tenant: { ...orders, clusterId, clusterName: `c${clusterId}`, tenantId } });

describe('the calls that an operation needs', () => {
  it('is one for one tenant', () => {
    expect(planCalls(failoverOf())).toEqual([{ clusterId: '20', clusterName: 'sh-prod', targets: [targetOf()] }]);
  });

  it('is one for each cluster, clusters and tenants in the order chosen, nobody left out and nobody twice', () => {
    const [a, b, c, d] = [onCluster('2', '1'), onCluster('1', '2'), onCluster('2', '3'), onCluster('1', '4')];
    expect(planCalls(failoverOf(a, b, c, d))).toEqual([
      { clusterId: '2', clusterName: 'c2', targets: [a, c] },
      { clusterId: '1', clusterName: 'c1', targets: [b, d] },
    ]);
  });

  it('is none for no tenant', () => {
    expect(planCalls({ kind: 'failover', targets: [] })).toEqual([]);
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

import { describe, expect, it } from 'vitest';
import { choicesOf, unambiguous } from '../../src/operation/choices.ts';
import type { RelatedTenant, Tenant, TenantRef } from '../../src/operation/tenant.ts';

function tenant(tenantId: string, tenantName: string, change: Partial<Tenant> = {}): Tenant {
  return {
    clusterId: '10',
    clusterName: 'hz-prod',
    tenantId,
    tenantName,
    role: 'PRIMARY',
    status: 'NORMAL',
    locked: false,
    syncStatus: null,
    version: null,
    serviceName: null,
    serviceNameStatus: null,
    primary: null,
    standbys: [],
    ocpClusterId: null,
    ...change,
  };
}

const there = { clusterId: '20', clusterName: 'sh-prod' };
const ref = (id: string, name: string): TenantRef => ({ ...there, tenantId: id, tenantName: name });
const beside = (one: TenantRef, change: Partial<RelatedTenant> = {}): RelatedTenant => {
  const { clusterId, clusterName, tenantId, tenantName } = one;
  const untold = { ocpClusterId: null, ocpClusterName: null, role: null, status: null };
  return { clusterId, clusterName, tenantId, tenantName, ...untold, ...change };
};
const standby = (id: string, name: string, primary: TenantRef) =>
  tenant(id, name, { ...there, role: 'STANDBY', primary: beside(primary) });
const keys = (kind: 'failover' | 'switchover', tenants: readonly Tenant[]) =>
  choicesOf(kind, tenants).map(({ key }) => key);

const orders = tenant('1', 'orders', { standbys: [beside(ref('2', 'orders'), { ocpClusterId: '4' })] });
const ordersSh = standby('2', 'orders', orders);

describe('a failover can be asked for', () => {
  it('each standby, and nothing else', () => {
    expect(
      keys('failover', [orders, ordersSh, tenant('3', 'x', { role: 'CLONE' }), tenant('4', 'y', { role: null })]),
    ).toEqual(['20:2']);
  });
});

describe('a switchover can be asked for', () => {
  it('a primary and the standby it lists, with the OCP that manages it', () => {
    const [choice] = choicesOf('switchover', [ordersSh, orders]);
    expect(choice).toMatchObject({
      key: '10:1:2',
      target: {
        tenant: { tenantId: '1' },
        standby: { tenantId: '2', clusterName: 'sh-prod' },
        standbyOcpClusterId: '4',
      },
    });
  });

  it('a standby that names a primary which does not list it', () => {
    expect(keys('switchover', [{ ...orders, standbys: [] }, ordersSh])).toEqual(['10:1:2']);
  });

  it('each pair once, though both sides name it', () => {
    expect(keys('switchover', [orders, ordersSh])).toHaveLength(1);
  });

  it('a standby that only another OCP lists', () => {
    expect(keys('switchover', [orders])).toEqual(['10:1:2:4']);
  });

  it('not where the list shows other roles', () => {
    expect(keys('switchover', [{ ...orders, role: 'STANDBY' }, ordersSh])).toEqual([]);
    expect(keys('switchover', [orders, { ...ordersSh, role: 'PRIMARY' }])).toEqual([]);
  });
});

describe('a name', () => {
  const all = choicesOf('failover', [ordersSh, standby('5', 'orders_eu', orders), standby('6', 'ledger', orders)]);
  it('means the tenant that has exactly it, before those that contain it', () => {
    expect(unambiguous(all, ' ORDERS ')?.key).toBe('20:2');
    expect(unambiguous(all, 'ledg')?.key).toBe('20:6');
  });
  it('means nothing when it could mean two, or none', () => {
    expect(unambiguous(all, 'orde')).toBeNull();
    expect(unambiguous(all, '')).toBeNull();
    expect(unambiguous(all, 'payments')).toBeNull();
    const twins = choicesOf('failover', [ordersSh, { ...ordersSh, clusterId: '30', clusterName: 'gz-prod' }]);
    expect(unambiguous(twins, 'orders')).toBeNull();
  });
  it('means the one on the cluster that is named as well', () => {
    const twins = choicesOf('failover', [ordersSh, { ...ordersSh, clusterId: '30', clusterName: 'gz-prod' }]);
    expect(unambiguous(twins, 'orders gz-prod')?.key).toBe('30:2');
    expect(unambiguous(twins, 'Orders on GZ')?.key).toBe('30:2');
    expect(unambiguous(twins, 'orders prod')).toBeNull();
    expect(unambiguous(twins, 'orders hz-prod')).toBeNull();
    expect(unambiguous(choicesOf('switchover', [orders, ordersSh]), 'orders sh-prod')?.key).toBe('10:1:2');
  });
});

import { beside as besideIt, tenantOf } from '../support/tenant.ts';
import { describe, expect, it } from 'vitest';
import { choicesOf, meantChoices } from '../../src/operation/choices.ts';
import { refOf } from '../../src/operation/ocp-clusters.ts';
import type { RelatedTenant, Tenant, TenantRef } from '../../src/operation/tenant.ts';

function tenant(tenantId: string, tenantName: string, change: Partial<Tenant> = {}): Tenant {
  return tenantOf(tenantId, { clusterId: '10', clusterName: 'hz-prod', tenantName, ...change });
}

const there = { clusterId: '20', clusterName: 'sh-prod' };
const ref = (id: string, name: string): TenantRef => ({ ...there, tenantId: id, tenantName: name });
const beside = (one: TenantRef, change: Partial<RelatedTenant> = {}): RelatedTenant => ({
  ...besideIt(one),
  ...change,
});
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

describe('the sides of a failover', () => {
  const root = tenant('1', 'orders', { clusterId: '30', clusterName: 'gz-prod' });
  const middle = tenant('7', 'orders', { role: 'STANDBY', primary: beside(root) });
  const end = standby('8', 'orders', middle);
  const targetIn = (...tenants: readonly Tenant[]) =>
    choicesOf('failover', tenants).find(({ key }) => key === '20:8')?.target;

  it('are every primary above it in a chain, as far as OCP lists them', () => {
    expect(targetIn(end, middle, root)).toMatchObject({ primary: { tenantId: '7' }, upstreams: [refOf(root)] });
    expect(targetIn(end, middle)).toMatchObject({ upstreams: [refOf(root)] });
    const above = beside({ ...there, clusterId: '40', tenantId: '1', tenantName: 'orders' });
    const chain = [end, middle, { ...root, role: 'STANDBY', primary: above } as const];
    expect(targetIn(...chain)).toMatchObject({ upstreams: [refOf(root), refOf(above)] });
  });

  it('are two where the primary is the root, or names in turn the one that follows it', () => {
    expect(targetIn(end, { ...middle, role: 'PRIMARY', primary: null })).not.toHaveProperty('upstreams');
    expect(targetIn(end, { ...middle, primary: beside(end) })).not.toHaveProperty('upstreams');
  });

  it('are not looked up by ids of another OCP', () => {
    const here = { ...middle, ocpClusterId: '1' };
    const away = { ...end, ocpClusterId: '1', primary: beside(middle, { ocpClusterId: '2' }) };
    expect(targetIn(away, here, root)).not.toHaveProperty('upstreams');
  });

  it('have the names that OCP leaves out beside the tenant, from its list', () => {
    const untold = { ...end, primary: beside({ ...middle, clusterName: '', tenantName: '' }) };
    expect(targetIn(untold, { ...middle, primary: null })).toMatchObject({ primary: refOf(middle) });
    const neighbour = tenant('9', 'stock');
    const byCluster = { ...end, primary: beside({ ...middle, clusterName: '' }) };
    expect(targetIn(byCluster, neighbour)).toMatchObject({ primary: refOf(middle) });
    const away = {
      ...byCluster,
      ocpClusterId: '1',
      primary: beside({ ...middle, clusterName: '' }, { ocpClusterId: '2' }),
    };
    expect(targetIn(away, neighbour)).toMatchObject({ primary: { clusterName: '' } });
    const [pair] = choicesOf('switchover', [
      tenant('1', 'a', { standbys: [beside({ ...there, tenantId: '2', tenantName: 'a', clusterName: '' })] }),
      end,
    ]);
    expect(pair?.target).toMatchObject({ standby: { clusterName: 'sh-prod' } });
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
    expect(meantChoices(all, ' ORDERS ').map(({ key }) => key)).toEqual(['20:2']);
    expect(meantChoices(all, 'ledg').map(({ key }) => key)).toEqual(['20:6']);
    for (const text of ['“orders”', '`orders`,', '*orders*', 'ｏｒｄｅｒｓ'])
      expect(meantChoices(all, text).map(({ key }) => key)).toEqual(['20:2']);
  });
  it('means both when it could mean two, and nothing when it means none', () => {
    expect(meantChoices(all, 'orde')).toHaveLength(2);
    expect(meantChoices(all, '')).toEqual([]);
    expect(meantChoices(all, 'payments')).toEqual([]);
    const twins = choicesOf('failover', [ordersSh, { ...ordersSh, clusterId: '30', clusterName: 'gz-prod' }]);
    expect(meantChoices(twins, 'orders')).toHaveLength(2);
  });
  it('means the one on the cluster that is named as well', () => {
    const twins = choicesOf('failover', [ordersSh, { ...ordersSh, clusterId: '30', clusterName: 'gz-prod' }]);
    expect(meantChoices(twins, 'orders gz-prod').map(({ key }) => key)).toEqual(['30:2']);
    expect(meantChoices(twins, 'Orders on GZ').map(({ key }) => key)).toEqual(['30:2']);
    expect(meantChoices(twins, 'orders prod')).toHaveLength(2);
    expect(meantChoices(twins, 'orders hz-prod')).toEqual([]);
    const pairs = choicesOf('switchover', [orders, ordersSh]);
    expect(meantChoices(pairs, 'orders sh-prod').map(({ key }) => key)).toEqual(['10:1:2']);
  });
});

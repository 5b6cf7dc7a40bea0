import { describe, expect, it } from 'vitest';
import { groupsOf, type Rule, ruleFor } from '../../src/policy/policy.ts';
import { orders, policyOf, rule, targetOf } from '../support/request.ts';

function chosen(rules: readonly Partial<Rule>[], ...tenants: readonly (readonly [cluster: string, tenant: string])[]) {
  const targets = tenants.map(([clusterName, tenantName], at) =>
    targetOf({ tenant: { ...orders, clusterName, tenantName, tenantId: String(at) } }),
  );
  const policy = { ...policyOf(), rules: rules.map((change, at) => ({ ...rule, name: String(at), ...change })) };
  return ruleFor(policy, { kind: 'failover', targets, stopRule: 'go_on' })?.name ?? null;
}

describe('the rule for a request', () => {
  it('is the first that matches, not the best', () => {
    expect(chosen([{ tenants: ['o*'] }, { tenants: ['orders'] }], ['sh', 'orders'])).toBe('0');
    expect(chosen([{ tenants: ['x*'] }, { tenants: ['orders'] }, {}], ['sh', 'orders'])).toBe('1');
  });

  it('is none when none matches, there are none, or nothing is asked', () => {
    expect(chosen([{ tenants: ['x'] }, { clusters: ['x'] }, { operations: [] }], ['sh', 'orders'])).toBeNull();
    expect(chosen([], ['sh', 'orders'])).toBeNull();
    expect(chosen([{}])).toBeNull();
  });

  it('needs cluster and tenant in the same rule', () => {
    expect(
      chosen(
        [
          { clusters: ['sh'], tenants: ['x'] },
          { clusters: ['x'], tenants: ['orders'] },
        ],
        ['sh', 'orders'],
      ),
    ).toBeNull();
  });

  it('is one rule for all targets', () => {
    expect(chosen([{ tenants: ['orders', 'carts'] }], ['sh', 'orders'], ['sh', 'carts'])).toBe('0');
  });

  it('is none when targets stand under different rules, even where a later rule covers them all', () => {
    const rules = [{ tenants: ['orders'] }, { tenants: ['*'] }];
    expect(chosen(rules, ['sh', 'orders'], ['sh', 'carts'])).toBeNull();
    expect(chosen(rules, ['sh', 'carts'], ['sh', 'orders'])).toBeNull();
  });

  it('is none when one of the targets stands under no rule', () => {
    expect(chosen([{ tenants: ['orders'] }], ['sh', 'orders'], ['sh', 'carts'])).toBeNull();
    expect(chosen([{ tenants: ['orders'] }], ['sh', 'carts'], ['sh', 'orders'])).toBeNull();
  });
});

describe('a pattern', () => {
  it.each([
    ['*', 'anything at all'],
    ['*', ''],
    ['orders', 'orders'],
    ['ORDERS', 'orders'],
    ['o?ders', 'orders'],
    ['orders*', 'orders'],
    ['*_main', 'orders_main'],
    ['a.b', 'a.b'],
    ['a+(b)[c]', 'a+(b)[c]'],
    ['订?', '订单'],
    ['?', '😀'],
  ])('%s covers %j', (pattern, name) => {
    expect(chosen([{ tenants: [pattern] }], ['sh', name])).toBe('0');
  });

  it.each([
    ['orders', 'orders2'],
    ['orders', 'my_orders'],
    ['o?ders', 'oders'],
    ['a.b', 'axb'],
    ['a|orders', 'orders'],
    ['[o]rders', 'orders'],
    ['', 'orders'],
    ['orders', 'orders\n'],
  ])('%s does not cover %j', (pattern, name) => {
    expect(chosen([{ tenants: [pattern] }], ['sh', name])).toBeNull();
  });

  it('is one of several', () => {
    expect(chosen([{ clusters: ['bj', 's?'] }], ['sh', 'orders'])).toBe('0');
    expect(chosen([{ clusters: [] }], ['sh', 'orders'])).toBeNull();
  });
});

describe('the groups of a policy', () => {
  it('are each named once, user ids left out', () => {
    const rules = [
      { ...rule, requesters: ['U1', 'S1'], approvers: ['S2', 'W1'] },
      { ...rule, requesters: ['S2'], approvers: ['S3'] },
    ];
    expect(groupsOf({ ...policyOf(), rules })).toEqual(['S1', 'S2', 'S3']);
  });
});

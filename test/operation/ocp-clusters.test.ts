/** Which OCP a tenant's primary or standby is under, and what may be chosen of it. */
import { describe, expect, it } from 'vitest';
import { choiceOf, choicesOf, keyOf } from '../../src/operation/choices.ts';
import { otherOcp } from '../../src/operation/ocp-clusters.ts';
import type { RelatedTenant, Tenant } from '../../src/operation/tenant.ts';
import { beside } from '../support/tenant.ts';
import { tenant } from '../slack/render/story.ts';

const gz = { ocpClusterId: '100002', ocpClusterName: 'ocp-gz' };
const other = { id: '100002', name: 'ocp-gz' };
const hzProd = { clusterId: '10', clusterName: 'hz-prod' };
const billingAt = { clusterId: '30', clusterName: 'gz-prod', tenantId: '5', tenantName: 'billing' };
const billing = (change: Partial<Tenant> = {}) =>
  tenant({
    ...hzProd,
    tenantId: '1',
    tenantName: 'billing',
    role: 'PRIMARY',
    primary: null,
    ocpClusterId: '100001',
    ...change,
  });
const relative = (change: Partial<RelatedTenant> = {}): RelatedTenant => ({ ...beside(billingAt), ...gz, ...change });
/** A tenant of this OCP that happens to carry the ids of the relative. */
const namesake = tenant({
  ...billingAt,
  clusterName: 'hz-tools',
  tenantName: 'tools',
  role: 'STANDBY',
  primary: null,
  ocpClusterId: '100001',
});

describe('a relative', () => {
  it('is under this OCP where nothing else is told', () => {
    expect(otherOcp(billing(), beside(billingAt), null)).toBeNull();
    expect(otherOcp(billing({ ocpClusterId: null }), beside(billingAt), namesake)).toBeNull();
  });

  it('is under this OCP where both are told to be, and under another where they are not', () => {
    expect(otherOcp(billing(), relative({ ocpClusterId: '100001' }), null)).toBeNull();
    expect(otherOcp(billing(), relative(), null)).toEqual(other);
  });

  it('is not found here by its ids: they may be those of somebody else', () => {
    expect(otherOcp(billing(), relative(), namesake)).toEqual(other);
    expect(otherOcp(billing({ ocpClusterId: null }), relative(), namesake)).toEqual(other);
  });

  it('is found here, where OCP does not tell which one it is itself, by naming the tenant in turn', () => {
    const here = billing({ ocpClusterId: null });
    const naming = (ocpClusterId: string | null) => ({ ...namesake, primary: { ...beside(here), ocpClusterId } });
    expect(otherOcp(here, relative(), naming(gz.ocpClusterId))).toBeNull();
    // It names the tenant, and says that the tenant is not under the OCP that the relative is under.
    expect(otherOcp(here, relative(), naming('100001'))).toEqual(other);
    expect(otherOcp(here, relative(), naming(null))).toBeNull();
    expect(otherOcp(here, relative(), null)).toEqual(other);
  });
});

describe('the key of what was asked for', () => {
  const here = { ...namesake, primary: { ...beside(billing()), ocpClusterId: '100001' } };
  const both = [relative({ ocpClusterId: '100001', role: 'STANDBY' }), relative({ role: 'STANDBY' })];
  const all = choicesOf('switchover', [billing({ standbys: both }), here]);
  const alone = choicesOf('switchover', [billing({ standbys: [relative({ role: 'STANDBY' })] })]);
  const placeOf = (choices: typeof all, key: string) => choiceOf(choices, key)?.target;

  it('leads back to the same choice, under this OCP and under another', () => {
    expect(all).toHaveLength(2);
    for (const choices of [all, alone])
      for (const choice of choices) expect(choiceOf(choices, keyOf(choice.target))).toBe(choice);
  });

  it('without the OCP in it means the one here, or the only one there is', () => {
    expect(placeOf(all, '10:1:5')).toMatchObject({ standbyOcpClusterId: '100001' });
    expect(placeOf(alone, '10:1:5')).toMatchObject({ standbyOcpClusterId: '100002' });
  });

  it('means nothing where it could mean two', () => {
    const two = [relative({ role: 'STANDBY' }), relative({ role: 'STANDBY', ocpClusterId: '100003' })];
    expect(choiceOf(choicesOf('switchover', [billing({ standbys: two })]), '10:1:5')).toBeNull();
    expect(choiceOf(alone, '10:1')).toBeNull();
  });
});

describe('a switchover to a standby under another OCP', () => {
  const of = (...tenants: readonly Tenant[]) => choicesOf('switchover', tenants);

  it('can be asked for, with the id of that OCP, and not as a pair with its namesake here', () => {
    expect(of(billing({ standbys: [relative({ role: 'STANDBY' })] }), namesake)).toMatchObject([
      {
        key: '10:1:5:100002',
        target: { standby: billingAt, standbyOcpClusterId: '100002' },
        standby: null,
        elsewhere: other,
      },
    ]);
  });

  it('can be asked for where its role is not told, and not where it is another', () => {
    expect(of(billing({ standbys: [relative()] }))).toHaveLength(1);
    expect(of(billing({ standbys: [relative({ role: 'PRIMARY' })] }))).toEqual([]);
    expect(of(billing({ standbys: [relative({ role: 'RESTORE' })] }))).toEqual([]);
  });

  it('is told apart from one here that carries the same ids', () => {
    const here = { ...namesake, primary: { ...beside(billing()), ocpClusterId: '100001' } };
    const listed = [relative({ ocpClusterId: '100001', role: 'STANDBY' }), relative({ role: 'STANDBY' })];
    const pairs = of(billing({ standbys: listed }), here);
    expect(pairs.map(({ key }) => key)).toEqual(['10:1:5', '10:1:5:100002']);
    expect(pairs).toMatchObject([
      { standby: here, elsewhere: null, target: { standbyOcpClusterId: '100001' } },
      { standby: null, elsewhere: other, target: { standbyOcpClusterId: '100002' } },
    ]);
  });

  it('here, which its primary does not list, is asked for with the id of this OCP', () => {
    const here = { ...namesake, primary: { ...beside(billing()), ocpClusterId: '100001' } };
    expect(of(billing(), here)).toMatchObject([{ elsewhere: null, target: { standbyOcpClusterId: '100001' } }]);
  });

  it('is no pair for a standby here whose primary is under another OCP: that one is asked there', () => {
    const primary = { ...beside(billing()), ...gz };
    expect(of(billing(), { ...namesake, primary })).toEqual([]);
  });
});

import { describe, expect, it } from 'vitest';
import { familyOf } from '../../src/operation/family.ts';
import type { Tenant } from '../../src/operation/tenant.ts';
import { beside, standbyTenant, tenantOf } from '../support/tenant.ts';

const a = tenantOf('1');
const b = standbyTenant('2', a);
const c = standbyTenant('3', b);
const d = standbyTenant('4', a);
const other = tenantOf('9');

const ids = (of: Tenant, tenants: readonly Tenant[]) => familyOf(of, tenants).members.map(({ ref }) => ref.tenantId);

describe('the family of a tenant', () => {
  it.each([a, b, c, d])('is the same for each of its members: the primary, its standbys, and theirs', (one) => {
    expect(ids(one, [other, c, d, b, a])).toEqual(['1', '4', '2', '3']);
    expect(familyOf(one, [a, b, c, d]).root.ref).toMatchObject({ tenantId: '1' });
  });

  it('holds what the primary names and the list hides, and what names a primary that the list hides', () => {
    expect(ids(a, [{ ...a, standbys: [beside(b)] }])).toEqual(['1', '2']);
    expect(ids(b, [b, d])).toEqual(['1', '2', '4']);
    expect(familyOf(b, [b, d]).root.tenant).toBeNull();
  });

  it('ends at a primary, whatever it once followed, and holds nobody who follows another by now', () => {
    const promoted = { ...b, role: 'PRIMARY' } as const;
    const old = { ...a, standbys: [beside(b), beside(d)] };
    expect(ids(d, [old, promoted, c, d])).toEqual(['1', '4']);
    expect(ids(c, [old, promoted, c, d])).toEqual(['2', '3']);
  });

  it('is found where two tenants name each other, as around a switchover', () => {
    const one = standbyTenant('1', tenantOf('2'));
    const two = standbyTenant('2', one);
    expect(ids(one, [one, two]).toSorted()).toEqual(['1', '2']);
  });

  it('names the OCP that manages a member where that is another one, and does not take its ids for those here', () => {
    const here = { ...a, ocpClusterId: '1', standbys: [{ ...beside(b), ocpClusterId: '2' }] };
    const stranger = tenantOf('2', { ocpClusterId: '1' });
    const [, away] = familyOf(here, [here, stranger]).members;
    expect(away).toMatchObject({ ref: { tenantId: '2' }, tenant: null, elsewhere: { id: '2' } });
  });
});

/** The names by which clients reach lost roots, by OCP's list alone. */
import { describe, expect, it } from 'vitest';
import { choicesOf } from '../../src/operation/choices.ts';
import { refOf } from '../../src/operation/ocp-clusters.ts';
import {
  changedNames,
  isSameName,
  isServiceName,
  isUnrouted,
  latestNames,
  type RootName,
  rootNamesOf,
} from '../../src/operation/service-name.ts';
import type { Tenant } from '../../src/operation/tenant.ts';
import { standbyTenant, tenantOf } from '../support/tenant.ts';

const root = tenantOf('1', { serviceName: 'SVC_A', serviceNameStatus: 'VALID', status: 'UNAVAILABLE' });
const middle = standbyTenant('2', root, { serviceName: 'SVC_B', serviceNameStatus: 'INVALID' });
const last = standbyTenant('3', middle, { serviceName: 'SVC_C', serviceNameStatus: 'VALID' });

function rootOf(tenants: readonly Tenant[], id = '3'): RootName | undefined {
  const targets = choicesOf('failover', tenants).map(({ target }) => target);
  return rootNamesOf(targets, tenants).find(({ tenantId }) => tenantId === id);
}

describe('the name that clients use', () => {
  it('is that of the root, also in a chain, whatever the tenants below it are called', () => {
    expect(rootOf([root, middle, last])).toEqual({ tenantId: '3', root: refOf(root), name: 'SVC_A', status: 'VALID' });
    expect(rootOf([root, middle, last], '2')?.name).toBe('SVC_A');
  });

  it('is none where OCP lists none for the root', () => {
    expect(rootOf([{ ...root, serviceName: null }, middle, last])).toMatchObject({ root: refOf(root), name: null });
    expect(rootOf([{ ...root, serviceName: ' ' }, middle, last])?.name).toBeNull();
  });

  it('is the tenant’s own where OCP does not list the root', () => {
    expect(rootOf([last])).toEqual({ tenantId: '3', root: null, name: 'SVC_C', status: 'VALID' });
  });

  it('comes with what OCP rates it', () => {
    expect(rootOf([{ ...root, serviceNameStatus: 'INVALID' }, last, middle])?.status).toBe('INVALID');
  });
});

describe('a later reading', () => {
  const seen: RootName = { tenantId: '3', root: refOf(root), name: 'SVC_A', status: 'VALID' };
  const now = (change: Partial<RootName>): readonly RootName[] => [{ ...seen, ...change }];

  it('differs by the name alone, also where there is one no more, or one now', () => {
    expect(changedNames([seen], now({ name: 'SVC_X' }))).toHaveLength(1);
    expect(changedNames([seen], now({ name: null }))).toHaveLength(1);
    expect(changedNames([{ ...seen, name: null }], now({}))).toHaveLength(1);
    expect(changedNames([seen], now({ status: 'INVALID' }))).toEqual([]);
  });

  it('that does not show the root says nothing about it', () => {
    expect(changedNames([seen], now({ root: null, name: null }))).toEqual([]);
    expect(latestNames([seen], now({ root: null, name: null }))).toEqual([seen]);
  });

  it('of some leaves the others as they were read', () => {
    const other = { ...seen, tenantId: '4' };
    expect(latestNames([other, seen], now({ name: 'SVC_X' }))).toEqual([other, { ...seen, name: 'SVC_X' }]);
  });
});

it('names are compared without case, and none equals none', () => {
  expect(isSameName('SVC_A', 'svc_a')).toBe(true);
  expect(isSameName(null, null)).toBe(false);
});

it.each(['1SVC', 'A', 'SVC-A', ' SVC_A', 'x'.repeat(65)])('%j is no service name', (name) => {
  expect(isServiceName(name)).toBe(false);
});

it('OCP’s code for a missing OBProxy counts as a warning only: it also blocks failovers with it', () => {
  const item = { code: 'OBE26107', text: 'x', blocking: false };
  expect(isUnrouted({ items: [item] })).toBe(true);
  expect(isUnrouted({ items: [{ ...item, blocking: true }] })).toBe(false);
  expect(isUnrouted({ items: [{ ...item, code: 'OBE26009' }] })).toBe(false);
});

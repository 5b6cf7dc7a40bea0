/** Whether the tenants have the roles that an operation is for. */
import { describe, expect, it } from 'vitest';
import { misfits } from '../../src/operation/role-check.ts';
import type { StandbyInspection, TargetInspection } from '../../src/operation/inspection.ts';
import type { SwitchoverTarget } from '../../src/operation/operation.ts';
import type { TenantRef } from '../../src/operation/tenant.ts';
import { orders, ordersMain, readingOf, START, targetOf } from '../support/request.ts';

const of = (targets: Parameters<typeof misfits>[0], ...readings: readonly TargetInspection[]) =>
  misfits(targets, { at: START, targets: readings });

describe('a failover', () => {
  const found = (role: TargetInspection['role']) => of([targetOf()], readingOf({ role }));

  it('is for a standby', () => {
    expect(found('STANDBY')).toEqual([]);
  });

  it.each(['PRIMARY', 'RESTORE', 'UNKNOWN', 'unknown:ARBITER', null] as const)('is not for %s', (role) => {
    expect(found(role)).toEqual([{ kind: 'wrong_role', tenantId: orders.tenantId, role, needed: 'STANDBY' }]);
  });

  it('is not for a tenant that OCP tells nothing of', () => {
    expect(of([targetOf()])).toEqual([{ kind: 'untold', tenantId: orders.tenantId }]);
  });

  const root = { ...ordersMain, clusterId: '30', clusterName: 'gz-prod' };
  const otherPrimary = (primary: TenantRef) => [{ kind: 'other_primary', tenantId: orders.tenantId, primary }];

  it('is not for a tenant whose primary is none that the request names: that side’s rules and freezes did not count', () => {
    expect(of([targetOf({ primary: null })], readingOf())).toEqual(otherPrimary(ordersMain));
    expect(of([targetOf()], readingOf({ primary: root }))).toEqual(otherPrimary(root));
    expect(of([targetOf({ upstreams: [root] })], readingOf({ primary: root }))).toEqual(otherPrimary(root));
  });

  it('is for a tenant whose primary OCP names no more: the side on record goes on counting', () => {
    expect(of([targetOf()], readingOf({ primary: null }))).toEqual([]);
    expect(of([targetOf({ primary: null })], readingOf({ primary: null }))).toEqual([]);
    expect(of([targetOf()], readingOf({ primaryElsewhere: { id: '100002', name: null } }))).toEqual([]);
  });

  it('is not for a tenant above whose primary stands one that the request does not name', () => {
    expect(of([targetOf()], readingOf({ upstream: root }))).toEqual(otherPrimary(root));
    expect(of([targetOf({ upstreams: [root] })], readingOf({ upstream: root }))).toEqual([]);
    expect(of([targetOf({ upstreams: [root] })], readingOf())).toEqual([]);
    expect(of([targetOf()], readingOf({ upstream: orders }))).toEqual([]);
  });

  it('is checked for each of its tenants', () => {
    const carts = { ...orders, tenantId: '2002' };
    const targets = [targetOf(), targetOf({ tenant: carts })];
    expect(of(targets, readingOf(), readingOf({ tenantId: '2002', role: 'PRIMARY' }))).toMatchObject([
      { kind: 'wrong_role', tenantId: '2002' },
    ]);
  });
});

describe('a switchover', () => {
  const pair: SwitchoverTarget = { kind: 'switchover', tenant: ordersMain, standby: orders, standbyOcpClusterId: null };
  const { tenantId } = ordersMain;
  const well: StandbyInspection = { role: 'STANDBY', status: 'NORMAL', primary: ordersMain };
  const found = (standby: StandbyInspection | null, role: TargetInspection['role'] = 'PRIMARY') =>
    of([pair], readingOf({ tenantId, role, primary: null, standby }));

  it('is for a primary and its standby, which may not say whose it is', () => {
    expect(found(well)).toEqual([]);
    expect(found({ ...well, primary: null })).toEqual([]);
    expect(found({ role: 'STANDBY', status: 'NORMAL' })).toEqual([]);
  });

  it('is not for a pair that has changed its roles already', () => {
    expect(found({ ...well, role: 'PRIMARY' }, 'STANDBY')).toEqual([
      { kind: 'wrong_role', tenantId, role: 'STANDBY', needed: 'PRIMARY' },
      { kind: 'wrong_role', tenantId: orders.tenantId, role: 'PRIMARY', needed: 'STANDBY' },
    ]);
  });

  it('is not for the standby of somebody else', () => {
    const primary = { ...ordersMain, clusterId: '77' };
    expect(found({ ...well, primary })).toEqual([{ kind: 'other_primary', tenantId: orders.tenantId, primary }]);
  });

  it('is not for a standby that was not read or tells no role', () => {
    expect(found(null)).toEqual([{ kind: 'untold', tenantId: orders.tenantId }]);
    expect(found({ ...well, role: null })).toMatchObject([{ kind: 'wrong_role', role: null }]);
  });

  it('may have its standby under another OCP, whose role may not be told here; a wrong one that is told counts', () => {
    const elsewhere = { id: '100002', name: 'ocp-gz' };
    expect(found({ role: null, status: null, elsewhere })).toEqual([]);
    expect(found({ role: 'STANDBY', status: 'NORMAL', elsewhere })).toEqual([]);
    expect(found({ role: 'PRIMARY', status: 'NORMAL', elsewhere })).toMatchObject([{ kind: 'wrong_role' }]);
  });
});

/** What OCP shows of a family in part: hidden members, missing roles, ids of another OCP. */
import { afterEach, describe, expect, it } from 'vitest';
import { addCluster, addTenant, twoOcpWorld } from '../../src/simulators/ocp/world/default-world.ts';
import { choicesOf } from '../../src/operation/choices.ts';
import { findingsOf } from '../../src/operation/family-findings.ts';
import type { Target } from '../../src/operation/operation.ts';
import type { RelatedTenant, Tenant } from '../../src/operation/tenant.ts';
import { type Driven, startDriven } from '../support/driven.ts';
import { beside, standbyTenant, tenantOf } from '../support/tenant.ts';
import { force, lost, primaries } from '../support/families.ts';

let world: Driven | null = null;
afterEach(async () => {
  await world?.close();
  world = null;
});

function found(tenants: readonly Tenant[], id: string): readonly string[] {
  const target: Target | undefined = choicesOf('failover', tenants).find(
    (choice) => choice.target.tenant.tenantId === id,
  )?.target;
  if (!target) throw new Error('no such choice');
  const findings = findingsOf([target], [target], { tenants, lostClusters: [], promotions: [] });
  return findings.map(({ kind }) => kind);
}

describe('a living root', () => {
  it('that names the hidden tenant in between as its standby refuses the tail', async () => {
    const { family, world: w } = await lost(({ a, b }) => {
      a.alive = true;
      b.alive = false;
    });
    world = w;
    world.ocp.model.addFault({ kind: 'forbidden', permission: 'CLUSTER_READ', clusterId: family.b.clusterId });
    await world.pass(10_000);
    await force(world, 'c');
    expect(primaries(family).map(({ name }) => name)).toEqual(['a']);
  });

  it('whose role OCP does not tell is not passed over in silence', () => {
    const a = tenantOf('1', { role: null });
    const b = standbyTenant('2', a, { status: 'UNAVAILABLE' });
    const c = standbyTenant('3', b);
    expect(found([a, b, c], '3')).not.toEqual([]);
  });
});

describe('ids of another OCP', () => {
  const elsewhere = (one: Tenant): RelatedTenant => ({ ...beside(one), ocpClusterId: '2', ocpClusterName: 'gz' });
  /** Another business, which has here the ids that the root has there. */
  const namesake = tenantOf('1', { tenantName: 'reports', locked: true, ocpClusterId: '1' });
  const b = standbyTenant('2', namesake, {
    ocpClusterId: '1',
    primary: { ...elsewhere(namesake), tenantName: 'root', status: 'UNAVAILABLE' },
    status: 'UNAVAILABLE',
  });
  const c = standbyTenant('3', b, { ocpClusterId: '1' });

  it('are not taken for those of a tenant here: no living root is made up', () => {
    expect(found([namesake, b, c], '3')).not.toContain('root_alive');
  });

  it('are not taken for those of a tenant here: no lock is made up', () => {
    expect(found([namesake, b], '2')).not.toContain('lost_locked');
  });

  it('of a promotion do not stop the family of somebody else here', async () => {
    const ocpWorld = twoOcpWorld();
    const named = (name: string) => {
      const all = [...ocpWorld.tenants.values()].filter((tenant) => tenant.name === name);
      return all;
    };
    const [reports] = named('reports');
    const [auditRoot] = named('audit');
    if (!reports || !auditRoot) throw new Error('not in this world');
    const copy = addTenant(ocpWorld, addCluster(ocpWorld, 'hz-copy', 'hangzhou'), 'reportscopy', {
      role: 'STANDBY',
      primaryTenantId: reports.id,
      lagMs: 10,
    });
    auditRoot.alive = false;
    world = await startDriven({ ocpWorld, hangzhouDown: false });
    const first = await force(world, 'audit');
    expect(first).toContain('*Done*');
    reports.alive = false;
    expect(await force(world, 'reportscopy')).toContain('*Done*');
    expect(copy.role).toBe('PRIMARY');
  });
});

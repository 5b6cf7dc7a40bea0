/** The world that the sandbox shows, and its families. */
import { describe, expect, it } from 'vitest';
import { defaultWorld } from '../../../src/simulators/ocp/world/default-world.ts';
import { familyOf } from '../../../src/simulators/ocp/world/families.ts';
import { type Tenant, primaryOf } from '../../../src/simulators/ocp/world/world.ts';
import { tenantNamed } from './support.ts';

const world = defaultWorld({ hangzhouDown: true });

const placeOf = ({ clusterId }: Tenant) => world.clusters.get(clusterId)?.name ?? '';

function familyAt(name: string, cluster: string): string[] {
  const members = [...familyOf(world, tenantNamed(world, name, cluster))];
  const told = (tenant: Tenant) => {
    const upstream = primaryOf(world, tenant);
    return `${placeOf(tenant)} ${upstream ? `follows ${placeOf(upstream)}` : tenant.role}`;
  };
  return members.map(told).toSorted();
}

describe("the sandbox's world", () => {
  it('keeps the ids of the tenants that tests and guides name', () => {
    expect(tenantNamed(world, 'orders', 'hz-prod').id).toBe(2_000_004);
    expect(tenantNamed(world, 'orders', 'sh-prod').id).toBe(2_000_005);
    expect(tenantNamed(world, 'ledger', 'sh-analytics').id).toBe(2_000_014);
    expect(tenantNamed(world, 'reports', 'sh-analytics').id).toBe(2_000_015);
  });

  it('has a chain', () => {
    expect(familyAt('trades', 'hz-prod')).toEqual([
      'hz-prod PRIMARY',
      'sh-analytics follows sh-prod',
      'sh-prod follows hz-prod',
    ]);
  });

  it('has a family of four, one of its standbys in the region of the primary', () => {
    expect(familyAt('members', 'sh-prod')).toEqual([
      'hz-analytics follows hz-prod',
      'hz-prod PRIMARY',
      'sh-analytics follows hz-prod',
      'sh-prod follows hz-prod',
    ]);
    expect(tenantNamed(world, 'members', 'hz-analytics').alive).toBe(false);
  });

  it('has a standby that is fed from log archives, minutes behind', () => {
    const standby = tenantNamed(world, 'documents', 'sh-prod');
    expect([standby.logTransportMode, standby.lagMs]).toEqual(['LOG_BACKUP', 240_000]);
    expect(tenantNamed(world, 'orders', 'sh-prod').logTransportMode).toBe('NETWORK');
  });
});

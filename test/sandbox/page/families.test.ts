/** Who follows whom, from what the simulated OCP holds: as the page draws it, without the page. */
import { describe, expect, it } from 'vitest';
import { adminState } from '../../../src/simulators/ocp/admin/admin-state.ts';
import { type Ocp, ocpSchema } from '../../../src/sandbox/page/blocks/shapes.ts';
import { type Family, familiesOf, type Member } from '../../../src/sandbox/page/ocp/families.ts';
import { defaultWorld } from '../../../src/simulators/ocp/world/default-world.ts';
import type { OcpModel } from '../../../src/simulators/ocp/world/model.ts';
import { setRegionAlive } from '../../../src/simulators/ocp/world/world.ts';
import { failover, finish, START, tenantNamed, testModel } from '../ocp/support.ts';

const shown = (model: OcpModel): Ocp => ocpSchema.parse(adminState(model, 'none'));
const families = (model: OcpModel) => familiesOf(shown(model).tenants);
const named = (model: OcpModel, name: string) => families(model).filter(({ root }) => root.tenant.name === name);
const outline = ({ tenant, standbys }: Member): string =>
  `${tenant.clusterName}${standbys.length === 0 ? '' : ` (${standbys.map(outline).join(', ')})`}`;
const outlines = (all: readonly Family[]) => all.map(({ root }) => outline(root));

describe('families', () => {
  it('are a primary with its standbys, and what follows a standby stands below it', () => {
    const model = testModel();
    expect(outlines(named(model, 'ledger'))).toEqual(['hz-prod (sh-prod, sh-analytics)']);
    expect(outlines(named(model, 'trades'))).toEqual(['hz-prod (sh-prod (sh-analytics))']);
    expect(outlines(named(model, 'members'))).toEqual(['hz-prod (hz-analytics, sh-prod, sh-analytics)']);
    expect(outlines(named(model, 'reports'))).toEqual(['sh-analytics']);
  });

  it('hold every tenant once, but for the clusters’ own', () => {
    const model = testModel();
    const count = ({ standbys }: Member): number => 1 + standbys.reduce((sum, one) => sum + count(one), 0);
    const all = families(model).reduce((sum, { root }) => sum + count(root), 0);
    expect(all).toBe([...model.world.tenants.values()].filter(({ name }) => name !== 'sys').length);
  });

  it('are two after a failover: the sibling still follows the primary that was lost', () => {
    const model = testModel();
    finish(model, failover(model, 'ledger'));
    const after = named(model, 'ledger');
    expect(outlines(after)).toEqual(['hz-prod (sh-analytics)', 'sh-prod']);
    expect(after.map(({ primaries }) => primaries)).toEqual([2, 2]);
  });

  it('show two tenants that follow each other, as in the middle of a switchover, once each', () => {
    const model = testModel();
    const primary = tenantNamed(model.world, 'orders', 'hz-prod');
    const standby = tenantNamed(model.world, 'orders', 'sh-prod');
    primary.primaryTenantId = standby.id;
    primary.role = 'STANDBY';
    expect(outlines(named(model, 'orders'))).toEqual(['hz-prod (sh-prod)']);
    standby.role = 'PRIMARY';
    expect(outlines(named(model, 'orders'))).toEqual(['sh-prod (hz-prod)']);
  });
});

describe('the lag', () => {
  const lagOf = (model: OcpModel, name: string, cluster: string) =>
    shown(model).tenants.find((one) => one.name === name && one.clusterName === cluster)?.lag;

  it('is the last one that was measured before the primary was lost, with its time, and does not grow with the outage', () => {
    const model = testModel();
    const lost = { ms: 310, at: Math.floor(START / 30_000) * 30_000 };
    expect(lagOf(model, 'ledger', 'sh-prod')).toEqual(lost);
    model.advance(START + 600_000);
    expect(lagOf(model, 'ledger', 'sh-prod')).toEqual(lost);
  });

  it('is the newest one while the primary is alive', () => {
    const model = testModel({}, defaultWorld());
    model.advance(START + 60_000);
    const { at } = lagOf(model, 'ledger', 'sh-prod') ?? { at: 0 };
    expect(at).toBe(Math.floor((START + 60_000) / 30_000) * 30_000);
    setRegionAlive(model.world, 'hangzhou', false);
    model.advance(START + 120_000);
    expect(lagOf(model, 'ledger', 'sh-prod')).toEqual({ ms: 310, at });
  });

  it('is none of a primary, nor of the tenant that has become one', () => {
    const model = testModel();
    expect(lagOf(model, 'ledger', 'hz-prod')).toBeNull();
    finish(model, failover(model, 'ledger'));
    expect(lagOf(model, 'ledger', 'sh-prod')).toBeNull();
  });
});

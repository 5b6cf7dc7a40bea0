/** The simulated OCP as one of several: what it manages, what it only knows of, and what it needs to be told. */
import { describe, expect, it } from 'vitest';
import { twoOcpWorld } from '../../../src/simulators/ocp/world/default-world.ts';
import { at, call, list, startTestOcp, tenantNamed, type TestOcp } from './support.ts';

const HERE = 100_001;
const GZ = 100_002;

const start = (options: { reticent?: boolean } = {}) => startTestOcp({ world: twoOcpWorld(options) });
const tenantOf = (ocp: TestOcp, name: string, cluster: string) => tenantNamed(ocp.model.world, name, cluster);

function pathOf(ocp: TestOcp, name: string, cluster: string): string {
  const { clusterId, id } = tenantOf(ocp, name, cluster);
  return `/api/v2/ob/clusters/${clusterId}/tenants/${id}`;
}

async function listed(ocp: TestOcp, query = ''): Promise<string[]> {
  const reply = await call(ocp, 'GET', `/api/v2/ob/tenants?size=100${query}`);
  return list(reply.body, 'data', 'contents').map(
    (one) => `${String(at(one, 'name'))} ${String(at(one, 'clusterName'))}`,
  );
}

describe('what it manages', () => {
  it('is listed; what other OCPs manage is listed when asked for', async () => {
    const ocp = await start();
    const here = await listed(ocp);
    expect(here).toContain('billing hz-prod');
    expect(here.filter((one) => one.endsWith('gz-prod'))).toEqual([]);
    expect(await listed(ocp, '&withRemote=RELATED')).toContain('billing gz-prod');
    expect((await listed(ocp, '&withRemote=ALL')).length).toBe(ocp.model.world.tenants.size);
    const clusters = await call(ocp, 'GET', '/api/v2/ob/clusters?size=100');
    expect(list(clusters.body, 'data', 'contents').map((one) => at(one, 'name'))).toEqual(['hz-prod', 'hz-tools']);
  });

  it('is what its ids mean: those of a tenant elsewhere lead to somebody else here', async () => {
    const ocp = await start();
    const reply = await call(ocp, 'GET', pathOf(ocp, 'billing', 'hz-prod'));
    const standby = at(reply.body, 'data', 'basicStandbyTenantList', 0);
    expect(standby).toMatchObject({
      tenantName: 'billing',
      role: 'STANDBY',
      ocpClusterId: GZ,
      ocpCluster: { id: GZ, name: 'ocp-gz' },
    });
    const path = `/api/v2/ob/clusters/${String(at(standby, 'clusterId'))}/tenants/${String(at(standby, 'tenantId'))}`;
    expect(at((await call(ocp, 'GET', path)).body, 'data', 'name')).toBe('tools');
    expect((await call(ocp, 'GET', pathOf(ocp, 'billing', 'gz-prod'))).status).toBe(404);
  });

  it('says which OCP it is, unless it is one that does not', async () => {
    for (const [reticent, told] of [
      [false, HERE],
      [true, undefined],
    ] as const) {
      const ocp = await start({ reticent });
      const reply = await call(ocp, 'GET', pathOf(ocp, 'ledger', 'hz-prod'));
      expect(at(reply.body, 'data', 'ocpClusterView', 'id')).toBe(told);
      const ids = list(reply.body, 'data', 'basicStandbyTenantList').map((one) => at(one, 'ocpClusterId'));
      expect(ids).toEqual([HERE, GZ]);
    }
  });
});

describe('a switchover', () => {
  const body = (ocp: TestOcp, ocpId?: number) => ({
    tenantId: tenantOf(ocp, 'ledger', 'hz-prod').id,
    standbyTenantId: tenantOf(ocp, 'ledger', 'hz-tools').id,
    ...(ocpId && { standbyOcpClusterId: ocpId }),
  });

  it('needs the OCP of the standby: its precheck and its call are refused without', async () => {
    const ocp = await start();
    const path = pathOf(ocp, 'ledger', 'hz-prod');
    for (const verb of ['switchoverPreCheck', 'switchover']) {
      const reply = await call(ocp, 'POST', `${path}/${verb}`, body(ocp));
      expect([reply.status, at(reply.body, 'error', 'message')]).toEqual([
        400,
        'The parameter standbyOcpClusterId is empty or invalid.',
      ]);
    }
    expect(ocp.model.tasks).toEqual([]);
  });

  it.each([
    [HERE, 'hz-tools'],
    [GZ, 'gz-prod'],
  ])('with the id %i means the standby on %s, whose id both have', async (id, cluster) => {
    const ocp = await start();
    const reply = await call(ocp, 'POST', `${pathOf(ocp, 'ledger', 'hz-prod')}/switchover`, body(ocp, id));
    expect(reply.status).toBe(200);
    ocp.clock.move(120_000);
    await call(ocp, 'GET', '/api/v2/info');
    expect(tenantOf(ocp, 'ledger', cluster).role).toBe('PRIMARY');
    expect(tenantOf(ocp, 'ledger', 'hz-prod').role).toBe('STANDBY');
  });

  it('with the id of an OCP that has no such tenant finds none', async () => {
    const ocp = await start();
    const reply = await call(ocp, 'POST', `${pathOf(ocp, 'ledger', 'hz-prod')}/switchover`, body(ocp, 100_009));
    expect(reply.status).toBe(404);
  });

  it('outside multi-cluster mode needs no such id', async () => {
    const ocp = await startTestOcp();
    const reply = await call(ocp, 'GET', pathOf(ocp, 'orders', 'hz-prod'));
    expect(at(reply.body, 'data', 'ocpClusterView')).toBeUndefined();
    expect(at(reply.body, 'data', 'basicStandbyTenantList', 0, 'ocpClusterId')).toBeUndefined();
  });
});

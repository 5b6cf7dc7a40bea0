import { afterEach, describe, expect, it } from 'vitest';
import { dataOf, fixture } from '../task/fixture.ts';
import { closeAll, connect, failure, ok, serve } from './server.ts';

afterEach(closeAll);

/** An OCP that answers every call with `data`. */
async function answering(data: unknown) {
  const server = await serve((_, response) => ok(response, data));
  return { server, ocp: connect([server.url]) };
}

function pageOf(url: string): number {
  return Number(new URL(url, 'http://ocp').searchParams.get('page'));
}

describe('tenants', () => {
  it('the documented list of 4.2.2: no role, totals that contradict the pages', async () => {
    const { server, ocp } = await answering(dataOf('tenants-of-cluster.response-v422'));
    const [first, second] = await ocp.tenants();
    expect(first).toEqual({
      clusterId: '1',
      clusterName: 'foo',
      tenantId: '10',
      tenantName: 'first',
      role: null,
      status: 'NORMAL',
      locked: false,
      syncStatus: null,
      version: '2.2.52',
      serviceName: null,
      serviceNameStatus: null,
      conflictTenant: null,
      transportMode: null,
      primary: null,
      standbys: [],
      ocpClusterId: null,
    });
    expect(second?.locked).toBe(true);
    expect(server.seen.map((seen) => seen.url)).toEqual(['/api/v2/ob/tenants?page=1&size=1000&sort=id%2Casc']);
  });

  it('a standby of 4.3 names its primary and its service', async () => {
    const { server, ocp } = await answering({
      id: '2000025',
      name: 'ohayo_2',
      clusterId: 3000010,
      clusterName: 'OB424_A',
      role: 'standby',
      syncStatus: 'SYNCHRONIZING',
      obVersion: '4.2.4.0',
      serviceNameInfo: { serviceName: 'SERVICE_C', serviceNameStatus: 'VALID', conflictTenant: null },
      basicPrimaryTenant: {
        tenantId: 2000022,
        tenantName: 'ohayo_1',
        clusterId: '3000009',
        clusterName: 'OB42_B',
        obTenantId: 1004,
      },
      basicStandbyTenantList: null,
    });
    expect(await ocp.tenant('3000010', '2000025')).toMatchObject({
      role: 'STANDBY',
      serviceName: 'SERVICE_C',
      serviceNameStatus: 'VALID',
      primary: { clusterId: '3000009', clusterName: 'OB42_B', tenantId: '2000022', tenantName: 'ohayo_1' },
      standbys: [],
    });
    expect(server.seen[0]?.url).toBe('/api/v2/ob/clusters/3000010/tenants/2000025');
  });

  it.each([
    ['a list', [{ tenantId: 2, tenantName: 's', clusterId: 20, clusterName: 'c' }]],
    ['one object, as the table types it', { tenantId: 2, tenantName: 's', clusterId: 20, clusterName: 'c' }],
    ['a list with an empty relation', [{}, { tenantId: 2, tenantName: 's', clusterId: 20, clusterName: 'c' }]],
  ])('standbys as %s', async (_, basicStandbyTenantList) => {
    const { ocp } = await answering({
      id: 1,
      name: 'p',
      clusterId: 10,
      role: 'PRIMARY',
      basicPrimaryTenant: {},
      basicStandbyTenantList,
    });
    const tenant = await ocp.tenant('10', '1');
    expect(tenant.primary).toBeNull();
    const ref = { tenantId: '2', tenantName: 's', clusterId: '20', clusterName: 'c' };
    const untold = { ocpClusterId: null, ocpClusterName: null, role: null, status: null };
    expect(tenant.standbys).toEqual([{ ...ref, ...untold }]);
  });

  it('a standby that another OCP manages, in multi-cluster mode', async () => {
    const elsewhere = { tenantId: 2, tenantName: 's', clusterId: 20, clusterName: 'c', ocpClusterId: 4 };
    const { ocp } = await answering({ id: 1, name: 'p', clusterId: 10, basicStandbyTenantList: [elsewhere] });
    expect((await ocp.tenant('10', '1')).standbys).toMatchObject([{ tenantId: '2', ocpClusterId: '4' }]);
  });

  it('of its own OCP and that of its relatives, with what OCP’s record says of them', async () => {
    const there = { id: 100_002, name: 'ocp-gz', role: 'FOLLOWER', status: 'NORMAL' };
    const relative = {
      tenantId: 2,
      tenantName: 's',
      clusterId: 20,
      clusterName: 'c',
      role: 'standby',
      status: 'NORMAL',
    };
    const { ocp } = await answering({
      id: 1,
      name: 'p',
      clusterId: 10,
      ocpClusterView: { id: '100001', name: 'ocp-hz', role: 'LEADER' },
      basicPrimaryTenant: { ...relative, role: 'PRIMARY', ocpClusterId: '100002' },
      basicStandbyTenantList: [{ ...relative, ocpCluster: there }],
    });
    const told = { ocpClusterId: '100002', status: 'NORMAL' };
    expect(await ocp.tenant('10', '1')).toMatchObject({
      ocpClusterId: '100001',
      primary: { ...told, ocpClusterName: null, role: 'PRIMARY' },
      standbys: [{ ...told, ocpClusterName: 'ocp-gz', role: 'STANDBY' }],
    });
  });

  it('every page is read, and a tenant that moved to the next page counts once', async () => {
    const tenant = (id: number) => ({ id, name: `t${id}`, clusterId: 1 });
    const pages = [[tenant(1), tenant(2)], [tenant(2), tenant(3)], [tenant(4)]];
    const server = await serve((seen, response) => {
      const number = pageOf(seen.url);
      ok(response, { contents: pages[number - 1] ?? [], page: { number, size: 2, totalElements: 5, totalPages: 3 } });
    });
    expect((await connect([server.url]).tenants()).map((one) => one.tenantId)).toEqual(['1', '2', '3', '4']);
    expect(server.seen).toHaveLength(3);
  });

  it.each([
    ['an empty page ends it', () => []],
    ['a server that ignores the page number ends it', () => [{ id: 1, name: 't', clusterId: 1 }]],
  ])('%s, whatever the totals say', async (_, contents) => {
    const server = await serve((_seen, response) => {
      ok(response, { contents: contents(), page: { number: 1, size: 10, totalElements: 99999, totalPages: 9999 } });
    });
    await connect([server.url]).tenants();
    expect(server.seen.length).toBeLessThanOrEqual(2);
  });

  it('clusters', async () => {
    const { ocp } = await answering(dataOf('clusters.response-v422'));
    expect(await ocp.clusters()).toEqual([{ id: '1000002', name: 'test', status: 'RUNNING', version: '2.2.73' }]);
  });
});

describe('prechecks', () => {
  it('the documented failover precheck does not pass', async () => {
    const { server, ocp } = await answering(dataOf('tenant-failover-precheck.response-en'));
    expect(await ocp.failoverPrecheck('3000010', '2000025')).toMatchObject({
      passed: false,
      items: [{ code: 'OBE26107', blocking: true, text: expect.stringContaining('can still be connected') }],
      primaryServiceName: 'SERVICE_C',
      syncScn: null,
    });
    expect(server.seen[0]).toMatchObject({
      method: 'POST',
      body: '',
      url: '/api/v2/ob/clusters/3000010/tenants/2000025/failoverPreCheck',
    });
  });

  it('the documented switchover precheck: the same code that blocks a failover is a warning here', async () => {
    const { server, ocp } = await answering(dataOf('tenant-switchover-precheck.response-zh'));
    const precheck = await ocp.switchoverPrecheck('3000009', { tenantId: '2000022', standbyTenantId: '2000025' });
    expect(precheck.passed).toBe(false);
    expect(precheck.items.map((item) => [item.code, item.blocking])).toEqual([
      ['OBE26009', true],
      ['OBE26107', false],
    ]);
    expect(server.seen[0]?.body).toBe('{"tenantId":2000022,"standbyTenantId":2000025}');
  });

  it.each([
    ['valid, nothing found', { valid: true }, true],
    [
      'valid, warnings only',
      { valid: true, checkResults: [{ warning: true, errorCode: 'X', errorMessage: '' }] },
      true,
    ],
    ['valid, yet a finding blocks', { valid: true, checkResults: [{ warning: false }] }, false],
    ['a finding that does not say whether it blocks', { valid: true, checkResults: [{ errorCode: 'X' }] }, false],
    ['not valid, nothing found', { valid: false, checkResults: [] }, false],
    ['no verdict', { checkResults: [] }, false],
  ])('%s: passed is %s', async (_, data, passed) => {
    const { ocp } = await answering(data);
    expect((await ocp.failoverPrecheck('1', '2')).passed).toBe(passed);
  });

  it('a switchover passes only when its standby passes too', async () => {
    const { ocp } = await answering({ valid: true, standbyCheckResults: [{ valid: false }] });
    expect((await ocp.switchoverPrecheck('1', { tenantId: '2', standbyTenantId: '3' })).passed).toBe(false);
  });

  it('findings that cannot be read are never taken for none', async () => {
    const { ocp } = await answering({ valid: true, checkResults: 'see console' });
    expect(await failure(ocp.failoverPrecheck('1', '2'))).toMatchObject({ code: 'ocp_malformed', effect: 'none' });
  });

  it('all standby tenants of a cluster, each with its tenant; syncScn stays text', async () => {
    const data = dataOf('tenant-failover-precheck.response-en');
    const { server, ocp } = await answering({ contents: [Object.assign({ syncScn: '1721727753000000001' }, data)] });
    expect(await ocp.failoverPrechecks('3000010')).toMatchObject([
      {
        tenant: { clusterId: '3000010', clusterName: 'OB424_A', tenantId: '2000025', tenantName: 'ohayo_2' },
        precheck: { passed: false, syncScn: '1721727753000000001' },
      },
    ]);
    expect(server.seen[0]?.url).toBe('/api/v2/ob/clusters/3000010/tenants/failoverPreCheck');
  });
});

describe('moving a primary', () => {
  it('a failover, with the body and the reply that OCP documents', async () => {
    const { server, ocp } = await answering(dataOf('tenant-failover.response'));
    const started = await ocp.failover('3000010', '2000025', { serviceName: 'ServiceB' });
    expect(started).toMatchObject({ traceId: 'abc', task: { name: 'Failover tenant', status: 'RUNNING' } });
    expect(JSON.parse(server.seen[0]?.body ?? '')).toEqual(fixture('tenant-failover.request'));
    await ocp.failover('3000010', '2000025', { serviceName: null });
    expect(server.seen[1]?.body).toBe('{}');
  });

  it('several failovers of one cluster', async () => {
    const { server, ocp } = await answering({ contents: [dataOf('tenant-failover.response')] });
    const { tasks } = await ocp.failoverMany('3000010', [
      { tenantId: '2000025', serviceName: 'S1' },
      { tenantId: '2000026' },
    ]);
    expect(tasks.map((task) => task.tenantId)).toEqual(['2000025']);
    expect(server.seen[0]).toMatchObject({
      url: '/api/v2/ob/clusters/3000010/tenants/failover',
      body: '{"failoverTenantItemList":[{"tenantId":2000025,"serviceName":"S1"},{"tenantId":2000026}]}',
    });
  });

  it('several switchovers, with the body and the reply that OCP documents', async () => {
    const { server, ocp } = await answering(dataOf('tenant-batch-switchover.response'));
    const { tasks } = await ocp.switchoverMany('3000010', [{ tenantId: '2000025', standbyTenantId: '2000002' }]);
    expect(tasks).toMatchObject([{ id: '12022221', subtasks: { length: 10 } }]);
    expect(JSON.parse(server.seen[0]?.body ?? '')).toEqual(fixture('tenant-batch-switchover.request-zh'));
    expect(server.seen[0]?.url).toBe('/api/v2/ob/clusters/3000010/tenants/switchover');
  });

  it('one switchover in multi-cluster mode; an id beyond 2^53 keeps its digits', async () => {
    const { server, ocp } = await answering(dataOf('tenant-failover.response'));
    await ocp.switchover('3000009', {
      tenantId: '9223372036854775807',
      standbyTenantId: '3',
      standbyOcpClusterId: '4',
    });
    expect(server.seen[0]).toMatchObject({
      url: '/api/v2/ob/clusters/3000009/tenants/9223372036854775807/switchover',
      body: '{"tenantId":"9223372036854775807","standbyTenantId":3,"standbyOcpClusterId":4}',
    });
  });

  it('what must never be sent is refused before it is', async () => {
    const { server, ocp } = await answering(null);
    const refused = await Promise.all([
      failure(ocp.failoverMany('1', [])),
      failure(ocp.switchoverMany('1', [])),
      failure(ocp.failover('1', '2', { serviceName: ' ServiceB' })),
      failure(ocp.failover('1', '../../1', {})),
      failure(ocp.failoverMany('1', [{ tenantId: '2 or 3' }])),
      failure(ocp.skipSubtask('1', 'x')),
      // OCP's documents disagree on how it is signed.
      failure(ocp.tasks({ name: 'a+b', page: 1, size: 1 })),
    ]);
    for (const error of refused) expect(error).toMatchObject({ code: 'ocp_refused', effect: 'none', status: null });
    expect(server.seen).toHaveLength(0);
  });
});

describe('tasks', () => {
  it('the documented details and log', async () => {
    const details = await answering(dataOf('task-details.response-v422'));
    expect((await details.ocp.task('35000312')).subtasks).toHaveLength(4);
    const log = await answering(dataOf('subtask-log.response'));
    expect(await log.ocp.subtaskLog('35000312', '13000335')).toContain('new state: SUCCESSFUL');
    expect(log.server.seen[0]?.url).toBe('/api/v2/tasks/instances/35000312/subtasks/13000335/log');
  });

  it('remedies are done whether OCP answers with a task, without data, or with nothing', async () => {
    const answers = [dataOf('task-details.response-v422'), undefined];
    const server = await serve((_, response) => {
      if (answers.length > 0) ok(response, answers.shift());
      else response.writeHead(204).end();
    });
    const ocp = connect([server.url]);
    expect(await ocp.rollbackTask('1')).toEqual({ traceId: 'abc' });
    expect(await ocp.rollbackTask('1')).toEqual({ traceId: 'abc' });
    expect(await ocp.rollbackTask('1')).toEqual({ traceId: null });
    await ocp.retryTask('1');
    await ocp.retrySubtask('1', '2');
    await ocp.skipSubtask('1', '2');
    await ocp.cancelSubtask('1', '2');
    expect(
      server.seen.slice(2).map((seen) => `${seen.method} ${seen.url.replace('/api/v2/tasks/instances', '')}`),
    ).toEqual([
      'POST /1/rollback',
      'POST /1/retry',
      'POST /1/subtasks/2/retry',
      'POST /1/subtasks/2/skip',
      'POST /1/subtasks/2/cancel',
    ]);
  });

  it('a list is asked for by page, newest first', async () => {
    const { server, ocp } = await answering(dataOf('task-list.response-v422'));
    const listed = await ocp.tasks({ tenantId: '169', clusterId: '1', page: 1, size: 10 });
    expect(listed.map((task) => task.id)).toEqual(['6202983', '6175879']);
    expect(server.seen[0]?.url).toBe('/api/v2/tasks/instances?clusterId=1&page=1&size=10&sort=id%2Cdesc&tenantId=169');
  });
});

describe('tasks by id', () => {
  /** Tasks 1 to 300, a hundred a page. */
  async function listing(newestFirst: boolean) {
    const ids = Array.from({ length: 300 }, (_, index) => (newestFirst ? 300 - index : index + 1));
    const server = await serve((seen, response) => {
      const number = pageOf(seen.url);
      const contents = ids.slice((number - 1) * 100, number * 100).map((id) => ({ id, name: 'x', status: 'RUNNING' }));
      ok(response, { contents, page: { number, size: 100, totalElements: 300, totalPages: 3 } });
    });
    return { server, ocp: connect([server.url]) };
  }

  it.each([
    ['all on the first page', ['300', '250'], 1],
    ['one further down', ['300', '150'], 2],
    ['one that is missing: its place has been passed', ['300', '1000'], 1],
    ['one that may still come', ['0'], 3],
  ])('%s', async (_, ids, pages) => {
    const { server, ocp } = await listing(true);
    const found = await ocp.tasksByIds(ids);
    expect(found.map((task) => task.id)).toEqual(ids.filter((id) => Number(id) > 0 && Number(id) <= 300));
    expect(server.seen).toHaveLength(pages);
  });

  it('an OCP that sorts otherwise is read to its end', async () => {
    const { ocp } = await listing(false);
    expect((await ocp.tasksByIds(['299'])).map((task) => task.id)).toEqual(['299']);
  });

  it('nothing wanted, nothing asked', async () => {
    const { server, ocp } = await listing(true);
    expect(await ocp.tasksByIds([])).toEqual([]);
    expect(server.seen).toHaveLength(0);
  });
});

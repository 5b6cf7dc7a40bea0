import { describe, expect, it } from 'vitest';
import { worldOf } from '../../../src/simulators/ocp/world/default-world.ts';
import { ocpTime } from '../../../src/simulators/ocp/world/time.ts';
import { at, call, fixture, list, shapeOf, startTestOcp, tenantNamed } from './support.ts';

const ORDERS = '/api/v2/ob/clusters/1000002/tenants/2000005';
const TASKS = '/api/v2/tasks/instances';

describe('the envelope', () => {
  it('has the documented keys in alphabetical order and no nulls', async () => {
    const ocp = await startTestOcp();
    const reply = await call(ocp, 'POST', `${ORDERS}/failover`, { serviceName: ' ServiceB' });
    expect(Object.keys(Object(reply.body))).toEqual([
      'data',
      'duration',
      'server',
      'status',
      'successful',
      'timestamp',
      'traceId',
    ]);
    expect(shapeOf(reply.body)).toEqual(shapeOf(fixture('tenant-failover.response.json')));
    expect(at(reply.body, 'traceId')).toMatch(/^[0-9a-f]{16}$/);
    expect(at(reply.body, 'timestamp')).toBe('2026-03-02T09:00:00.5+08:00');
    expect(reply.text).not.toContain('null');
  });

  it('of task details is the documented one of V4.2.2', async () => {
    const ocp = await startTestOcp({ settings: { listShape: '4.2.2' } });
    const posted = await call(ocp, 'POST', `${ORDERS}/failover`, {});
    ocp.clock.move(60_000);
    const reply = await call(ocp, 'GET', `${TASKS}/${String(at(posted.body, 'data', 'id'))}`);
    const { cluster, tenant, ...rest } = Object(at(reply.body, 'data'));
    expect(shapeOf(rest)).toEqual(shapeOf(at(fixture('task-details.response-v422.json'), 'data')));
    expect([at(cluster, 'name'), at(tenant, 'name'), at(rest, 'status')]).toEqual(['sh-prod', 'orders', 'SUCCESSFUL']);
    expect(at(rest, 'createTime')).toBe('2026-03-02T09:00:00+08:00');
  });

  it.each([
    [0, '1970-01-01T08:00:00+08:00'],
    [120, '1970-01-01T08:00:00.12+08:00'],
    [100, '1970-01-01T08:00:00.1+08:00'],
    [7, '1970-01-01T08:00:00.007+08:00'],
    [10_000, '1970-01-01T08:00:10+08:00'],
  ])('prints %i ms as %s', (ms, text) => {
    expect(ocpTime(ms)).toBe(text);
  });
});

describe('refusals', () => {
  it.each([
    ['GET', '/api/v2/nothing', 400, 'COM10008', /^Could not find the GET method for URL http:\/\//],
    ['DELETE', `${TASKS}/1`, 400, 'COM10008', /^Could not find the DELETE method/],
    ['GET', `${TASKS}/7`, 404, 'TSK10001', /^The 7 task does not exist\.$/],
    ['POST', `${TASKS}/7/rollback`, 404, 'TSK10001', /task does not exist/],
    ['GET', '/api/v2/ob/clusters/9/tenants', 404, 'COM10002', /cluster 9/],
    ['GET', '/api/v2/ob/clusters/1000001/tenants/2000005', 404, 'COM10002', /tenant 2000005/],
    ['GET', `${TASKS}?clusterId=x`, 400, 'COM10001', /could not be converted to type 'Long'/],
    ['GET', `${TASKS}?sort=nope,asc`, 400, 'COM10011', /nope/],
    ['GET', `${TASKS}?tenantName=orders`, 400, 'COM10001', /clusterId/],
    ['POST', '/api/v2/ob/clusters/1000001/tenants/2000004/failover', 400, 'OBE26013', /PRIMARY/],
  ])('%s %s → %i %s', async (method, path, status, code, message) => {
    const ocp = await startTestOcp();
    const reply = await call(ocp, method, path);
    expect([reply.status, at(reply.body, 'error', 'code'), at(reply.body, 'successful')]).toEqual([
      status,
      code,
      false,
    ]);
    expect(at(reply.body, 'error', 'message')).toMatch(message);
    expect(at(reply.body, 'data')).toBeUndefined();
  });

  it('use integer codes and a literal {0} when set to the Express form', async () => {
    const ocp = await startTestOcp({ settings: { errorCodeForm: 'int' } });
    const reply = await call(ocp, 'GET', `${TASKS}/7`);
    expect(at(reply.body, 'error')).toEqual({ code: 20000, message: 'The {0} task does not exist.' });
  });

  it('speak Chinese on request', async () => {
    const ocp = await startTestOcp();
    const reply = await call(ocp, 'GET', `${TASKS}/7`, undefined, { 'Accept-Language': 'zh-CN,zh;q=0.9' });
    expect(at(reply.body, 'error', 'message')).toBe('任务 7 不存在');
  });

  it.each([
    ['no authorization', ''],
    ['a wrong password', `Basic ${Buffer.from('admin:no').toString('base64')}`],
  ])('401 for %s', async (_name, Authorization) => {
    const ocp = await startTestOcp();
    expect((await call(ocp, 'GET', TASKS, undefined, { Authorization })).status).toBe(401);
  });

  it.each([
    ['not JSON', '{', 'application/json', 400],
    ['another media type', '{}', 'text/plain', 415],
    ['a service name OCP does not allow', '{"serviceName":"9lives"}', 'application/json', 400],
  ])('of a body: %s', async (_name, body, type, status) => {
    const ocp = await startTestOcp();
    const reply = await call(ocp, 'POST', `${ORDERS}/failover`, body, { 'Content-Type': type });
    expect([reply.status, ocp.model.tasks.length]).toEqual([status, 0]);
  });

  it('ignore unknown keys: a misspelt serviceName is lost without an error', async () => {
    const ocp = await startTestOcp();
    expect((await call(ocp, 'POST', `${ORDERS}/failover`, { servicename: 'X' })).status).toBe(200);
    expect(ocp.model.tasks[0]?.work).toMatchObject({ serviceName: null });
  });
});

describe('without authentication', () => {
  it('the time is plain ISO text', async () => {
    const ocp = await startTestOcp();
    const reply = await call(ocp, 'GET', '/api/v2/time', undefined, { Authorization: '' });
    expect([reply.status, reply.text]).toEqual([200, '2026-03-02T09:00:00.5+08:00']);
  });
});

describe('the build of OCP', () => {
  it('is answered without authentication and without the envelope', async () => {
    const ocp = await startTestOcp();
    const reply = await call(ocp, 'GET', '/api/v2/info', undefined, { Authorization: '' });
    expect([reply.status, at(reply.body, 'buildVersion')]).toEqual([200, '4.3.5-20250610']);
    expect(at(reply.body, 'data')).toBeUndefined();
    expect(at(reply.body, 'successful')).toBeUndefined();
  });
});

describe('look-ups', () => {
  it('show a tenant with its role and relations', async () => {
    const ocp = await startTestOcp();
    const reply = await call(ocp, 'GET', ORDERS);
    expect(at(reply.body, 'data')).toMatchObject({
      id: 2_000_005,
      name: 'orders',
      clusterName: 'sh-prod',
      role: 'STANDBY',
      syncStatus: 'VALID',
      status: 'NORMAL',
      serviceNameInfo: { serviceName: 'SVC_ORDERS', serviceNameStatus: 'VALID' },
      basicPrimaryTenant: { tenantId: 2_000_004, tenantName: 'orders', role: 'PRIMARY', status: 'UNAVAILABLE' },
    });
  });

  it('are up to staleMs behind the truth, task look-ups are not', async () => {
    const ocp = await startTestOcp();
    await call(ocp, 'POST', `${ORDERS}/failover`, {});
    ocp.clock.move(30_000);
    const role = async () => at((await call(ocp, 'GET', ORDERS)).body, 'data', 'role');
    expect(await role()).toBe('STANDBY');
    expect(at((await call(ocp, 'GET', TASKS)).body, 'data', 'contents', 0, 'status')).toBe('SUCCESSFUL');
    expect(tenantNamed(ocp.model.world, 'orders', 'sh-prod').role).toBe('PRIMARY');
    ocp.clock.move(30_000);
    expect(await role()).toBe('PRIMARY');
  });

  it('are fresh with staleMs 0', async () => {
    const ocp = await startTestOcp({ settings: { staleMs: 0 } });
    await call(ocp, 'POST', `${ORDERS}/failover`, {});
    ocp.clock.move(16_000);
    expect(at((await call(ocp, 'GET', ORDERS)).body, 'data', 'role')).toBe('PRIMARY');
  });

  it('filter by keyword, cluster, status', async () => {
    const ocp = await startTestOcp();
    const count = async (path: string) => list((await call(ocp, 'GET', path)).body, 'data', 'contents').length;
    expect(await count('/api/v2/ob/tenants?name=order')).toBe(2);
    expect(await count('/api/v2/ob/tenants?name=ORDER')).toBe(2);
    expect(await count('/api/v2/ob/tenants?clusterName=sh-prod&status=NORMAL&size=100')).toBe(9);
    expect(await count('/api/v2/ob/clusters/1000001/tenants?status=UNAVAILABLE,CREATING')).toBe(9);
    expect(await count('/api/v2/ob/clusters?status=RUNNING')).toBe(2);
  });
});

describe('pages', () => {
  it('are 1-based, page 0 is the first, 10 by default, 2000 at most', async () => {
    const ocp = await startTestOcp({ world: worldOf({ standbys: 1200 }) });
    const page = async (query: string) => (await call(ocp, 'GET', `/api/v2/ob/tenants${query}`)).body;
    expect(at(await page(''), 'data', 'page')).toEqual({ number: 1, size: 10, totalElements: 2400, totalPages: 240 });
    expect(at(await page('?page=0&size=5000'), 'data', 'page')).toMatchObject({ number: 1, size: 2000, totalPages: 2 });
    const last = await page('?page=2&size=2000&sort=id,desc');
    expect(list(last, 'data', 'contents')).toHaveLength(400);
    expect(at(last, 'data', 'contents', 399, 'id')).toBe(2_000_001);
    expect(list(await page('?page=999'), 'data', 'contents')).toEqual([]);
  });
});

describe('the task list', () => {
  it('is newest first, brief, and shows the operation in lower case from V4.3.5, not at all in V4.2.2', async () => {
    const ocp = await startTestOcp();
    await call(ocp, 'POST', `${ORDERS}/failover`, {});
    await call(ocp, 'POST', '/api/v2/ob/clusters/1000002/tenants/2000007/failover', {});
    const first = async () => at((await call(ocp, 'GET', TASKS)).body, 'data', 'contents', 0);
    expect(await first()).toMatchObject({ operation: 'execute', tenant: { name: 'payments' }, creator: { id: 100 } });
    const [subtask] = list(await first(), 'subtasks');
    expect(Object.keys(Object(subtask))).toEqual(['description', 'id', 'name', 'operation', 'status']);
    ocp.model.changeSettings({ listShape: '4.2.2' });
    expect(Object.keys(Object(await first()))).not.toContain('operation');
  });

  it('filters by tenant, status, name', async () => {
    const ocp = await startTestOcp();
    await call(ocp, 'POST', `${ORDERS}/failover`, {});
    const count = async (query: string) =>
      list((await call(ocp, 'GET', `${TASKS}?${query}`)).body, 'data', 'contents').length;
    expect(await count('tenantId=2000005&clusterId=1000002&status=RUNNING,FAILED&name=failover')).toBe(1);
    expect(await count('tenantName=orders&clusterId=1000002')).toBe(1);
    expect(await count('tenantId=2000007')).toBe(0);
    expect(await count('status=SUCCESSFUL')).toBe(0);
    expect(await count('cluterName=sh-')).toBe(1);
  });
});

describe('remedies over HTTP', () => {
  it('retry answers the task, rollback and skip answer no data, the log is in the documented form', async () => {
    const ocp = await startTestOcp();
    ocp.model.addFault({ kind: 'subtask', outcome: 'fail', times: 3 });
    const task = at((await call(ocp, 'POST', `${ORDERS}/failover`, {})).body, 'data');
    const path = `${TASKS}/${String(at(task, 'id'))}`;
    ocp.clock.move(10_000);
    const retried = await call(ocp, 'POST', `${path}/retry`);
    expect(at(retried.body, 'data')).toMatchObject({ status: 'RUNNING', operation: 'RETRY' });
    expect(at(retried.body, 'data', 'finishTime')).toBeTypeOf('string');
    ocp.clock.move(10_000);
    const failed = list((await call(ocp, 'GET', path)).body, 'data', 'subtasks').find(
      (s) => at(s, 'status') === 'FAILED',
    );
    const subtask = `${path}/subtasks/${String(at(failed, 'id'))}`;
    const again = await call(ocp, 'POST', `${subtask}/retry`);
    expect(at(again.body, 'data')).toMatchObject({ status: 'READY', operation: 'RETRY', runTime: 2 });
    ocp.clock.move(10_000);
    const skipped = await call(ocp, 'POST', `${subtask}/skip`);
    expect([skipped.status, at(skipped.body, 'data')]).toEqual([200, undefined]);
    const log = at((await call(ocp, 'GET', `${subtask}/log`)).body, 'data', 'log');
    expect(log).toMatch(/^############\{EXECUTE\}\{2026-03-02T09:00:01\.5\+08:00\}############\n/);
    expect(log).toContain(`operation:EXECUTE, state: FAILED`);
    expect(at((await call(ocp, 'GET', `${path}/subtasks/1/log`)).body, 'data', 'log')).toBe('');
    const refused = await call(ocp, 'POST', `${path}/rollback`);
    expect([refused.status, at(refused.body, 'error', 'code')]).toEqual([400, 'TSK10007']);
  });

  it('rollback: no data by default, a task when set to the V4.2.2 page', async () => {
    for (const rollbackReply of ['none', 'task'] as const) {
      const ocp = await startTestOcp({ settings: { rollbackReply } });
      ocp.model.addFault({ kind: 'subtask', outcome: 'fail' });
      await call(ocp, 'POST', `${ORDERS}/failover`, {});
      ocp.clock.move(10_000);
      const reply = await call(ocp, 'POST', `${TASKS}/${String(ocp.model.tasks[0]?.id)}/rollback`);
      expect([reply.status, at(reply.body, 'data', 'operation')]).toEqual([
        200,
        rollbackReply === 'task' ? 'ROLLBACK' : undefined,
      ]);
    }
  });
});

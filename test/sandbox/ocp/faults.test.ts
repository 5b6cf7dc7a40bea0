import { once } from 'node:events';
import { connect } from 'node:net';
import { describe, expect, it } from 'vitest';
import { systemClock } from '../../../src/lib/clock.ts';
import { defaultWorld } from '../../../src/simulators/ocp/world/default-world.ts';
import { startOcp } from '../../../src/simulators/ocp/http/server.ts';
import { BASIC, CREDENTIALS, at, call, fixture, list, shapeOf, startTestOcp } from './support.ts';

const ORDERS = '/api/v2/ob/clusters/1000002/tenants/2000005';
const PAYMENTS = '/api/v2/ob/clusters/1000002/tenants/2000007';
const BATCH = '/api/v2/ob/clusters/1000002/tenants/failover';
const TASKS = '/api/v2/tasks/instances';

describe('a lost reply', () => {
  it.each([
    ['loseAfterEffect', 1, 'lostAfterEffect'],
    ['loseBeforeEffect', 0, 'lostBeforeEffect'],
  ] as const)('%s: the connection breaks and %i task exists', async (outcome, tasks, journal) => {
    const ocp = await startTestOcp();
    ocp.model.addFault({ kind: 'reply', outcome });
    expect((await call(ocp, 'POST', `${ORDERS}/failoverPreCheck`)).status).toBe(200);
    await expect(call(ocp, 'POST', `${ORDERS}/failover`, {})).rejects.toThrow(/socket hang up|ECONNRESET/);
    expect(ocp.model.tasks).toHaveLength(tasks);
    expect(ocp.model.journal.entries.map((entry) => [entry.mutating, entry.status, entry.outcome])).toEqual([
      [false, 200, 'answered'],
      [true, 0, journal],
    ]);
    expect((await call(ocp, 'POST', `${PAYMENTS}/failover`, {})).status).toBe(200);
  });

  it('may come late: the effect first, then the wait', async () => {
    const ocp = await startTestOcp();
    ocp.model.addFault({ kind: 'reply', outcome: 'delay', delayMs: 30_000 });
    const before = ocp.clock.now();
    expect((await call(ocp, 'POST', `${ORDERS}/failover`, {})).status).toBe(200);
    expect(ocp.clock.now() - before).toBe(30_000);
    expect(ocp.model.tasks[0]?.startTime).toBe(before);
  });

  it('strikes by method and path pattern, as often as told', async () => {
    const ocp = await startTestOcp();
    ocp.model.addFault({
      kind: 'reply',
      outcome: 'status',
      status: 500,
      method: 'GET',
      path: '/api/v2/tasks/*',
      times: 2,
    });
    expect((await call(ocp, 'GET', '/api/v2/ob/tenants')).status).toBe(200);
    for (const expected of [500, 500, 200]) expect((await call(ocp, 'GET', TASKS)).status).toBe(expected);
  });
});

describe('a status instead of the work', () => {
  it.each([
    [400, 'COM10001', 10001],
    [401, 'IAM10000', 30000],
    [403, 'IAM11000', 30014],
    [404, 'COM10002', 60002],
    [409, 'COM10005', 0],
    [429, 0, 0],
    [500, 'COM10003', 0],
  ])('%i in both code forms', async (status, code, intCode) => {
    const ocp = await startTestOcp();
    ocp.model.addFault({ kind: 'reply', outcome: 'status', status, times: 2 });
    const text = await call(ocp, 'POST', `${ORDERS}/failover`, {});
    ocp.model.changeSettings({ errorCodeForm: 'int' });
    const number = await call(ocp, 'POST', `${ORDERS}/failover`, {});
    expect([text.status, at(text.body, 'error', 'code')]).toEqual([status, code]);
    expect([number.status, at(number.body, 'error', 'code')]).toEqual([status, intCode]);
    expect(ocp.model.tasks).toEqual([]);
  });

  it('429 is the documented body with RateLimit headers', async () => {
    const ocp = await startTestOcp();
    ocp.model.addFault({ kind: 'reply', outcome: 'status', status: 429, resetSeconds: 7, method: 'GET' });
    const reply = await call(ocp, 'GET', TASKS);
    const documented = fixture('error-429-throttled.response.json');
    expect(at(reply.body, 'error')).toEqual(at(documented, 'error'));
    expect(shapeOf(reply.body)).toEqual(shapeOf(documented));
    expect(at(reply.body, 'traceId')).toBe('');
    expect([reply.headers['ratelimit-remaining'], reply.headers['ratelimit-reset']]).toEqual(['0', '7']);
  });

  it('takes a code and a message of its own', async () => {
    const ocp = await startTestOcp();
    ocp.model.addFault({ kind: 'reply', outcome: 'status', status: 400, code: 'OBE26014', message: 'failed' });
    const reply = await call(ocp, 'POST', `${ORDERS}/failover`, {});
    expect(at(reply.body, 'error')).toEqual({ code: 'OBE26014', message: 'failed' });
  });
});

describe('throttling', () => {
  it('counts a window and tells how long it lasts', async () => {
    const ocp = await startTestOcp({ settings: { rateLimit: { limit: 2, windowSeconds: 10 } } });
    const ask = async () => {
      const reply = await call(ocp, 'GET', TASKS);
      return [reply.status, reply.headers['ratelimit-remaining'], reply.headers['ratelimit-reset']];
    };
    expect(await ask()).toEqual([200, '1', '10']);
    ocp.clock.move(4000);
    expect(await ask()).toEqual([200, '0', '6']);
    expect(await ask()).toEqual([429, '0', '6']);
    ocp.clock.move(6000);
    expect(await ask()).toEqual([200, '1', '10']);
  });
});

describe('OCP as a whole', () => {
  it('can be unreachable, while its engine goes on and its back door stays open', async () => {
    const ocp = await startTestOcp();
    await call(ocp, 'POST', `${ORDERS}/failover`, {});
    await call(ocp, 'POST', '/admin/faults', { kind: 'unreachable' });
    await expect(call(ocp, 'GET', TASKS)).rejects.toThrow(/socket hang up|ECONNRESET/);
    await expect(call(ocp, 'GET', '/api/v2/time')).rejects.toThrow(/socket hang up|ECONNRESET/);
    ocp.clock.move(60_000);
    await call(ocp, 'POST', '/admin/faults/clear', { kind: 'unreachable' });
    expect(at((await call(ocp, 'GET', TASKS)).body, 'data', 'contents', 0, 'status')).toBe('SUCCESSFUL');
  });

  it('can have a second address', async () => {
    const ocp = await startTestOcp();
    const second = await startOcp({ clock: ocp.clock, credentials: CREDENTIALS, model: ocp.model });
    await call(second, 'POST', `${ORDERS}/failover`, {});
    await second.close();
    expect(list((await call(ocp, 'GET', TASKS)).body, 'data', 'contents')).toHaveLength(1);
  });
});

describe('a permission that was taken away', () => {
  it.each([
    ['TENANT_MODIFY', 'POST', `${ORDERS}/failover`],
    ['TENANT_MODIFY', 'POST', `${ORDERS}/failoverPreCheck`],
    ['TASK_VIEWER', 'GET', TASKS],
    ['TASK_MANAGER', 'POST', `${TASKS}/12022226/retry`],
    ['CLUSTER_VIEWER', 'GET', '/api/v2/ob/clusters'],
    ['CLUSTER_READ', 'GET', ORDERS],
  ] as const)('%s: %s %s → 403', async (permission, method, path) => {
    const ocp = await startTestOcp();
    ocp.model.addFault({ kind: 'forbidden', permission });
    const reply = await call(ocp, method, path);
    expect([reply.status, at(reply.body, 'error', 'code')]).toEqual([403, 'IAM11000']);
    ocp.model.clearFaults();
    expect((await call(ocp, method, path)).status).not.toBe(403);
  });

  it('filters lists silently', async () => {
    const ocp = await startTestOcp();
    ocp.model.addFault({ kind: 'forbidden', permission: 'CLUSTER_READ', clusterId: 1_000_002 });
    const reply = await call(ocp, 'GET', '/api/v2/ob/tenants?size=100');
    const clusters = list(reply.body, 'data', 'contents').map((tenant) => at(tenant, 'clusterName'));
    expect(new Set(clusters)).toEqual(new Set(['hz-prod', 'hz-analytics', 'sh-analytics']));
  });
});

describe('batches', () => {
  const items = { failoverTenantItemList: [{ tenantId: 2_000_005, serviceName: 'S1' }, { tenantId: 2_000_007 }] };

  it('start one task for each item, in contents without a page', async () => {
    const ocp = await startTestOcp();
    const reply = await call(ocp, 'POST', BATCH, items);
    expect(list(reply.body, 'data', 'contents').map((task) => at(task, 'tenantId'))).toEqual([2_000_005, 2_000_007]);
    expect(at(reply.body, 'data', 'page')).toBeUndefined();
  });

  it.each([
    ['contents', 200],
    ['error', 500],
  ] as const)('may stop half-way and answer with %s', async (reply, status) => {
    const ocp = await startTestOcp();
    ocp.model.addFault({ kind: 'partialBatch', accept: 1, reply });
    expect((await call(ocp, 'POST', BATCH, items)).status).toBe(status);
    expect(ocp.model.tasks.map((task) => task.tenantId)).toEqual([2_000_005]);
  });

  it('of failovers without items fail over every standby of the cluster, unless set to refuse', async () => {
    const ocp = await startTestOcp({ settings: { emptyBatch: 'refuse' } });
    expect((await call(ocp, 'POST', BATCH, {})).status).toBe(400);
    ocp.model.changeSettings({ emptyBatch: 'all' });
    await call(ocp, 'POST', BATCH, { failoverTenantItemList: [] });
    expect(ocp.model.tasks).toHaveLength(7);
  });

  it('of switchovers answer like the documented one', async () => {
    const ocp = await startTestOcp({ world: defaultWorld() });
    const tenantParamList = [{ tenantId: 2_000_004, standbyTenantId: 2_000_005 }];
    const reply = await call(ocp, 'POST', '/api/v2/ob/clusters/1000001/tenants/switchover', { tenantParamList });
    expect(shapeOf(reply.body)).toEqual(shapeOf(fixture('tenant-batch-switchover.response.json')));
    const single = await call(ocp, 'POST', '/api/v2/ob/clusters/1000001/tenants/2000006/switchover', {
      tenantId: 2_000_006,
      standbyTenantId: 2_000_007,
    });
    expect(at(single.body, 'data', 'name')).toBe('Switchover ob tenant for network mode');
  });
});

describe('a repeated POST', () => {
  it('starts a second task, or is refused with 409 when set so', async () => {
    const ocp = await startTestOcp();
    for (let count = 0; count < 2; count += 1) await call(ocp, 'POST', `${ORDERS}/failover`, {});
    expect(ocp.model.tasks).toHaveLength(2);
    ocp.model.changeSettings({ refuseRepeatedPost: true });
    expect((await call(ocp, 'POST', `${ORDERS}/failover`, {})).status).toBe(409);
  });
});

describe('a client that goes away', () => {
  it('before its delayed reply: the task exists, the journal says the reply was lost', async () => {
    const ocp = await startTestOcp({ clock: systemClock });
    ocp.model.addFault({ kind: 'reply', outcome: 'delay', delayMs: 300 });
    const headers = { Authorization: BASIC, 'Content-Type': 'application/json' };
    const client = new AbortController();
    const { signal } = client;
    const gone = expect(fetch(`${ocp.url}${ORDERS}/failover`, { method: 'POST', headers, signal })).rejects.toThrow();
    await expect.poll(() => ocp.model.tasks, { timeout: 10_000 }).toHaveLength(1);
    client.abort();
    await gone;
    await expect.poll(() => ocp.model.journal.entries[0]?.outcome).toBe('lostAfterEffect');
  });

  it('in the middle of its request: nothing happens, and the next one is served', async () => {
    const ocp = await startTestOcp();
    const socket = connect(ocp.port, '127.0.0.1');
    await once(socket, 'connect');
    socket.write(`POST ${ORDERS}/failover HTTP/1.1\r\nHost: ocp\r\nContent-Length: 100\r\n\r\n{`);
    socket.destroy();
    expect((await call(ocp, 'GET', TASKS)).status).toBe(200);
    expect(ocp.model.tasks).toEqual([]);
  });
});

import type { ServerResponse } from 'node:http';
import { inspect } from 'node:util';
import { afterEach, describe, expect, it } from 'vitest';
import { localLogOns } from '../../src/ocp/transport/local-log-ons.ts';
import { createLogOnGate } from '../../src/ocp/transport/log-on.ts';
import { sign, stringToSign } from '../../src/ocp/transport/sign.ts';
import { dataOf, fixture } from '../task/fixture.ts';
import { closeAll, connect, failure, handClock, json, ok, refuse, serve } from './server.ts';

afterEach(closeAll);

const failoverReply = dataOf('tenant-failover.response');
const failover = (ocp: ReturnType<typeof connect>) => ocp.failover('3000010', '2000025', { serviceName: 'ServiceB' });

describe('what is sent', () => {
  it('an AccessKey signature over exactly what arrives', async () => {
    const server = await serve((_, response) => ok(response, failoverReply));
    const ocp = connect([server.url], { auth: { kind: 'access_key', keyId: 'AK', secret: 'SK' } });
    await failover(ocp);
    const [seen] = server.seen;
    expect(seen).toMatchObject({
      method: 'POST',
      url: '/api/v2/ob/clusters/3000010/tenants/2000025/failover',
      body: '{"serviceName":"ServiceB"}',
    });
    const { host = '', date = '', authorization } = seen!.headers;
    const contentType = seen!.headers['content-type'] ?? '';
    const text = stringToSign({
      method: 'POST',
      body: Buffer.from(seen!.body),
      contentType,
      date,
      host,
      target: seen!.url,
    });
    expect(authorization).toBe(`OCP-ACCESS-KEY-HMACSHA1 AK:${sign('SK', text)}`);
    expect(contentType).toBe('application/json');
    expect(host).toBe(new URL(server.url).host);
    expect(date).toMatch(/^\w{3}, \d\d \w{3} \d{4} \d\d:\d\d:\d\d GMT$/);
    expect(seen!.headers['accept-language']).toBe('en-US');
  });

  it('below the path of a proxy, signed as OCP sees it without that path', async () => {
    const server = await serve((_, response) => ok(response, failoverReply));
    const ocp = connect([`${server.url}/dbs/ocp`], { auth: { kind: 'access_key', keyId: 'AK', secret: 'SK' } });
    await failover(ocp);
    const [seen] = server.seen;
    const path = '/api/v2/ob/clusters/3000010/tenants/2000025/failover';
    expect(seen?.url).toBe(`/dbs/ocp${path}`);
    const { host = '', date = '', authorization, 'content-type': contentType = '' } = seen!.headers;
    const parts = { method: 'POST', body: Buffer.from(seen!.body), contentType, date, host };
    expect(authorization).toBe(`OCP-ACCESS-KEY-HMACSHA1 AK:${sign('SK', stringToSign({ ...parts, target: path }))}`);
  });

  it('in the language that is asked for, whatever is asked', async () => {
    const server = await serve((seen, response) => ok(response, seen.method === 'POST' ? failoverReply : []));
    const ocp = connect([server.url]).in('zh');
    await ocp.tenants();
    await ocp.failover('3000010', '2000025', {});
    await ocp.retryTask('1');
    await failure(ocp.time());
    expect(server.seen.map(({ headers }) => headers['accept-language'])).toEqual(Array(4).fill('zh-CN'));
  });

  it('Basic, and a query in the order and encoding in which it is signed', async () => {
    const server = await serve((_, response) => ok(response, dataOf('task-list.response-v422')));
    await connect([server.url]).tasks({ name: 'Failover tenant', status: ['RUNNING', 'FAILED'], page: 1, size: 10 });
    expect(server.seen[0]?.url).toBe(
      '/api/v2/tasks/instances?name=Failover%20tenant&page=1&size=10&sort=id%2Cdesc&status=FAILED%2CRUNNING',
    );
    expect(server.seen[0]?.headers.authorization).toBe(`Basic ${Buffer.from('bot:hunter2').toString('base64')}`);
  });

  it('what changes something opens a connection of its own; reads share theirs', async () => {
    const server = await serve((seen, response) => ok(response, seen.method === 'POST' ? undefined : failoverReply));
    const ocp = connect([server.url]);
    await ocp.task('1');
    await ocp.task('1');
    await ocp.retryTask('1');
    await ocp.retryTask('1');
    const [first, second, third, fourth] = server.seen.map((seen) => seen.port);
    expect(second).toBe(first);
    expect(new Set([first, third, fourth]).size).toBe(3);
    expect(server.seen[2]?.headers.connection).toBe('close');
  });

  it('at most three at a time, so that three are rejected when OCP begins to reject them, and three probes are left', async () => {
    let open = 0;
    let most = 0;
    const waiting: (() => void)[] = [];
    const server = await serve((_, response) => {
      most = Math.max(most, ++open);
      waiting.push(() => {
        open--;
        ok(response, failoverReply);
      });
      // Nobody is answered before three are here, and a fourth has had its chance.
      if (open === 3) setTimeout(() => waiting.splice(0).map((answer) => answer()), 20);
    });
    const ocp = connect([server.url]);
    await Promise.all(Array.from({ length: 24 }, () => ocp.task('1')));
    expect(most).toBe(3);
  });
});

describe('prechecks', () => {
  it('that take long do not hold up the watching of tasks', async () => {
    const server = await serve((seen, response) => {
      if (seen.method === 'GET') ok(response, failoverReply);
    });
    const ocp = connect([server.url], { timeouts: { precheckMs: 500 } });
    const prechecks = Array.from({ length: 8 }, () => failure(ocp.failoverPrecheck('1', '2')));
    const first = await Promise.race([ocp.task('1'), ...prechecks]);
    expect(first).toMatchObject({ id: '12022226' });
    expect((await Promise.all(prechecks)).map((error) => error.code)).toEqual(Array(8).fill('ocp_lost_answer'));
  });

  it('are put to OCP sixteen at a time, as far as log-ons that OCP accepted later prove those before', async () => {
    const held: ServerResponse[] = [];
    const server = await serve(({ method }, response) => {
      if (method === 'GET') ok(response, failoverReply);
      else held.push(response);
    });
    const ocp = connect([server.url], { timeouts: { precheckMs: 60_000 } });
    const prechecks = Array.from({ length: 24 }, (_, at) => ocp.failoverPrecheck('1', `${at}`));
    for (const under of [16, 8]) {
      await expect.poll(() => ocp.task('1').then(() => held.length), { timeout: 30_000 }).toBe(under);
      for (const response of held.splice(0)) ok(response, { valid: true, checkResults: [] });
    }
    expect(await Promise.all(prechecks)).toHaveLength(24);
  });
});

describe('answers that do not come or cannot be read', () => {
  it('no answer in time: a failover may have been carried out, a read and a precheck have changed nothing', async () => {
    const server = await serve(() => undefined);
    const ocp = connect([server.url], { timeouts: { readMs: 50, precheckMs: 60, mutatingMs: 70 } });
    expect(await failure(failover(ocp))).toMatchObject({ code: 'ocp_lost_answer', effect: 'unknown' });
    expect(await failure(ocp.task('1'))).toMatchObject({ code: 'ocp_lost_answer', effect: 'none' });
    expect(await failure(ocp.failoverPrecheck('1', '2'))).toMatchObject({
      code: 'ocp_lost_answer',
      effect: 'none',
      why: { kind: 'ocp_lost_answer', reason: 'timeout' },
    });
    expect(server.seen).toHaveLength(3);
  });

  it.each([
    ['a log-on page', '<html>Log on</html>'],
    ['half a body', '{"data":{"id":1'],
    ['JSON that is no envelope', '{"status":"up"}'],
  ])('%s under HTTP 200', async (_, body) => {
    const server = await serve((_seen, response) => response.writeHead(200).end(body));
    const error = await failure(failover(connect([server.url])));
    expect(error).toMatchObject({ code: 'ocp_malformed', effect: 'unknown', status: 200 });
    expect(error.message).not.toContain(body);
  });

  it('an envelope without a task: accepted by OCP, so it may have been carried out', async () => {
    const server = await serve((_, response) => ok(response, { id: 1 }));
    expect(await failure(failover(connect([server.url])))).toMatchObject({
      code: 'ocp_malformed',
      effect: 'unknown',
      traceId: 'abc',
    });
  });

  it('an answer of more than 10 MB', async () => {
    const server = await serve((_, response) => response.end('x'.repeat(10 * 1024 * 1024 + 1)));
    expect(await failure(connect([server.url]).task('1'))).toMatchObject({ code: 'ocp_malformed', effect: 'none' });
  });
});

describe("OCP's refusals", () => {
  it.each([
    [400, { code: 'TSK10007', message: 'wrong state' }, 'ocp_refused', 'none', 'TSK10007'],
    [400, { code: 20003, message: 'wrong state' }, 'ocp_refused', 'none', '20003'],
    [403, { code: 30014 }, 'ocp_forbidden', 'none', '30014'],
    [404, { code: 20000 }, 'ocp_not_found', 'none', '20000'],
    [409, {}, 'ocp_conflict', 'none', null],
    [408, {}, 'ocp_lost_answer', 'unknown', null],
    [500, { code: 0, message: 'Unhandled exception' }, 'ocp_failed', 'unknown', '0'],
  ])('HTTP %i %j', async (status, error, code, effect, ocpCode) => {
    const server = await serve((_, response) => refuse(response, status, error));
    expect(await failure(failover(connect([server.url])))).toMatchObject({
      code,
      effect,
      status,
      ocpCode,
      traceId: 'abc',
    });
  });

  it.each([
    [{ successful: false, status: 400, error: { code: 0, message: 'no' } }, 'ocp_refused', 'none'],
    [{ successful: false, status: 200, error: { code: 0, message: 'no' } }, 'ocp_failed', 'unknown'],
  ])('unsuccessful under HTTP 200: %j', async (body, code, effect) => {
    const server = await serve((_, response) => json(response, body));
    expect(await failure(failover(connect([server.url])))).toMatchObject({ code, effect, ocpMessage: 'no' });
  });

  it('an error carries neither password nor Authorization header, and says why as facts', async () => {
    const server = await serve((_, response) => refuse(response, 400));
    const error = await failure(failover(connect([server.url])));
    const told = inspect(error, { depth: null });
    expect(told).not.toMatch(/hunter2|Basic |authorization:/i);
    expect(error.name).toBe('OcpError');
    const call = 'POST /api/v2/ob/clusters/3000010/tenants/2000025/failover';
    expect(error.why).toEqual({ kind: 'ocp_answered', status: 400, ocpCode: '0', said: 'no', call });
    expect(error.message).toBe(`ocp_answered status=400 ocpCode="0" said="no" call="${call}"`);
  });
});

describe('throttling', () => {
  it('a 429 holds every call until the window has passed', async () => {
    let throttled = true;
    const server = await serve((_, response) => {
      if (throttled) json(response, fixture('error-429-throttled.response'), 429, { 'RateLimit-Reset': '53' });
      else ok(response, failoverReply);
    });
    const clock = handClock();
    const ocp = connect([server.url], { clock });
    expect(await failure(ocp.task('1'))).toMatchObject({
      code: 'ocp_throttled',
      effect: 'none',
      status: 429,
      traceId: null,
      retryAfterMs: 53_000,
    });
    throttled = false;
    clock.ms += 13_000;
    expect(await failure(failover(ocp))).toMatchObject({
      code: 'ocp_throttled',
      effect: 'none',
      status: null,
      retryAfterMs: 40_000,
    });
    expect(server.seen).toHaveLength(1);
    clock.ms += 40_000;
    expect((await ocp.task('1')).id).toBe('12022226');
  });

  it('without a header the shortest window of OCP, ten seconds, is waited for', async () => {
    const server = await serve((_, response) => refuse(response, 429));
    expect(await failure(connect([server.url]).task('1'))).toMatchObject({ retryAfterMs: 10_000 });
  });
});

describe('rejected credentials', () => {
  it('stop everything but one read after 10 s, which opens the gate', async () => {
    let accepted = false;
    const server = await serve((_, response) => {
      if (accepted) ok(response, failoverReply);
      else refuse(response, 401, { code: 'IAM10004', message: 'Bad credentials' });
    });
    const clock = handClock();
    const ocp = connect([server.url], { clock });
    const until = Math.ceil((clock.ms + 10_000) / 1_000) * 1_000;
    expect(await failure(ocp.task('1'))).toMatchObject({
      code: 'ocp_unauthorised',
      effect: 'none',
      status: 401,
      retryAfterMs: 11_000,
      why: { kind: 'ocp_log_on_rejected', until, status: 401, ocpCode: 'IAM10004', said: 'Bad credentials' },
    });
    expect(await failure(failover(ocp))).toMatchObject({
      code: 'ocp_unauthorised',
      effect: 'none',
      status: null,
      retryAfterMs: 11_000,
      why: { kind: 'ocp_log_on_rejected', until },
    });
    expect(server.seen).toHaveLength(1);

    clock.ms += 10_000;
    accepted = true;
    // What changes something is no probe.
    expect((await failure(failover(ocp))).code).toBe('ocp_unauthorised');
    const both = await Promise.allSettled([ocp.task('1'), ocp.task('2')]);
    expect(both.map(({ status }) => status)).toEqual(['fulfilled', 'rejected']);
    expect(server.seen).toHaveLength(2);
    await ocp.task('2');
    await failover(ocp);
    expect(server.seen).toHaveLength(4);
  });

  it('of one address count for all of them', async () => {
    const server = await serve((_, response) => refuse(response, 401));
    const other = await serve((_, response) => ok(response, failoverReply));
    const clock = handClock();
    const gate = createLogOnGate({ clock, logOns: localLogOns(clock) });
    await failure(connect([server.url], { clock, gate }).task('1'));
    expect((await failure(connect([other.url], { clock, gate }).task('1'))).code).toBe('ocp_unauthorised');
    expect(other.seen).toEqual([]);
  });

  it('are not mended by what needs no log-on, nor by the page of a proxy: both are told as they are', async () => {
    let page = false;
    const server = await serve((seen, response) => {
      if (seen.url === '/api/v2/time') response.end('2024-07-23T17:42:34.069+08:00');
      else if (page) response.end('<html>Log in</html>');
      else refuse(response, 401);
    });
    const clock = handClock();
    const ocp = connect([server.url], { clock });
    await failure(ocp.task('1'));
    expect(await ocp.time()).toBe(Date.parse('2024-07-23T17:42:34.069+08:00'));
    clock.ms += 10_000;
    page = true;
    expect((await failure(ocp.task('1'))).code).toBe('ocp_malformed');
    expect((await failure(ocp.task('1'))).code).toBe('ocp_unauthorised');
  });

  it('are not mended by a permission that is wanting either way: 403 is an accepted log-on', async () => {
    let status = 401;
    const server = await serve((_, response) => refuse(response, status));
    const clock = handClock();
    const ocp = connect([server.url], { clock });
    await failure(ocp.task('1'));
    clock.ms += 10_000;
    status = 403;
    expect((await failure(ocp.task('1'))).code).toBe('ocp_forbidden');
    expect((await failure(ocp.task('1'))).code).toBe('ocp_forbidden');
  });
});

describe("OCP's clock", () => {
  it('is ours until an envelope has told another', async () => {
    const server = await serve((_, response) => ok(response, failoverReply));
    const clock = handClock();
    const ocp = connect([server.url], { clock });
    expect(ocp.ocpNow()).toBe(clock.ms);
    await ocp.task('1');
    clock.ms += 1_000;
    expect(ocp.ocpNow()).toBe(Date.parse('2024-07-23T17:42:35.069+08:00'));
  });

  it('can be asked for, as plain text', async () => {
    const server = await serve((_, response) => response.end('2024-07-23T17:42:34.069+08:00\n'));
    expect(await connect([server.url]).time()).toBe(Date.parse('2024-07-23T17:42:34.069+08:00'));
    expect(server.seen[0]?.url).toBe('/api/v2/time');
  });
});

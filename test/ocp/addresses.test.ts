/** Several addresses of one OCP, and whose word a failure is. */
import { afterEach, describe, expect, it } from 'vitest';
import { dataOf } from '../task/fixture.ts';
import { closeAll, connect, deadUrl, failure, json, ok, refuse, serve } from './server.ts';

afterEach(closeAll);

const failoverReply = dataOf('tenant-failover.response');
const failover = (ocp: ReturnType<typeof connect>) => ocp.failover('3000010', '2000025', { serviceName: 'ServiceB' });

describe('several addresses of one OCP', () => {
  it('a refused connection tries the next, and the good one is remembered', async () => {
    const server = await serve((_, response) => ok(response, failoverReply));
    const ocp = connect([await deadUrl(), 'http://host.invalid:8080', server.url]);
    expect((await failover(ocp)).task.id).toBe('12022226');
    expect((await ocp.task('1')).name).toBe('Failover tenant');
    expect(server.seen).toHaveLength(2);
  });

  it('none reachable: nothing was sent', async () => {
    const ocp = connect([await deadUrl(), await deadUrl()]);
    expect(await failure(failover(ocp))).toMatchObject({ code: 'ocp_unreachable', effect: 'none', status: null });
    expect(await failure(ocp.task('1'))).toMatchObject({ code: 'ocp_unreachable', effect: 'none' });
  });

  it('a connection that breaks after the request was sent is not tried elsewhere', async () => {
    const breaking = await serve((_, response) => response.destroy());
    const other = await serve((_, response) => ok(response, failoverReply));
    const ocp = connect([breaking.url, other.url]);
    expect(await failure(failover(ocp))).toMatchObject({ code: 'ocp_lost_answer', effect: 'unknown' });
    expect(breaking.seen).toHaveLength(1);
    expect(other.seen).toHaveLength(0);
  });

  it('neither is an answer of 503', async () => {
    const failing = await serve((_, response) => response.writeHead(503).end('<html>busy</html>'));
    const other = await serve((_, response) => ok(response, failoverReply));
    const ocp = connect([failing.url, other.url]);
    expect(await failure(failover(ocp))).toMatchObject({ code: 'ocp_failed', effect: 'unknown', status: 503 });
    expect(other.seen).toHaveLength(0);
  });

  it.each<[string, Parameters<typeof serve>[0]]>([
    ['503 of a gateway', (_, response) => response.writeHead(503).end('<html>busy</html>')],
    ['a reset', (_, response) => response.destroy()],
    ['silence', () => undefined],
    ['a redirect', (_, response) => response.writeHead(302, { location: 'http://host.invalid/' }).end()],
    ['the page of another server', (_, response) => response.writeHead(200).end('<html>hello</html>')],
    ['the missing page of another server', (_, response) => response.writeHead(404).end('nothing here')],
  ])('a read that gets %s goes to the next, which is remembered, also for a changing call', async (_, answer) => {
    const sick = await serve(answer);
    const healthy = await serve((_request, response) => ok(response, failoverReply));
    const ocp = connect([sick.url, healthy.url], { timeouts: { readMs: 300 } });
    expect((await ocp.task('1')).name).toBe('Failover tenant');
    expect((await failover(ocp)).task.id).toBe('12022226');
    expect([sick.seen.length, healthy.seen.length]).toEqual([1, 2]);
  });

  it.each([
    [404, 'ocp_not_found'],
    [500, 'ocp_failed'],
    [429, 'ocp_throttled'],
    [401, 'ocp_unauthorised'],
  ] as const)('what OCP itself says is not asked for elsewhere: %i', async (status, code) => {
    const saying = await serve((_, response) => refuse(response, status));
    const other = await serve((_, response) => ok(response, failoverReply));
    const ocp = connect([saying.url, other.url]);
    expect(await failure(ocp.task('1'))).toMatchObject({ code, status });
    expect(other.seen).toHaveLength(0);
  });

  it('where no address gives an answer of OCP, what the first said is reported', async () => {
    const sick = await serve((_, response) => response.writeHead(503).end('<html>busy</html>'));
    const ocp = connect([await deadUrl(), sick.url, await deadUrl()]);
    expect(await failure(ocp.task('1'))).toMatchObject({ code: 'ocp_failed', status: 503 });
  });

  it('an address with credentials in it is refused', () => {
    expect(() => connect(['http://bot:hunter2@127.0.0.1:1'])).toThrow(TypeError);
    expect(() => connect([])).toThrow(TypeError);
  });
});

describe('5xx', () => {
  it.each<[string, boolean, Parameters<typeof serve>[0]]>([
    ['by its own envelope with a trace id', true, (_, response) => refuse(response, 500)],
    [
      'in an envelope without a trace id',
      false,
      (_, response) => json(response, { successful: false, status: 500 }, 500),
    ],
    ['by a gateway', false, (_, response) => response.writeHead(502).end('<html>bad gateway</html>')],
    ['by another server', false, (_, response) => json(response, { error: 'oops' }, 500)],
  ])('%s is OCP’s own failure: %s', async (_, isOwn, answer) => {
    const ocp = connect([(await serve(answer)).url]);
    const { why, effect } = await failure(failover(ocp));
    expect(effect).toBe('unknown');
    expect('own' in why).toBe(isOwn);
  });
});

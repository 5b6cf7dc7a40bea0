/** The last look before a call leaves: whoever may no longer send has sent nothing. */
import { afterEach, describe, expect, it } from 'vitest';
import type { BeforeSend } from '../../src/operation/ocp.ts';
import { dataOf } from '../task/fixture.ts';
import { closeAll, connect, deadUrl, ok, serve } from './server.ts';

afterEach(closeAll);

type Connected = ReturnType<typeof connect>;
const calls: readonly [string, (ocp: Connected, look: BeforeSend) => Promise<unknown>][] = [
  ['failover', (ocp, look) => ocp.failover('1', '2', { serviceName: null }, look)],
  ['failoverMany', (ocp, look) => ocp.failoverMany('1', [{ tenantId: '2' }, { tenantId: '3' }], look)],
  ['switchover', (ocp, look) => ocp.switchover('1', { tenantId: '2', standbyTenantId: '3' }, look)],
  ['switchoverMany', (ocp, look) => ocp.switchoverMany('1', [{ tenantId: '2', standbyTenantId: '3' }], look)],
  ['retryTask', (ocp, look) => ocp.retryTask('1', look)],
  ['rollbackTask', (ocp, look) => ocp.rollbackTask('1', look)],
  ['retrySubtask', (ocp, look) => ocp.retrySubtask('1', '2', look)],
  ['skipSubtask', (ocp, look) => ocp.skipSubtask('1', '2', look)],
  ['cancelSubtask', (ocp, look) => ocp.cancelSubtask('1', '2', look)],
];

describe('before a call is sent', () => {
  it.each(calls)('%s asks once more, on the connection that stands; a refusal sends nothing', async (_, call) => {
    const server = await serve((_seen, response) => ok(response, dataOf('tenant-failover.response')));
    const over = new Error('the term is over');
    const looked: number[] = [];
    const refused = call(connect([server.url]), () => {
      looked.push(server.seen.length);
      throw over;
    });
    await expect(refused).rejects.toBe(over);
    expect(looked).toEqual([0]);
    await new Promise((resolve) => setTimeout(resolve, 20));
    expect(server.seen).toEqual([]);
  });

  it('and is sent when nobody objects', async () => {
    const server = await serve((_seen, response) => ok(response, undefined));
    let looked = 0;
    await connect([server.url]).retryTask('1', () => void (looked += 1));
    expect([looked, server.seen.length]).toEqual([1, 1]);
  });

  it('there must be a connection: of an address that refuses it, nobody is asked', async () => {
    let looked = 0;
    const sent = connect([await deadUrl()]).retryTask('1', () => void (looked += 1));
    await expect(sent).rejects.toMatchObject({ code: 'ocp_unreachable' });
    expect(looked).toBe(0);
  });
});

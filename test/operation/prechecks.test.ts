/** Which prechecks are put to OCP for many targets, and what counts as an answer. */
import type { ServerResponse } from 'node:http';
import { afterEach, describe, expect, it } from 'vitest';
import { causeOf } from '../../src/lib/cause.ts';
import type { Target } from '../../src/operation/operation.ts';
import { precheckAll } from '../../src/operation/prechecks.ts';
import { closeAll, connect, ok, serve } from '../ocp/server.ts';
import { manualClock } from '../support/clock.ts';

afterEach(closeAll);

const ref = (clusterId: string, id: number) => ({
  clusterId,
  clusterName: `c${clusterId}`,
  tenantId: `${id}`,
  tenantName: `t${id}`,
});
const standbyOf = (clusterId: string, id: number): Target => ({
  kind: 'failover',
  tenant: ref(clusterId, id),
  primary: null,
  serviceName: null,
});
const pairOf = (id: number): Target => ({
  kind: 'switchover',
  tenant: ref('10', id),
  standby: ref('20', id + 100),
  standbyOcpClusterId: null,
});
const check = (tenantId: number, valid = true) => ({ tenantId, clusterId: 20, valid, checkResults: [] });
const numbers = (count: number) => Array.from({ length: count }, (_, at) => at + 1);

interface Replies {
  /** Ids of the standbys that OCP lists in cluster 20. */
  readonly listed?: readonly number[];
  /** What answers for a whole cluster. */
  readonly batch?: (response: ServerResponse) => unknown;
  readonly one?: (response: ServerResponse, tenantId: number) => void;
}

async function ocpWith({ listed = [], batch, one = (response, id) => ok(response, check(id)) }: Replies) {
  const clock = manualClock();
  const server = await serve(({ url }, response) => {
    const single = /tenants\/(\d+)\/\w+PreCheck$/.exec(url);
    if (single) return one(response, Number(single[1]));
    if (url.endsWith('PreCheck')) return void (batch ? batch(response) : response.writeHead(500).end());
    const contents = listed.map((id) => ({ id, name: `t${id}`, clusterId: 20, role: 'STANDBY' }));
    return ok(response, { contents });
  });
  const paths = () => server.seen.map(({ url }) => url.replace('/api/v2/ob/clusters/', ''));
  const asked = () => paths().filter((path) => path.endsWith('PreCheck'));
  const read = (targets: readonly Target[]) => {
    const precheckOf = precheckAll(connect([server.url]), clock, targets);
    return Promise.all(targets.map((target) => precheckOf(target).catch((error: unknown) => causeOf(error).kind)));
  };
  return { clock, asked, read, seen: server.seen };
}

describe('prechecks of a failover', () => {
  it('are one call for a cluster of which more than half is chosen', async () => {
    const { read, asked } = await ocpWith({
      listed: [1, 2, 3],
      batch: (response) => ok(response, { contents: [2, 1].map((id) => check(id)) }),
    });
    expect(await read([standbyOf('20', 1), standbyOf('20', 2)])).toMatchObject([{ passed: true }, { passed: true }]);
    expect(asked()).toEqual(['20/tenants/failoverPreCheck']);
  });

  it('are single for half of a cluster or less, and for one tenant', async () => {
    const { read, asked } = await ocpWith({ listed: [1, 2, 3, 4] });
    await read([standbyOf('20', 1), standbyOf('20', 2)]);
    await read([standbyOf('20', 3)]);
    expect(asked().toSorted()).toEqual([1, 2, 3].map((id) => `20/tenants/${id}/failoverPreCheck`));
  });

  it('are matched by tenant; one that the answer for all leaves out is asked for by itself', async () => {
    const { read, asked } = await ocpWith({
      listed: [1, 2, 3],
      batch: (response) => ok(response, { contents: [check(3), check(1, false)] }),
    });
    const answers = await read(numbers(3).map((id) => standbyOf('20', id)));
    expect(answers).toMatchObject([{ passed: false }, { passed: true }, { passed: true }]);
    expect(asked()).toEqual(['20/tenants/failoverPreCheck', '20/tenants/2/failoverPreCheck']);
  });

  it('are asked for one by one after 20 s without an answer for all', async () => {
    const held: ServerResponse[] = [];
    const { read, clock } = await ocpWith({ listed: [1, 2], batch: (response) => held.push(response) });
    const answers = read(numbers(2).map((id) => standbyOf('20', id)));
    await expect.poll(() => held.length, { timeout: 20_000 }).toBe(1);
    clock.advance(20_000);
    expect(await answers).toMatchObject([{ passed: true }, { passed: true }]);
    for (const response of held) response.writeHead(500).end();
  });

  it('have not passed where OCP gives no answer', async () => {
    const { read } = await ocpWith({
      listed: [1, 2],
      one: (response, id) => (id === 1 ? void response.writeHead(500).end() : ok(response, check(id))),
    });
    expect(await read(numbers(2).map((id) => standbyOf('20', id)))).toMatchObject(['ocp_answered', { passed: true }]);
  });
});

describe('prechecks of a switchover', () => {
  const reply = (id: number, standbyId: number, valid = true) => ({
    clusterId: 10,
    tenantId: id,
    valid,
    standbyCheckResults: [{ ...check(standbyId), valid }],
  });

  it('are one call for the pairs of a cluster, told apart by primary and standby', async () => {
    const { read, asked, seen } = await ocpWith({
      batch: (response) => ok(response, { contents: [reply(2, 102), reply(1, 101, false), reply(3, 999)] }),
    });
    const answers = await read([1, 2, 3].map(pairOf));
    expect(answers.slice(0, 2)).toMatchObject([{ passed: false }, { passed: true }]);
    expect(asked()).toEqual(['10/tenants/switchoverPreCheck', '10/tenants/3/switchoverPreCheck']);
    expect(JSON.parse(seen[0]?.body ?? '')).toEqual({
      tenantParamList: [1, 2, 3].map((tenantId) => ({ tenantId, standbyTenantId: tenantId + 100 })),
    });
  });
});

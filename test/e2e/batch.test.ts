/** Failovers of several tenants under one approval. */
import { afterEach, describe, expect, it } from 'vitest';
import { worldOf } from '../../src/simulators/ocp/world/default-world.ts';
import type { Message } from '../../src/simulators/slack/model/workspace.ts';
import { inputsOf, openForm, pick, send, standby, still, tenantAt, valueOf } from '../slack/forms/support.ts';
import { approve, current, offers } from '../support/person.ts';
import { logOf, posts } from '../support/driven.ts';
import { people, startWorld, type World, wordsOf } from '../support/world.ts';

let world: World;
afterEach(() => world.close());

const sent = () => posts(world).map(({ path, body }) => ({ path, body: JSON.parse(body) }));
const ended = (timeoutMs = 15_000) =>
  world.slack.waitFor(() => logOf(world).find(({ event }) => event === 'ended') ?? null, { timeoutMs });
const roleOf = (name: string, cluster: string) => tenantAt(world, name, cluster).role;

async function ask(
  tenants: readonly (readonly [name: string, cluster: string])[],
  stopRule?: string,
): Promise<Message> {
  const view = await openForm(world, '/failover');
  const now = await pick(
    world,
    view,
    tenants.map(([name, cluster]) => standby(world, name, cluster)),
  );
  if (stopRule) await world.slack.as(people.mei).choose(now, 'stop_rule', stopRule);
  return send(world, now);
}

describe('two tenants of one cluster', () => {
  it('are one call that names both, each with its own service name', async () => {
    world = await startWorld();
    const view = await openForm(world, '/failover');
    const now = await pick(world, view, [standby(world, 'orders', 'sh-prod'), standby(world, 'payments', 'sh-prod')]);
    const orders = tenantAt(world, 'orders', 'sh-prod');
    const payments = tenantAt(world, 'payments', 'sh-prod');
    await world.slack.as(people.mei).type(now, `service_name:${orders.id}`, 'SVC_ORDERS_2');
    const card = await send(world, now);
    await approve(world, card);
    expect(await ended()).toMatchObject({ outcome: 'succeeded' });

    expect(sent()).toEqual([
      {
        path: `/api/v2/ob/clusters/${orders.clusterId}/tenants/failover`,
        body: {
          failoverTenantItemList: [{ tenantId: orders.id, serviceName: 'SVC_ORDERS_2' }, { tenantId: payments.id }],
        },
      },
    ]);
    expect(roleOf('orders', 'sh-prod')).toBe('PRIMARY');
    expect(roleOf('payments', 'sh-prod')).toBe('PRIMARY');
    expect(roleOf('inventory', 'sh-prod')).toBe('STANDBY');
    expect(tenantAt(world, 'orders', 'sh-prod').serviceName).toMatchObject({ name: 'SVC_ORDERS_2' });
  });

  it('of which one is left out are a call for the other alone', async () => {
    world = await startWorld();
    const view = await openForm(world, '/failover');
    const now = await pick(world, view, [standby(world, 'orders', 'sh-prod'), standby(world, 'catalog', 'hz-prod')]);
    await world.slack.as(people.mei).click({ id: now.id }, 'drop_blocked');
    const left = await world.slack.waitFor(() => {
      const shown = world.slack.view(people.mei);
      return shown && wordsOf(shown.blocks).includes('Left out') ? shown : null;
    });
    await approve(world, await send(world, left));
    expect(await ended()).toMatchObject({ outcome: 'succeeded' });
    expect(sent().map(({ path }) => path)).toEqual([
      `/api/v2/ob/clusters/${tenantAt(world, 'orders', 'sh-prod').clusterId}/tenants/${tenantAt(world, 'orders', 'sh-prod').id}/failover`,
    ]);
  });
});

describe('tenants of two clusters', () => {
  const both = [
    ['orders', 'sh-prod'],
    ['ledger', 'sh-analytics'],
  ] as const;
  const refuseFirst = () =>
    world.ocp.model.addFault({ kind: 'reply', outcome: 'status', path: '*/failover', status: 409, message: 'Busy.' });

  it('are a call for each, the second when the first is proven', async () => {
    world = await startWorld();
    await approve(world, await ask(both));
    expect(await ended()).toMatchObject({ outcome: 'succeeded' });
    expect(sent()).toHaveLength(2);
    expect([roleOf('orders', 'sh-prod'), roleOf('ledger', 'sh-analytics')]).toEqual(['PRIMARY', 'PRIMARY']);
  });

  it('stop at the first failure: the second call is never sent', async () => {
    world = await startWorld();
    refuseFirst();
    await approve(world, await ask(both));
    expect(await ended()).toMatchObject({ outcome: 'refused' });
    expect(sent()).toHaveLength(1);
    expect(roleOf('ledger', 'sh-analytics')).toBe('STANDBY');
  });

  it('go on with the others, when that was chosen', async () => {
    world = await startWorld();
    refuseFirst();
    await approve(world, await ask(both, 'go_on'));
    expect(await ended()).toMatchObject({ outcome: 'mixed' });
    expect(sent()).toHaveLength(2);
    expect([roleOf('orders', 'sh-prod'), roleOf('ledger', 'sh-analytics')]).toEqual(['STANDBY', 'PRIMARY']);
  });
});

describe('fifty tenants', () => {
  it('are one call that names all fifty', async () => {
    world = await startWorld({ ocpWorld: worldOf({ standbys: 60, primaryDown: true }) });
    const view = await openForm(world, '/failover');
    const { options } = await world.slack.as(people.mei).search(view, 'tenants', '');
    const now = await pick(
      world,
      view,
      options.slice(0, 50).map(({ value }) => String(value)),
    );
    await approve(world, await send(world, now));
    expect(await ended(60_000)).toMatchObject({ outcome: 'succeeded' });
    expect(sent()).toHaveLength(1);
    expect(sent()[0]?.body.failoverTenantItemList).toHaveLength(50);
    const roles = [...world.ocp.model.world.tenants.values()].map(({ role, clusterId }) => `${clusterId} ${role}`);
    expect(roles.filter((role) => role === '1000002 PRIMARY')).toHaveLength(50);
  }, 90_000);
});

describe('ask again', () => {
  it('opens the form with what was asked before, for a new request', async () => {
    world = await startWorld();
    world.ocp.model.addFault({ kind: 'reply', outcome: 'status', path: '*/failover', status: 409, message: 'Busy.' });
    const view = await openForm(world, '/failover');
    const both = [standby(world, 'orders', 'sh-prod'), standby(world, 'payments', 'sh-prod')];
    const now = await pick(world, view, both);
    const orders = `service_name:${tenantAt(world, 'orders', 'sh-prod').id}`;
    await world.slack.as(people.mei).type(now, orders, 'SVC_ORDERS_2');
    const card = await send(world, now, 'the region is gone');
    await approve(world, card);
    await offers(world, card, 'ask_again');

    expect((await world.slack.as(people.mei).click(card, 'ask_again')).ok).toBe(true);
    const again = await still(world);
    expect(again.privateMetadata).not.toBe(now.privateMetadata);
    expect(inputsOf(again)).toEqual(inputsOf(now));
    expect(valueOf(again, 'tenants')).toMatchObject({ selected_options: both.map((value) => ({ value })) });
    expect(valueOf(again, orders)).toMatchObject({ value: 'SVC_ORDERS_2' });
    const { view: left } = await world.slack.as(people.mei).submit(again);
    expect(left).toBeNull();
    const next = await world.slack.waitFor(() =>
      world.slack.messages(card.channel).find(({ ts, metadata, threadTs }) => ts > card.ts && metadata && !threadTs),
    );
    expect(wordsOf(next.blocks)).toContain('the region is gone');
    await approve(world, next);
    await world.slack.waitFor(() => roleOf('orders', 'sh-prod') === 'PRIMARY');
    expect(sent()).toHaveLength(2);
  });

  it('counts only on the card on record, and does not choose what has gone', async () => {
    world = await startWorld();
    const card = await send(world, await openForm(world, '/failover', 'orders'));
    await offers(world, card, 'reject');
    await world.slack.as(people.arun).click(card, 'reject', { confirm: true });
    await offers(world, card, 'ask_again');
    const { slack } = world;
    const blocks = current(world, card)?.blocks ?? [];
    const copy = slack.as(people.arun).say(card.channel, 'a copy');
    if (!copy) throw new Error('not said');
    copy.blocks = blocks;
    await slack.as(people.mei).click(copy, 'ask_again', { force: true });
    await slack.waitFor(() => slack.ephemerals(people.mei).some(({ text }) => text.includes('not the card on record')));
    expect(slack.view(people.mei)).toBeNull();

    Object.assign(tenantAt(world, 'orders', 'sh-prod'), { role: 'PRIMARY' });
    await world.stopBot();
    await world.startBot();
    await slack.as(people.mei).click(card, 'ask_again');
    const again = await still(world);
    expect(wordsOf(again.blocks)).toContain('One tenant of that request is not a standby any more');
    expect(valueOf(again, 'tenants')).toMatchObject({ selected_options: [] });
  });
});

/** Switchovers from the command to the exchanged roles. */
import { afterEach, describe, expect, it } from 'vitest';
import { openForm, pair, pick, send, tenantAt } from '../slack/forms/support.ts';
import { approve, offers } from '../support/person.ts';
import { logOf, posts } from '../support/driven.ts';
import { startWorld, type World, wordsOf } from '../support/world.ts';

let world: World;
afterEach(() => world.close());

const sent = () => posts(world).map(({ path, body }) => ({ path, body: JSON.parse(body) }));
const ended = () =>
  world.slack.waitFor(() => logOf(world).find(({ event }) => event === 'ended') ?? null, { timeoutMs: 15_000 });
const rolesOf = (name: string, ...clusters: string[]) => clusters.map((cluster) => tenantAt(world, name, cluster).role);

describe('one pair', () => {
  it('exchanges its roles in one call', async () => {
    world = await startWorld({ hangzhouDown: false });
    const view = await openForm(world, '/switchover', 'orders');
    const card = await send(world, view, 'maintenance of hangzhou');
    expect(wordsOf(card.blocks)).not.toMatch(/irreversible|cannot be undone/);
    const asked = await offers(world, card, 'approve');
    expect(wordsOf(asked.blocks)).toContain('connection strings with SVC_ORDERS follow by themselves');
    await approve(world, card);
    expect(await ended()).toMatchObject({ outcome: 'succeeded' });

    const primary = tenantAt(world, 'orders', 'hz-prod');
    const standby = tenantAt(world, 'orders', 'sh-prod');
    expect(sent()).toEqual([
      {
        path: `/api/v2/ob/clusters/${primary.clusterId}/tenants/${primary.id}/switchover`,
        body: { tenantId: primary.id, standbyTenantId: standby.id },
      },
    ]);
    expect(rolesOf('orders', 'hz-prod', 'sh-prod')).toEqual(['STANDBY', 'PRIMARY']);
  });
});

describe('several pairs', () => {
  it('of one cluster are one call', async () => {
    world = await startWorld({ hangzhouDown: false });
    const view = await openForm(world, '/switchover');
    const pairs = ['orders', 'payments', 'inventory'].map((name) => pair(world, name, 'hz-prod', 'sh-prod'));
    await approve(world, await send(world, await pick(world, view, pairs)));
    expect(await ended()).toMatchObject({ outcome: 'succeeded' });
    expect(sent()).toHaveLength(1);
    expect(sent()[0]?.path).toMatch(/\/clusters\/\d+\/tenants\/switchover$/);
    expect(sent()[0]?.body.tenantParamList).toHaveLength(3);
    for (const name of ['orders', 'payments', 'inventory'])
      expect(rolesOf(name, 'hz-prod', 'sh-prod')).toEqual(['STANDBY', 'PRIMARY']);
  });

  it('of two clusters are a call for each, in the order chosen', async () => {
    world = await startWorld({ hangzhouDown: false });
    const view = await openForm(world, '/switchover');
    const pairs = [pair(world, 'catalog', 'sh-prod', 'hz-prod'), pair(world, 'orders', 'hz-prod', 'sh-prod')];
    await approve(world, await send(world, await pick(world, view, pairs)));
    expect(await ended()).toMatchObject({ outcome: 'succeeded' });
    expect(sent().map(({ body }) => body.tenantId)).toEqual([
      tenantAt(world, 'catalog', 'sh-prod').id,
      tenantAt(world, 'orders', 'hz-prod').id,
    ]);
    expect(rolesOf('catalog', 'sh-prod', 'hz-prod')).toEqual(['STANDBY', 'PRIMARY']);
    expect(rolesOf('orders', 'hz-prod', 'sh-prod')).toEqual(['STANDBY', 'PRIMARY']);
  });
});

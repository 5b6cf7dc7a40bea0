/** What became of a promoted tenant since is part of the family that lost its primary. */
import { afterEach, describe, expect, it } from 'vitest';
import type { Tenant } from '../../src/simulators/ocp/world/world.ts';
import { openForm } from '../slack/forms/support.ts';
import { buttonsOf, people } from '../support/world.ts';
import { cardsIn, click, request, type Driven } from '../support/driven.ts';
import { done, force, lost, primaries } from '../support/families.ts';

let world: Driven;
afterEach(() => world.close());

describe('after B was made primary', () => {
  it('and lost, and its standby C was made primary: D is refused while C serves', async () => {
    const { family, world: w } = await lost();
    world = w;
    const first = await request(world, { tenant: 'b' });
    await click(world, first, 'approve');
    await done(world, first);
    family.b.alive = false;
    const second = await request(world, { tenant: 'c' });
    await click(world, second, 'approve');
    await done(world, second);
    expect(primaries(family).map(({ name }) => name)).toEqual(['c']);
    await force(world, 'd');
    expect(primaries(family).map(({ name }) => name)).toEqual(['c']);
  });

  it('and its standby C took over by a switchover: D is refused while C serves', async () => {
    const { family, world: w } = await lost();
    world = w;
    const first = await request(world, { tenant: 'b' });
    await click(world, first, 'approve');
    await done(world, first);
    // As OCP's console, or Twokey, switches B and C over.
    world.ocp.model.startSwitchover({ primary: family.b, standby: family.c, creator: 'admin' });
    for (let gone = 0; gone < 60; gone += 1) {
      await world.pass(1_000);
      world.ocp.model.advance(world.clock.now());
    }
    expect(primaries(family).map(({ name }) => name)).toEqual(['c']);
    expect(family.b.role).toBe('STANDBY');
    await force(world, 'd');
    expect(primaries(family).map(({ name }) => name)).toEqual(['c']);
  });

  it('and lost again, C and D in one request are refused: both would be primaries', async () => {
    const { family, world: w } = await lost();
    world = w;
    const first = await request(world, { tenant: 'b' });
    await click(world, first, 'approve');
    await done(world, first);
    family.b.alive = false;
    await world.pass(10_000);
    const view = await openForm(world, '/failover', '');
    const mei = world.slack.as(people.mei);
    const key = ({ clusterId, id }: Tenant) => `${clusterId}:${id}`;
    await mei.search(view, 'tenants', 'c');
    await mei.search(view, 'tenants', 'd');
    await mei.choose(view, 'tenants', [key(family.c), key(family.d)]);
    await mei.type(view, 'reason', 'both regions are lost');
    if ((await mei.submit(view)).ok) {
      const card = await world.until(() => cardsIn(world).find((one) => buttonsOf(one).includes('approve')));
      await click(world, card, 'approve');
      await world.pass(120_000, 2_000);
    }
    expect(primaries(family).length).toBeLessThan(2);
  });

  it('and deleted, and A serves again and is lost later: D can be failed over', async () => {
    const { family, world: w } = await lost();
    world = w;
    const first = await request(world, { tenant: 'b' });
    await click(world, first, 'approve');
    await done(world, first);
    // The drill is over: B is dropped, C with it; A goes on, and weeks later it is lost in earnest.
    family.world.tenants.delete(family.b.id);
    family.world.tenants.delete(family.c.id);
    family.a.alive = true;
    await world.pass(120_000, 10_000);
    family.a.alive = false;
    await force(world, 'd');
    expect(family.d.role).toBe('PRIMARY');
  });

  it('and lost again: a service name that it still holds VALID is refused for D before the point of no return', async () => {
    const { family, world: w } = await lost();
    world = w;
    const first = await request(world, { tenant: 'b', serviceName: 'SVC_A' });
    await click(world, first, 'approve');
    await done(world, first);
    family.b.alive = false;
    await force(world, 'd', 'SVC_A');
    expect(world.ocp.model.tasks.filter(({ status }) => status === 'FAILED')).toEqual([]);
  });
});

/** What became of a promoted tenant since is part of the family that lost its primary. */
import { afterEach, describe, expect, it } from 'vitest';
import { click, request, type Driven } from '../support/driven.ts';
import { done, force, lost, primaries } from './support.ts';

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
    const said = await force(world, 'd');
    expect(said).not.toBe('');
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
    const said = await force(world, 'd');
    expect(said).not.toBe('');
    expect(primaries(family).map(({ name }) => name)).toEqual(['c']);
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
    const said = await force(world, 'd');
    expect(said).not.toBe('');
    expect(family.d.role).toBe('PRIMARY');
  });

  it('and lost again: a service name that it still holds VALID is refused for D before the point of no return', async () => {
    const { family, world: w } = await lost();
    world = w;
    const first = await request(world, { tenant: 'b', serviceName: 'SVC_A' });
    await click(world, first, 'approve');
    await done(world, first);
    family.b.alive = false;
    const said = await force(world, 'd', 'SVC_A');
    expect(said).not.toBe('');
    expect(world.ocp.model.tasks.filter(({ status }) => status === 'FAILED')).toEqual([]);
  });
});

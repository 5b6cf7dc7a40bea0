/** A switchover of ours that made a primary and came no further; and a chain of which only the tail was seen. */
import { afterEach, expect, it } from 'vitest';
import { openForm, pick } from '../slack/forms/support.ts';
import { cardsIn, click, type Driven, request } from '../support/driven.ts';
import { buttonsOf, people } from '../support/world.ts';
import { done, force, lost, primaries } from '../support/families.ts';

let world: Driven;
afterEach(() => world.close());

it('a switchover that made B primary, failed before D followed it, and was closed: D is refused while B serves', async () => {
  const { family, world: w } = await lost(({ a, b, c, d, e }) => {
    a.alive = true;
    for (const one of [a, b, c, d, e]) one.serviceName = null;
  });
  world = w;
  const { a, b } = family;
  world.ocp.model.addFault({ kind: 'subtask', outcome: 'fail', subtask: 'Reset log restore source', times: null });
  const view = await pick(world, await openForm(world, '/switchover'), [`${a.clusterId}:${a.id}:${b.id}`]);
  await world.slack.as(people.mei).type(view, 'reason', 'maintenance');
  await world.slack.as(people.mei).submit(view);
  const card = await world.until(() => cardsIn(world).find((one) => buttonsOf(one).includes('approve')));
  await click(world, card, 'approve');
  await world.until(() => buttonsOf(card).includes('abandon'), { stepMs: 1_000, tries: 200 });
  expect(primaries(family).map(({ name }) => name)).toEqual(['b']);
  await world.pass(80_000, 2_000);
  await click(world, card, 'abandon', people.arun);
  await world.pass(80_000, 2_000);
  a.alive = false;
  await world.pass(5_000);
  world.ocp.model.clearFaults();
  await force(world, 'd');
  expect(primaries(family).map(({ name }) => name)).toEqual(['b']);
});

it('the tail was made primary while the tenant above it was hidden: its uncle is refused once all is seen', async () => {
  const { family, world: w } = await lost(({ a, b, c, d, e }) => {
    b.alive = false;
    for (const one of [a, b, c, d, e]) one.serviceName = null;
  });
  world = w;
  world.ocp.model.addFault({ kind: 'forbidden', permission: 'CLUSTER_READ', clusterId: family.b.clusterId });
  const first = await request(world, { tenant: 'c' });
  await click(world, first, 'approve');
  await done(world, first);
  world.ocp.model.clearFaults();
  await world.pass(60_000, 10_000);
  await force(world, 'd');
  expect(primaries(family).map(({ name }) => name)).toEqual(['c']);
});

/** Remedies after which OCP goes on towards a new primary: what a call would be refused for, they are; nothing else. */
import { afterEach, expect, it } from 'vitest';
import { cardWords, click, type Driven, posts, privately, request } from '../support/driven.ts';
import { buttonsOf, people } from '../support/world.ts';
import { lost, primaries } from '../support/families.ts';

let world: Driven;
afterEach(() => world.close());

it.each(['retry', 'skip'])('a %s is refused when the lost primary serves again', async (remedy) => {
  const { family, world: w } = await lost();
  world = w;
  world.ocp.model.addFault({ kind: 'subtask', outcome: 'fail', subtask: 'Reset log restore source' });
  const card = await request(world, { tenant: 'b' });
  await click(world, card, 'approve');
  await world.until(() => buttonsOf(card).includes(remedy), { stepMs: 1_000, tries: 200 });
  // The network is mended: A was never gone.
  family.a.alive = true;
  await world.pass(90_000, 5_000);
  await click(world, card, remedy, people.mei);
  await world.pass(3_000);
  if (buttonsOf(card).includes('approve')) {
    await click(world, card, 'approve', people.arun);
    await world.pass(60_000, 1_000);
  }
  expect(primaries(family).map(({ name }) => name)).toEqual(['a']);
  expect(posts(world)).toHaveLength(1);
});

it('a retry of the fourth step is not refused for the name that the former group gives up', async () => {
  const { world: w } = await lost();
  world = w;
  world.ocp.model.addFault({ kind: 'subtask', outcome: 'fail', subtask: 'Create tenant service name' });
  const card = await request(world, { tenant: 'd', serviceName: 'SVC_A' });
  await click(world, card, 'approve');
  await world.until(() => buttonsOf(card).includes('retry'), { stepMs: 1_000, tries: 200 });
  await click(world, card, 'retry', people.mei);
  await world.pass(3_000);
  expect(buttonsOf(card), privately(world, people.mei)).toContain('approve');
  await click(world, card, 'approve', people.arun);
  await world.until(() => cardWords(world, card).includes('*Done*'), { stepMs: 1_000, tries: 200 });
});

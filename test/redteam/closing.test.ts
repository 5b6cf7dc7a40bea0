/** What people closed, and what the console made of it afterwards. */
import { afterEach, describe, expect, it } from 'vitest';
import { retryTask } from '../../src/sandbox/ocp/remedies.ts';
import type { Tenant } from '../../src/sandbox/ocp/world.ts';
import { click, type Driven, request } from '../support/driven.ts';
import { buttonsOf, people } from '../support/world.ts';
import { force, lost, primaries } from '../support/families.ts';

let world: Driven;
afterEach(() => world.close());

const names = (all: readonly Tenant[]) => all.map(({ name }) => name);

describe('a request that people close', () => {
  it('and whose task the console retried later: the sibling is refused while what it made serves', async () => {
    const { family, world: w } = await lost(({ b, c, a, d, e }) => {
      for (const one of [a, b, c, d, e]) one.serviceName = null;
    });
    world = w;
    world.ocp.model.addFault({ kind: 'subtask', outcome: 'fail', subtask: 'Reset log restore source' });
    const card = await request(world, { tenant: 'b' });
    await click(world, card, 'approve');
    await world.until(() => buttonsOf(card).includes('abandon'), { stepMs: 1_000, tries: 200 });
    await world.pass(80_000, 2_000);
    await click(world, card, 'abandon', people.arun);
    await world.pass(5_000);
    const [task] = world.ocp.model.tasks;
    if (!task) throw new Error('no task');
    retryTask(task);
    for (let gone = 0; gone < 60; gone += 1) {
      await world.pass(1_000);
      world.ocp.model.advance(world.clock.now());
    }
    expect(names(primaries(family))).toEqual(['b']);
    await force(world, 'd');
    expect(names(primaries(family))).toEqual(['b']);
  });
});

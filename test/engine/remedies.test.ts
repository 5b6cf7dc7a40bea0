/** Every step that may fail, with every remedy that OCP takes there, over HTTP. */
import { afterEach, describe, expect, it } from 'vitest';
import { cardWords, click, type Driven, eventsOf, startDriven } from '../support/driven.ts';
import {
  agree,
  failed,
  failedAt,
  type Kind,
  neverSkipped,
  noReturn,
  numbered,
  offered,
  outcome,
  press,
  remedyPosts,
  rolesOf,
  stepNow,
  steps,
  thread,
} from '../support/failing.ts';
import { people } from '../support/world.ts';

let world: Driven;
afterEach(() => world.close());

async function atStep(kind: Kind, name: string) {
  world = await startDriven({ hangzhouDown: kind === 'failover' });
  return failedAt(world, kind, name);
}

describe.each(['failover', 'switchover'] as const)('a %s', (kind) => {
  const reversible = steps[kind].slice(0, noReturn[kind] - 1);

  it.each(numbered(kind))('that fails at step %i, %s: retried, it succeeds', async (at, name) => {
    const card = await atStep(kind, name);
    const skip = neverSkipped[kind].includes(at) ? [] : ['skip'];
    const rollback = at < noReturn[kind] ? ['rollback'] : [];
    expect(offered(world, card)).toEqual(expect.arrayContaining(['abandon', 'retry', ...rollback, ...skip].sort()));
    expect(offered(world, card).includes('skip')).toBe(skip.length > 0);
    expect(offered(world, card).includes('rollback')).toBe(rollback.length > 0);

    await click(world, card, 'retry', people.mei);
    await world.until(() => offered(world, card).includes('approve'));
    // Whoever agrees sees which step it is about.
    expect(cardWords(world, card)).toContain(`*Proposed: retry of ${at}/${steps[kind].length} ${name} for orders`);
    await click(world, card, 'approve', people.sofia);
    await world.tick();
    expect(await outcome(world)).toBe('succeeded');
    expect(remedyPosts(world)).toHaveLength(1);
    expect(eventsOf(world)).toEqual(expect.arrayContaining(['remedy_proposed', 'remedy_claimed', 'remedy_accepted']));
  });

  it.each(numbered(kind))('that fails at step %i, %s: that subtask alone retried, it succeeds', async (_at, name) => {
    const card = await atStep(kind, name);
    const { id } = stepNow(world, name) ?? {};
    // Where one step has failed, retrying the task does the same, so the card shows one button; OCP takes both.
    await press(world, card, 'retry_subtask', people.mei);
    await world.until(() => offered(world, card).includes('approve'));
    await click(world, card, 'approve', people.sofia);
    expect(await outcome(world)).toBe('succeeded');
    expect(remedyPosts(world)).toEqual([expect.stringMatching(`/subtasks/${id}/retry$`)]);
  });

  it.each(reversible)('that fails at %s: rolled back, nothing has happened', async (name) => {
    const card = await atStep(kind, name);
    await agree(world, card, 'rollback');
    expect(await outcome(world)).toBe('rolled_back');
    await world.tick();
    expect(remedyPosts(world)).toEqual([expect.stringMatching(/\/rollback$/)]);
    expect(rolesOf(world)).toEqual(['PRIMARY', 'STANDBY']);
  });

  it.each(steps[kind].filter((_, at) => !neverSkipped[kind].includes(at + 1)))(
    'that fails at %s: skipped, it goes on and says so',
    async (name) => {
      const card = await atStep(kind, name);
      const { id } = stepNow(world, name) ?? {};
      await agree(world, card, 'skip');
      await world.until(() => world.ocp.model.tasks[0]?.status === 'SUCCESSFUL', { stepMs: 6_000, tries: 60 });
      await world.pass(4_000, 2_000);
      expect(remedyPosts(world)).toEqual([expect.stringMatching(`/subtasks/${id}/skip$`)]);
      expect(thread(world, card)).toMatch(/skipped/i);
    },
  );

  it.each(reversible)('whose rollback of %s fails offers no retry, and is rolled back again', async (name) => {
    const card = await atStep(kind, name);
    world.ocp.model.addFault({ kind: 'subtask', outcome: 'rollbackFail', subtask: name });
    await agree(world, card, 'rollback');
    await failed(world, card);
    expect(stepNow(world, name)).toMatchObject({ status: 'FAILED', operation: 'ROLLBACK' });
    expect(offered(world, card)).toEqual(['abandon', 'rollback', 'skip']);
    await agree(world, card, 'rollback');
    expect(await outcome(world)).toBe('rolled_back');
    expect(remedyPosts(world).filter((path) => path.endsWith('/rollback'))).toHaveLength(2);
    expect(rolesOf(world)).toEqual(['PRIMARY', 'STANDBY']);
  });

  it.each(reversible)('whose rollback of %s fails may have that step skipped', async (name) => {
    const card = await atStep(kind, name);
    world.ocp.model.addFault({ kind: 'subtask', outcome: 'rollbackFail', subtask: name });
    await agree(world, card, 'rollback');
    await failed(world, card);
    await agree(world, card, 'skip');
    expect(await outcome(world)).toBe('rolled_back');
    expect(thread(world, card)).toContain('rollback skipped: its work was not undone');
  });
});

it('a rollback that fails on the way back, beyond the step that had failed, is rolled back again', async () => {
  const card = await atStep('switchover', 'Switch primary tenant to standby');
  world.ocp.model.addFault({ kind: 'subtask', outcome: 'rollbackFail', subtask: 'Prepare switchover tenant' });
  await agree(world, card, 'rollback');
  await failed(world, card);
  await agree(world, card, 'rollback');
  expect(await outcome(world)).toBe('rolled_back');
  expect(remedyPosts(world)).toHaveLength(2);
});

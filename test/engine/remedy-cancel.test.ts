/** A step that hangs, cancelled through OCP over HTTP, and what is left to be done then. */
import { afterEach, describe, expect, it } from 'vitest';
import { cardWords, click, type Driven, eventsOf, hears, startDriven } from '../support/driven.ts';
import {
  agree,
  agreeTo,
  failed,
  failedAt,
  hangsAt,
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
  thread,
} from '../support/failing.ts';
import { people } from '../support/world.ts';

let world: Driven;
afterEach(() => world.close());

async function hanging(kind: Kind, name: string, takesEffect = false) {
  world = await startDriven({ hangzhouDown: kind === 'failover' });
  return hangsAt(world, kind, name, takesEffect);
}

describe.each(['failover', 'switchover'] as const)('a %s', (kind) => {
  it.each(numbered(kind))(
    'that hangs at step %i, %s: cancelled, it fails there; retried, it succeeds',
    async (at, name) => {
      const card = await hanging(kind, name);
      const { id } = stepNow(world, name) ?? {};
      expect(offered(world, card)).toEqual(['cancel']);
      await agree(world, card, 'cancel');
      expect(remedyPosts(world)).toEqual([expect.stringMatching(`/subtasks/${id}/cancel$`)]);
      await failed(world, card);

      expect(stepNow(world, name)).toMatchObject({ status: 'FAILED', operation: 'CANCEL' });
      expect(thread(world, card)).toContain('canceled in OCP: failed');
      expect(offered(world, card).includes('rollback')).toBe(at < noReturn[kind]);
      expect(offered(world, card).includes('skip')).toBe(!neverSkipped[kind].includes(at));
      await agree(world, card, 'retry');
      expect(await outcome(world)).toBe('succeeded');
      expect(remedyPosts(world)).toHaveLength(2);
    },
  );
});

describe('cancelling', () => {
  it('is not offered for a step that has only just begun', async () => {
    const card = await hanging('failover', 'Upgrade tenant data version');
    await agree(world, card, 'cancel');
    await failed(world, card);
    world.ocp.model.addFault({ kind: 'subtask', outcome: 'hang' });
    await agree(world, card, 'retry');
    await world.pass(60_000, 10_000);
    expect(stepNow(world, 'Upgrade tenant data version')?.status).toBe('RUNNING');
    expect(offered(world, card)).toEqual([]);
  });

  it('says before it is agreed to that what the step did may stay, and the roles are what they are', async () => {
    const card = await hanging('failover', 'Failover to primary tenant', true);
    await click(world, card, 'cancel', people.mei);
    await world.until(() => offered(world, card).includes('approve'));
    expect(cardWords(world, card)).toContain('What the step has done in the database stays, and may still take effect');
    await click(world, card, 'approve', people.sofia);
    await world.tick();
    await failed(world, card);
    expect(rolesOf(world)).toEqual(['PRIMARY', 'PRIMARY']);
    expect(offered(world, card)).toEqual(['abandon', 'retry']);
    await agree(world, card, 'retry');
    expect(await outcome(world)).toBe('succeeded');
  });

  it('is void when the step ends by itself before it is sent', async () => {
    const card = await hanging('failover', 'Upgrade tenant data version');
    await agreeTo(world, card, 'cancel');
    const step = stepNow(world, 'Upgrade tenant data version');
    if (step) Object.assign(step, { status: 'SUCCESSFUL', run: null });
    expect(await outcome(world)).toBe('succeeded');
    expect(remedyPosts(world)).toEqual([]);
    expect(eventsOf(world)).not.toContain('remedy_claimed');
    expect(thread(world, card)).toContain('is void: the task has changed meanwhile');
  });

  it('of a step that is being rolled back leaves the rollback to be tried again, and never a retry', async () => {
    world = await startDriven({ hangzhouDown: false });
    const card = await failedAt(world, 'switchover', 'Switch primary tenant to standby');
    await agree(world, card, 'rollback');
    // The simulated OCP lets only forward runs hang; a rollback that hangs looks like this.
    const step = await world.until(
      () => {
        const found = stepNow(world, 'Wait all relation tenants accessible');
        return found?.status === 'RUNNING' ? found : null;
      },
      { stepMs: 500 },
    );
    step.run = { ticks: 0, plan: { outcome: 'hang', takesEffect: false, message: '' } };
    await world.until(() => offered(world, card).includes('cancel'), { stepMs: 60_000 });
    await agree(world, card, 'cancel');
    await failed(world, card);
    expect(step).toMatchObject({ status: 'FAILED', operation: 'CANCEL' });
    expect(offered(world, card)).toEqual(['abandon', 'rollback', 'skip']);
    await press(world, card, 'retry_subtask', people.mei);
    await hears(world, people.mei, 'OCP would not allow that now');
    await agree(world, card, 'rollback');
    expect(await outcome(world)).toBe('rolled_back');
  });

  it('of nobody’s step is refused privately: the task has moved since the card was drawn', async () => {
    const card = await hanging('failover', 'Upgrade tenant data version');
    const step = stepNow(world, 'Upgrade tenant data version');
    if (step) Object.assign(step, { status: 'FAILED', run: null });
    await press(world, card, 'cancel', people.mei);
    await hears(world, people.mei, 'OCP would not allow that now');
    expect(remedyPosts(world)).toEqual([]);
  });
});

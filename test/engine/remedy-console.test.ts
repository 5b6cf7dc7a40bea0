/** A task that somebody deals with in OCP's own console, who does not know of the bot. */
import { afterEach, describe, expect, it } from 'vitest';
import { cancelSubtask, retryTask, rollbackTask, skipSubtask } from '../../src/simulators/ocp/tasks/remedies.ts';
import { cardWords, click, type Driven, eventsOf, posts, startDriven } from '../support/driven.ts';
import {
  agreeTo,
  called,
  failed,
  failedAt,
  offered,
  outcome,
  quick,
  remedyPosts,
  stepNow,
  thread,
} from '../support/failing.ts';
import { people } from '../support/world.ts';

let world: Driven;
afterEach(() => world.close());

function theTask() {
  const [task] = world.ocp.model.tasks;
  if (!task) throw new Error('no task');
  return task;
}

function theStep(name: string) {
  const step = stepNow(world, name);
  if (!step) throw new Error(`no step ${name}`);
  return step;
}

/** Time goes by in OCP while the bot sees nothing of it. */
function unseen(ticks: number): void {
  world.clock.advance(ticks * 1_000);
  world.ocp.model.advance(world.clock.now());
}

async function failedTask(name: string) {
  world = await startDriven();
  return failedAt(world, 'failover', name);
}

describe('before anybody proposed anything', () => {
  it('a retry is followed to its end', async () => {
    const card = await failedTask('Upgrade tenant data version');
    retryTask(theTask());
    expect(await outcome(world)).toBe('succeeded');
    expect(thread(world, card)).not.toContain('void');
    expect(posts(world).filter(({ path }) => path.endsWith('/failover'))).toHaveLength(1);
    expect(remedyPosts(world)).toEqual([]);
  });

  it('a rollback is followed, and ends as rolled back', async () => {
    const card = await failedTask('Reset log restore source');
    rollbackTask(theTask());
    expect(await outcome(world)).toBe('rolled_back');
    expect(cardWords(world, card)).toContain('olled back');
  });

  it('a skipped step is told as skipped, and stands among what is to be done by hand', async () => {
    const card = await failedTask('Upgrade tenant data version');
    skipSubtask(theTask(), theStep('Upgrade tenant data version'), []);
    expect(await outcome(world)).toBe('succeeded');
    expect(thread(world, card)).toContain('skipped: its work was not done');
    await world.until(() => cardWords(world, card).includes('Do by hand what was skipped'));
  });

  it('a step that is cancelled there fails here, and can be dealt with here', async () => {
    world = await startDriven();
    const card = await called(world, 'failover');
    world.ocp.model.changeSettings({ ...quick, stepTicksByName: { 'Upgrade tenant data version': 30 } });
    await world.until(() => stepNow(world, 'Upgrade tenant data version')?.status === 'RUNNING', { stepMs: 1_000 });
    cancelSubtask(theStep('Upgrade tenant data version'));
    await failed(world, card);
    expect(thread(world, card)).toContain('canceled in OCP: failed');
    expect(offered(world, card)).toEqual(['abandon', 'retry', 'skip']);
  });
});

describe('while a remedy is proposed', () => {
  it('waiting for a second person: a task that runs again makes it void', async () => {
    const card = await failedTask('Upgrade tenant data version');
    await click(world, card, 'retry', people.mei);
    await world.until(() => offered(world, card).includes('approve'));
    retryTask(theTask());
    expect(await outcome(world)).toBe('succeeded');
    await world.tick();
    expect(eventsOf(world)).toContain('proposal_closed');
    expect(eventsOf(world)).not.toContain('remedy_claimed');
    expect(thread(world, card)).toContain('the task has changed meanwhile');
  });

  it('between the agreement and the call: nothing is sent', async () => {
    const card = await failedTask('Reset log restore source');
    await agreeTo(world, card, 'retry');
    rollbackTask(theTask());
    expect(await outcome(world)).toBe('rolled_back');
    expect(eventsOf(world)).not.toContain('remedy_claimed');
    expect(cardWords(world, card)).toContain('olled back');
  });

  it.each([
    ['waiting', () => Promise.resolve()],
    ['agreed to', (card: Parameters<typeof click>[1]) => click(world, card, 'approve', people.sofia)],
  ] as const)('%s: where another step has failed by then, it is void and says which', async (_, agreed) => {
    const card = await failedTask('Upgrade tenant data version');
    await click(world, card, 'retry', people.mei);
    await world.until(() => offered(world, card).includes('approve'));
    world.ocp.model.addFault({ kind: 'subtask', outcome: 'fail', subtask: 'Create tenant service name' });
    retryTask(theTask());
    unseen(30);
    expect(theTask().status).toBe('FAILED');
    await agreed(card);
    await world.until(() => eventsOf(world).includes('proposal_closed'));
    await world.until(() => thread(world, card).includes('is void'));
    expect(thread(world, card)).toContain(
      'The proposed retry of 3/5 Upgrade tenant data version for orders on sh-prod is void: by now another step has failed, 4/5 Create tenant service name.',
    );
    expect(remedyPosts(world)).toEqual([]);
    expect(offered(world, card)).toEqual(['abandon', 'retry', 'skip']);
  });
});

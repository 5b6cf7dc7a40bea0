/** A step that fails, and what people then do about it, through OCP's own rules. */
import { afterEach, describe, expect, it } from 'vitest';
import { retryTask, rollbackTask } from '../../src/sandbox/ocp/remedies.ts';
import type { Message } from '../../src/sandbox/slack/model/workspace.ts';
import type { RemedyKind } from '../../src/task/remedies.ts';
import { openForm } from '../slack/forms/support.ts';
import {
  cardNow,
  cardsIn,
  cardWords,
  click,
  doomedTick,
  type Driven,
  eventsOf,
  eventually,
  logOf,
  posts,
  startDriven,
  threadLines,
} from '../support/driven.ts';
import { buttonsOf, people } from '../support/world.ts';

let world: Driven;
afterEach(() => world.close());

const steps = {
  failover: [
    'Reset log restore source',
    'Failover to primary tenant',
    'Upgrade tenant data version',
    'Create tenant service name',
    'Update primary tenant info task',
  ],
  switchover: [
    'Prepare switchover tenant',
    'Create standby tenant read only user',
    'Wait all relation tenants accessible',
    'Switch primary tenant to standby',
    'Switchover standby tenant to primary',
    'Reset log restore source',
    'Update log restore source',
    'Restart tenant service name if started',
    'Update tenant role in meta',
    'Reset switchover tenant info',
  ],
} as const;
type Kind = keyof typeof steps;

/** The first step of each graph that forbids a rollback once it has started, and every step that is never skipped. */
const noReturn = { failover: 2, switchover: 5 } as const;
const neverSkipped: Readonly<Record<Kind, readonly number[]>> = { failover: [2, 5], switchover: [5] };

const ended = () => logOf(world).find(({ event }) => event === 'ended');
const outcome = () => world.until(() => ended()?.['outcome'], { stepMs: 6_000, tries: 60 });
const remedyPosts = () => posts(world).filter(({ path }) => /\/(retry|rollback|skip|cancel)$/.test(path));
const thread = (card: Message) => threadLines(world, card).join('\n');
const offered = (card: Message) => buttonsOf(cardNow(world, card)).sort();

/** Approved and called; the card. Several steps may be told to fail before. */
async function called(kind: Kind): Promise<Message> {
  world = await startDriven({ hangzhouDown: kind === 'failover' });
  world.ocp.model.changeSettings({ stepTicks: 1 });
  const view = await openForm(world, kind === 'failover' ? '/failover' : '/switchover', 'orders');
  await world.slack.as(people.mei).type(view, 'reason', 'hangzhou is down');
  const submitted = await world.slack.as(people.mei).submit(view);
  if (!submitted.ok) throw new Error(`the form was answered ${JSON.stringify(submitted)}`);
  const card = await world.until(() => cardsIn(world).find((one) => buttonsOf(one).includes('approve')));
  await click(world, card, 'approve');
  return card;
}

/** The task has failed at a step, and the card says so. */
async function failedAt(kind: Kind, step: string): Promise<Message> {
  const card = await called(kind);
  world.ocp.model.addFault({ kind: 'subtask', subtask: step, outcome: 'fail', message: 'Injected fault.' });
  await failed(card);
  return card;
}

async function failed(card: Message): Promise<void> {
  await world.until(() => world.ocp.model.tasks[0]?.status === 'FAILED', { stepMs: 6_000, tries: 60 });
  await world.until(() => offered(card).some((button) => ['retry', 'rollback', 'skip'].includes(button)), {
    stepMs: 6_000,
  });
}

/** Proposed by one, agreed to by another, and sent. */
async function agree(card: Message, remedy: RemedyKind): Promise<void> {
  await click(world, card, remedy, people.mei);
  await world.until(() => offered(card).includes('approve'));
  await click(world, card, 'approve', people.sofia);
  await world.tick();
}

describe.each(['failover', 'switchover'] as const)('a %s', (kind) => {
  it.each(steps[kind].map((name, at) => [at + 1, name] as const))(
    'that fails at step %i, %s: retried, it succeeds',
    async (at, name) => {
      const card = await failedAt(kind, name);
      const skip = neverSkipped[kind].includes(at) ? [] : ['skip'];
      const rollback = at < noReturn[kind] ? ['rollback'] : [];
      expect(offered(card)).toEqual(expect.arrayContaining(['abandon', 'retry', ...rollback, ...skip].sort()));
      expect(offered(card).includes('skip')).toBe(skip.length > 0);
      expect(offered(card).includes('rollback')).toBe(rollback.length > 0);

      await agree(card, 'retry');
      expect(await outcome()).toBe('succeeded');
      expect(remedyPosts()).toHaveLength(1);
      expect(eventsOf(world)).toEqual(expect.arrayContaining(['remedy_proposed', 'remedy_claimed', 'remedy_accepted']));
    },
  );

  it.each(steps[kind].slice(0, noReturn[kind] - 1))(
    'that fails at %s: rolled back, nothing has happened',
    async (name) => {
      const card = await failedAt(kind, name);
      await agree(card, 'rollback');
      expect(await outcome()).toBe('rolled_back');
      await world.tick();
      expect(remedyPosts()).toHaveLength(1);
      const roles = [...world.ocp.model.world.tenants.values()].filter((one) => one.name === 'orders');
      expect(roles.map(({ role }) => role).sort()).toEqual(['PRIMARY', 'STANDBY']);
    },
  );

  it.each(steps[kind].filter((_, at) => !neverSkipped[kind].includes(at + 1)))(
    'that fails at %s: skipped, it goes on and says so',
    async (name) => {
      const card = await failedAt(kind, name);
      await agree(card, 'skip');
      await world.until(() => world.ocp.model.tasks[0]?.status === 'SUCCESSFUL', { stepMs: 6_000, tries: 60 });
      await world.pass(4_000, 2_000);
      expect(remedyPosts()).toHaveLength(1);
      expect(thread(card)).toMatch(/skipped/i);
    },
  );
});

describe('a rollback that fails', () => {
  it('is rolled back again', async () => {
    const card = await failedAt('switchover', 'Switch primary tenant to standby');
    world.ocp.model.addFault({ kind: 'subtask', outcome: 'rollbackFail', subtask: 'Prepare switchover tenant' });
    await agree(card, 'rollback');
    await failed(card);
    expect(offered(card)).not.toContain('retry');
    expect(offered(card)).not.toContain('retry_subtask');
    await agree(card, 'rollback');
    expect(await outcome()).toBe('rolled_back');
    expect(remedyPosts()).toHaveLength(2);
  });

  it('may have the step skipped', async () => {
    const card = await failedAt('failover', 'Reset log restore source');
    world.ocp.model.addFault({ kind: 'subtask', outcome: 'rollbackFail' });
    await agree(card, 'rollback');
    await failed(card);
    await agree(card, 'skip');
    expect(await outcome()).toBe('rolled_back');
  });
});

describe('what OCP answers to a remedy', () => {
  it('is lost: it is sent once, and the task itself tells', async () => {
    const card = await failedAt('failover', 'Upgrade tenant data version');
    world.ocp.model.addFault({ kind: 'reply', outcome: 'loseAfterEffect', path: '*/retry' });
    await agree(card, 'retry');
    expect(eventsOf(world)).toContain('remedy_unknown');
    expect(await outcome()).toBe('succeeded');
    expect(remedyPosts()).toHaveLength(1);
  });

  it('is lost before it had any effect: it is not sent again by itself', async () => {
    const card = await failedAt('failover', 'Upgrade tenant data version');
    world.ocp.model.addFault({ kind: 'reply', outcome: 'loseBeforeEffect', path: '*/retry' });
    await agree(card, 'retry');
    await world.pass(30 * 60_000, 60_000);
    expect(remedyPosts()).toHaveLength(1);
    expect(world.ocp.model.tasks[0]?.status).toBe('FAILED');
    await agree(card, 'retry');
    expect(await outcome()).toBe('succeeded');
    expect(remedyPosts()).toHaveLength(2);
  });

  it('is a no: told with OCP’s words, nothing repeated, another may be proposed', async () => {
    const card = await failedAt('failover', 'Reset log restore source');
    const message = 'The task is being changed.';
    world.ocp.model.addFault({ kind: 'reply', outcome: 'status', path: '*/retry', status: 409, code: 'TSK1', message });
    await agree(card, 'retry');
    await world.pass(10_000, 5_000);
    expect(eventsOf(world)).toContain('remedy_refused');
    expect(thread(card)).toContain(message);
    expect(remedyPosts()).toHaveLength(1);
    await agree(card, 'rollback');
    expect(await outcome()).toBe('rolled_back');
  });

  it('never came because the bot was stopped: unknown, and never sent again', async () => {
    const card = await failedAt('failover', 'Upgrade tenant data version');
    world.ocp.model.addFault({ kind: 'reply', outcome: 'delay', path: '*/retry', delayMs: 1_000_000_000 });
    await click(world, card, 'retry', people.mei);
    await world.until(() => offered(card).includes('approve'));
    await click(world, card, 'approve', people.sofia);
    doomedTick(world);
    await eventually(() => remedyPosts().length > 0);
    await world.crashBot();
    expect(await outcome()).toBe('succeeded');
    expect(eventsOf(world)).toContain('remedy_unknown');
    expect(remedyPosts()).toHaveLength(1);
  });
});

describe('a task that somebody deals with in OCP’s own console', () => {
  it('before anybody proposed anything: it is followed to its end', async () => {
    const card = await failedAt('failover', 'Upgrade tenant data version');
    inConsole('retry');
    expect(await outcome()).toBe('succeeded');
    expect(thread(card)).not.toContain('void');
    expect(posts(world).filter(({ path }) => path.endsWith('/failover'))).toHaveLength(1);
  });

  it('while a remedy waits for a second person: the proposal is void', async () => {
    const card = await failedAt('failover', 'Upgrade tenant data version');
    await click(world, card, 'retry', people.mei);
    await world.until(() => offered(card).includes('approve'));
    inConsole('retry');
    expect(await outcome()).toBe('succeeded');
    await world.tick();
    expect(eventsOf(world)).toContain('proposal_closed');
    expect(eventsOf(world)).not.toContain('remedy_claimed');
    expect(thread(card)).toContain('the task has changed meanwhile');
  });

  it('between the agreement and the call: nothing is sent', async () => {
    const card = await failedAt('failover', 'Reset log restore source');
    await click(world, card, 'retry', people.mei);
    await world.until(() => offered(card).includes('approve'));
    await click(world, card, 'approve', people.sofia);
    inConsole('rollback');
    expect(await outcome()).toBe('rolled_back');
    expect(eventsOf(world)).not.toContain('remedy_claimed');
    expect(cardWords(world, card)).toContain('olled back');
  });
});

/** As somebody does it who does not know of the bot. */
function inConsole(remedy: 'retry' | 'rollback'): void {
  const [task] = world.ocp.model.tasks;
  if (!task) throw new Error('no task');
  if (remedy === 'retry') retryTask(task);
  else rollbackTask(task);
}

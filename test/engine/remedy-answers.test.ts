/** What becomes of a remedy's one POST: refused, never sent, or its answer lost. */
import { afterEach, describe, expect, it } from 'vitest';
import {
  cardWords,
  click,
  doomedTick,
  type Driven,
  eventsOf,
  eventually,
  hears,
  startDriven,
} from '../support/driven.ts';
import { agree, agreeTo, failedAt, offered, outcome, press, remedyPosts, thread } from '../support/failing.ts';
import { type Link, openLink } from '../support/link.ts';
import { people } from '../support/world.ts';

let world: Driven;
afterEach(() => world.close());

const STEP = 'Upgrade tenant data version';

async function failedTask(name: string = STEP) {
  world = await startDriven();
  return failedAt(world, 'failover', name);
}

const told = (event: string) => eventsOf(world).filter((one) => one === event);

describe('OCP says no', () => {
  it('and that is told with its words, nothing repeated, and another may be proposed', async () => {
    const card = await failedTask('Reset log restore source');
    const message = 'The task is being changed.';
    world.ocp.model.addFault({ kind: 'reply', outcome: 'status', path: '*/retry', status: 409, code: 'TSK1', message });
    await agree(world, card, 'retry');
    await world.pass(10_000, 5_000);
    expect(eventsOf(world)).toContain('remedy_refused');
    expect(thread(world, card)).toContain(message);
    expect(remedyPosts(world)).toHaveLength(1);
    await agree(world, card, 'rollback');
    expect(await outcome(world)).toBe('rolled_back');
  });
});

describe('it certainly did not reach OCP', () => {
  it('429 waits as long as OCP asks, and is sent again under the same approval', async () => {
    const card = await failedTask();
    world.ocp.model.addFault({ kind: 'reply', outcome: 'status', path: '*/retry', status: 429, resetSeconds: 40 });
    await agree(world, card, 'retry');
    expect(eventsOf(world).at(-1)).toBe('remedy_not_sent');
    await world.pass(39_000, 3_000);
    expect(remedyPosts(world)).toHaveLength(1);
    expect(await outcome(world)).toBe('succeeded');
    expect(remedyPosts(world)).toHaveLength(2);
    expect(told('remedy_proposed')).toHaveLength(1);
    expect(told('approved')).toHaveLength(2);
    expect(thread(world, card)).toContain('did not leave the bot');
    expect(eventsOf(world)).not.toContain('remedy_refused');
  });

  it('429 outlasts the start window: the approvers are asked again, and nothing was refused by OCP', async () => {
    const card = await failedTask();
    world.ocp.model.addFault({ kind: 'reply', outcome: 'status', path: '*/retry', status: 429, resetSeconds: 600 });
    await agree(world, card, 'retry');
    await world.until(() => cardWords(world, card).includes('It could not leave the bot; nothing reached OCP'));
    await world.pass(5 * 60_000, 30_000);
    expect(eventsOf(world).at(-1)).toBe('returned');
    expect(cardWords(world, card)).toContain('*Needs re-approval:* it could not be started in time.');
    await world.pass(6 * 60_000, 30_000);
    await click(world, card, 'approve', people.sofia);
    expect(await outcome(world)).toBe('succeeded');
    expect(told('remedy_proposed')).toHaveLength(1);
  });

  it('a connection refused at the POST is made again once there is one, ONE remedy in OCP', async () => {
    let link: Link | null = null;
    world = await startDriven({
      via: async (url) => {
        link = await openLink(url);
        return link.url;
      },
    });
    const cable = await eventually(() => link);
    const card = await failedAt(world, 'failover', STEP);
    await agreeTo(world, card, 'retry');
    // Reads go on over connections that stand; the POST needs one of its own.
    await cable.refuse();
    await world.tick();
    expect(eventsOf(world).at(-1)).toBe('remedy_not_sent');
    expect(remedyPosts(world)).toEqual([]);
    await cable.accept();
    expect(await outcome(world)).toBe('succeeded');
    expect(remedyPosts(world)).toHaveLength(1);
    await cable.close();
  });

  it('while OCP cannot be read at all, it waits; nothing is on record as sent', async () => {
    const card = await failedTask();
    await agreeTo(world, card, 'retry');
    world.ocp.model.addFault({ kind: 'unreachable' });
    await world.pass(60_000, 10_000);
    expect(eventsOf(world)).not.toContain('remedy_claimed');
    expect(cardWords(world, card)).toContain('Blocked since');
    world.ocp.model.clearFaults();
    expect(await outcome(world)).toBe('succeeded');
    expect(remedyPosts(world)).toHaveLength(1);
  });

  it('it can be rejected while it waits to be sent', async () => {
    const card = await failedTask();
    world.ocp.model.addFault({ kind: 'reply', outcome: 'status', path: '*/retry', status: 429, resetSeconds: 40 });
    await agree(world, card, 'retry');
    await click(world, card, 'reject', people.arun);
    await world.pass(60_000, 10_000);
    expect(remedyPosts(world)).toHaveLength(1);
    expect(world.ocp.model.tasks[0]?.status).toBe('FAILED');
    expect(offered(world, card)).toContain('retry');
  });
});

describe('nobody knows whether it reached OCP', () => {
  it.each(['loseAfterEffect', 'delay'] as const)('%s: sent once, and the task shows that OCP took it', async (how) => {
    const card = await failedTask();
    world.ocp.model.changeSettings({ stepTicks: 20 });
    world.ocp.model.addFault({ kind: 'reply', outcome: how, path: '*/retry', delayMs: 40_000 });
    if (how === 'loseAfterEffect') await agree(world, card, 'retry');
    else {
      await agreeTo(world, card, 'retry');
      doomedTick(world);
      await eventually(() => remedyPosts(world).length > 0);
      await world.crashBot();
      await world.tick();
    }
    await world.until(() => eventsOf(world).includes('remedy_found'), { stepMs: 1_000 });
    await world.until(() => thread(world, card).includes("OCP's task shows that it took the retry"));
    expect(await outcome(world)).toBe('succeeded');
    expect(remedyPosts(world)).toHaveLength(1);
  });

  it.each([
    ['retry', STEP],
    ['rollback', 'Reset log restore source'],
    ['skip', STEP],
  ] as const)(
    '%s, lost before OCP saw it: not sent again by itself, told as not seen, and proposed anew',
    async (remedy, step) => {
      const card = await failedTask(step);
      world.ocp.model.addFault({ kind: 'reply', outcome: 'loseBeforeEffect', path: `*/${remedy}` });
      await agree(world, card, remedy);
      expect(eventsOf(world)).toContain('remedy_unknown');
      await world.pass(80_000, 10_000);
      // Until then nothing else is offered or taken: it could meet the first one in OCP.
      expect(offered(world, card)).toEqual(['abandon']);
      await press(world, card, remedy, people.mei);
      await hears(world, people.mei, 'Whether OCP took the last remedy is still unknown');
      await world.pass(30 * 60_000, 5 * 60_000);
      expect(told('remedy_lost')).toHaveLength(1);
      expect(thread(world, card)).toContain('shows no sign of');
      expect(remedyPosts(world)).toHaveLength(1);
      expect(world.ocp.model.tasks[0]?.status).toBe('FAILED');
      await agree(world, card, remedy);
      expect(await outcome(world)).toBe(remedy === 'rollback' ? 'rolled_back' : 'succeeded');
      expect(remedyPosts(world)).toHaveLength(2);
    },
  );

  it('the bot was stopped in between: unknown, and never sent again', async () => {
    const card = await failedTask();
    world.ocp.model.addFault({ kind: 'reply', outcome: 'delay', path: '*/retry', delayMs: 1_000_000_000 });
    await agreeTo(world, card, 'retry');
    doomedTick(world);
    await eventually(() => remedyPosts(world).length > 0);
    await world.crashBot();
    expect(await outcome(world)).toBe('succeeded');
    expect(eventsOf(world)).toContain('remedy_unknown');
    expect(remedyPosts(world)).toHaveLength(1);
  });

  it('the task cannot be read either: it is asked for until it can, and nothing is sent', async () => {
    const card = await failedTask();
    world.ocp.model.addFault({ kind: 'reply', outcome: 'loseBeforeEffect', path: '*/retry' });
    await agreeTo(world, card, 'retry');
    await world.tick();
    world.ocp.model.addFault({ kind: 'unreachable' });
    await world.pass(10 * 60_000, 60_000);
    expect(told('remedy_lost')).toEqual([]);
    expect(offered(world, card)).toEqual(['abandon']);
    world.ocp.model.clearFaults();
    await world.until(() => told('remedy_lost').length > 0, { stepMs: 5_000 });
    expect(remedyPosts(world)).toHaveLength(1);
  });
});

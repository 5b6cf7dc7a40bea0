/** The bot's clock is wrong, or is put right while it runs: how long something takes is not read from it. */
import { afterEach, describe, expect, it } from 'vitest';
import type { Clock } from '../../src/lib/clock.ts';
import { createDirectory } from '../../src/engine/reads/directory.ts';
import { createBackoff } from '../../src/engine/backoff.ts';
import { createUnconfirmedPosts } from '../../src/engine/mirror/unconfirmed-posts.ts';
import { createThrottle } from '../../src/ocp/transport/throttle.ts';
import { createPace } from '../../src/slack/client/pace.ts';
import { type ManualClock, manualClock } from '../support/clock.ts';
import {
  cardsIn,
  cardWords,
  type Driven,
  eventsOf,
  fillForm,
  startDriven,
  started,
  threadLines,
} from '../support/driven.ts';
import { people } from '../support/world.ts';

const TEN_MINUTES = 600_000;

describe('a clock that is put back', () => {
  it('makes nobody wait longer for the next attempt', () => {
    const clock = manualClock();
    const patience = createBackoff(clock, { firstMs: 1_000, maxMs: 30_000 });
    patience.failed('one', null);
    clock.put(-TEN_MINUTES);
    expect(patience.ready('one')).toBe(false);
    clock.advance(1_000);
    expect(patience.ready('one')).toBe(true);
  });

  it('keeps no gate of OCP shut for longer', () => {
    const clock = manualClock();
    const throttle = createThrottle(clock);
    throttle.shut(20);
    clock.put(-TEN_MINUTES);
    clock.advance(20_000);
    expect(() => throttle.check()).not.toThrow();
  });

  it('makes nothing read a moment ago young again', async () => {
    const clock = manualClock();
    let reads = 0;
    const tenants = async () => {
      reads += 1;
      return [];
    };
    const directory = createDirectory({ in: () => ({ tenants }) }, clock);
    await directory.tenants(15_000);
    clock.put(-TEN_MINUTES);
    clock.advance(15_001);
    await directory.tenants(15_000);
    expect(reads).toBe(2);
  });

  it('holds up no message to Slack, and lets no more of them go', async () => {
    const clock = manualClock();
    const pace = createPace(clock);
    const post = () =>
      pace.run({ method: 'chat.postMessage', channel: 'C1', owner: 'r-1', urgency: 'urgent' }, () =>
        Promise.resolve('sent'),
      );
    await post();
    clock.put(-TEN_MINUTES);
    expect(await post()).toBe('sent');
    await expect(post()).rejects.toMatchObject({ code: 'slack_paced' });
    clock.advance(1_000);
    expect(await post()).toBe('sent');
  });
});

describe('a clock that is put forward', () => {
  it('does not end the wait for a message that Slack may still show', () => {
    const clock = manualClock();
    const settling = createUnconfirmedPosts(clock);
    settling.begun('one');
    clock.put(TEN_MINUTES);
    expect(settling.over('one')).toBe(false);
    clock.advance(15_000);
    expect(settling.over('one')).toBe(true);
  });

  it('lets no more messages go to Slack', async () => {
    const clock = manualClock();
    const pace = createPace(clock);
    const post = () =>
      pace.run({ method: 'chat.postMessage', channel: 'C1', owner: 'r-1', urgency: 'urgent' }, () =>
        Promise.resolve('sent'),
      );
    for (let sent = 0; sent < 2; sent += 1) await post();
    clock.put(TEN_MINUTES);
    await expect(post()).rejects.toMatchObject({ code: 'slack_paced' });
  });
});

it('an attempt that another process began is given its whole time by this one', () => {
  const clock = manualClock();
  const settling = createUnconfirmedPosts(clock);
  expect(settling.over('begun elsewhere')).toBe(false);
  clock.advance(14_999);
  expect(settling.over('begun elsewhere')).toBe(false);
  clock.advance(1);
  expect(settling.over('begun elsewhere')).toBe(true);
});

describe('a bot whose clock differs from Slack’s and OCP’s', () => {
  let world: Driven;
  let clock: ManualClock;
  let offset = 0;
  afterEach(() => world.close());

  function startWrong(): Promise<Driven> {
    clock = manualClock();
    offset = 0;
    const botClock: Clock = { ...clock, now: () => clock.now() + offset };
    return startDriven({ clock, botClock });
  }

  it.each([TEN_MINUTES, -TEN_MINUTES])('finds its card although the answer was lost, %d ms off', async (ms) => {
    world = await startWrong();
    const view = await fillForm(world);
    world.slack.faults.add({ target: 'chat.postMessage', kind: 'reset_after' });
    await world.slack.as(people.mei).submit(view);
    offset = ms;
    await world.until(() => cardsIn(world)[0] && threadLines(world, cardsIn(world)[0] ?? never()).length > 0, {
      stepMs: 2_000,
    });
    await world.pass(60_000, 10_000);
    expect(cardsIn(world)).toHaveLength(1);
  });

  it('put forward after the call, gives OCP the whole time to show its task before people are asked', async () => {
    world = await startWrong();
    world.ocp.model.addFault({ kind: 'reply', outcome: 'loseBeforeEffect', path: '*/failover' });
    await started(world);
    expect(eventsOf(world)).toContain('call_unknown');
    offset = TEN_MINUTES;
    await world.pass(80_000, 10_000);
    expect(eventsOf(world)).not.toContain('call_lost');
    await world.pass(20_000, 5_000);
    expect(eventsOf(world)).toContain('call_lost');
  });

  it('put back when the task has ended, doubts the role no later', async () => {
    world = await startWrong();
    const { ocp } = world;
    ocp.model.addFault({ kind: 'subtask', subtask: 'Failover to primary tenant', outcome: 'succeed' });
    const card = await started(world);
    await world.until(() => cardWords(world, card).includes('*OCP finished its task.*'), { stepMs: 2_000 });
    offset = -TEN_MINUTES;
    await world.pass(160_000, 10_000);
    expect(eventsOf(world)).not.toContain('role_doubted');
    await world.pass(40_000, 10_000);
    expect(eventsOf(world)).toContain('role_doubted');
  });

  it('put back while a task runs, goes on following it', async () => {
    world = await startWrong();
    const card = await started(world);
    offset = -TEN_MINUTES;
    await world.pass(40_000, 4_000);
    expect(eventsOf(world)).toContain('role_proven');
    expect(threadLines(world, card).length).toBeGreaterThan(3);
  });
});

function never(): never {
  throw new Error('there is no card');
}

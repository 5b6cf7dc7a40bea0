/** A click that Slack was answered "ok" for is carried out, whatever happens to the process. */
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import {
  cardsIn,
  click,
  doomedTick,
  type Driven,
  eventsOf,
  eventually,
  posts,
  request,
  startDriven,
} from '../support/driven.ts';
import { people } from '../support/world.ts';

let world: Driven;
beforeEach(async () => {
  world = await startDriven();
});
afterEach(() => world.close());

describe('a click that was answered ok', () => {
  it('is on disk: a bot killed right after the answer carries it out when it is back', async () => {
    const card = await request(world);
    world.clock.advance(20_000);
    // Carrying it out hangs in Slack; the answer to the click does not wait for that.
    world.slack.faults.add({ target: 'users.info', kind: 'delay_before', ms: 1_000_000_000 });
    const outcome = await world.slack.as(people.arun).click(card, 'approve', { confirm: true });
    expect(outcome).toMatchObject({ ok: true, status: 200 });
    expect(eventsOf(world)).toEqual(['requested', 'inspected']);

    await world.crashBot();
    await world.until(() => eventsOf(world).includes('approved'), { stepMs: 5_000 });
    await world.pass(5_000);
    expect(posts(world)).toHaveLength(1);
    expect(cardsIn(world)).toHaveLength(1);
  });

  it('is carried out once when the bot died in the middle of it', async () => {
    const card = await request(world);
    await click(world, card, 'approve');
    world.ocp.model.addFault({ kind: 'reply', outcome: 'delay', path: '*/failover', delayMs: 1_000_000_000 });
    doomedTick(world);
    await eventually(() => posts(world).length === 1);
    await world.crashBot();
    await world.pass(20_000);
    expect(eventsOf(world).filter((event) => event === 'approved')).toHaveLength(1);
    expect(posts(world)).toHaveLength(1);
  });

  it('is answered while OCP and Slack hang', async () => {
    const card = await request(world);
    world.clock.advance(20_000);
    world.slack.faults.add({ target: '*', kind: 'delay_before', ms: 1_000_000_000, times: null });
    world.ocp.model.addFault({
      kind: 'reply',
      outcome: 'delay',
      method: 'GET',
      path: '*',
      delayMs: 1_000_000_000,
      times: null,
    });
    const began = performance.now();
    const outcome = await world.slack.as(people.arun).click(card, 'approve', { confirm: true });
    expect(outcome.ok).toBe(true);
    expect(performance.now() - began).toBeLessThan(1_000);
    await world.crashBot();
    world.slack.faults.clear();
  });
});

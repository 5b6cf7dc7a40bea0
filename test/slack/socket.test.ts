/** The same product over Socket Mode: no address of its own, envelopes instead of requests. */
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import {
  cardsIn,
  cardWords,
  click,
  type Driven,
  eventsOf,
  eventually,
  fillForm,
  posts,
  request,
  startDriven,
} from '../support/driven.ts';
import { channels, people } from '../support/world.ts';

let world: Driven;
beforeEach(async () => {
  world = await startDriven({ delivery: { kind: 'socket', appToken: 'xapp-test' } });
  await eventually(() => world.slack.socket.connections() > 0);
});
afterEach(() => world.close());

describe('Socket Mode', () => {
  it('has two connections, and when Slack closes them they come again', async () => {
    await eventually(() => world.slack.socket.connections() === 2);
    world.slack.socket.disconnect();
    await eventually(() => world.slack.socket.connections() === 0);
    await eventually(() => world.slack.socket.connections() === 2);
    const answer = await world.slack.as(people.mei).slash('/failover', 'help', channels.incident);
    expect(answer.ok).toBe(true);
  });

  it('acts once on what came over one connection and comes again over the other', async () => {
    await eventually(() => world.slack.socket.connections() === 2);
    const card = await request(world);
    await click(world, card, 'approve');
    // Each goes to the next connection.
    for (let time = 0; time < 2; time += 1) expect(world.slack.socket.redeliver()).toBe(true);
    await world.pass(5_000);
    expect(eventsOf(world).filter((event) => event === 'approved')).toHaveLength(1);
    expect(posts(world)).toHaveLength(1);
  });

  it('carries a whole failover', async () => {
    const card = await request(world, { serviceName: 'SVC_PAYMENTS' });
    await click(world, card, 'approve');
    await world.until(() => cardWords(world, card).includes('*Done*'), { stepMs: 2_000 });
    expect(posts(world)).toHaveLength(1);
    expect(cardsIn(world)).toHaveLength(1);
  });

  it('an envelope delivered again has no second effect', async () => {
    const card = await request(world);
    await click(world, card, 'approve');
    expect(world.slack.socket.redeliver()).toBe(true);
    await world.pass(10_000);
    expect(eventsOf(world).filter((event) => event === 'approved')).toHaveLength(1);
    expect(posts(world)).toHaveLength(1);
  });

  it.each<[string, string, () => Promise<unknown>]>([
    ['a command', 'views.open', () => world.slack.as(people.mei).slash('/failover', 'payments', channels.incident)],
    [
      'a question',
      'chat.postEphemeral',
      () => world.slack.as(people.mei).slash('/failover', 'status', channels.incident),
    ],
    ['the Home tab', 'views.publish', () => world.slack.as(people.mei).openHome()],
  ])('an envelope of %s delivered again has no second effect', async (_what, method, act) => {
    const before = world.slack.calls(method);
    await act();
    await eventually(() => world.slack.calls(method) === before + 1);
    for (let time = 0; time < 3; time += 1) expect(world.slack.socket.redeliver()).toBe(true);
    // What comes behind them is answered after them.
    await world.slack.as(people.mei).slash('/failover', 'help', channels.incident);
    await world.tick();
    expect(world.slack.calls(method)).toBe(before + 1);
  });

  it('an envelope of a search delivered again asks OCP nothing', async () => {
    const view = await fillForm(world);
    await world.slack.as(people.mei).search(view, 'tenants', 'pay');
    const asked = world.ocp.model.journal.entries.length;
    world.clock.advance(60_000);
    const answered = world.slack.socket.acknowledged();
    expect(world.slack.socket.redeliver()).toBe(true);
    await eventually(() => world.slack.socket.acknowledged() > answered);
    expect(world.ocp.model.journal.entries).toHaveLength(asked);
  });

  it('an unknown command is answered', async () => {
    expect((await world.slack.as(people.mei).slash('/other', 'x', channels.incident)).ok).toBe(true);
  });

  it('nothing is taken at the HTTP address', async () => {
    const answer = await fetch(`http://127.0.0.1:${world.bot().port}/slack/events`, { method: 'POST', body: 'x=1' });
    expect(answer.status).toBe(404);
  });

  it('the form’s errors come back beside their fields', async () => {
    const view = await fillForm(world, { serviceName: '9' });
    const outcome = await world.slack.as(people.mei).submit(view);
    expect(Object.keys(outcome.errors)).toEqual(['service_name']);
  });
});

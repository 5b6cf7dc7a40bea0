/** The failover form, from the command to the written request. */
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { View } from '../../src/simulators/slack/model/workspace.ts';
import {
  cardsIn,
  cardWords,
  type Driven,
  eventsOf,
  eventually,
  fillForm,
  hears,
  logOf,
  privately,
  standbyOf,
  startDriven,
} from '../support/driven.ts';
import { channels, group, people, wordsOf } from '../support/world.ts';

let world: Driven;
beforeEach(async () => {
  world = await startDriven();
});
afterEach(() => world.close());

const mei = () => world.slack.as(people.mei);
const value = (name: string) => {
  const { clusterId, id } = standbyOf(world, name);
  return `${clusterId}:${id}`;
};

/** The form once it can be filled, whatever it says. */
async function opened(text: string, channel: string = channels.incident, by: string = people.mei): Promise<View> {
  const outcome = await world.slack.as(by).slash('/failover', text, channel);
  expect(outcome.ok).toBe(true);
  return world.slack.waitFor(() => (world.slack.view(by)?.submit ? world.slack.view(by) : null));
}

async function choose(view: View, name: string): Promise<void> {
  await mei().search(view, 'tenants', name);
  const outcome = await mei().choose(view, 'tenants', [value(name)]);
  if (!outcome.ok) throw new Error(JSON.stringify(outcome));
}

const words = (view: View) => wordsOf(world.slack.view(view.userId)?.blocks ?? []);

describe('choosing', () => {
  it('the form is there before OCP has answered anything', async () => {
    world.ocp.model.addFault({
      kind: 'reply',
      outcome: 'delay',
      method: 'GET',
      path: '*',
      delayMs: 1_000_000_000,
      times: null,
    });
    await mei().slash('/failover', '', channels.incident);
    const view = await world.slack.waitFor(() => world.slack.view(people.mei));
    expect(wordsOf(view.blocks)).toContain('Reading OCP’s tenants');
    expect(view.submit).toBeNull();
    await world.crashBot();
  });

  it('the select searches tenant and cluster names, grouped by cluster, standbys only', async () => {
    const view = await opened('');
    const all = await mei().search(view, 'tenants', '');
    expect(all.options.map(({ value: found }) => found)).not.toContain(undefined);
    const body = JSON.stringify(all.body);
    expect(body.indexOf('hz-prod')).toBeLessThan(body.indexOf('sh-prod'));
    expect(all.body).toHaveProperty('option_groups');
    const ledgers = await mei().search(view, 'tenants', 'LEDGER');
    expect(ledgers.options).toHaveLength(2);
    const one = await mei().search(view, 'tenants', 'sh-ana ledg');
    expect(one.options).toHaveLength(1);
    expect(JSON.stringify(one.options)).toContain('standby of ledger on hz-prod');
    expect((await mei().search(view, 'tenants', 'reports')).options).toEqual([]);
  });

  it('a select that OCP does not answer is empty, not broken', async () => {
    const view = await opened('');
    world.clock.advance(20_000);
    world.ocp.model.addFault({ kind: 'unreachable' });
    const outcome = await mei().search(view, 'tenants', 'pay');
    expect(outcome).toMatchObject({ ok: true, options: [] });
  });

  it('an unambiguous name is chosen already, with its precheck', async () => {
    const view = await opened('PayMents');
    await world.slack.waitFor(() => words(view).includes('Precheck of payments on sh-prod'));
    expect(JSON.stringify(world.slack.view(people.mei)?.state)).toContain(value('payments'));
    expect(words(view)).toContain('passed');
  });

  it.each(['nobody-knows-me', '<!channel>'])('“%s” is not, and says so', async (text) => {
    const view = await opened(text);
    expect(words(view)).toContain('No standby is called');
    expect(words(view)).not.toContain('<!channel>');
    expect(JSON.stringify(world.slack.view(people.mei)?.state)).not.toContain(`${standbyOf(world, 'payments').id}`);
  });

  it('the precheck follows the choice, and what was typed stays', async () => {
    const view = await opened('payments');
    await mei().type(view, 'reason', 'typed before');
    await choose(view, 'orders');
    await world.slack.waitFor(() => words(view).includes('Precheck of orders on sh-prod'));
    expect(words(view)).not.toContain('Precheck of payments');
    expect(JSON.stringify(world.slack.view(people.mei)?.state)).toContain('typed before');
  });

  it('people who may not ask are told so in the form', async () => {
    await world.slack.as(people.guest).slash('/failover', 'payments', channels.incident);
    const view = await world.slack.waitFor(() => {
      const open = world.slack.view(people.guest);
      return open && wordsOf(open.blocks).includes('Guests cannot take part') ? open : null;
    });
    expect(view.submit).toBeNull();
    expect(wordsOf(view.blocks)).not.toContain('payments');
  });

  it('a trigger that expired is told privately', async () => {
    world.slack.faults.add({ target: 'views.open', kind: 'error', code: 'expired_trigger_id' });
    await mei().slash('/failover', 'payments', channels.incident);
    await hears(world, people.mei, 'The form could not be opened');
  });
});

describe('submitting', () => {
  it('writes the request and only then closes the form', async () => {
    const view = await fillForm(world, { serviceName: 'SVC_PAYMENTS' });
    const outcome = await mei().submit(view);
    expect(outcome).toMatchObject({ ok: true, status: 200 });
    expect(world.slack.view(people.mei)).toBeNull();
    expect(eventsOf(world)).toEqual(['requested']);
  });

  it('a precheck that blocks is an error beside the tenant', async () => {
    for (const tenant of world.ocp.model.world.tenants.values()) tenant.alive = true;
    const view = await fillForm(world);
    const outcome = await mei().submit(view);
    expect(outcome.error).toBe('view_errors');
    expect(outcome.errors['tenants']).toContain('the primary tenant can still be connected');
    expect(eventsOf(world)).toEqual([]);
  });

  it.each(['1SVC', 'A', 'SVC-PAYMENTS', 'SVC PAYMENTS', 'дом'])('“%s” is no service name', async (serviceName) => {
    const view = await fillForm(world, { serviceName });
    const outcome = await mei().submit(view);
    expect(Object.keys(outcome.errors)).toEqual(['service_name']);
    expect(eventsOf(world)).toEqual([]);
  });

  it('a reason of blanks is none, and both errors come at once', async () => {
    const view = await fillForm(world, { reason: '   ', serviceName: '9' });
    const outcome = await mei().submit(view);
    expect(Object.keys(outcome.errors).toSorted((one, other) => one.localeCompare(other))).toEqual([
      'reason',
      'service_name',
    ]);
  });

  it('right after choosing works: the request asks OCP itself', async () => {
    const view = await opened('');
    await mei().type(view, 'reason', 'in a hurry');
    world.ocp.model.addFault({ kind: 'reply', outcome: 'status', path: '*precheck*', status: 500, times: 1 });
    await choose(view, 'payments');
    const outcome = await mei().submit(view);
    expect(outcome.ok).toBe(true);
    await world.until(() => eventsOf(world).includes('inspected'), { stepMs: 2_000 });
  });

  it('twice makes one request', async () => {
    const view = await fillForm(world);
    world.slack.faults.add({ target: 'to_app:view_submission', kind: 'duplicate' });
    await mei().submit(view);
    const entry = world.slack.journal.entries.findLast(({ name }) => name === 'view_submission');
    if (!entry) throw new Error('nothing was submitted');
    await world.slack.replay(entry);
    await world.pass(5_000);
    expect(eventsOf(world).filter((event) => event === 'requested')).toHaveLength(1);
    expect(cardsIn(world)).toHaveLength(1);
  });

  it('after a restart of the bot works, also when the first answer was lost', async () => {
    const view = await fillForm(world);
    await world.stopBot();
    await world.startBot();
    world.slack.faults.add({ target: 'to_app:view_submission', kind: 'lose_reply' });
    expect((await mei().submit(view)).ok).toBe(false);
    expect((await mei().submit(view)).ok).toBe(true);
    await world.pass(5_000);
    expect(cardsIn(world)).toHaveLength(1);
  });

  it('a request is on disk when the form closes: a bot killed then goes on with it', async () => {
    const view = await fillForm(world);
    expect((await mei().submit(view)).ok).toBe(true);
    await world.crashBot();
    await world.pass(5_000);
    expect(cardsIn(world)).toHaveLength(1);
    expect(eventsOf(world)).toEqual(['requested', 'inspected']);
  });

  it.each([
    [
      'a tenant that is no standby',
      () => `${primary('payments').clusterId}:${primary('payments').id}`,
      'is not a standby',
    ],
    ['a tenant that does not exist', () => '1000002:999', 'OCP returned nothing about this tenant'],
    ['something that is no tenant at all', () => '1000002:1 OR 1=1', 'Choose one or more standby tenants'],
    ['a path', () => '1000002:../../x', 'Choose one or more standby tenants'],
  ])('with %s slipped in is refused beside the field', async (_what, slipped, text) => {
    const view = await fillForm(world);
    view.state = JSON.parse(JSON.stringify(view.state).replaceAll(value('payments'), slipped()));
    const outcome = await mei().submit(view);
    expect(outcome.errors['tenants']).toContain(text);
    expect(eventsOf(world)).toEqual([]);
  });

  it('with somebody else’s draft is refused', async () => {
    world.slack.setGroupMembers(group, [people.mei, people.sofia]);
    const mine = await fillForm(world);
    const hers = await fillForm(world, { by: people.sofia });
    hers.privateMetadata = mine.privateMetadata;
    const outcome = await world.slack.as(people.sofia).submit(hers);
    expect(outcome.errors['reason']).toContain('This form has expired.');
    hers.privateMetadata = 'R-AAAAAAAAAA';
    expect((await world.slack.as(people.sofia).submit(hers)).ok).toBe(false);
    expect(eventsOf(world)).toEqual([]);
  });

  it('by somebody who may no longer ask is refused', async () => {
    world.slack.setGroupMembers(group, [people.sofia]);
    const view = await fillForm(world, { by: people.sofia });
    world.clock.advance(20_000);
    world.slack.setGroupMembers(group, []);
    const outcome = await world.slack.as(people.sofia).submit(view);
    expect(outcome.errors['tenants']).toContain('The policy does not let you request this');
    expect(eventsOf(world)).toEqual([]);
  });

  it('while Slack does not say who asks is refused, and works later', async () => {
    const view = await fillForm(world);
    world.clock.advance(20_000);
    world.slack.faults.add({ target: 'users.info', kind: 'error', code: 'internal_error', times: 1 });
    expect((await mei().submit(view)).ok).toBe(false);
    expect((await mei().submit(view)).ok).toBe(true);
  });

  it('is answered within Slack’s three seconds while OCP hangs', async () => {
    const view = await fillForm(world);
    world.clock.advance(20_000);
    world.ocp.model.addFault({
      kind: 'reply',
      outcome: 'delay',
      method: 'GET',
      path: '*',
      delayMs: 1_000_000_000,
      times: null,
    });
    const submitting = mei().submit(view);
    await eventually(() => world.ocp.model.journal.entries.some(({ outcome }) => outcome === 'pending'));
    world.clock.advance(2_100);
    const outcome = await submitting;
    expect(outcome.errors['tenants']).toContain('Submit again in a moment.');
    await world.crashBot();
  });

  const primary = (name: string) => {
    const found = [...world.ocp.model.world.tenants.values()].find(
      (tenant) => tenant.name === name && tenant.role === 'PRIMARY',
    );
    if (!found) throw new Error(`no primary ${name}`);
    return found;
  };
});

describe('where the request goes', () => {
  it('the channel of the command when the bot is in it', async () => {
    world.slack.model.channels.get(channels.random)?.members.add(world.slack.model.app.botUserId);
    const view = await fillForm(world, { channel: channels.random });
    await mei().submit(view);
    await world.until(() => cardsIn(world, channels.random).length === 1);
    expect(cardsIn(world)).toEqual([]);
  });

  it.each([
    ['the bot is not in it', () => undefined],
    [
      'another organisation reads along',
      () => {
        const channel = world.slack.model.channels.get(channels.random);
        channel?.members.add(world.slack.model.app.botUserId);
        if (channel) channel.extShared = true;
      },
    ],
  ])('the policy’s channel when %s, and the person is told', async (_why, prepare) => {
    prepare();
    const view = await fillForm(world, { channel: channels.random });
    expect(words(view)).toContain(`The request will be posted in <#${channels.incident}>.`);
    await mei().submit(view);
    const card = await world.until(() => cardsIn(world)[0]);
    expect(cardWords(world, card)).toContain('payments');
    expect(cardsIn(world, channels.random)).toEqual([]);
  });

  it('nothing is posted to people who only looked', async () => {
    const view = await fillForm(world);
    await mei().close(view);
    await world.pass(10_000);
    expect(cardsIn(world)).toEqual([]);
    expect(privately(world, people.mei).trim()).toBe('');
    expect(logOf(world).some(({ event }) => event === 'listener_failed')).toBe(false);
  });
});

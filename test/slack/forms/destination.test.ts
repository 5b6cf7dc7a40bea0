/** Where a request goes: shown in the form before it is submitted, and done when it is. */
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { View } from '../../../src/simulators/slack/model/workspace.ts';
import { cardIn, channels, people, startWorld, type World, wordsOf } from '../../support/world.ts';
import { openForm, pick, standby } from './support.ts';

const places = { orders: 'C0ORDERS', money: 'C0MONEY', closed: 'C0CLOSED' };
const who = `requesters: [${people.mei}], approvers: [${people.arun}]`;
const policy = `
rules:
  - {name: orders, tenants: [orders], channel: ${places.orders}, ${who}}
  - {name: money, tenants: ['pay*', ledger], channel: ${places.money}, ${who}}
  - {name: stock, tenants: [inventory], channel: ${places.closed}, ${who}}
`;

let world: World;
beforeEach(() => start(policy));
afterEach(() => world.close());

async function start(text: string): Promise<void> {
  world = await startWorld({ policy: text });
  world.slack.model.shortcuts.add('fail_over_tenant');
  const members = Object.values(people);
  for (const [name, id] of Object.entries(places))
    world.slack.addChannel({ id, name, members, bot: id !== places.closed });
}

async function restart(text: string): Promise<void> {
  await world.close();
  await start(text);
}

const text = (view: View) => wordsOf(view.blocks);

/** The form as the shortcut opens it: no channel comes with it. */
async function fromShortcut(): Promise<View> {
  await world.slack.as(people.mei).shortcut('fail_over_tenant');
  return world.slack.waitFor(() => {
    const view = world.slack.view(people.mei);
    return view?.submit ? view : null;
  });
}

async function submitted(view: View) {
  await world.slack.as(people.mei).type(view, 'reason', 'hangzhou is down');
  return world.slack.as(people.mei).submit(view);
}

const posted = (channel: string) => world.slack.waitFor(() => cardIn(world.slack, channel));

/** What is said, in the form and beside the field, where a request can stand nowhere: only what can be done there. */
describe('a form that is opened where requests cannot stand', () => {
  const INVITE_HERE = /invite the bot to this channel/i;
  const ANY_INVITE = /invite/i;

  /** The policy names no channel for orders. */
  async function nowhere(open: () => Promise<unknown>): Promise<{ shown: string; error: string }> {
    await restart(policy.replace(`channel: ${places.orders}, `, ''));
    await open();
    const view = await world.slack.waitFor(() => {
      const now = world.slack.view(people.mei);
      return now?.submit ? now : null;
    });
    const chosen = await pick(world, view, [standby(world, 'orders', 'sh-prod')]).catch(() => view);
    const { errors } = await submitted(chosen);
    return { shown: text(chosen), error: Object.values(errors).join(' ') };
  }

  const typedIn = (channel: Parameters<World['slack']['addChannel']>[0]) => () => {
    world.slack.addChannel({ id: 'C0TYPED', members: [people.mei, people.arun], ...channel });
    return world.slack.as(people.mei).slash('/failover', 'orders sh-prod', channel.id ?? 'C0TYPED');
  };

  it.each([
    ['a public channel without the bot', { name: 'open', bot: false }],
    ['a private channel without the bot', { name: 'closed', bot: false, kind: 'private' }],
  ] as const)('%s: the bot can be invited', async (_what, channel) => {
    const { shown, error } = await nowhere(typedIn(channel));
    expect(shown).toMatch(INVITE_HERE);
    expect(error).toMatch(INVITE_HERE);
  });

  it.each([
    [
      'a direct message',
      { id: 'D0PRIVATE', name: 'dm', bot: false, kind: 'im' },
      'Nobody could approve in a direct message',
    ],
    [
      'a group direct message',
      { name: 'mpdm-mei--arun--sofia-1', bot: false, kind: 'mpim' },
      'Neither people nor the bot can be added to a group direct message',
    ],
    ['a channel shared with another organisation', { name: 'both', extShared: true }, 'is shared with another'],
    [
      'a shared channel without the bot',
      { name: 'both', bot: false, extShared: true },
      'Inviting the bot helps only where the rule has `external_channels: true`',
    ],
  ] as const)('%s: another channel is the way', async (_what, channel, said) => {
    const { shown, error } = await nowhere(typedIn(channel));
    expect(shown).toContain(said);
    expect(shown).not.toMatch(INVITE_HERE);
    expect(error).toMatch(/Type the command in a channel (of your own )?that the bot is in/);
    expect(error).not.toMatch(ANY_INVITE);
  });

  it('by the shortcut: a channel that the bot is in', async () => {
    const { error } = await nowhere(() => world.slack.as(people.mei).shortcut('fail_over_tenant'));
    expect(error).toContain('Type the command in a channel that the bot is in');
    expect(error).not.toMatch(ANY_INVITE);
  });

  it('an archived channel of the policy: unarchive it, or name another', async () => {
    const channel = world.slack.model.channels.get(places.closed);
    if (channel) channel.archived = true;
    const view = await pick(world, await fromShortcut(), [standby(world, 'inventory', 'sh-prod')]);
    expect(text(view)).toContain(`*The request belongs in <#${places.closed}>, which is archived.* Unarchive it,`);
    const { errors } = await submitted(view);
    expect(errors['reason']).toContain('The channel that the policy names for this is archived. Unarchive it,');
    for (const said of [text(view), errors['reason']]) expect(said).not.toMatch(ANY_INVITE);
  });
});

describe('a form that no channel comes with', () => {
  it('sends the request to the channel of the rule for what is chosen, and shows it first', async () => {
    const view = await fromShortcut();
    expect(text(view)).toContain('in the channel that the policy names for what you choose');
    const orders = await pick(world, view, [standby(world, 'orders', 'sh-prod')]);
    expect(text(orders)).toContain(`The request will be posted in <#${places.orders}>.`);
    const others = [standby(world, 'payments', 'sh-prod'), standby(world, 'ledger', 'sh-prod')];
    const money = await pick(world, orders, others);
    expect(text(money)).toContain(`The request will be posted in <#${places.money}>.`);
    expect(await submitted(money)).toMatchObject({ ok: true });
    await posted(places.money);
    expect(cardIn(world.slack, places.orders)).toBeNull();
  });

  it('is told to have two requests made of what stands under two rules, before and when it is submitted', async () => {
    const view = await fromShortcut();
    const both = [standby(world, 'orders', 'sh-prod'), standby(world, 'payments', 'sh-prod')];
    const now = await pick(world, view, both);
    expect(text(now)).toContain(`• rule “orders”, posted in <#${places.orders}>: orders on sh-prod`);
    expect(text(now)).toContain(`• rule “money”, posted in <#${places.money}>: payments on sh-prod`);
    expect(text(now)).not.toContain('will be posted in');
    const { ok, errors } = await submitted(now);
    expect(ok).toBe(false);
    expect(errors['tenants']).toContain('Request each part separately: orders on sh-prod · payments on sh-prod');
    for (const channel of Object.values(places)) expect(cardIn(world.slack, channel)).toBeNull();
  });

  it('is told which tenant has no rule', async () => {
    const view = await fromShortcut();
    const both = [standby(world, 'orders', 'sh-prod'), standby(world, 'catalog', 'hz-prod')];
    expect(text(await pick(world, view, both))).toContain('*The policy has no rule for catalog on hz-prod.*');
  });

  it('is kept back when the bot cannot post in that channel', async () => {
    const view = await pick(world, await fromShortcut(), [standby(world, 'inventory', 'sh-prod')]);
    expect(text(view)).toContain(`*The request belongs in <#${places.closed}>, where the bot cannot post.*`);
    const { errors } = await submitted(view);
    expect(errors['reason']).toContain('The bot cannot post in the channel that the policy names');
  });
});

describe('a form that a command opens', () => {
  it('keeps the request in the channel where the bot is, whatever the rule names', async () => {
    const view = await openForm(world, '/failover', 'orders');
    expect(text(view)).toContain(`The request will be posted in <#${channels.incident}>.`);
    expect(await submitted(view)).toMatchObject({ ok: true });
    await posted(channels.incident);
  });

  it('names the parts without channels there, for it makes no difference to them', async () => {
    const view = await openForm(world, '/failover');
    const both = [standby(world, 'orders', 'sh-prod'), standby(world, 'payments', 'sh-prod')];
    expect(text(await pick(world, view, both))).toContain('• rule “orders”: orders on sh-prod\n');
  });

  it('follows the rule where the bot is not', async () => {
    await world.slack.as(people.mei).slash('/failover', 'orders', channels.random);
    const view = await world.slack.waitFor(() => {
      const open = world.slack.view(people.mei);
      return open?.submit && text(open).includes('Precheck of') ? open : null;
    });
    expect(text(view)).toContain(`The bot cannot post in <#${channels.random}>`);
    expect(text(view)).toContain(`The request will be posted in <#${places.orders}>.`);
    expect(await submitted(view)).toMatchObject({ ok: true });
    await posted(places.orders);
  });
});

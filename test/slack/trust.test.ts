/** What arrives under Slack's signature, and what is believed of it. */
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { sign } from '../../src/simulators/slack/http/deliver.ts';
import { type JsonObject, object, parseJson } from '../../src/simulators/slack/validation/json.ts';
import type { Message } from '../../src/simulators/slack/model/workspace.ts';
import {
  cardNow,
  click,
  type Driven,
  eventsOf,
  eventually,
  fillForm,
  hears,
  logOf,
  posts,
  request,
  startDriven,
} from '../support/driven.ts';
import { buttonsOf, channels, people, secrets } from '../support/world.ts';

let world: Driven;
beforeEach(async () => {
  world = await startDriven();
});
afterEach(() => world.close());

const last = (name: string) => {
  const entry = world.slack.journal.entries.findLast(
    (one) => one.direction === 'to_app' && one.name === name && one.raw !== null,
  );
  if (!entry) throw new Error(`no ${name} was sent`);
  return entry;
};

/** A request to the bot with these bytes, signed or not as told. */
async function send(body: string, given: { seconds?: number; secret?: string; type?: string } = {}): Promise<number> {
  const seconds = given.seconds ?? Math.floor(Date.now() / 1_000);
  const answer = await fetch(`http://127.0.0.1:${world.bot().port}/slack/events`, {
    method: 'POST',
    body,
    headers: {
      'content-type': given.type ?? 'application/x-www-form-urlencoded',
      'x-slack-request-timestamp': String(seconds),
      'x-slack-signature': sign(given.secret ?? secrets.signingSecret, seconds, body),
    },
  });
  return answer.status;
}

const help = new URLSearchParams({
  command: '/failover',
  text: 'help',
  user_id: people.mei,
  team_id: 'T1',
  channel_id: channels.incident,
  trigger_id: '1.2.3',
}).toString();

describe('the signature', () => {
  it('is taken when it is right and of now', async () => {
    expect(await send(help)).toBe(200);
  });

  it.each([
    ['with another secret', { secret: 'another secret, not the one' }],
    ['six minutes old', { seconds: Math.floor(Date.now() / 1_000) - 360 }],
    ['dated two minutes ahead', { seconds: Math.floor(Date.now() / 1_000) + 120 }],
    ['dated a day ahead', { seconds: Math.floor(Date.now() / 1_000) + 86_400 }],
  ])('is refused %s', async (_what, given) => {
    expect(await send(help, given)).toBe(401);
  });

  it('is refused when a byte of the body was changed', async () => {
    const seconds = Math.floor(Date.now() / 1_000);
    const answer = await fetch(`http://127.0.0.1:${world.bot().port}/slack/events`, {
      method: 'POST',
      body: help.replace(people.mei, people.arun),
      headers: {
        'content-type': 'application/x-www-form-urlencoded',
        'x-slack-request-timestamp': String(seconds),
        'x-slack-signature': sign(secrets.signingSecret, seconds, help),
      },
    });
    expect(answer.status).toBe(401);
  });

  it('none at all is refused', async () => {
    const url = `http://127.0.0.1:${world.bot().port}/slack/events`;
    expect((await fetch(url, { method: 'POST', body: help })).status).toBe(401);
    expect((await fetch(url)).status).toBe(404);
  });
});

describe('the same bytes again', () => {
  it('an approval replayed has no second effect', async () => {
    const card = await request(world);
    await click(world, card, 'approve');
    const entry = last('block_actions');
    expect(await world.slack.replay(entry)).toMatchObject({ answered: true, status: 200 });
    await world.pass(5_000);
    await world.slack.replay(entry);
    await world.pass(5_000);
    expect(eventsOf(world).filter((event) => event === 'approved')).toHaveLength(1);
    expect(logOf(world).filter(({ event }) => event === 'click_refused')).toEqual([]);
    expect(posts(world)).toHaveLength(1);
  });

  it('nor after a restart', async () => {
    const card = await request(world);
    await click(world, card, 'approve', people.mei);
    await hears(world, people.mei, 'You requested this yourself');
    const entry = last('block_actions');
    await world.stopBot();
    await world.startBot();
    const told = world.slack.calls('chat.postEphemeral');
    // The old address died with the old bot.
    expect(entry.raw).not.toBeNull();
    await world.slack.replay(entry);
    await world.tick();
    expect(world.slack.calls('chat.postEphemeral')).toBe(told);
    expect(eventsOf(world).filter((event) => event === 'attempt_refused')).toHaveLength(1);
  });

  it('an approval of round one replayed into round two does not count', async () => {
    const card = await request(world);
    await click(world, card, 'approve');
    const entry = last('block_actions');
    world.ocp.model.changeSettings({ sharedObProxy: false });
    await world.until(() => eventsOf(world).includes('returned'));
    await world.slack.replay(entry);
    await world.pass(10_000);
    expect(posts(world)).toEqual([]);
    expect(eventsOf(world).at(-1)).toBe('returned');
  });

  it('a rejection replayed opens no second form for its reason', async () => {
    const card = await request(world);
    await click(world, card, 'reject', people.sofia);
    await world.slack.waitFor(() => world.slack.view(people.sofia));
    const opened = world.slack.calls('views.open');
    await world.slack.replay(last('block_actions'));
    await world.pass(2_000);
    expect(world.slack.calls('views.open')).toBe(opened);
  });

  it('a form that was refused is not asked for later, when it could be; submitted anew it is', async () => {
    const view = await fillForm(world);
    world.ocp.model.addFault({ kind: 'unreachable' });
    world.clock.advance(60_000);
    const mei = world.slack.as(people.mei);
    expect(await mei.submit(view)).toMatchObject({ ok: false });
    world.ocp.model.clearFaults();
    world.clock.advance(5_000);
    expect(await world.slack.replay(last('view_submission'))).toMatchObject({
      status: 200,
      body: { response_action: 'errors', errors: { reason: expect.stringContaining('a second time') } },
    });
    await world.pass(2_000);
    expect(eventsOf(world)).toEqual([]);
    expect(await mei.submit(view)).toMatchObject({ ok: true });
    await world.tick();
    expect(eventsOf(world)).toEqual(['requested', 'inspected']);
  });

  it('a search replayed is answered as the first was, and OCP is not asked again', async () => {
    const view = await fillForm(world);
    const mei = world.slack.as(people.mei);
    const found = await mei.search(view, 'tenants', 'pay');
    const asked = world.ocp.model.journal.entries.length;
    world.clock.advance(60_000);
    const again = await world.slack.replay(last('block_suggestion'));
    expect(again).toMatchObject({ status: 200, body: found.body });
    expect(world.ocp.model.journal.entries).toHaveLength(asked);
    await mei.search(view, 'tenants', 'pay');
    expect(world.ocp.model.journal.entries.length).toBeGreaterThan(asked);
  });

  it('a click that Slack delivers twice at once counts once', async () => {
    const card = await request(world);
    world.slack.faults.add({ target: 'to_app:block_actions', kind: 'duplicate' });
    await click(world, card, 'approve');
    await world.pass(10_000);
    expect(eventsOf(world).filter((event) => event === 'approved')).toHaveLength(1);
    expect(logOf(world).filter(({ event }) => event === 'click_refused')).toEqual([]);
    expect(posts(world)).toHaveLength(1);
  });
});

describe('the card', () => {
  let card: Message;
  beforeEach(async () => {
    card = await request(world);
  });

  it('a copy of it in another message is not it', async () => {
    const copy = world.slack.as(people.guest).say(channels.incident, 'look here');
    if (!copy) throw new Error('nothing said');
    copy.blocks = cardNow(world, card).blocks;
    copy.metadata = cardNow(world, card).metadata;
    await click(world, copy, 'approve');
    await hears(world, people.arun, 'This message is not the card on record for a request');
    expect(eventsOf(world)).toEqual(['requested', 'inspected']);
  });

  it('a copy in another channel under the same ts is not it', async () => {
    const other = world.slack.model.channels.get(channels.random);
    if (!other) throw new Error('no channel');
    other.messages.push({ ...cardNow(world, card), channel: channels.random });
    await click(world, { ...card, channel: channels.random }, 'approve');
    await hears(world, people.arun, 'This message is not the card on record for a request');
    expect(eventsOf(world)).toEqual(['requested', 'inspected']);
  });

  /** What a button of the card says of where it stands: all of it travelled through somebody's client. */
  const standing = {
    message: (body: JsonObject) => {
      object(body['container'])['message_ts'] = '1700000000.000100';
      object(body['message'])['ts'] = '1700000000.000100';
    },
    channel: (body: JsonObject) => {
      object(body['container'])['channel_id'] = channels.random;
      object(body['channel'])['id'] = channels.random;
    },
    team: (body: JsonObject) => void (object(body['team'])['id'] = 'T0ELSEWHERE'),
  };
  const places = Object.keys(standing).filter((key): key is keyof typeof standing => key in standing);

  /** The last button pressed, as somebody with the secret would have it stand elsewhere. */
  async function pressedElsewhere(place: keyof typeof standing): Promise<void> {
    const body = object(parseJson(new URLSearchParams(last('block_actions').raw?.body).get('payload') ?? ''));
    standing[place](body);
    body['trigger_id'] = `forged.${place}`;
    expect(await send(new URLSearchParams({ payload: JSON.stringify(body) }).toString())).toBe(200);
  }

  it.each(places)('an approval from another %s than the one on record does not count', async (place) => {
    // Somebody who may not, so that only the forged press could.
    await click(world, card, 'approve', people.mei);
    const events = eventsOf(world);
    await pressedElsewhere(place);
    await hears(world, people.mei, 'This message is not the card on record for a request');
    expect(eventsOf(world)).toEqual(events);
  });

  it.each(places)('a form asked for again from another %s than that of the card is not opened', async (place) => {
    await click(world, card, 'withdraw', people.mei);
    await world.until(() => buttonsOf(cardNow(world, card)).includes('ask_again'));
    await world.slack.as(people.mei).click(card, 'ask_again');
    await world.slack.waitFor(() => world.slack.view(people.mei)?.callbackId === 'failover');
    const opened = world.slack.calls('views.open');
    await pressedElsewhere(place);
    await hears(world, people.mei, 'This message is not the card on record for a request');
    expect(world.slack.calls('views.open')).toBe(opened);
  });

  it.each(places)('a record asked for from another %s than that of the card is not exported', async (place) => {
    await click(world, card, 'reject', people.sofia);
    await world.until(() => buttonsOf(cardNow(world, card)).includes('record'));
    await world.slack.as(people.sofia).click(card, 'record');
    const files = () => [...world.slack.model.files.values()].filter(({ shared }) => shared).length;
    await eventually(() => files() === 1);
    await pressedElsewhere(place);
    await hears(world, people.sofia, 'This message is not the card on record for a request');
    expect(files()).toBe(1);
  });

  it('of another request does not approve this one', async () => {
    const second = await request(world, { tenant: 'orders' });
    const [button] = JSON.stringify(cardNow(world, second).blocks).match(/R-[0-9A-Z]{10}/) ?? [];
    const [mine] = JSON.stringify(cardNow(world, card).blocks).match(/R-[0-9A-Z]{10}/) ?? [];
    const forged = JSON.stringify(cardNow(world, card).blocks).replaceAll(String(mine), String(button));
    cardNow(world, card).blocks = JSON.parse(forged);
    await click(world, card, 'approve');
    await hears(world, people.arun, 'This message is not the card on record for a request');
    expect(eventsOf(world)).not.toContain('approved');
  });

  it('of an earlier round is refused: what was shown then is not what is asked now', async () => {
    const round1 = cardNow(world, card).revisions.length - 1;
    await click(world, card, 'approve');
    world.ocp.model.changeSettings({ sharedObProxy: false });
    await world.until(() => eventsOf(world).includes('returned'));
    await world.tick();
    await world.slack.as(people.sofia).clickStale(card, round1, 'approve', { confirm: true });
    await hears(world, people.sofia, 'The request changed after this card was drawn, so your click did not count.');
    await world.pass(5_000);
    expect(posts(world)).toEqual([]);
    expect(buttonsOf(cardNow(world, card))).toContain('approve');
  });

  it('of a request that is still being checked cannot be approved', async () => {
    const forged = JSON.stringify(cardNow(world, card).blocks).replace(/"round:1"/, '"round:9"');
    cardNow(world, card).blocks = JSON.parse(forged);
    await click(world, card, 'approve');
    await hears(world, people.arun, 'The request changed after this card was drawn');
    expect(eventsOf(world)).toEqual(['requested', 'inspected']);
  });
});

describe('what nobody knows', () => {
  it('a command of the manifest that this version does not know is answered', async () => {
    const outcome = await world.slack.as(people.mei).slash('/other', 'thing', channels.incident);
    expect(outcome.ok).toBe(true);
    expect(outcome.body).toMatchObject({ response_type: 'ephemeral' });
    await hears(world, people.mei, 'Unknown command “thing”. `/other help`');
  });

  it('help is answered at once', async () => {
    const outcome = await world.slack.as(people.mei).slash('/failover', ' HELP ', channels.incident);
    expect(JSON.stringify(outcome.body)).toContain('• `/failover help` this');
  });

  it('an unknown button is answered privately', async () => {
    const card = await request(world);
    cardNow(world, card).blocks = [
      {
        type: 'actions',
        block_id: 'old',
        elements: [{ type: 'button', action_id: 'of_1999', value: 'x', text: { type: 'plain_text', text: 'Old' } }],
      },
    ];
    const outcome = await world.slack.as(people.arun).click(card, 'of_1999');
    expect(outcome.ok).toBe(true);
    await hears(world, people.arun, 'That is not possible in the present state, and nothing was changed.');
  });

  it('an unknown form is answered', async () => {
    const { slack } = world;
    await slack.as(people.mei).slash('/failover', 'payments', channels.incident);
    const view = await slack.waitFor(() => (slack.view(people.mei)?.submit ? slack.view(people.mei) : null));
    if (!view) throw new Error('no view');
    view.callbackId = 'of_1999';
    await slack.as(people.mei).type(view, 'reason', 'x');
    expect((await slack.as(people.mei).submit(view)).status).toBe(200);
  });

  it('a request that does not exist is told so', async () => {
    const card = await request(world);
    const blocks = JSON.stringify(cardNow(world, card).blocks).replaceAll(/"value":"R-\w+"/g, '"value":"R-NOTTHERE00"');
    cardNow(world, card).blocks = JSON.parse(blocks);
    await click(world, card, 'approve');
    await hears(world, people.arun, 'There is no such request.');
  });
});

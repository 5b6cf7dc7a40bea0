import { createHmac } from 'node:crypto';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { Outcome } from '../../../src/simulators/slack/methods/outcome.ts';
import {
  api,
  at,
  button,
  type ManualClock,
  manualClock,
  plainText,
  signingSecret,
  type Stage,
  section,
  stage,
  show,
} from './support.ts';

let here: Stage;
let clock: ManualClock;
beforeEach(async () => {
  clock = manualClock();
  here = await stage({ clock });
});
afterEach(() => here.close());

const alice = () => here.slack.as('U-alice');

async function card(...elements: ReturnType<typeof button>[]) {
  const blocks = [section('card'), { type: 'actions', block_id: 'act', elements }];
  const sent = await api(here.slack, 'chat.postMessage', { channel: 'C1', text: 'card', blocks });
  return { channel: 'C1', ts: show(sent.body['ts']) };
}

/** Lets a request reach the app (real sockets), then moves the clock until the actor has an answer. */
async function after(ms: number, acting: Promise<Outcome>, requests = 1): Promise<Outcome> {
  await expect.poll(() => here.app.received.length).toBe(requests);
  await clock.advance(ms);
  return acting;
}

describe('a slash command', () => {
  test('arrives as a signed form with the fields that Slack sends', async () => {
    await alice().slash('/failover', 'orders', 'C1');
    const [received] = here.app.received;
    if (received === undefined) throw new Error('nothing arrived');
    const { headers, raw, form } = received;
    expect(headers['content-type']).toBe('application/x-www-form-urlencoded');
    const seconds = String(headers['x-slack-request-timestamp']);
    expect(seconds).toBe(String(Math.floor(clock.now() / 1000)));
    const expected = createHmac('sha256', signingSecret).update(`v0:${seconds}:${raw}`).digest('hex');
    expect(headers['x-slack-signature']).toBe(`v0=${expected}`);
    expect(Object.fromEntries(form)).toMatchObject({
      ...{ command: '/failover', text: 'orders', channel_id: 'C1', channel_name: 'incident', user_id: 'U-alice' },
      ...{ team_id: here.slack.model.team.id, api_app_id: here.slack.model.app.id, is_enterprise_install: 'false' },
    });
    expect(form.get('response_url')).toContain('/response/');
    expect(form.get('trigger_id')).not.toBe('');
  });

  test('needs membership, an account of this organisation and a known command', async () => {
    here.slack.addUser({ id: 'U-carol', name: 'carol' });
    here.slack.addUser({ id: 'U-far', name: 'far', kind: 'external' });
    here.slack.addChannel({ id: 'C-ext', name: 'ext', extShared: true, members: ['U-far'] });
    const refused = { ok: false, error: 'not_allowed' };
    expect(await here.slack.as('U-carol').slash('/failover', '', 'C1')).toMatchObject(refused);
    expect(await here.slack.as('U-far').slash('/failover', '', 'C-ext')).toMatchObject(refused);
    here.slack.setDeleted('U-bob', true);
    expect(await here.slack.as('U-bob').slash('/failover', '', 'C1')).toMatchObject(refused);
    expect(await alice().slash('/restart', '', 'C1')).toMatchObject({ error: 'not_found' });
    expect(here.app.received).toEqual([]);
  });

  test('answered with text is an ephemeral message, with in_channel a message', async () => {
    here.app.respond = () => ({ body: 'only you' });
    await alice().slash('/failover', 'help', 'C1');
    expect(here.slack.ephemerals('U-alice')).toMatchObject([{ text: 'only you' }]);
    here.app.respond = () => ({ body: { response_type: 'in_channel', text: 'all of you' } });
    await alice().slash('/failover', 'help', 'C1');
    expect(here.slack.messages('C1')).toMatchObject([{ text: 'all of you' }]);
    here.app.respond = () => ({ body: { text: 'x', blocks: [{ type: 'sparkline' }] } });
    expect(await alice().slash('/failover', 'help', 'C1')).toMatchObject({ ok: false, error: 'broken_response' });
  });

  test('writes mentions as references when the manifest says should_escape', async () => {
    here.slack.model.shouldEscape = true;
    here.slack.addChannel({ id: 'C-p', name: 'private', kind: 'private' });
    await alice().slash('/failover', '@bob in #incident and #private', 'C1');
    expect(here.app.received[0]?.form.get('text')).toBe('<@U-bob> in <#C1|incident> and <#C-p|>');
  });

  test('without an answer in three seconds is operation_timeout, an HTTP error dispatch_failed', async () => {
    here.app.respond = () => 'hang';
    const outcome = await after(3_000, alice().slash('/failover', '', 'C1'));
    expect(outcome).toMatchObject({ ok: false, error: 'operation_timeout', status: null });
    here.app.respond = () => ({ status: 500, body: 'oops' });
    expect(await alice().slash('/failover', '', 'C1')).toMatchObject({
      error: 'dispatch_failed',
      status: 500,
      body: 'oops',
    });
    await here.app.close();
    expect(await alice().slash('/failover', '', 'C1')).toMatchObject({ error: 'dispatch_failed', status: null });
  });
});

describe('a click', () => {
  test('carries container, message, channel, team, user, trigger, response_url and the action', async () => {
    const message = await card(button('approve', { value: 'r1', style: 'primary' }));
    expect(await alice().click(message, 'approve')).toMatchObject({ ok: true, status: 200 });
    const payload = here.app.received[0]?.payload;
    expect(payload).toMatchObject({
      ...{ type: 'block_actions', api_app_id: here.slack.model.app.id, is_enterprise_install: false, enterprise: null },
      ...{ user: { id: 'U-alice', username: 'alice', team_id: here.slack.model.team.id }, team: { domain: 'sandbox' } },
      container: { type: 'message', message_ts: message.ts, channel_id: 'C1', is_ephemeral: false },
      ...{ channel: { id: 'C1', name: 'incident' }, message: { ts: message.ts, text: 'card' }, state: { values: {} } },
      actions: [{ action_id: 'approve', block_id: 'act', value: 'r1', type: 'button', style: 'primary' }],
    });
    expect(at(payload, 'actions.0.action_ts')).toMatch(/^\d+\.\d{6}$/);
    expect(at(payload, 'trigger_id')).not.toBeUndefined();
  });

  test('on a button with a confirm dialog asks first', async () => {
    const words = {
      title: plainText('Sure?'),
      text: plainText('It moves.'),
      confirm: plainText('Yes'),
      deny: plainText('No'),
    };
    const message = await card(button('approve', { confirm: words }));
    expect(await alice().click(message, 'approve')).toMatchObject({ error: 'confirm_required', confirm: words });
    expect(here.app.received).toEqual([]);
    expect(await alice().click(message, 'approve', { confirm: true })).toMatchObject({ ok: true });
  });

  test('finds the button in the present message; a stale one shows the earlier wording', async () => {
    const message = await card(button('approve', { value: 'r1' }));
    await api(here.slack, 'chat.update', { ...message, text: 'done', blocks: [section('done')] });
    expect(await alice().click(message, 'approve')).toMatchObject({ error: 'not_found' });
    expect(await alice().clickStale(message, 0, 'approve')).toMatchObject({ ok: true });
    expect(here.app.received[0]?.payload).toMatchObject({ message: { text: 'card' }, actions: [{ value: 'r1' }] });
  });

  test('in a private channel needs membership', async () => {
    here.slack.addChannel({ id: 'C-p', name: 'private', kind: 'private', members: ['U-bob'] });
    const blocks = [{ type: 'actions', elements: [button('approve')] }];
    const sent = await api(here.slack, 'chat.postMessage', { channel: 'C-p', text: 'card', blocks });
    const message = { channel: 'C-p', ts: show(sent.body['ts']) };
    expect(await alice().click(message, 'approve')).toMatchObject({ error: 'not_allowed' });
    expect(await here.slack.as('U-bob').click(message, 'approve')).toMatchObject({ ok: true });
  });

  test('on an ephemeral message comes without the message', async () => {
    const blocks = [{ type: 'actions', elements: [button('again')] }];
    const sent = await api(here.slack, 'chat.postEphemeral', { channel: 'C1', user: 'U-alice', text: 'x', blocks });
    await alice().click({ channel: 'C1', ts: show(sent.body['message_ts']) }, 'again');
    expect(here.app.received[0]?.payload).toMatchObject({ container: { is_ephemeral: true } });
    expect(here.app.received[0]?.payload).not.toHaveProperty('message');
  });

  test('is delivered twice, lost, or answered in vain when a fault says so', async () => {
    const message = await card(button('approve'));
    here.slack.faults.add({ target: 'to_app:block_actions', kind: 'duplicate' });
    expect(await alice().click(message, 'approve')).toMatchObject({ ok: true });
    expect(here.app.received.map(({ raw }) => raw)).toEqual([here.app.received[0]?.raw, here.app.received[0]?.raw]);
    here.slack.faults.add({ target: 'to_app', kind: 'drop' });
    expect(await alice().click(message, 'approve')).toMatchObject({ error: 'dispatch_failed' });
    expect(here.app.received).toHaveLength(2);
    here.slack.faults.add({ target: 'to_app', kind: 'lose_reply' });
    expect(await alice().click(message, 'approve')).toMatchObject({ error: 'operation_timeout' });
    expect(here.app.received).toHaveLength(3);
  });

  test('of somebody deactivated meanwhile, or of a bot, can still be on its way', async () => {
    const message = await card(button('approve'));
    here.slack.setDeleted('U-bob', true);
    expect(await here.slack.as('U-bob').click(message, 'approve')).toMatchObject({ error: 'not_allowed' });
    for (const id of ['U-bob', here.slack.model.app.botUserId]) {
      expect(await here.slack.as(id).click(message, 'approve', { force: true })).toMatchObject({ ok: true });
      expect(at(here.app.received.at(-1)?.payload, 'user.id')).toBe(id);
    }
  });

  test('can be replayed byte for byte', async () => {
    await alice().click(await card(button('approve')), 'approve');
    const entry = here.slack.journal.entries.findLast((one) => one.name === 'block_actions');
    if (entry === undefined) throw new Error('the click is not in the journal');
    await clock.advance(60_000);
    await here.slack.replay(entry);
    const [first, second] = here.app.received;
    expect(second?.raw).toBe(first?.raw);
    expect(second?.headers['x-slack-signature']).toBe(first?.headers['x-slack-signature']);
  });
});

describe('shortcuts', () => {
  test('are global or on a message', async () => {
    const message = await card(button('approve'));
    await alice().shortcut('start');
    await alice().shortcut('start', message);
    expect(here.app.received.map(({ payload }) => payload['type'])).toEqual(['shortcut', 'message_action']);
    expect(here.app.received[1]?.payload).toMatchObject({ callback_id: 'start', message_ts: message.ts });
    expect(await alice().shortcut('none')).toMatchObject({ error: 'not_found' });
  });
});

describe('a response_url', () => {
  const use = (url: string, body: object) => fetch(url, { method: 'POST', body: JSON.stringify(body) });

  test('takes five posts and is ephemeral unless told otherwise', async () => {
    await alice().slash('/failover', '', 'C1');
    const url = here.app.received[0]?.form.get('response_url') ?? '';
    expect(await (await use(url, { text: 'one' })).text()).toBe('ok');
    await use(url, { text: 'two', response_type: 'in_channel' });
    for (const text of ['three', 'four', 'five']) await use(url, { text });
    const sixth = await use(url, { text: 'six' });
    expect([sixth.status, await sixth.json()]).toEqual([404, { ok: false, error: 'used_url' }]);
    expect(here.slack.ephemerals('U-alice').map(({ text }) => text)).toEqual(['one', 'three', 'four', 'five']);
    expect(here.slack.messages('C1').map(({ text }) => text)).toEqual(['two']);
  });

  test('works for thirty minutes', async () => {
    await alice().slash('/failover', '', 'C1');
    const url = here.app.received[0]?.form.get('response_url') ?? '';
    await clock.advance(30 * 60_000);
    expect((await use(url, { text: 'just in time' })).status).toBe(200);
    await clock.advance(1);
    expect(await (await use(url, { text: 'late' })).json()).toMatchObject({ error: 'expired_url' });
  });

  test('replaces and deletes the message it came from', async () => {
    const message = await card(button('approve'));
    await alice().click(message, 'approve');
    const url = show(here.app.received[0]?.payload['response_url']);
    await use(url, { replace_original: true, text: 'approved' });
    expect(here.slack.messages('C1')).toMatchObject([{ ts: message.ts, text: 'approved', blocks: [] }]);
    await use(url, { delete_original: true });
    expect(here.slack.messages('C1')).toEqual([]);
  });
});

describe('a menu in a message', () => {
  test('carries the option that was picked, and the message remembers it', async () => {
    const options = ['one', 'two'].map((value) => ({ text: plainText(value), value }));
    const message = await card(
      { type: 'overflow', action_id: 'more', options },
      { type: 'static_select', action_id: 'pick', options },
    );
    expect(await alice().click(message, 'more', { option: 'three' })).toMatchObject({ error: 'not_found' });
    await alice().click(message, 'more', { option: 'one' });
    await alice().click(message, 'pick', { option: 'two' });
    expect(here.app.received[0]?.payload).toMatchObject({
      actions: [{ type: 'overflow', selected_option: { value: 'one' } }],
    });
    expect(at(here.app.received[1]?.payload, 'state.values.act.pick.selected_option.value')).toBe('two');
  });
});

describe('an event', () => {
  const event = { type: 'subteam_members_changed', subteam_id: 'S1' };

  test('that fails comes again at once, after one minute and after five, with retry headers', async () => {
    here.app.respond = () => ({ status: 500 });
    const sending = here.slack.sendEvent(event);
    const answered = () => here.slack.journal.entries.filter(({ status }) => status === 500).length;
    await expect.poll(answered).toBe(2);
    await expect.poll(() => clock.sleepers()).toBe(1);
    await clock.advance(59_999);
    expect(here.app.received).toHaveLength(2);
    await clock.advance(1);
    await expect.poll(answered).toBe(3);
    await expect.poll(() => clock.sleepers()).toBe(1);
    await clock.advance(300_000);
    await sending;
    const headers = here.app.received.map(({ headers }) => [
      headers['x-slack-retry-num'],
      headers['x-slack-retry-reason'],
    ]);
    expect(headers).toEqual([
      [undefined, undefined],
      ['1', 'http_error'],
      ['2', 'http_error'],
      ['3', 'http_error'],
    ]);
    expect(new Set(here.app.received.map(({ payload }) => payload['event_id'])).size).toBe(1);
  });

  test('is JSON, sent only when subscribed, and not repeated when the app says no', async () => {
    here.app.respond = () => ({ status: 500, headers: { 'x-slack-no-retry': '1' } });
    await here.slack.sendEvent(event);
    expect(here.app.received[0]?.headers['content-type']).toBe('application/json');
    expect(here.app.received[0]?.payload).toMatchObject({
      type: 'event_callback',
      event,
      team_id: here.slack.model.team.id,
    });
    expect(await here.slack.sendEvent({ type: 'reaction_added' })).toBeNull();
    expect(here.app.received).toHaveLength(1);
  });
});

describe('Slack switched off', () => {
  test('nobody reaches it and it reaches nobody, until it is back', async () => {
    const message = await card(button('approve'));
    here.slack.setReachable(false);
    await expect(api(here.slack, 'auth.test')).rejects.toThrow('fetch failed');
    expect(await alice().click(message, 'approve')).toMatchObject({ error: 'unreachable' });
    expect(here.app.received).toEqual([]);
    here.slack.setReachable(true);
    expect((await api(here.slack, 'auth.test')).body).toMatchObject({ ok: true });
    expect(await alice().click(message, 'approve')).toMatchObject({ ok: true });
  });
});

import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { WebClient } from '@slack/web-api';
import { api, at, botToken, button, section, show, type Stage, stage } from './support.ts';

let here: Stage;
beforeEach(async () => {
  here = await stage();
});
afterEach(() => here.close());

const metadata = { event_type: 'twokey_request', event_payload: { id: 'r1', seq: 1 } };
const post = async (args = {}) => {
  const { body } = await api(here.slack, 'chat.postMessage', { channel: 'C1', text: 'hello', ...args });
  return { ...body, ts: show(body['ts']) };
};

describe('posting', () => {
  test('every message of a channel has its own ts, a string with microseconds', async () => {
    const [first, second] = await Promise.all([post(), post()]);
    expect(first.ts).toMatch(/^\d{10}\.\d{6}$/);
    expect(first.ts).not.toBe(second.ts);
    expect(here.slack.messages('C1')).toHaveLength(2);
  });

  test('an empty message, an unknown channel and an archived one are refused', async () => {
    here.slack.addChannel({ id: 'C-old', name: 'old', archived: true });
    expect(await post({ text: '' })).toMatchObject({ ok: false, error: 'no_text' });
    expect(await post({ channel: 'C-none' })).toMatchObject({ error: 'channel_not_found' });
    expect(await post({ channel: 'C-old' })).toMatchObject({ error: 'is_archived' });
  });

  test('outside a public channel the bot needs chat:write.public; a private one does not exist for it', async () => {
    here.slack.addChannel({ id: 'C-open', name: 'open', bot: false });
    here.slack.addChannel({ id: 'C-secret', name: 'secret', kind: 'private', bot: false });
    expect(await post({ channel: 'C-open' })).toMatchObject({ error: 'not_in_channel' });
    expect(await post({ channel: 'C-secret' })).toMatchObject({ error: 'channel_not_found' });
    here.slack.model.scopes.add('chat:write.public');
    expect(await post({ channel: 'C-open' })).toMatchObject({ ok: true });
  });

  test('a user id means the direct messages with that person', async () => {
    const sent = await post({ channel: 'U-alice' });
    expect(at(sent, 'channel')).toMatch(/^D/);
    const opened = await api(here.slack, 'conversations.open', { users: 'U-alice' });
    expect(at(opened.body, 'channel.id')).toBe(at(sent, 'channel'));
  });

  test('a reply goes to the parent, never to a reply; broadcasts show in the channel too', async () => {
    const root = await post();
    const reply = await post({ thread_ts: root.ts });
    await post({ thread_ts: root.ts, reply_broadcast: true });
    expect(await post({ thread_ts: reply.ts })).toMatchObject({ error: 'cannot_reply_to_message' });
    expect(await post({ thread_ts: '1.000000' })).toMatchObject({ error: 'thread_not_found' });
    expect(here.slack.thread('C1', root.ts)).toHaveLength(2);
    const history = await api(here.slack, 'conversations.history', { channel: 'C1' });
    expect(history.body['messages']).toMatchObject([{ subtype: 'thread_broadcast' }, { ts: root.ts, reply_count: 2 }]);
  });

  test('text over 40,000 characters is cut with a warning', async () => {
    expect(await post({ text: 'x'.repeat(40_001) })).toMatchObject({ ok: true, warning: 'message_truncated' });
    expect(here.slack.messages('C1')[0]?.text).toHaveLength(40_000);
  });

  test('JSON bodies work as forms do', async () => {
    const response = await fetch(`${here.slack.apiUrl}chat.postMessage`, {
      method: 'POST',
      headers: { authorization: `Bearer ${botToken}`, 'content-type': 'application/json; charset=utf-8' },
      body: JSON.stringify({ channel: 'C1', blocks: [section('as JSON')], metadata }),
    });
    expect(await response.json()).toMatchObject({ ok: true, message: { metadata } });
  });
});

describe('updating', () => {
  const update = async (args = {}) => (await api(here.slack, 'chat.update', { channel: 'C1', ...args })).body;

  test('keeps the metadata, clears it with {}, and keeps every wording', async () => {
    const { ts } = await post({ blocks: [section('one')], metadata });
    await update({ ts, blocks: [section('two')], text: 'two' });
    const message = here.slack.messages('C1')[0];
    expect(message?.metadata).toEqual(metadata);
    expect(message?.edited).toBeNull();
    expect(message?.revisions.map((revision) => at(revision.blocks, '0.text.text'))).toEqual(['one', 'two']);
    await update({ ts, text: 'three', metadata: {} });
    expect(message).toMatchObject({ metadata: null, blocks: [], text: 'three' });
    expect(message?.edited).not.toBeNull();
  });

  test('takes 4,000 characters of text, not one more', async () => {
    const { ts } = await post();
    expect(await update({ ts, text: 'x'.repeat(4_000) })).toMatchObject({ ok: true });
    expect(await update({ ts, text: 'x'.repeat(4_001) })).toMatchObject({ error: 'msg_too_long' });
  });

  test('reaches only the bot’s own messages', async () => {
    const said = here.slack.as('U-alice').say('C1', 'mine');
    expect(await update({ ts: said?.ts, text: 'x' })).toMatchObject({ error: 'cant_update_message' });
    expect(await update({ ts: '1.000000', text: 'x' })).toMatchObject({ error: 'message_not_found' });
  });

  test('never turns rich text into something else', async () => {
    const { ts } = await post({ blocks: [{ type: 'rich_text', elements: [] }] });
    expect(await update({ ts, text: 'x', blocks: [section('plain')] })).toMatchObject({ error: 'block_mismatch' });
  });
});

describe('ephemeral messages', () => {
  test('are seen by one member, and by no method', async () => {
    const sent = await api(here.slack, 'chat.postEphemeral', { channel: 'C1', user: 'U-alice', text: 'psst' });
    const ts = show(sent.body['message_ts']);
    expect(here.slack.ephemerals('U-alice')).toMatchObject([{ text: 'psst', ts }]);
    expect(here.slack.ephemerals('U-bob')).toEqual([]);
    expect(here.slack.messages('C1')).toEqual([]);
    const update = await api(here.slack, 'chat.update', { channel: 'C1', ts, text: 'x' });
    expect(update.body).toMatchObject({ error: 'message_not_found' });
    here.slack.addUser({ id: 'U-carol', name: 'carol' });
    const outside = await api(here.slack, 'chat.postEphemeral', { channel: 'C1', user: 'U-carol', text: 'psst' });
    expect(outside.body).toMatchObject({ error: 'user_not_in_channel' });
  });
});

describe('looking up by metadata', () => {
  test('needs include_all_metadata: without it only the type shows', async () => {
    const { ts } = await post({ metadata });
    await post({ thread_ts: ts, metadata: { ...metadata, event_payload: { id: 'r1', seq: 2 } } });
    const read = async (method: string, args = {}) =>
      (await api(here.slack, method, { channel: 'C1', ...args })).body['messages'];
    expect(at(await read('conversations.history'), '0.metadata')).toEqual({ event_type: 'twokey_request' });
    expect(at(await read('conversations.history', { include_all_metadata: true }), '0.metadata')).toEqual(metadata);
    const thread = await read('conversations.replies', { ts, include_all_metadata: true });
    expect([at(thread, '0.metadata.event_payload.seq'), at(thread, '1.metadata.event_payload.seq')]).toEqual([1, 2]);
  });

  test('pages: the newest first in the channel, the parent first in a thread', async () => {
    const { ts } = await post({ text: 'm0' });
    for (const text of ['m1', 'm2']) await post({ text });
    for (const text of ['r1', 'r2']) await post({ text, thread_ts: ts });
    const first = await api(here.slack, 'conversations.history', { channel: 'C1', limit: 2 });
    expect(first.body).toMatchObject({ has_more: true, messages: [{ text: 'm2' }, { text: 'm1' }] });
    const cursor = at(first.body, 'response_metadata.next_cursor');
    const rest = await api(here.slack, 'conversations.history', { channel: 'C1', limit: 2, cursor });
    expect(rest.body).toMatchObject({ has_more: false, messages: [{ text: 'm0' }] });
    const thread = await api(here.slack, 'conversations.replies', { channel: 'C1', ts });
    expect(thread.body).toMatchObject({ messages: [{ text: 'm0' }, { text: 'r1' }, { text: 'r2' }] });
    const late = await api(here.slack, 'conversations.history', { channel: 'C1', oldest: ts });
    expect(late.body['messages']).toHaveLength(2);
    const later = String(Number(ts.slice(0, -3)) + 1);
    const none = await api(here.slack, 'conversations.history', { channel: 'C1', oldest: later });
    expect(none.body['messages']).toHaveLength(0);
  });
});

describe('people and channels', () => {
  test('accounts show what they are', async () => {
    here.slack.addUser({ id: 'U-guest', name: 'guest', kind: 'single_channel_guest', tz: 'Asia/Kolkata' });
    here.slack.addUser({ id: 'U-far', name: 'far', kind: 'external', teamId: 'T-other' });
    here.slack.setDeleted('U-bob', true);
    const info = async (user: string) =>
      (await api(here.slack, 'users.info', { user, include_locale: true })).body['user'];
    expect(await info('U-alice')).toMatchObject({
      is_restricted: false,
      is_bot: false,
      deleted: false,
      locale: 'en-US',
    });
    expect(await info('U-guest')).toMatchObject({ is_restricted: true, is_ultra_restricted: true, tz_offset: 19_800 });
    expect(await info('U-far')).toMatchObject({ is_stranger: true, team_id: 'T-other' });
    expect(await info('U-bob')).toMatchObject({ deleted: true });
    expect(await info(here.slack.model.app.botUserId)).toMatchObject({ is_bot: true });
    expect((await api(here.slack, 'users.info', { user: 'U-none' })).body).toMatchObject({ error: 'user_not_found' });
  });

  test('user groups, members and channels can be read', async () => {
    here.slack.addGroup({ id: 'S1', name: 'DBA', members: ['U-alice'] });
    here.slack.addChannel({ id: 'C-ext', name: 'shared', extShared: true });
    const users = await api(here.slack, 'usergroups.users.list', { usergroup: 'S1' });
    expect(users.body).toMatchObject({ ok: true, users: ['U-alice'] });
    expect((await api(here.slack, 'usergroups.users.list', { usergroup: 'S9' })).body).toMatchObject({
      error: 'no_such_subteam',
    });
    expect((await api(here.slack, 'usergroups.list')).body).toMatchObject({
      usergroups: [{ id: 'S1', user_count: 1 }],
    });
    expect((await api(here.slack, 'conversations.info', { channel: 'C-ext' })).body).toMatchObject({
      channel: { is_ext_shared: true, is_archived: false, is_member: true },
    });
    expect((await api(here.slack, 'conversations.members', { channel: 'C1' })).body['members']).toContain('U-bob');
  });

  test('a missing scope is named', async () => {
    here.slack.model.scopes.delete('usergroups:read');
    const { body } = await api(here.slack, 'usergroups.list');
    expect(body).toMatchObject({ ok: false, error: 'missing_scope', needed: 'usergroups:read' });
    expect(body['provided']).toContain('chat:write');
  });
});

describe('the API itself', () => {
  test('wrong tokens and unknown methods get 200 and a code', async () => {
    expect(await api(here.slack, 'auth.test', {}, 'xoxb-wrong')).toMatchObject({
      status: 200,
      body: { error: 'invalid_auth' },
    });
    expect(await api(here.slack, 'apps.connections.open')).toMatchObject({ body: { error: 'not_allowed_token_type' } });
    expect(await api(here.slack, 'chat.shout')).toMatchObject({
      status: 200,
      body: { ok: false, error: 'unknown_method' },
    });
    const bare = await fetch(`${here.slack.apiUrl}auth.test`, { method: 'POST' });
    expect(await bare.json()).toEqual({ ok: false, error: 'not_authed' });
    expect(here.slack.calls('auth.test')).toBe(2);
  });

  test('@slack/web-api works against it, uploads included', async () => {
    const client = new WebClient(botToken, { slackApiUrl: here.slack.apiUrl, retryConfig: { retries: 0 } });
    const auth = await client.auth.test();
    expect(auth.user_id).toBe(here.slack.model.app.botUserId);
    const sent = await client
      .apiCall('chat.postMessage', { channel: 'C1', text: 'hi', blocks: [{ type: 'actions', elements: [] }] })
      .catch(String);
    expect(sent).toContain('invalid_blocks');
    await client.apiCall('chat.postMessage', { channel: 'C1', text: 'hi' });
    const ts = here.slack.messages('C1')[0]?.ts ?? '';
    const link = await client.chat.getPermalink({ channel: 'C1', message_ts: ts });
    expect(link.permalink).toContain(`/archives/C1/p${ts.replace('.', '')}`);
    await client.reactions.add({ channel: 'C1', timestamp: ts, name: 'eyes' });
    await client.filesUploadV2({
      channel_id: 'C1',
      thread_ts: ts,
      filename: 'log.txt',
      content: 'line 1',
      initial_comment: 'log',
    });
    expect(here.slack.thread('C1', ts)).toMatchObject([{ text: 'log', files: [{ title: 'log.txt' }] }]);
    expect([...here.slack.model.files.values()]).toMatchObject([{ content: 'line 1', shared: true }]);
    await client.chat.delete({ channel: 'C1', ts: ts });
    expect(here.slack.messages('C1')).toHaveLength(1);
  });

  test('a deleted root with replies leaves a tombstone', async () => {
    const { ts } = await post({ blocks: [{ type: 'actions', elements: [button('approve')] }] });
    await post({ thread_ts: ts });
    await api(here.slack, 'chat.delete', { channel: 'C1', ts });
    const { body } = await api(here.slack, 'conversations.history', { channel: 'C1' });
    expect(body['messages']).toMatchObject([{ subtype: 'tombstone', ts }]);
  });
});

import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { isObject, type JsonObject } from '../../../src/simulators/slack/validation/json.ts';
import {
  api,
  at,
  button,
  type ManualClock,
  manualClock,
  modal,
  plainText,
  type Stage,
  section,
  stage,
  textInput,
} from './support.ts';

let here: Stage;
let clock: ManualClock;
beforeEach(async () => {
  clock = manualClock();
  here = await stage({ clock });
});
afterEach(() => here.close());

async function get(path: string): Promise<JsonObject> {
  const value: unknown = await (await fetch(`${here.slack.adminUrl}${path}`)).json();
  return isObject(value) ? JSON.parse(JSON.stringify(value)) : {};
}

async function post(path: string, body: JsonObject): Promise<{ status: number; body: JsonObject }> {
  const response = await fetch(`${here.slack.adminUrl}${path}`, { method: 'POST', body: JSON.stringify(body) });
  const value: unknown = await response.json();
  return { status: response.status, body: isObject(value) ? JSON.parse(JSON.stringify(value)) : {} };
}

const user = 'U-alice';

describe('GET /admin/state', () => {
  test('shows what one person sees, with threads and their own ephemerals', async () => {
    here.slack.addChannel({ id: 'C-p', name: 'private', kind: 'private', members: ['U-bob'] });
    const root = await api(here.slack, 'chat.postMessage', { channel: 'C1', text: 'card' });
    await api(here.slack, 'chat.postMessage', { channel: 'C1', text: 'line', thread_ts: root.body['ts'] });
    await api(here.slack, 'chat.postEphemeral', { channel: 'C1', user, text: 'only alice' });
    const alice = await get(`state?user=${user}&channel=C1`);
    expect(alice).toMatchObject({
      channels: [{ id: 'C1', user_is_member: true }],
      channel: {
        messages: [
          { text: 'card', replies: [{ text: 'line' }] },
          { text: 'only alice', is_ephemeral: true },
        ],
      },
      ...{ views: [], home: null, reachable: true, mode: 'http', faults: [], calls: { 'chat.postMessage': 2 } },
    });
    const bob = await get('state?user=U-bob&channel=C1');
    expect(at(bob, 'channel.messages')).toHaveLength(1);
    expect(bob['channels']).toHaveLength(2);
  });
});

describe('a person’s acts', () => {
  test('a command opens a form; its fields are filled, refused and sent', async () => {
    const form = modal([textInput('reason', { min_length: 3 })], { callback_id: 'failover' });
    here.app.respond = ({ form: fields }) => {
      const trigger_id = fields.get('trigger_id');
      return trigger_id === null ? {} : api(here.slack, 'views.open', { trigger_id, view: form }).then(() => ({}));
    };
    const opened = await post('slash', { user, command: '/failover', text: '', channel: 'C1' });
    expect(opened.body).toMatchObject({ ok: true, view: { callback_id: 'failover', errors: {} } });
    const view = at(opened.body, 'view.id') ?? null;
    expect((await post('submit', { user, view })).body).toMatchObject({
      ...{ error: 'invalid_input', errors: { reason: 'Please complete this required field.' } },
    });
    expect((await post('action', { user, view, block_id: 'reason', text: 'it is down' })).body).toMatchObject({
      ok: true,
    });
    const state = await get(`state?user=${user}`);
    expect(at(state, 'views.0.state.values.reason.reason.value')).toBe('it is down');
    expect((await post('submit', { user, view })).body).toMatchObject({ ok: true, view: null });
  });

  test('options are asked for and chosen', async () => {
    const element = { type: 'external_select', action_id: 'who', min_query_length: 0 };
    const view = modal([{ type: 'input', block_id: 'who', label: plainText('Who'), element }]);
    await api(here.slack, 'views.open', { trigger_id: here.slack.as(user).trigger(), view });
    const id = here.slack.view(user)?.id ?? '';
    here.app.respond = () => ({ body: { options: [{ text: plainText('One'), value: '1' }] } });
    const found = await post('options', { user, view: id, block_id: 'who', query: '' });
    expect(found.body).toMatchObject({ ok: true, options: [{ value: '1' }] });
    expect((await post('action', { user, view: id, block_id: 'who', values: '1' })).body).toMatchObject({
      view: { state: { values: { who: { who: { selected_option: { value: '1' } } } } } },
    });
    expect((await post('close', { user, view: id })).body).toMatchObject({ ok: true, view: null });
  });

  test('clicks, words, shortcuts, the Home tab', async () => {
    const blocks = [section('s'), { type: 'actions', elements: [button('approve')] }];
    const sent = await api(here.slack, 'chat.postMessage', { channel: 'C1', text: 'card', blocks });
    const click = { user, channel: 'C1', ts: sent.body['ts'], action_id: 'approve' };
    expect((await post('click', click)).body).toMatchObject({ ok: true, status: 200 });
    expect((await post('click', { ...click, action_id: 'none' })).body).toMatchObject({
      ok: false,
      error: 'not_found',
    });
    expect((await post('say', { user, channel: 'C1', text: 'hello' })).body).toMatchObject({
      message: { text: 'hello' },
    });
    expect((await post('shortcut', { user, callback_id: 'start' })).body).toMatchObject({ ok: true });
    expect((await post('home', { user })).body).toMatchObject({ ok: true, view: null });
  });

  test('a malformed body is 400 and says what is wrong', async () => {
    expect(await post('click', { user })).toMatchObject({ status: 400, body: { ok: false, error: 'bad_request' } });
    expect(await post('slash', { user: 'U-none', command: '/failover', channel: 'C1' })).toMatchObject({
      ...{ status: 400, body: { detail: 'no user U-none' } },
    });
    expect(await post('nothing', {})).toMatchObject({ status: 400 });
  });
});

describe('switches', () => {
  test('faults, settings and reachability; the page itself stays reachable', async () => {
    expect((await post('faults', { target: 'chat.update', kind: 'html' })).body).toMatchObject({ fault: { times: 1 } });
    expect(await get('faults')).toMatchObject({ faults: [{ target: 'chat.update' }] });
    await post('faults/clear', {});
    expect(await get('faults')).toEqual({ faults: [] });
    await post('settings', { refused_blocks: ['plan'], rate_limits: true });
    expect(await get('state')).toMatchObject({ refused_blocks: ['plan'], rate_limits: true });
    await post('reachable', { reachable: false });
    expect(await get('state')).toMatchObject({ reachable: false });
    await expect(api(here.slack, 'auth.test')).rejects.toThrow('fetch failed');
    await post('reachable', { reachable: true });
    expect(await get('journal?after=0')).toMatchObject({ entries: [] });
  });
});

test('GET /admin/events tells each change with an id, and a comment every 15 seconds', async () => {
  const response = await fetch(`${here.slack.adminUrl}events`);
  expect(response.headers.get('content-type')).toBe('text/event-stream');
  const reader = response.body?.pipeThrough(new TextDecoderStream()).getReader();
  let seen = '';
  const until = async (words: string) => {
    while (!seen.includes(words)) seen += (await reader?.read())?.value ?? '';
  };
  await until('retry: 1000');
  await api(here.slack, 'chat.postMessage', { channel: 'C1', text: 'card' });
  await until('"what":"message"');
  expect(seen).toContain(`id: ${here.slack.model.version}\nevent: change\n`);
  await clock.advance(15_000);
  await until(': still here');
  await reader?.cancel();
});

describe('GET /admin/files', () => {
  test('gives a file that was uploaded into a channel, under its name, and no other', async () => {
    const asked = await api(here.slack, 'files.getUploadURLExternal', { filename: 'R-1 récord.jsonl', length: 5 });
    const id = String(asked.body['file_id']);
    await fetch(String(asked.body['upload_url']), { method: 'POST', body: 'one\n二' });
    const file = () => fetch(`${here.slack.adminUrl}files/${id}`);
    expect((await file()).status).toBe(400);
    await api(here.slack, 'files.completeUploadExternal', { files: [{ id, title: 'Record' }], channel_id: 'C1' });
    const given = await file();
    expect(given.headers.get('content-disposition')).toBe("attachment; filename*=UTF-8''R-1%20r%C3%A9cord.jsonl");
    expect(await given.text()).toBe('one\n二');
    expect((await fetch(`${here.slack.adminUrl}files/F-none`)).status).toBe(400);
  });
});

import { App, LogLevel, SocketModeReceiver } from '@slack/bolt';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { WebSocket } from 'ws';
import { isObject, type JsonObject, parseJson } from '../../../src/simulators/slack/validation/json.ts';
import {
  api,
  appToken,
  at,
  botToken,
  button,
  type ManualClock,
  manualClock,
  show,
  type Stage,
  stage,
} from './support.ts';

let here: Stage;
let clock: ManualClock;
beforeEach(async () => {
  clock = manualClock();
  here = await stage({ clock });
  here.slack.setAppUrl(null);
});
afterEach(() => here.close());

const slash = () => here.slack.as('U-alice').slash('/failover', 'help', 'C1');

interface Peer {
  readonly socket: WebSocket;
  readonly frames: JsonObject[];
  /** Resolves with the first frame after `skip` that came or comes. */
  frame(index: number): Promise<JsonObject>;
}

/** A bare Socket Mode client that acknowledges nothing by itself. */
async function connect(): Promise<Peer> {
  const { body } = await api(here.slack, 'apps.connections.open', {}, appToken);
  const socket = new WebSocket(show(body['url']));
  const frames: JsonObject[] = [];
  socket.on('message', (data: Buffer) => {
    const value = parseJson(data.toString());
    if (isObject(value)) frames.push(value);
  });
  const frame = async (index: number) => {
    await expect.poll(() => frames.length, { interval: 5 }).toBeGreaterThan(index);
    return frames[index] ?? {};
  };
  await frame(0);
  return { socket, frames, frame };
}

describe('a connection', () => {
  test('is greeted by hello, and its ticket works once', async () => {
    const { body } = await api(here.slack, 'apps.connections.open', {}, appToken);
    const peer = new WebSocket(show(body['url']));
    const hello = await new Promise<string>((resolve) => {
      peer.once('message', (data: Buffer) => resolve(data.toString()));
    });
    expect(parseJson(hello)).toMatchObject({
      type: 'hello',
      num_connections: 1,
      connection_info: { app_id: here.slack.model.app.id },
    });
    const again = new WebSocket(show(body['url']));
    await new Promise((resolve) => {
      again.once('error', resolve);
    });
    expect(here.slack.socket.connections()).toBe(1);
  });

  test('gets an envelope, and the payload of its ack is the answer', async () => {
    const peer = await connect();
    const acting = slash();
    const envelope = await peer.frame(1);
    expect(envelope).toMatchObject({
      type: 'slash_commands',
      accepts_response_payload: true,
      payload: { command: '/failover' },
    });
    peer.socket.send(JSON.stringify({ envelope_id: envelope['envelope_id'], payload: { text: 'hi' } }));
    expect(await acting).toMatchObject({ ok: true, status: 200, body: { text: 'hi' } });
    expect(here.slack.ephemerals('U-alice')).toMatchObject([{ text: 'hi' }]);
  });

  test('is one of several: each envelope goes to one of them', async () => {
    const peers = [await connect(), await connect()];
    for (let index = 0; index < 4; index += 1) {
      const acting = slash();
      await expect
        .poll(() => peers.reduce((sum, peer) => sum + peer.frames.length, 0), { interval: 5 })
        .toBe(3 + index);
      for (const peer of peers) {
        for (const { envelope_id } of peer.frames)
          if (envelope_id !== undefined) peer.socket.send(JSON.stringify({ envelope_id }));
      }
      await acting;
    }
    expect(peers.map((peer) => peer.frames.length)).toEqual([3, 3]);
  });
});

describe('without an ack', () => {
  test('three seconds later it is operation_timeout', async () => {
    const peer = await connect();
    const acting = slash();
    await peer.frame(1);
    await clock.advance(3_000);
    expect(await acting).toMatchObject({ error: 'operation_timeout' });
  });

  test('a broken connection’s envelope goes to another one, the same', async () => {
    const peers = [await connect(), await connect()];
    const acting = slash();
    await expect.poll(() => peers.some((peer) => peer.frames.length === 2), { interval: 5 }).toBe(true);
    const [first, second] = peers[0]?.frames.length === 2 ? peers : peers.toReversed();
    if (first === undefined || second === undefined) throw new Error('two peers');
    first.socket.terminate();
    const again = await second.frame(1);
    expect(again['envelope_id']).toBe(first.frames[1]?.['envelope_id']);
    second.socket.send(JSON.stringify({ envelope_id: again['envelope_id'] }));
    expect(await acting).toMatchObject({ ok: true });
  });

  test('an acknowledged envelope can be sent again, as Slack sometimes does', async () => {
    const peer = await connect();
    const acting = slash();
    const envelope = await peer.frame(1);
    peer.socket.send(JSON.stringify({ envelope_id: envelope['envelope_id'] }));
    await acting;
    expect(here.slack.socket.redeliver()).toBe(true);
    expect(await peer.frame(2)).toEqual(envelope);
  });
});

describe('losing the connection', () => {
  test('nothing is queued while there is none', async () => {
    expect(await slash()).toMatchObject({ error: 'dispatch_failed' });
    const peer = await connect();
    expect(peer.frames).toHaveLength(1);
  });

  test('is announced: warning, ten seconds, refresh_requested', async () => {
    const peer = await connect();
    const warned = here.slack.socket.warn();
    expect(await peer.frame(1)).toMatchObject({ type: 'disconnect', reason: 'warning' });
    const next = await connect();
    const acting = slash();
    const envelope = await next.frame(1);
    next.socket.send(JSON.stringify({ envelope_id: envelope['envelope_id'] }));
    expect(await acting).toMatchObject({ ok: true });
    await clock.advance(10_000);
    await warned;
    expect(await peer.frame(2)).toMatchObject({ type: 'disconnect', reason: 'refresh_requested' });
    await expect.poll(() => here.slack.socket.connections()).toBe(1);
  });

  test('half-open: it looks open and nothing passes', async () => {
    const peer = await connect();
    here.slack.socket.freeze();
    const acting = slash();
    let pongs = 0;
    peer.socket.on('pong', () => {
      pongs += 1;
    });
    peer.socket.ping();
    await expect.poll(() => clock.sleepers()).toBeGreaterThan(0);
    await clock.advance(3_000);
    expect(await acting).toMatchObject({ error: 'operation_timeout' });
    expect([peer.frames.length, pongs, peer.socket.readyState]).toEqual([1, 0, WebSocket.OPEN]);
  });
});

test('Bolt’s own Socket Mode receiver works against it', async () => {
  const receiver = new SocketModeReceiver({
    ...{ appToken, logLevel: LogLevel.ERROR },
    installerOptions: { clientOptions: { slackApiUrl: here.slack.apiUrl } },
  });
  const app = new App({
    token: botToken,
    receiver,
    clientOptions: { slackApiUrl: here.slack.apiUrl },
    convoStore: false,
  });
  app.command('/failover', async ({ ack, command }) => ack(`asked for ${command.text}`));
  app.action('approve', async ({ ack, body, respond }) => {
    await ack();
    await respond({ text: `by ${body.user.id}` });
  });
  await app.start();
  await expect.poll(() => here.slack.socket.connections()).toBe(1);
  await slash();
  const blocks = [{ type: 'actions', elements: [button('approve')] }];
  const sent = await api(here.slack, 'chat.postMessage', { channel: 'C1', text: 'card', blocks });
  await here.slack.as('U-alice').click({ channel: 'C1', ts: show(at(sent.body, 'ts')) }, 'approve');
  await here.slack.waitFor(() => here.slack.ephemerals('U-alice').length === 2);
  expect(here.slack.ephemerals('U-alice').map(({ text }) => text)).toEqual(['asked for help', 'by U-alice']);
  await app.stop();
  await expect.poll(() => here.slack.socket.connections()).toBe(0);
});

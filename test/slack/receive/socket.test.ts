/** Socket Mode against a real HTTP and WebSocket server: nothing that Slack or the network does ends more than one attempt. */
import { createServer } from 'node:net';
import { App, LogLevel } from '@slack/bolt';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { NewFault } from '../../../src/simulators/slack/http/faults.ts';
import { type SlackSandbox, startSlack } from '../../../src/simulators/slack/start.ts';
import { type SocketReceiver, socketReceiver } from '../../../src/slack/inbound/receive/socket.ts';
import { type ManualClock, manualClock } from '../../support/clock.ts';
import { eventually } from '../../support/driven.ts';

const appToken = 'xapp-test';

let slack: SlackSandbox;
let clock: ManualClock;
let receiver: SocketReceiver | null;
let logged: string[];
let refused: string[];
/** Rejections that nobody handled; each of them would end the process. */
let unhandled: unknown[];
const hear = (error: unknown) => unhandled.push(error);

beforeEach(async () => {
  clock = manualClock();
  [logged, refused, unhandled, receiver] = [[], [], [], null];
  process.on('unhandledRejection', hear);
  const workspace = { rateLimits: false };
  slack = await startSlack({ clock: manualClock(), signingSecret: 's', botToken: 'xoxb-test', appToken, workspace });
});
afterEach(async () => {
  await receiver?.stop();
  await slack.close();
  await new Promise((resolve) => setImmediate(resolve));
  process.off('unhandledRejection', hear);
  expect(unhandled).toEqual([]);
});

const silent = () => undefined;
const quiet = {
  debug: silent,
  info: silent,
  warn: silent,
  error: silent,
  setLevel: silent,
  setName: silent,
  getLevel: () => LogLevel.ERROR,
};

async function start(apiUrl = slack.apiUrl): Promise<SocketReceiver> {
  receiver = socketReceiver({
    appToken,
    apiUrl,
    logger: quiet,
    clock,
    business: (event, fields) => logged.push(`${event} ${JSON.stringify(fields)}`),
    onRefused: (code) => refused.push(code),
    random: () => 1,
  });
  const authorize = () => Promise.resolve({ botToken: 'xoxb-test', botId: '', botUserId: '' });
  await new App({ receiver, authorize, logger: quiet, convoStore: false }).start();
  return receiver;
}

const opens = () => slack.calls('apps.connections.open');
const isOpen = (count = 2) => eventually(() => slack.socket.connections() === count);
const fail = (fault: Partial<NewFault>) =>
  slack.faults.add({ target: 'apps.connections.open', kind: 'http_500_before', times: null, ...fault });

/** Time goes by in steps, and everybody has a moment after each. */
async function pass(ms: number, stepMs = 250): Promise<void> {
  for (let gone = 0; gone < ms; gone += stepMs) {
    clock.advance(stepMs);
    await new Promise((resolve) => setTimeout(resolve, 4));
  }
}

async function untilOpen(): Promise<void> {
  const all = () => receiver?.sockets().open === 2;
  for (let tried = 0; tried < 400 && !all(); tried += 1) await pass(250);
  expect(all()).toBe(true);
}

const faults: readonly [string, Partial<NewFault>][] = [
  ['answers 500', { kind: 'http_500_before' }],
  ['answers with a page of a proxy', { kind: 'html' }],
  ['answers 429', { kind: 'rate_limited', retryAfter: 3 }],
  ['answers 429 without saying until when', { kind: 'rate_limited', retryAfter: null }],
  ['cuts its answer off', { kind: 'cut_body' }],
  ['resets the connection', { kind: 'reset_before' }],
  ['answers internal_error', { kind: 'error', code: 'internal_error' }],
  ['answers a code that nobody knows', { kind: 'error', code: 'never_heard_of' }],
];

describe('while apps.connections.open', () => {
  it.each(faults)('%s at the start, it is tried again until it works', async (_what, fault) => {
    fail(fault);
    const { sockets } = await start();
    await pass(16_000);
    expect(opens()).toBeGreaterThan(2);
    expect(sockets()).toMatchObject({ open: 0, isRefused: false });
    expect(sockets().problem).not.toBeNull();
    slack.faults.clear();
    await untilOpen();
    expect(sockets()).toEqual({ open: 2, problem: null, isRefused: false });
    expect(refused).toEqual([]);
  });

  it.each(faults)('%s at a reconnect, it is tried again until it works', async (_what, fault) => {
    const { sockets } = await start();
    await isOpen();
    await pass(20_000, 5_000);
    fail(fault);
    slack.socket.disconnect();
    await isOpen(0);
    await pass(8_000);
    expect(sockets()).toMatchObject({ open: 0, isRefused: false });
    slack.faults.clear();
    await untilOpen();
    expect(sockets()).toEqual({ open: 2, problem: null, isRefused: false });
  });

  it.each([
    ['is refused the connection', async () => `http://127.0.0.1:${await freePort()}/api/`],
    ['has no address', async () => 'http://nonexistent.invalid/api/'],
  ])('%s, it is tried for ever', async (_what, address) => {
    const { sockets } = await start(await address());
    await eventually(() => sockets().problem !== null);
    await pass(120_000, 1_000);
    expect(sockets()).toMatchObject({ open: 0, isRefused: false });
    expect(refused).toEqual([]);
  });
});

describe('how often', () => {
  it('backs off to half a minute, and waits as long as Slack says', async () => {
    fail({});
    await start();
    await eventually(() => opens() >= 4);
    await pass(60_000, 500);
    // 1, 2, 4, 8, 16, 30 s: two connections, the first two attempts of each at once.
    expect(opens()).toBeLessThanOrEqual(2 * 8);
    slack.faults.clear();
    fail({ kind: 'rate_limited', retryAfter: 60 });
    await pass(60_000, 500);
    const before = opens();
    await pass(55_000, 500);
    expect(opens()).toBeLessThanOrEqual(before + 2);
  });

  it('a connection that Slack closes in the ordinary way is opened again at once', async () => {
    const { sockets } = await start();
    // Slack counts a connection before its hello is here.
    await eventually(() => sockets().open === 2);
    clock.advance(60_000);
    slack.socket.disconnect();
    await eventually(() => opens() === 4 && sockets().open === 2);
    expect(logged).toEqual([]);
  });

  it('connections that Slack closes at once, over and over, are not opened over and over', async () => {
    await start();
    await isOpen();
    for (let round = 0; round < 40; round += 1) {
      slack.socket.disconnect();
      await new Promise((resolve) => setTimeout(resolve, 5));
    }
    expect(opens()).toBeLessThanOrEqual(6);
    await untilOpen();
  });
});

describe('a socket', () => {
  it('whose handshake is cut off, or on which Slack never says hello, is given up and opened anew', async () => {
    slack.faults.add({ target: 'socket', kind: 'reset_before', times: 2 });
    slack.faults.add({ target: 'socket', kind: 'drop', times: 2 });
    const { sockets } = await start();
    for (let tried = 0; tried < 60 && sockets().open < 2; tried += 1) await pass(1_000, 500);
    expect(sockets()).toEqual({ open: 2, problem: null, isRefused: false });
    expect(slack.socket.connections()).toBe(2);
  });

  it.each([
    'null',
    '7',
    '"hello"',
    '[]',
    '{',
    '{}',
    '{"type":null}',
    '{"type":"error","envelope_id":"x","payload":{}}',
    '{"type":"disconnected"}',
    '{"type":"events_api","envelope_id":"x"}',
    '{"type":"events_api","envelope_id":"x","payload":null}',
    '{"type":"events_api","envelope_id":"x","payload":{}}',
    '{"type":"events_api","envelope_id":"x","payload":{"event":{"type":"ws_message"}}}',
    '{"type":"events_api","envelope_id":"x","payload":{"event":{"type":"disconnected"}}}',
    '{"type":"interactive","envelope_id":"x"}',
    '{"type":"slash_commands","payload":{}}',
  ])('drops %s, says so, and takes what comes next', async (frame) => {
    const { sockets } = await start();
    await eventually(() => sockets().open === 2);
    slack.socket.say(frame);
    const dropped = () => logged.filter((line) => line.startsWith('socket_message_dropped'));
    await eventually(() => dropped().length === 2);
    expect(logged).toEqual(dropped());
    expect(unhandled).toEqual([]);
    expect(sockets()).toEqual({ open: 2, problem: null, isRefused: false });
    slack.socket.say('{"type":"disconnect","reason":"refresh_requested"}');
    await eventually(() => opens() === 4);
  });

  it('is not waited for when the bot stops', async () => {
    const started = await start();
    await isOpen();
    slack.socket.freeze();
    await started.stop();
    expect(started.sockets().open).toBe(0);
  });
});

describe('an answer that no retry mends', () => {
  it.each([
    'invalid_auth',
    'not_authed',
    'account_inactive',
    'token_revoked',
    'missing_scope',
    'not_allowed_token_type',
  ])('%s at the start is told, and nothing is tried again', async (code) => {
    fail({ kind: 'error', code });
    await start();
    await eventually(() => refused.length > 0);
    expect(new Set(refused)).toEqual(new Set([code]));
    const before = opens();
    await pass(600_000, 60_000);
    expect(opens()).toBe(before);
  });

  it('later is logged, shown, and tried again every five minutes', async () => {
    const { sockets } = await start();
    await isOpen();
    await pass(20_000, 5_000);
    fail({ kind: 'error', code: 'token_revoked' });
    slack.socket.disconnect();
    await eventually(() => sockets().isRefused && sockets().open === 0);
    expect(logged).toEqual(['socket_refused {"code":"token_revoked"}']);
    await eventually(() => opens() === 4);
    await pass(299_000, 13_000);
    expect(opens()).toBe(4);
    await pass(450_000, 10_000);
    // Every five minutes, and up to half of that later, each of the two.
    expect(opens()).toBeGreaterThanOrEqual(6);
    expect(opens()).toBeLessThanOrEqual(8);
    expect(refused).toEqual([]);
    slack.faults.clear();
    const opened = () => logged.some((line) => line.startsWith('socket_open_again'));
    for (let tried = 0; tried < 500 && !opened(); tried += 1) await pass(1_000, 1_000);
    expect(opened()).toBe(true);
    expect(sockets()).toMatchObject({ problem: null, isRefused: false });
  });
});

function freePort(): Promise<number> {
  return new Promise((resolve) => {
    const server = createServer().listen(0, '127.0.0.1', () => {
      const address = server.address();
      const port = typeof address === 'object' && address !== null ? address.port : 0;
      server.close(() => resolve(port));
    });
  });
}

/** What reaches a listener, and what everybody else is answered. Bolt is Bolt, and the requests are HTTP. */
import { App } from '@slack/bolt';
import pino from 'pino';
import { Pool } from 'undici';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { sign } from '../../../src/simulators/slack/http/deliver.ts';
import { startServer } from '../../support/server.ts';
import { boltLogger } from '../../../src/slack/inbound/bolt-logger.ts';
import { httpReceiver } from '../../../src/slack/inbound/receive/http.ts';
import { type ManualClock, manualClock } from '../../support/clock.ts';

const signingSecret = 'a signing secret of these tests';
const form = 'application/x-www-form-urlencoded';
const json = 'application/json';

let clock: ManualClock;
let server: Awaited<ReturnType<typeof startServer>>;
let heard: unknown[];
let refused: string[];
let listening: (ack: () => Promise<void>) => Promise<void>;

beforeEach(async () => {
  // A year nobody lives in: the window is that of the clock that is handed in.
  clock = manualClock(Date.UTC(2031, 4, 5));
  heard = [];
  refused = [];
  listening = (ack) => ack();
  const logger = boltLogger(pino({ level: 'silent' }));
  const receiver = httpReceiver({ signingSecret, clock, logger, refused: (why) => refused.push(why) });
  const authorize = () => Promise.resolve({ botToken: 'xoxb-test', botId: '', botUserId: '' });
  const app = new App({ receiver, authorize, logger, convoStore: false, ignoreSelf: false });
  app.command(/^/, async ({ body, context, ack }) => {
    heard.push([body.command, context['delivery']]);
    await listening(ack);
  });
  app.action(/^/, async ({ body, ack }) => {
    heard.push(body.type);
    await listening(ack);
  });
  app.event('app_home_opened', ({ event }) => {
    heard.push(event.type);
    return Promise.resolve();
  });
  server = await startServer({
    host: '127.0.0.1',
    port: 0,
    slack: receiver.listener,
    checks: () => Promise.resolve([]),
    metrics: () => Promise.resolve({ type: 'text/plain', text: '' }),
  });
});
afterEach(() => server.stop());

interface Given {
  readonly type?: string;
  readonly secondsAgo?: number;
  readonly secret?: string;
  readonly headers?: Record<string, string>;
}

function signed(body: string, given: Given = {}): Record<string, string> {
  const seconds = Math.floor(clock.now() / 1_000) - (given.secondsAgo ?? 0);
  const signature = sign(given.secret ?? signingSecret, seconds, body);
  return { 'x-slack-request-timestamp': String(seconds), 'x-slack-signature': signature };
}

async function send(body: string, given: Given = {}): Promise<{ status: number; text: string; ms: number }> {
  const begun = performance.now();
  const answer = await fetch(`http://127.0.0.1:${server.port}/slack/events`, {
    method: 'POST',
    body,
    headers: { 'content-type': given.type ?? form, ...signed(body, given), ...given.headers },
  });
  return { status: answer.status, text: await answer.text(), ms: performance.now() - begun };
}

const command = 'command=%2Ffailover&text=help&user_id=U1';
const click = { type: 'block_actions', user: { id: 'U1' }, team: { id: 'T1' }, actions: [{ action_id: 'a' }] };
const pressed = `payload=${encodeURIComponent(JSON.stringify(click))}`;
const opened = JSON.stringify({ type: 'event_callback', event: { type: 'app_home_opened', user: 'U1' } });

describe('the time window', () => {
  it.each([
    [300, 200],
    [301, 401],
    [86_400, 401],
    [-60, 200],
    [-61, 401],
    [-86_400, 401],
  ])('a request of %i seconds ago is answered %i', async (secondsAgo, status) => {
    expect((await send(command, { secondsAgo })).status).toBe(status);
    expect(heard).toHaveLength(status === 200 ? 1 : 0);
    expect(refused).toEqual(status === 200 ? [] : ['too_old_or_ahead']);
  });
});

describe('a signature', () => {
  it('is handed on with what it signs', async () => {
    await send(command);
    const seconds = Math.floor(clock.now() / 1_000);
    expect(heard).toEqual([['/failover', `signature:${sign(signingSecret, seconds, command)}`]]);
  });

  it.each<[string, Given]>([
    ['with another secret', { secret: 'another' }],
    ['of another version', { headers: { 'x-slack-signature': 'v1=00' } }],
    ['that is empty', { headers: { 'x-slack-signature': '' } }],
    ['without a time', { headers: { 'x-slack-request-timestamp': '' } }],
    ['with words for a time', { headers: { 'x-slack-request-timestamp': 'now' } }],
    ['with a fraction for a time', { headers: { 'x-slack-request-timestamp': '1.5' } }],
  ])('%s is refused', async (_what, given) => {
    expect((await send(command, given)).status).toBe(401);
    expect(heard).toEqual([]);
  });
});

describe('a signed body', () => {
  it.each([
    ['a command', command, form],
    ['a command with a charset', command, `${form}; charset=utf-8`],
    ['a button', pressed, form],
    ['an event', opened, json],
    ['an event with a charset', opened, 'application/json; charset=UTF-8'],
  ])('%s is heard', async (_what, body, type) => {
    expect((await send(body, { type })).status).toBe(200);
    expect(heard).toHaveLength(1);
  });

  it.each([
    ['null', 'null', json],
    ['a number', '7', json],
    ['a text', '"x"', json],
    ['a list', '[{"type":"event_callback"}]', json],
    ['half an object', '{"type":', json],
    ['nothing', '', json],
    ['nothing in a form', '', form],
    ['a null payload', 'payload=null', form],
    ['a payload that is a list', 'payload=%5B%5D', form],
    ['a broken payload', 'payload=%7B%22type%22', form],
    ['two payloads', `${pressed}&${pressed}`, form],
    ['a payload and a command', `${pressed}&${command}`, form],
    ['a field twice', `${command}&user_id=U2`, form],
    ['a kind that Slack does not have', '{"type":"approve_everything"}', json],
    ['an event without one', '{"type":"event_callback"}', json],
    ['an event that is null', '{"type":"event_callback","event":null}', json],
    ['buttons that are none', 'payload=%7B%22type%22%3A%22block_actions%22%2C%22actions%22%3Anull%7D', form],
    ['a form under the name of text', command, 'text/plain'],
    ['a payload under the name of JSON', pressed, json],
    [
      'an object whose kind hangs on its prototype',
      '{"__proto__":{"type":"event_callback","event":{"type":"x"}}}',
      json,
    ],
  ])('%s is refused at once', async (_what, body, type) => {
    const { status, ms } = await send(body, { type });
    expect(status).toBe(400);
    expect(ms).toBeLessThan(2_000);
    expect(heard).toEqual([]);
    expect(refused).toEqual(['not_a_payload']);
  });

  it('of more than a megabyte is refused before its signature is looked at', async () => {
    expect((await send(`${command}&more=${'x'.repeat(1_000_001)}`, { secret: 'another' })).status).toBe(413);
    expect(refused).toEqual(['too_large']);
  });

  it('that was too large does not hold up what comes behind it on the same connection', async () => {
    const pool = new Pool(`http://127.0.0.1:${server.port}`, { connections: 1 });
    const post = (body: string, type: string) =>
      pool.request({ path: '/slack/events', method: 'POST', body, headers: { ...signed(body), 'content-type': type } });
    const large = await post('x'.repeat(4_000_000), form);
    await large.body.dump();
    const begun = performance.now();
    const small = await post(command, form);
    await small.body.dump();
    expect([large.statusCode, small.statusCode]).toEqual([413, 200]);
    expect(performance.now() - begun).toBeLessThan(2_000);
    await pool.destroy();
  });

  it('whose challenge Slack wants back gets it, signed only', async () => {
    const asked = '{"type":"url_verification","challenge":"abc"}';
    expect(await send(asked, { type: json })).toMatchObject({ status: 200, text: '{"challenge":"abc"}' });
    expect((await send(asked, { type: json, secret: 'another' })).status).toBe(401);
  });

  it('that checks the certificate is answered unsigned, and carries nothing in', async () => {
    expect((await send(`ssl_check=1&${command}`, { secret: 'another' })).status).toBe(200);
    expect((await send(`not_ssl_check=1&${command}`, { secret: 'another' })).status).toBe(401);
    expect(heard).toEqual([]);
  });
});

describe('a listener', () => {
  it('that fails is answered 500, so that the person sees it', async () => {
    listening = () => Promise.reject(new Error('no'));
    expect((await send(command)).status).toBe(500);
  });

  it('that fails after its answer changes nothing any more', async () => {
    listening = async (ack) => {
      await ack();
      throw new Error('late');
    };
    expect((await send(command)).status).toBe(200);
    listening = (ack) => ack();
    expect((await send(command)).status).toBe(200);
  });

  it('that hangs is answered for within Slack’s three seconds, and its late answer harms nobody', async () => {
    let late: () => Promise<void> = () => Promise.resolve();
    listening = (ack) => {
      late = ack;
      return new Promise(() => undefined);
    };
    const { status, ms } = await send(command);
    expect(status).toBe(503);
    expect(ms).toBeLessThan(3_000);
    await expect(late()).rejects.toThrow();
    listening = (ack) => ack();
    expect((await send(command)).status).toBe(200);
  });
});

/** Slack through the proxy of a network: every way there goes through it, and OCP does not. */
import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import { connect, type Socket } from 'node:net';
import { App } from '@slack/bolt';
import { Writable } from 'node:stream';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { readConfig } from '../../src/config.ts';
import { createLog } from '../../src/log/log.ts';
import { secretsOf } from '../../src/log/secrets.ts';
import { startSlack } from '../../src/simulators/slack/start.ts';
import { call, createWeb } from '../../src/slack/client/web.ts';
import { type Egress, egressThrough } from '../../src/slack/client/egress.ts';
import { boltLogger } from '../../src/slack/inbound/bolt-logger.ts';
import { socketReceiver } from '../../src/slack/inbound/receive/socket.ts';
import { manualClock } from '../support/clock.ts';
import { eventually, startDriven } from '../support/driven.ts';

const logger = boltLogger(
  createLog({ level: 'error', destination: new Writable({ write: (_chunk, _encoding, done) => done() }) }),
);
const tokens = { signingSecret: 's', botToken: 'xoxb-test', appToken: 'xapp-test' } as const;

let proxy: Server;
let sockets: Socket[];
/** Where the proxy was asked to connect to. */
let asked: string[];
/** Connections that became WebSockets on their way through. */
let upgraded: number;
/** What it answers instead; null: it connects. */
let refusal: number | null;

beforeEach(async () => {
  [sockets, asked, upgraded, refusal] = [[], [], 0, null];
  proxy = createServer((_request, response) => response.writeHead(405).end());
  proxy.on('connect', (request, client: Socket, head: Buffer) => {
    asked.push(request.url ?? '');
    if (refusal !== null) return void client.end(`HTTP/1.1 ${refusal} Refused\r\n\r\n`);
    const [host, port] = (request.url ?? '').split(':');
    const server = connect(Number(port), host);
    for (const socket of [client, server]) sockets.push(socket.on('error', () => undefined));
    server.once('connect', () => {
      client.write('HTTP/1.1 200 Connected\r\n\r\n');
      server.write(head);
      client.on('data', (data: Buffer) => {
        if (/^upgrade: websocket/im.test(data.toString('latin1'))) upgraded += 1;
      });
      client.pipe(server).pipe(client);
    });
  });
  proxy.listen(0, '127.0.0.1');
  await once(proxy, 'listening');
});

afterEach(async () => {
  for (const socket of sockets) socket.destroy();
  proxy.close();
  proxy.closeAllConnections();
});

function proxyUrl(): string {
  const address = proxy.address();
  return `http://127.0.0.1:${typeof address === 'object' && address ? address.port : 0}`;
}

function through(noProxy = ''): Egress {
  return egressThrough({ url: proxyUrl(), noProxy });
}

it('the Web API goes through it, and so do the connections of Socket Mode', async () => {
  const slack = await startSlack({ clock: manualClock(), ...tokens, workspace: { rateLimits: false } });
  const egress = through();
  const web = createWeb(tokens.botToken, slack.apiUrl, logger, undefined, egress);
  expect(await call('auth.test', () => web.auth.test())).toMatchObject({ ok: true });
  const host = new URL(slack.apiUrl).host;
  expect(asked).toEqual([host]);

  const { appToken } = tokens;
  const clock = manualClock();
  const options = {
    appToken,
    apiUrl: slack.apiUrl,
    logger,
    clock,
    business: () => undefined,
    onRefused: () => undefined,
  };
  const receiver = socketReceiver({ ...options, egress });
  const authorize = () => Promise.resolve({ botToken: tokens.botToken, botId: '', botUserId: '' });
  await new App({ receiver, authorize, logger, convoStore: false }).start();
  await eventually(() => slack.socket.connections() === 2);
  expect(upgraded).toBe(2);
  await receiver.stop();
  await slack.close();
});

it('names in NO_PROXY are reached straight', async () => {
  const slack = await startSlack({ clock: manualClock(), ...tokens, workspace: { rateLimits: false } });
  const web = createWeb(tokens.botToken, slack.apiUrl, logger, undefined, through('localhost,127.0.0.1'));
  expect(await call('auth.test', () => web.auth.test())).toMatchObject({ ok: true });
  expect(asked).toEqual([]);
  await slack.close();
});

it('one that refuses is named as the cause', async () => {
  refusal = 403;
  const web = createWeb(tokens.botToken, 'http://slack.test/api/', logger, undefined, through());
  await expect(call('auth.test', () => web.auth.test())).rejects.toMatchObject({ reason: 'proxy_http_403' });
  expect(asked).toEqual(['slack.test:80']);
});

it('one at which nobody listens is named as the cause', async () => {
  const egress = through();
  proxy.close();
  proxy.closeAllConnections();
  const web = createWeb(tokens.botToken, 'http://slack.test/api/', logger, undefined, egress);
  await expect(call('auth.test', () => web.auth.test())).rejects.toMatchObject({ reason: 'proxy_ECONNREFUSED' });
});

it('one that lets calls through and no sockets is named as the cause as well', async () => {
  const slack = await startSlack({ clock: manualClock(), ...tokens, workspace: { rateLimits: false } });
  const receiver = socketReceiver({
    appToken: tokens.appToken,
    apiUrl: slack.apiUrl,
    logger,
    clock: manualClock(),
    business: () => undefined,
    onRefused: () => undefined,
    // Calls go straight here, so that the proxy has nothing to answer but the sockets.
    egress: { ...through(), fetch: (input, init) => fetch(input, init) },
  });
  refusal = 403;
  const authorize = () => Promise.resolve({ botToken: tokens.botToken, botId: '', botUserId: '' });
  await new App({ receiver, authorize, logger, convoStore: false }).start();
  await eventually(() => receiver.sockets().problem !== null);
  expect(receiver.sockets().problem).toBe('proxy_http_403');
  await receiver.stop();
  await slack.close();
});

it('is read from the environment, keeps this machine out, and its password is a secret', () => {
  const env = {
    SLACK_BOT_TOKEN: 'xoxb-1',
    SLACK_SIGNING_SECRET: 'signing',
    OCP_URL: 'https://ocp.example.com',
    OCP_ACCESS_KEY_ID: 'id',
    OCP_ACCESS_KEY_SECRET: 'secret',
    https_proxy: 'http://bot:pass%2Fword@proxy.example.com:3128',
    NO_PROXY: 'slack.internal',
  };
  const config = readConfig(env);
  if (config.kind !== 'live') throw new Error(config.kind);
  expect(config.slack.proxy).toEqual({
    url: 'http://bot:pass%2Fword@proxy.example.com:3128/',
    noProxy: 'slack.internal,localhost,127.0.0.1,::1',
  });
  expect(secretsOf(config)).toContain('pass/word');
  expect(readConfig({ ...env, https_proxy: 'socks5://proxy' })).toMatchObject({
    kind: 'wrong',
    problems: [{ variable: 'https_proxy', wrong: 'is not the http or https address of a proxy' }],
  });
});

it('leads nothing to OCP: a bot behind a proxy that refuses everything reaches OCP all the same', async () => {
  refusal = 403;
  const world = await startDriven({ proxy: { url: proxyUrl(), noProxy: '' } });
  await world.pass(10_000, 1_000);
  const text = await (await fetch(`http://127.0.0.1:${world.bot().port}/metrics`)).text();
  expect(text).toMatch(/twokey_ocp_calls_total\{[^}]*outcome="ok"[^}]*\} [1-9]/);
  expect(asked.length).toBeGreaterThan(0);
  expect(asked).not.toContain(new URL(world.ocp.url).host);
  await world.close();
});

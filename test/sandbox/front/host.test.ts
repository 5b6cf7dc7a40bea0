/** By which names the sandbox lets itself be called: a page whose name was made to lead here must not reach it. */
import { get } from 'node:http';
import { afterEach, describe, expect, it } from 'vitest';
import { systemClock } from '../../../src/lib/clock.ts';
import { startFront } from '../../../src/sandbox/front/server.ts';
import { startOcp } from '../../../src/simulators/ocp/http/server.ts';
import { createBotProcess } from '../../../src/sandbox/process.ts';
import { startSlack } from '../../../src/simulators/slack/start.ts';

const nothing = () => {};
const bot = createBotProcess({ clock: systemClock, program: '', port: 0, env: {}, changed: nothing });
const undo: (() => Promise<void>)[] = [];
afterEach(async () => {
  for (const step of undo.splice(0)) await step();
});

async function serve(host: string): Promise<number> {
  const front = await startFront({
    host,
    port: 0,
    page: '',
    slackUrl: '',
    ocpUrl: '',
    bot,
    events: { stream: nothing, botChanged: nothing, run: () => Promise.resolve(), close: nothing },
    policy: { read: () => Promise.resolve('rules: []\n'), write: () => Promise.resolve() },
    about: {},
  });
  undo.push(() => front.stop());
  return front.port;
}

function statusOf(port: number, host: string, path = '/sandbox/policy'): Promise<number | undefined> {
  return new Promise((resolve, reject) => {
    get({ host: '127.0.0.1', port, path, headers: { host } }, (answer) => {
      answer.resume();
      resolve(answer.statusCode);
    }).once('error', reject);
  });
}

describe('on loopback', () => {
  it.each(['localhost:PORT', '127.0.0.1:PORT', '[::1]:PORT', 'LocalHost:PORT'])('it answers as %s', async (host) => {
    const port = await serve('127.0.0.1');
    expect(await statusOf(port, host.replace('PORT', String(port)))).toBe(200);
  });

  it.each([
    'evil.example',
    'evil.example:PORT',
    'localhost.evil.example:PORT',
    'localhost',
    'localhost:1',
    '10.0.0.1:PORT',
    '127.0.0.1.evil.example:PORT',
    'localhost:PORT:PORT',
    'evil.example@localhost:PORT',
  ])('it does not answer as %s', async (host) => {
    const port = await serve('127.0.0.1');
    for (const path of ['/', '/healthz', '/sandbox/policy', '/slack/admin/state', '/ocp/admin/state'])
      expect([path, await statusOf(port, host.replaceAll('PORT', String(port)), path)]).toEqual([path, 403]);
  });
});

describe('told to listen elsewhere', () => {
  it('it answers by that name, too', async () => {
    const port = await serve('localhost');
    expect(await statusOf(port, `localhost:${port}`)).toBe(200);
    expect(await statusOf(port, `evil.example:${port}`)).toBe(403);
  });

  it.each([
    ['localhost:8080', 200],
    ['192.0.2.7:8080', 200],
    ['[2001:db8::1]', 200],
    ['evil.example:3000', 403],
    ['[evil.example]:3000', 403],
  ])('on every address it answers by addresses, through whichever port: %s is answered %i', async (host, status) => {
    expect(await statusOf(await serve('0.0.0.0'), host)).toBe(status);
  });
});

describe('behind it', () => {
  it('the simulators’ own admin sides answer no foreign name either', async () => {
    const ocp = await startOcp({
      clock: systemClock,
      credentials: { accessKeyId: 'a', accessKeySecret: 'b', username: 'c', password: 'd' },
    });
    undo.push(() => ocp.close());
    const slack = await startSlack({ clock: systemClock, botToken: 'xoxb-x', appToken: 'xapp-x', signingSecret: 'x' });
    undo.push(() => slack.close());
    for (const { port } of [ocp, slack]) {
      expect(await statusOf(port, `127.0.0.1:${port}`, '/admin/state')).toBe(200);
      expect(await statusOf(port, `evil.example:${port}`, '/admin/state')).toBe(403);
    }
  });
});

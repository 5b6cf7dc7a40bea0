/** What the sandbox serves of its bot beside the page. */
import { createServer, type Server } from 'node:http';
import { afterEach, expect, it } from 'vitest';
import { systemClock } from '../../../src/lib/clock.ts';
import { startFront } from '../../../src/sandbox/front/server.ts';
import { createBotProcess, freePort } from '../../../src/sandbox/process.ts';

const nothing = () => {};
let bot: Server | null = null;
let front: Awaited<ReturnType<typeof startFront>>;

async function start(hasBot: boolean): Promise<string> {
  const port = await freePort();
  if (hasBot) {
    bot = createServer((request, response) => response.writeHead(503).end(`the bot at ${request.url}`));
    await new Promise<void>((resolve) => bot?.listen(port, '127.0.0.1', resolve));
  }
  front = await startFront({
    host: '127.0.0.1',
    port: 0,
    page: '',
    slackUrl: '',
    ocpUrl: '',
    bot: createBotProcess({ clock: systemClock, program: '', port, env: {}, changed: nothing }),
    events: { stream: nothing, botChanged: nothing, run: () => Promise.resolve(), close: nothing },
    policy: { read: () => Promise.resolve(''), write: () => Promise.resolve() },
    about: {},
  });
  return `http://127.0.0.1:${front.port}`;
}

afterEach(async () => {
  await front.stop();
  bot?.close();
  bot = null;
});

it.each(['/readyz', '/metrics'])('%s is what the bot answers', async (path) => {
  const answer = await fetch(`${await start(true)}${path}`);
  expect([answer.status, await answer.text()]).toEqual([503, `the bot at ${path}`]);
});

it('says so while the bot is killed', async () => {
  const answer = await fetch(`${await start(false)}/readyz`);
  expect([answer.status, await answer.text()]).toEqual([502, expect.stringContaining('did not answer')]);
});

/** The policy file of the sandbox, as its page reads and changes it. */
import { afterEach, beforeEach, expect, it } from 'vitest';
import { systemClock } from '../../../src/lib/clock.ts';
import { startFront } from '../../../src/sandbox/front/server.ts';
import { createBotProcess } from '../../../src/sandbox/process.ts';

const nothing = () => {};
let text: string;
let front: Awaited<ReturnType<typeof startFront>>;
let url: string;

beforeEach(async () => {
  text = 'rules: []\n';
  front = await startFront({
    host: '127.0.0.1',
    port: 0,
    page: '',
    slackUrl: '',
    ocpUrl: '',
    bot: createBotProcess({ clock: systemClock, program: '', port: 0, env: {}, changed: nothing }),
    events: { stream: nothing, botChanged: nothing, run: () => Promise.resolve(), close: nothing },
    policy: {
      read: () => Promise.resolve(text),
      write: (given) => {
        text = given;
        return Promise.resolve();
      },
    },
    about: {},
  });
  url = `http://127.0.0.1:${front.port}/sandbox/policy`;
});
afterEach(() => front.stop());

const save = (body: unknown, type = 'application/json') =>
  fetch(url, { method: 'POST', headers: { 'content-type': type }, body: JSON.stringify(body) });

it('is read and changed', async () => {
  expect(await (await fetch(url)).json()).toEqual({ text: 'rules: []\n' });
  expect((await save({ text: 'stop_all: yes\n' })).status).toBe(200);
  expect(text).toBe('stop_all: yes\n');
});

it.each([
  ['of another site', { text: 'x' }, 'text/plain', 403],
  ['that is no text', { text: 5 }, 'application/json', 400],
  ['that is endless', { text: 'x'.repeat(100_001) }, 'application/json', 400],
])('is left as it is by something %s', async (_, body, type, status) => {
  expect((await save(body, type)).status).toBe(status);
  expect(text).toBe('rules: []\n');
});

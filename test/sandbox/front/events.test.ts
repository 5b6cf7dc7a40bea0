/** The page's stream tells what the simulated phones show: at once, when it changes, and nothing while nobody is asked. */
import { createServer, type Server } from 'node:http';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { systemClock } from '../../../src/lib/clock.ts';
import { createEvents, type Events } from '../../../src/sandbox/front/events.ts';
import type { ShownCodes } from '../../../src/sandbox/phones.ts';
import { createBotProcess } from '../../../src/sandbox/process.ts';
import { createWorkspace } from '../../../src/simulators/slack/model/workspace.ts';
import { testModel } from '../ocp/support.ts';
import { type ManualClock, manualClock } from '../slack/support.ts';

let clock: ManualClock;
let shown: ShownCodes | null;
let events: Events;
let server: Server;
let running: AbortController;
let engine: Promise<void>;

beforeEach(async () => {
  clock = manualClock();
  shown = null;
  const bot = createBotProcess({ clock: systemClock, program: '', port: 0, env: {}, changed: () => {} });
  events = createEvents({ clock, ocp: testModel(), slack: createWorkspace(clock), bot, codes: () => shown });
  running = new AbortController();
  engine = events.run(running.signal);
  server = createServer((request, response) => events.stream(request, response));
  await new Promise<void>((resolve) => {
    server.listen(0, '127.0.0.1', resolve);
  });
});
afterEach(async () => {
  running.abort();
  events.close();
  await engine;
  server.close();
});

/** The `codes` of a new stream, one after the other. */
async function* told(): AsyncGenerator {
  const address = server.address();
  const port = typeof address === 'object' ? address?.port : 0;
  const { body } = await fetch(`http://127.0.0.1:${port}/`);
  if (body === null) return;
  let text = '';
  for await (const chunk of body.pipeThrough(new TextDecoderStream())) {
    text += chunk;
    const parts = text.split('\n\n');
    text = parts.pop() ?? '';
    for (const part of parts) {
      const data = /^event: codes\ndata: (.*)$/.exec(part)?.[1];
      if (data !== undefined) yield JSON.parse(data);
    }
  }
}

it('tells them when they begin, change and end, with the time that is left', async () => {
  const stream = told();
  const next = async () => (await stream.next()).value;
  expect(await next()).toBeNull();
  const phones = [{ id: 'U0ARUN', code: '123456' }];
  shown = { phones, until: clock.now() + 20_000 };
  await clock.advance(1_000);
  expect(await next()).toEqual({ phones, leftMs: 19_800 });
  shown = { phones: [{ id: 'U0ARUN', code: '654321' }], until: clock.now() + 30_000 };
  await clock.advance(1_000);
  // Between the two, nothing was told: seconds are counted on the page.
  expect(await next()).toMatchObject({ phones: [{ code: '654321' }] });
  const second = told();
  expect((await second.next()).value).toMatchObject({ phones: [{ code: '654321' }], leftMs: 29_000 });
  shown = null;
  await clock.advance(1_000);
  expect(await next()).toBeNull();
  await Promise.all([stream.return(undefined), second.return(undefined)]);
});

/** The sandbox's switch for the bot: a process that is killed and started like the real one. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { systemClock } from '../../src/lib/clock.ts';
import { type BotProcess, createBotProcess, freePort } from '../../src/sandbox/process.ts';

const program = `
import { createServer } from 'node:http';
createServer((request, response) => response.end('ok')).listen(Number(process.env.PORT), process.env.HOST);
`;

let folder: string;
let bot: BotProcess;
beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'twokey-process-'));
  const path = join(folder, 'bot.mjs');
  writeFileSync(path, program);
  const port = await freePort();
  bot = createBotProcess({ clock: systemClock, program: path, port, env: {}, changed: () => {} });
});
afterEach(async () => {
  await bot.stop();
  rmSync(folder, { recursive: true, force: true });
});

it('runs it until it is killed, and starts it anew, however soon after', async () => {
  await bot.start();
  const { pid } = bot.status();
  expect(bot.status()).toMatchObject({ state: 'running', starts: 1 });
  bot.kill();
  expect(bot.status()).toMatchObject({ state: 'killed' });
  await Promise.all([bot.start(), bot.start()]);
  expect(bot.status()).toMatchObject({ state: 'running', starts: 2 });
  expect(bot.status().pid).not.toBe(pid);
});

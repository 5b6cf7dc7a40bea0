/** `npm run dev` by npm itself, in a folder as somebody checked out, while sources change. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import {
  appendFileSync,
  cpSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { until } from '../support/process.ts';
import { findChromium, launch } from './browser.ts';

const executable = findChromium();
const WAIT = { timeoutMs: 60_000 };
const status = z.object({ state: z.string(), starts: z.number(), log: z.array(z.string()) });

let folder: string;
let url: string;
let stop: () => Promise<unknown>;

beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'twokey-dev-'));
  mkdirSync(join(folder, 'test'));
  for (const name of ['package.json', 'vite.bot.config.ts', 'vite.page.config.ts', 'src', 'test/tools'])
    cpSync(name, join(folder, name), { recursive: true });
  symlinkSync(resolve('node_modules'), join(folder, 'node_modules'));
  const env = { PATH: process.env['PATH'], HOME: folder, TMPDIR: process.env['TMPDIR'], PORT: '0' };
  const npm = spawn('npm', ['run', 'dev', '--no-update-notifier'], { cwd: folder, env, detached: true });
  const ended = once(npm, 'exit');
  let output = '';
  for (const stream of [npm.stdout, npm.stderr]) stream.on('data', (part: Buffer) => (output += part.toString()));
  stop = () => {
    // As a terminal's Ctrl-C: the whole group.
    if (npm.pid !== undefined) process.kill(-npm.pid, 'SIGINT');
    return ended;
  };
  url = await until(() => /^Twokey sandbox: (http:\S+)$/m.exec(output)?.[1], {
    ...WAIT,
    what: `the sandbox: ${output}`,
  });
});

afterEach(async () => {
  await stop();
  rmSync(folder, { recursive: true, force: true });
});

const bot = async () => status.parse(await (await fetch(`${url}/sandbox/bot`)).json());

function change(path: string, from: string, to: string): void {
  const file = join(folder, path);
  const text = readFileSync(file, 'utf8');
  expect(text).toContain(from);
  writeFileSync(file, text.replace(from, to));
}

describe('npm run dev', () => {
  it('restarts the bot with a line that was added to it, in the same sandbox', async () => {
    expect(await bot()).toMatchObject({ state: 'running', starts: 1 });
    appendFileSync(join(folder, 'src/app/entry.ts'), "process.stderr.write('a line that was added\\n');\n");
    await until(async () => (await bot()).log.includes('a line that was added'), WAIT);
    await until(async () => (await bot()).state === 'running', WAIT);
    expect((await bot()).starts).toBe(2);
  });

  it.skipIf(executable === null)('shows a page that was changed without a hand on it', async (test) => {
    const browser = await launch(executable ?? '');
    test.onTestFinished(() => browser.close());
    const page = await browser.newPage();
    await page.goto(url);
    await page.waitForFunction(() => document.title === 'Twokey sandbox');
    change('src/sandbox/page/index.html', '<title>Twokey sandbox</title>', '<title>Changed</title>');
    await page.waitForFunction(() => document.title === 'Changed', null, { timeout: WAIT.timeoutMs });
  });
});

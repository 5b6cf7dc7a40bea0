/** Signals at the start: the process ends, whatever it was doing, has served nobody and holds nothing. */
import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync, statSync } from 'node:fs';
import { connect, createServer } from 'node:net';
import { afterEach, beforeEach, describe, expect, it, onTestFinished } from 'vitest';
import { freePort, pause, requireBuild, spawnBot, startBotProcess, until } from '../support/process.ts';
import { type ProcessWorld, startProcessWorld } from '../support/process-world.ts';

let world: ProcessWorld;
beforeEach(async () => {
  world = await startProcessWorld();
});
afterEach(() => world.close());

const told = `process.kill(process.pid, 'SIGTERM');`;

/** JavaScript that runs before the program: `act` happens when the program asks for a module of such a name. */
const whenLoading = (name: string) =>
  `import Module from 'node:module';
  const load = Module._load;
  Module._load = (request, ...rest) => {
    if (request.includes('${name}')) ${told}
    return load(request, ...rest);
  };`;

/** The same, when the program calls a function of Node's with such a first argument. */
const whenCalling = (holder: string, name: string, first = '') =>
  `import { createRequire } from 'node:module';
  const require = createRequire('/');
  const holder = ${holder};
  const original = holder.${name};
  holder.${name} = function (...args) {
    if (String(args[0]).endsWith('${first}')) ${told}
    return original.apply(this, args);
  };`;
const whenReading = (file: string) => whenCalling("require('node:fs').promises", 'stat', file);

const whenHearing = (act: string) =>
  `const on = process.on;
  process.on = function (name, ...rest) {
    const result = on.call(this, name, ...rest);
    if (name === 'SIGTERM') ${act}
    return result;
  };`;

async function startsAsEver(): Promise<void> {
  const bot = await startBotProcess({ env: world.env, port: world.port });
  expect(await bot.terminate()).toEqual({ code: 0, signal: null });
}

describe('SIGTERM while it starts', () => {
  it.each([
    ['as soon as it hears', whenHearing(told)],
    ['while the program is loaded', whenLoading('parts/main.js')],
    ['while the bot is loaded', whenLoading('bot.js')],
    ['while the policy is read', whenReading('policy.yaml')],
    ['while the store is loaded', whenLoading('sqlite')],
    ['while the store is opened', whenCalling("require('node:fs')", 'openSync', 'twokey.db')],
  ])('%s ends it with 0; it serves nobody and holds nothing', async (_when, before) => {
    const bot = spawnBot({ env: world.env, port: world.port, before });
    expect(await bot.exited, bot.output()).toEqual({ code: 0, signal: null });
    // It may have taken the lead, which it gives back; it must not have opened its door.
    expect(bot.output()).not.toContain('"started"');
    await startsAsEver();
  });

  it('ends it with 0 after it has begun to listen, too', async () => {
    const before = whenCalling("require('node:net').Server.prototype", 'listen');
    const bot = spawnBot({ env: world.env, port: world.port, before });
    expect(await bot.exited, bot.output()).toEqual({ code: 0, signal: null });
    await startsAsEver();
  });

  it('ends it at any moment: with 0, or by the signal as long as Node itself is being loaded', async () => {
    for (let ms = 0; ms <= 600; ms += 60) {
      const bot = spawnBot({ env: world.env, port: world.port });
      await pause(ms);
      const exit = await bot.terminate();
      expect([0, null], `${ms} ms: ${bot.output()}`).toContain(exit.code);
      expect(exit.signal ?? 'SIGTERM').toBe('SIGTERM');
    }
    await startsAsEver();
  });

  it('ends it with 0 while another bot holds the store', async () => {
    const first = await startBotProcess({ env: world.env, port: world.port });
    onTestFinished(async () => void (await first.kill()));
    const bot = spawnBot({ env: world.env, port: await freePort(), before: whenLoading('sqlite') });
    expect(await bot.exited, bot.output()).toEqual({ code: 0, signal: null });
    expect((await fetch(`${first.origin}/healthz`)).status).toBe(200);
  });

  it('ends it with 0 while the store does not answer', async () => {
    const silent = createServer();
    silent.listen(0, '127.0.0.1');
    await once(silent, 'listening');
    onTestFinished(() => void silent.close());
    const address = silent.address();
    const port = typeof address === 'object' ? address?.port : 0;
    const connected = once(silent, 'connection');
    const env = { ...world.env, DATABASE_URL: `postgres://twokey:secret@127.0.0.1:${port}/twokey` };
    const bot = spawnBot({ env, port: world.port });
    await connected;
    expect(await bot.terminate(), bot.output()).toEqual({ code: 0, signal: null });
  });

  it('ends it while the policy file does not answer', async () => {
    const policy = `${world.policyFile}.pipe`;
    expect(spawnSync('mkfifo', [policy]).status).toBe(0);
    const bot = spawnBot({
      env: { ...world.env, POLICY_FILE: policy },
      port: world.port,
      before: whenReading('.pipe'),
    });
    expect(await bot.exited).toEqual({ code: null, signal: 'SIGKILL' });
    await startsAsEver();
  });

  it('ends it with 0 in Socket Mode while Slack is away', async () => {
    world.slack.setReachable(false);
    const env = { ...world.env, SLACK_APP_TOKEN: 'xapp-process-tests' };
    const bot = spawnBot({ env, port: world.port });
    await until(() => bot.output().includes('"started"'));
    expect(await bot.terminate(), bot.output()).toEqual({ code: 0, signal: null });
  });
});

describe('the first process of a container', () => {
  const unshare = ['--pid', '--fork', '--kill-child', '--mount-proc'];
  const isPossible = spawnSync('unshare', [...unshare, 'true']).status === 0;
  if (!isPossible) process.stdout.write('unshare is not possible here: nothing is tested as process 1.\n');

  it.skipIf(!isPossible).each([
    ['as soon as it hears', 'hears'],
    ['when it serves', '"started"'],
  ])('ends with 0 on SIGTERM %s', async (_when, due) => {
    requireBuild();
    const env = { PATH: process.env['PATH'], HOST: '127.0.0.1', PORT: String(world.port), ...world.env };
    const before = `data:text/javascript,${encodeURIComponent(whenHearing("process._rawDebug('hears');"))}`;
    const args = [...unshare, process.execPath, '--import', before, 'dist/main.js'];
    const outer = spawn('unshare', args, { env, stdio: ['ignore', 'pipe', 'pipe'] });
    onTestFinished(() => void outer.kill('SIGKILL'));
    let output = '';
    for (const stream of [outer.stdout, outer.stderr]) stream.on('data', (part: Buffer) => (output += part.toString()));
    const exited = once(outer, 'exit');
    await until(() => output.includes(due));
    const inner = Number(readFileSync(`/proc/${outer.pid}/task/${outer.pid}/children`, 'utf8'));
    process.kill(inner, 'SIGTERM');
    expect(await exited).toEqual([0, null]);
    await startsAsEver();
  });

  it('hears before it has loaded anything that takes time', () => {
    requireBuild();
    const entry = readFileSync('dist/main.js', 'utf8');
    const before = entry.slice(0, entry.indexOf('process.on('));
    const parts = [...before.matchAll(/require\("(.+?)"\)/g)].map(([, part = '']) => statSync(`dist/${part}`).size);
    expect(parts.reduce((sum, size) => sum + size, before.length)).toBeLessThan(10_000);
  });
});

describe('SIGUSR1', () => {
  it('opens no inspector, and the process lives', async () => {
    const port = await freePort();
    const bot = await startBotProcess({
      env: { ...world.env, NODE_OPTIONS: `--inspect-port=${port}` },
      port: world.port,
    });
    onTestFinished(async () => void (await bot.kill()));
    // A process that is told the same at the same time, and does not mind.
    const otherPort = await freePort();
    const other = spawn(
      process.execPath,
      [`--inspect-port=${otherPort}`, '-e', "console.log('up');setInterval(() => {}, 1000)"],
      { stdio: ['ignore', 'pipe', 'ignore'] },
    );
    onTestFinished(() => void other.kill('SIGKILL'));
    await once(other.stdout, 'data');
    process.kill(bot.pid, 'SIGUSR1');
    process.kill(other.pid ?? 0, 'SIGUSR1');
    await until(() => listens(otherPort));
    expect(await listens(port)).toBe(false);
    expect((await fetch(`${bot.origin}/healthz`)).status).toBe(200);
    expect(bot.output()).not.toContain('Debugger');
    expect(await bot.terminate()).toEqual({ code: 0, signal: null });
  });
});

async function listens(port: number): Promise<boolean> {
  const socket = connect(port, '127.0.0.1');
  return new Promise((resolve) => {
    socket.once('connect', () => resolve(true)).once('error', () => resolve(false));
  }).then((open) => {
    socket.destroy();
    return open === true;
  });
}

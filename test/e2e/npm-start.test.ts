/** `npm start` by npm itself, in a folder as somebody checked out and built it. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import {
  cpSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  readlinkSync,
  rmSync,
  statSync,
  symlinkSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { requireBuild, until } from '../support/process.ts';
import { type ProcessWorld, startProcessWorld } from '../support/process-world.ts';

let world: ProcessWorld;
let folder: string;
beforeEach(async () => {
  requireBuild();
  world = await startProcessWorld();
  folder = mkdtempSync(join(tmpdir(), 'twokey-npm-'));
  for (const name of ['package.json', 'start.js', 'vite.bot.config.ts', 'vite.page.config.ts'])
    cpSync(name, join(folder, name));
  cpSync('src', join(folder, 'src'), { recursive: true });
  cpSync('dist', join(folder, 'dist'), { recursive: true });
});
afterEach(async () => {
  for (const pid of runningIn(folder)) process.kill(pid, 'SIGKILL');
  await world.close();
  rmSync(folder, { recursive: true, force: true });
});

/** Of what npm installed, only what the program needs at run time. */
function omitDev(): void {
  mkdirSync(join(folder, 'node_modules'));
  for (const name of ['@photostructure', 'node-gyp-build'])
    symlinkSync(resolve('node_modules', name), join(folder, 'node_modules', name));
}

const withDev = () => symlinkSync(resolve('node_modules'), join(folder, 'node_modules'));

/** As after an edit: later than anything that is built. */
function edit(path: string): void {
  const later = new Date(Date.now() + 1_000);
  utimesSync(join(folder, path), later, later);
}

/** Processes that work in the folder, npm and whatever it started. */
function runningIn(path: string): readonly number[] {
  return readdirSync('/proc')
    .map(Number)
    .filter((pid) => pid > 0 && cwdOf(pid) === path);
}

function cwdOf(pid: number): string | null {
  try {
    return readlinkSync(`/proc/${pid}/cwd`);
  } catch {
    return null;
  }
}

function commandOf(pid: number): string {
  try {
    return readFileSync(`/proc/${pid}/cmdline`, 'utf8').replaceAll('\0', ' ');
  } catch {
    return '';
  }
}

interface Started {
  readonly pid: number;
  readonly exited: Promise<unknown>;
  output(): string;
}

function npmStart(): Started {
  const env = { PATH: process.env['PATH'], HOME: folder, HOST: '127.0.0.1', PORT: String(world.port), ...world.env };
  const child = spawn('npm', ['start', '--no-update-notifier'], {
    cwd: folder,
    env,
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let output = '';
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (part: Buffer) => (output += part.toString()));
  return { pid: child.pid ?? 0, exited: once(child, 'exit'), output: () => output };
}

const builtAt = () => statSync(join(folder, 'dist/main.js')).mtimeMs;

describe('npm start', () => {
  it('starts what is built, without what builds it; SIGTERM to npm leaves no process, and gives port and store back', async () => {
    omitDev();
    const before = builtAt();
    // The second start finds both free, or it would say that they are not.
    for (const _time of [1, 2]) {
      const npm = npmStart();
      await until(() => npm.output().includes('"started"'), { timeoutMs: 30_000 });
      expect(
        runningIn(folder)
          .map(commandOf)
          .filter((command) => command.includes('start.js')),
      ).toHaveLength(1);
      process.kill(npm.pid, 'SIGTERM');
      await npm.exited;
      await until(() => runningIn(folder).length === 0, { timeoutMs: 10_000 });
      expect(npm.output()).toContain('"stopped"');
    }
    expect(builtAt()).toBe(before);
  });

  it('ends as calmly when a terminal tells everybody at once', async () => {
    omitDev();
    const npm = npmStart();
    await until(() => npm.output().includes('"started"'), { timeoutMs: 30_000 });
    // npm tells its child once more.
    for (const pid of runningIn(folder)) process.kill(pid, 'SIGINT');
    await npm.exited;
    await until(() => runningIn(folder).length === 0, { timeoutMs: 10_000 });
    expect(npm.output()).toContain('"stopped"');
  });

  it.each([
    ['is older than its sources', () => edit('src/main.ts'), 'dist/ is older than src/main.ts'],
    ['is not there', () => rmSync(join(folder, 'dist'), { recursive: true }), 'The program is not built'],
    ['is half there', () => rmSync(join(folder, 'dist/sandbox/page/index.html')), 'The program is not built'],
  ])('says what to do when what is built %s and cannot be built', async (_what, spoil, why) => {
    omitDev();
    spoil();
    const npm = npmStart();
    expect(await npm.exited).toEqual([78, null]);
    expect(npm.output()).toContain(`${why}, and what builds it (vite) is not installed. Run: npm ci && npm run build.`);
  });

  it('builds what is older than its sources, once', async () => {
    withDev();
    edit('vite.bot.config.ts');
    utimesSync(join(folder, 'dist/main.js'), 0, 0);
    const npm = npmStart();
    await until(() => npm.output().includes('"started"'), { timeoutMs: 60_000 });
    expect(builtAt()).toBeGreaterThan(0);
    expect(statSync(join(folder, 'dist/sandbox/page/index.html')).isFile()).toBe(true);
    process.kill(npm.pid, 'SIGTERM');
    await npm.exited;
    await until(() => runningIn(folder).length === 0);
  });

  it('that is told to stop while it builds leaves no build behind, and does not start', async () => {
    withDev();
    writeFileSync(join(folder, 'src/newer.ts'), 'export {};\n');
    edit('src/newer.ts');
    const npm = npmStart();
    await until(
      () =>
        runningIn(folder)
          .map(commandOf)
          .some((command) => command.includes('vite build')),
      { timeoutMs: 30_000 },
    );
    process.kill(npm.pid, 'SIGTERM');
    await npm.exited;
    await until(() => runningIn(folder).length === 0, { timeoutMs: 10_000 });
    expect(npm.output()).not.toContain('"started"');
  });
});

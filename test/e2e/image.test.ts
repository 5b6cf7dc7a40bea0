/** What the Dockerfile copies into the image is copied here, and run: the program needs nothing else beside it. */
import { cpSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { bringsSqlite } from '../../src/store/sqlite-library.ts';
import { freePort, requireBuild, spawnBot } from '../support/process.ts';
import { startProcessWorld } from '../support/process-world.ts';
import { startProgram } from './browser.ts';

let folder = '';
beforeAll(() => {
  requireBuild();
  folder = mkdtempSync(join(tmpdir(), 'twokey-image-'));
  const copied = [...readFileSync('Dockerfile', 'utf8').matchAll(/^COPY --from=build \/app\/(\S+) \S+$/gm)];
  expect(copied).not.toEqual([]);
  for (const [, name = ''] of copied) cpSync(name, join(folder, name), { recursive: true });
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** As in the image. Older versions are tested with the package beside the program, by every other test. */
describe.skipIf(!bringsSqlite(process.versions.node))('on a Node that brings SQLite', () => {
  it('runs: the sandbox, its page, and the bot with its store', async () => {
    const program = await startProgram(folder);
    try {
      const page = await fetch(program.url);
      expect(await page.text()).toContain('<title>Twokey sandbox');
      const bot = await fetch(`${program.url}/sandbox/bot`);
      expect(await bot.json()).toMatchObject({ state: 'running' });
    } finally {
      expect(await program.stop(), program.output()).toBe(0);
    }
  });
});

describe.skipIf(bringsSqlite(process.versions.node))('on an older Node, without the package', () => {
  it('says what to install', async (test) => {
    const world = await startProcessWorld();
    test.onTestFinished(() => world.close());
    const bot = spawnBot({ env: world.env, port: await freePort(), program: join(folder, 'dist/main.js') });
    expect(await bot.exited).toMatchObject({ code: 1 });
    expect(bot.output()).toContain('@photostructure/sqlite is not installed. Run Node 24.15 or newer, or');
  });
});

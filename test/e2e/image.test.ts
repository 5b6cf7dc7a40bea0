/** What the Dockerfile puts together is put together here, by the same words, and run: the program needs nothing else beside it. */
import { execFileSync } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { requireBuild } from '../support/process.ts';
import { startProgram } from './browser.ts';

/** The image is Debian's; what is compiled for it runs on no other kind of system. */
const isAlike = process.platform === 'linux' && readdirSync('/lib').some((name) => name.endsWith('-linux-gnu'));

describe.skipIf(!isAlike)('what goes into the image', () => {
  let folder = '';
  beforeAll(() => {
    requireBuild();
    folder = mkdtempSync(join(tmpdir(), 'twokey-image-'));
    const [, steps = ''] = /^RUN (mkdir -p \/runtime\/(?:.*\\\n)*.*)$/m.exec(readFileSync('Dockerfile', 'utf8')) ?? [];
    execFileSync('sh', ['-e', '-c', steps.replaceAll('/runtime', folder)]);
  });
  afterAll(() => rmSync(folder, { recursive: true, force: true }));

  it('holds two packages, and of SQLite what is compiled for it alone', () => {
    expect(readdirSync(folder).sort()).toEqual(['dist', 'node_modules', 'package.json']);
    const packages = readdirSync(join(folder, 'node_modules'));
    expect(packages.sort()).toEqual(['@photostructure', 'node-gyp-build']);
    const sqlite = join(folder, 'node_modules/@photostructure/sqlite');
    expect(readdirSync(join(sqlite, 'prebuilds'))).toEqual([`linux-${process.arch}`]);
    expect(readdirSync(sqlite)).not.toContain('src');
  });

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

import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readdirSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { fileURLToPath } from 'node:url';
import { describe, expect, it, type TestContext } from 'vitest';

const preload = fileURLToPath(new URL('preload.cjs', import.meta.url));

describe('what is required before the program', () => {
  it('keeps the code that V8 made of a file for the next process, and never for another text', async (test) => {
    const { kept, run } = program(test);
    expect(await run("'one'", 1_200)).toBe('one');
    const [first] = kept();
    expect(await run("'one'", 1_200)).toBe('one');
    expect(kept(), 'the second process made none of its own').toEqual([first]);
    // V8 itself compares only lengths.
    expect(await run("'two'", 1_200)).toBe('two');
  });

  it('lets the program go on where no file may become that large', async (test) => {
    const { kept, run } = program(test);
    expect(await run("'one'", 1_200, 0, ['prlimit', '--fsize=100'])).toBe('one');
    expect(kept()).toEqual([]);
    expect(await run("'one'", 1_200)).toBe('one');
    expect(kept()).toHaveLength(1);
  });

  it('makes it later for the program, which gets no word of that', async (test) => {
    const { run } = program(test);
    const printed = await run('`${Date.now()} ${Object.keys(process.env).length}`', 0, 3_600_000);
    expect(Number(printed.split(' ')[0]) - Date.now()).toBeGreaterThan(3_500_000);
    expect(printed).toMatch(/ 0$/);
  });

  it('lets it have stood still, with a signal: both of its clocks say so', async (test) => {
    const look = 'process.stdout.write(`${Date.now() - began >= 16_000} ${performance.now() >= 16_000}`)';
    const value = `(began = Date.now(), process.kill(process.pid, 'SIGUSR2'), setTimeout(() => ${look}, 100), '')`;
    expect(await program(test).run(value, 200)).toBe('true true');
  });
});

/** A program of one line that prints a value. */
function program({ onTestFinished }: TestContext) {
  const dir = mkdtempSync(join(tmpdir(), 'twokey-preload-'));
  onTestFinished(() => rmSync(dir, { recursive: true, force: true }));
  const file = join(dir, 'main.cjs');
  const cache = join(dir, 'code-cache');
  return {
    kept: () => readdirSync(cache).map((name) => `${name} ${statSync(join(cache, name)).ino}`),
    async run(value: string, livesMs = 0, laterMs = 0, under: readonly string[] = []): Promise<string> {
      writeFileSync(file, `process.stdout.write(${value}); setTimeout(() => undefined, ${livesMs});`);
      const env = { TEST_LATER_MS: String(laterMs) };
      const [command, ...args] = [...under, process.execPath, '--require', preload, file];
      const child = spawn(command, args, { env, stdio: ['ignore', 'pipe', 'inherit'] });
      const exited = once(child, 'exit');
      const printed = await text(child.stdout);
      expect(await exited).toEqual([0, null]);
      return printed;
    },
  };
}

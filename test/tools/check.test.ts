import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'twokey-check-'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

/** `npm run check` where the tools do what is given here. */
function check(tools: Readonly<Record<string, string>>) {
  const scripts = { typecheck: 'true', lint: 'true', 'format:check': 'true', unused: 'true', ...tools };
  writeFileSync(join(folder, 'package.json'), JSON.stringify({ scripts }));
  const args = ['--import', import.meta.resolve('tsx'), resolve('test/tools/check.ts')];
  return spawnSync(process.execPath, args, { cwd: folder, encoding: 'utf8' });
}

it('shows what every tool says, on either stream', () => {
  const { status, stdout } = check({ lint: 'echo one; sleep 0.2; echo two', unused: 'echo three >&2' });
  expect(stdout).toMatch(/^ok {2}lint .*\none\ntwo\n/m);
  expect(stdout).toMatch(/^ok {2}unused .*\nthree\n/m);
  expect(status).toBe(0);
});

it('fails if one tool fails, and lets the others end', () => {
  const { status, stdout, stderr } = check({ typecheck: 'echo wrong; exit 2', lint: 'sleep 0.2; echo late' });
  expect(stdout).toMatch(/^FAILED {2}typecheck .*\nwrong\n/m);
  expect(stdout).toContain('late');
  expect(stderr).toBe('failed: typecheck\n');
  expect(status).toBe(1);
});

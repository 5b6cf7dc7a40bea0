/** A command that a registry would answer for is nobody's to recommend: the program is run from where it stands. */
import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { parseJson } from '../src/lib/trust-boundaries.ts';

const text = (path: string) => readFileSync(path, 'utf8');

it('no text asks a registry for a package of our name', () => {
  const { stdout } = spawnSync('git', ['ls-files', '-z'], { encoding: 'utf8' });
  const files = stdout.split('\0').filter((path) => /\.(ts|js|json|md|ya?ml|html|service)$|file$/.test(path));
  expect(files.length).toBeGreaterThan(500);
  const asks = /\b(npx|npm (exec|x|i|install)|pnpm dlx|yarn dlx|bunx)\s+(-\S+\s+)*twokey\b/;
  expect(files.filter((path) => asks.test(text(path)))).toEqual([]);
});

it('the package cannot be published by mistake, and puts no command anywhere', () => {
  expect(parseJson(text('package.json'))).toMatchObject({ private: true });
  expect(parseJson(text('package.json'))).not.toHaveProperty('bin');
});

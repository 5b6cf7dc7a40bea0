/** What is installed is what docs/dependencies.md gives a reason for. */
import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { z } from 'zod';
import { parseJson } from '../src/lib/trust-boundaries.ts';

const packageSchema = z.object({
  dependencies: z.record(z.string(), z.string()),
  optionalDependencies: z.record(z.string(), z.string()),
  devDependencies: z.record(z.string(), z.string()),
});

test('docs/dependencies.md has one line for every dependency, with its version', () => {
  const packages = packageSchema.parse(parseJson(readFileSync('package.json', 'utf8')));
  const rows = readFileSync('docs/dependencies.md', 'utf8').match(/^\| `.*$/gm) ?? [];
  const listed = rows.map((row) =>
    row
      .split('|')
      .slice(1, 3)
      .map((cell) => cell.trim().replaceAll('`', '')),
  );
  expect(listed).toEqual(Object.values(packages).flatMap((some) => Object.entries(some)));
});

import { existsSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { guards } from './named/guards.ts';

const root = new URL('../../', import.meta.url);

describe('the table of guards', () => {
  const files = [...new Set(guards.map(({ file }) => file))];

  it.each(files)('%s: each guard stands where the table says, once', (file) => {
    const source = readFileSync(new URL(file, root), 'utf8');
    for (const { name, find, replace } of guards.filter((guard) => guard.file === file)) {
      const times = source.split(find).length - 1;
      expect(`${name}: found ${times} times`).toBe(`${name}: found 1 times`);
      expect(replace).not.toBe(find);
    }
  });

  it('names tests that exist', () => {
    const tests = [...new Set(guards.flatMap((guard) => guard.tests))];
    expect(tests.filter((test) => !existsSync(new URL(test, root)))).toEqual([]);
  });

  it('names each guard once', () => {
    const names = guards.map(({ name }) => name);
    expect(names.filter((name, at) => names.indexOf(name) !== at)).toEqual([]);
  });
});

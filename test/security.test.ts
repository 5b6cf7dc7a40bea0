/** SECURITY.md says which test proves which guard: it must not say what is not so. */
import { existsSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';

const text = readFileSync('SECURITY.md', 'utf8');
const rows = text
  .split('\n')
  .filter((line) => line.startsWith('| ') && !/^\| (attack|surprise) \|/.test(line))
  .map((line) => line.split('|').map((cell) => cell.trim()))
  .map(([, attack = '', guard = '', proof = '', ...rest]) => ({ attack, guard, proof, rest }));
const paths = [...text.matchAll(/`((?:src|test|docs)\/[\w./-]+|manifest\.yml|Dockerfile|package-lock\.json)`/g)];

const aTest = /`(test\/[\w./-]+\.test\.ts)` “([^”]+)”/g;

/** The tests of a cell: file and name. */
function named(proof: string): readonly (readonly [file: string, name: string])[] {
  return [...proof.matchAll(aTest)].map(([, file = '', name = '']) => [file, name]);
}

/** A title stands in quotes, before what is tested. */
function holds(source: string, name: string): boolean {
  return ["'", '"', '`'].some((quote) => {
    const escaped = name.replaceAll(quote, `\\${quote}`);
    return source.split(`${quote}${escaped}${quote},`).length > 1;
  });
}

describe('the threat model', () => {
  it('numbers the attacks on two-person control without a gap', () => {
    const numbers = rows.flatMap(({ attack }) => /^(\d+)\. /.exec(attack)?.[1] ?? []).map(Number);
    expect(numbers).toEqual(Array.from({ length: 33 }, (_, at) => at + 1));
  });

  it('names files that exist', () => {
    expect(paths.length).toBeGreaterThan(60);
    expect(paths.map(([, path = '']) => path).filter((path) => !existsSync(path))).toEqual([]);
  });

  it.each(rows.map(({ attack, ...row }) => [attack, row] as const))('%s: its guard and its tests', (_, row) => {
    expect(row.rest).toEqual(['']);
    expect(row.guard).toMatch(/`(src\/|manifest\.yml)/);
    const tests = named(row.proof);
    expect(tests).not.toEqual([]);
    // Nothing else stands in the cell: a test that is not read as one is not checked.
    expect(row.proof.replace(aTest, '').replaceAll('; ', '')).toBe('');
    for (const [file, name] of tests)
      expect(`${name}: ${holds(readFileSync(file, 'utf8'), name)}`).toBe(`${name}: true`);
  });
});

/**
 * `npm test` runs a part of what is long and alike (seeds, moments of a crash, kills): a different part at each commit, the same one
 * for everybody who tests that commit. `SHARE=whole` runs all of it (`npm run test:long`, which .ci/run does).
 */
import { execFileSync } from 'node:child_process';

export const isWhole = process.env['SHARE'] === 'whole';

/** Of a copy of the sources that has no history. */
const FIXED = 0;

/** A number of the commit's: the same on every machine. */
export const commitNumber: number = numberOfCommit();

function numberOfCommit(): number {
  try {
    const hash = execFileSync('git', ['rev-parse', 'HEAD'], { encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] });
    return Number.parseInt(hash.slice(0, 8), 16);
  } catch {
    return FIXED;
  }
}

/** Where this commit's `size` successive ones of `all` begin, counted from 1. */
export function firstOf(size: number, all: number): number {
  return 1 + (commitNumber % (all - size + 1));
}

/** Whether this commit looks at number `at`, one in `every`. */
export function isIn(at: number, every: number): boolean {
  return isWhole || at % every === commitNumber % every;
}

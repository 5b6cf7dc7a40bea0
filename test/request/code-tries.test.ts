import { describe, expect, it } from 'vitest';
import { judge, LOCKED_MS, noTries, type Tries, WRONG_MAX } from '../../src/people/code-tries.ts';

const NOW = Date.UTC(2026, 10, 22, 19, 0, 0);
const MINUTE = 60_000;

/** What comes of codes tried one after the other, `every` apart. */
function tried(steps: readonly (number | null)[], every = 1_000, from: Tries = noTries) {
  let tries = from;
  const verdicts = steps.map((step, at) => {
    const judged = judge(tries, step, NOW + at * every);
    tries = judged.tries;
    return judged.verdict;
  });
  return { tries, verdicts, last: verdicts.at(-1) };
}

describe('a code', () => {
  it('is right once: the same one, and older ones, are used from then on', () => {
    expect(tried([100, 100, 99, 101]).verdicts).toEqual([
      { kind: 'right', step: 100 },
      { kind: 'used' },
      { kind: 'used' },
      { kind: 'right', step: 101 },
    ]);
  });

  it('may be wrong four times within ten minutes; the fifth locks for a quarter of an hour', () => {
    const { verdicts, tries } = tried([null, null, null, null, null]);
    expect(verdicts.map((verdict) => ('left' in verdict ? verdict.left : null))).toEqual([4, 3, 2, 1, 0]);
    const until = NOW + 4_000 + LOCKED_MS;
    expect(verdicts.at(-1)).toEqual({ kind: 'wrong', left: 0, until });
    expect(judge(tries, 100, until - 1)).toEqual({ verdict: { kind: 'locked', until }, tries });
    expect(judge(tries, 100, until).verdict).toEqual({ kind: 'right', step: 100 });
    expect(judge(tries, null, until).verdict).toMatchObject({ kind: 'wrong', left: WRONG_MAX - 1 });
  });

  it('that was used counts as nothing, however often it is typed again', () => {
    const { last, tries } = tried([100, 100, 100, 100, 100, 100, 99]);
    expect([last, tries]).toEqual([{ kind: 'used' }, { lastStep: 100, wrong: [], lockedUntil: 0 }]);
  });

  it('that was used is looked at no more than any other while codes are locked', () => {
    expect(tried([100, null, null, null, null, null, 100]).last).toMatchObject({ kind: 'locked' });
  });

  it('that was wrong is forgotten after ten minutes', () => {
    expect(tried([null, null, null, null, null], 2.5 * MINUTE).last).toMatchObject({ kind: 'wrong', left: 1 });
    expect(tried([null, null, null, null, null], 2.5 * MINUTE - 1).last).toMatchObject({ left: 0 });
  });

  it('that is right does not make the wrong ones before undone', () => {
    expect(tried([null, null, null, null, 100, null]).last).toMatchObject({ kind: 'wrong', left: 0 });
  });
});

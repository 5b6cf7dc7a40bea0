/** The result of trying a one-time code: each code is accepted once, and wrong ones are limited. Pure. */

/** The codes that one account has tried. Kept in the store, as JSON. */
export interface Tries {
  /** The newest period of which a code was accepted: codes of this or an older period are refused. 0: none was. */
  readonly lastStep: number;
  /** The times of wrong codes that still count, ms. */
  readonly wrong: readonly number[];
  /** Until then no code is checked, ms; 0: codes are checked. */
  readonly lockedUntil: number;
}

/** Why a code does not count. */
export type CodeTrouble =
  /** `left`: how many more wrong codes are possible; with none left, `until` is when codes are checked again. */
  | { readonly kind: 'wrong'; readonly left: number; readonly until: number | null }
  /** Right, but accepted before, or older than one that was: it does not count as wrong. */
  | { readonly kind: 'used' }
  | { readonly kind: 'locked'; readonly until: number }
  | { readonly kind: 'not_enrolled' | 'unavailable' };

export type CodeJudgement =
  | { readonly kind: 'right'; readonly step: number }
  | Extract<CodeTrouble, { readonly kind: 'wrong' | 'used' | 'locked' }>;

export const noTries: Tries = { lastStep: 0, wrong: [], lockedUntil: 0 };

/** The number of wrong codes allowed within this time; the last of them locks. A guess is right in three of a million cases. */
export const WRONG_MAX = 5;
const WRONG_WITHIN_MS = 10 * 60_000;
export const LOCKED_MS = 15 * 60_000;

/** `step`: the period of the code; null when it is wrong. */
export function judge(
  tries: Tries,
  step: number | null,
  now: number,
): { readonly verdict: CodeJudgement; readonly tries: Tries } {
  if (now < tries.lockedUntil) return { verdict: { kind: 'locked', until: tries.lockedUntil }, tries };
  if (step !== null && step > tries.lastStep)
    return { verdict: { kind: 'right', step }, tries: { ...tries, lastStep: step, lockedUntil: 0 } };
  // It was this person's own code: counting it as wrong would lock out people with a slow phone. It does not help a
  // guesser either, because it is never accepted.
  if (step !== null) return { verdict: { kind: 'used' }, tries };
  const wrong = [...tries.wrong.filter((at) => now - at < WRONG_WITHIN_MS), now];
  const left = WRONG_MAX - wrong.length;
  const until = left > 0 ? null : now + LOCKED_MS;
  const verdict = { kind: 'wrong', left, until } as const;
  return { verdict, tries: { ...tries, wrong: until === null ? wrong : [], lockedUntil: until ?? 0 } };
}

/** What a tried one-time code comes to: each is taken once, and wrong ones are limited. Pure. */

/** What is known of the codes that one account has tried. Kept in the store, as JSON. */
export interface Tries {
  /** The newest period of which a code was taken: older and equal ones are refused. 0: none was. */
  readonly lastStep: number;
  /** When codes were wrong, ms, as far as it matters. */
  readonly wrong: readonly number[];
  /** Until then no code is looked at, ms; 0: it may be. */
  readonly lockedUntil: number;
}

/** Why a code does not count. */
export type CodeTrouble =
  /** `left`: so many more may be wrong; with none left, `until` is when codes are looked at again. */
  | { readonly kind: 'wrong'; readonly left: number; readonly until: number | null }
  /** Right, and taken before, or older than one that was: it counts as nothing. */
  | { readonly kind: 'used' }
  | { readonly kind: 'locked'; readonly until: number }
  | { readonly kind: 'not_enrolled' | 'unavailable' };

export type CodeJudgement =
  | { readonly kind: 'right'; readonly step: number }
  | Extract<CodeTrouble, { readonly kind: 'wrong' | 'used' | 'locked' }>;

export const noTries: Tries = { lastStep: 0, wrong: [], lockedUntil: 0 };

/** So many codes may be wrong within this time; the last of them locks. A guess is right in three of a million. */
export const WRONG_MAX = 5;
const WRONG_WITHIN_MS = 10 * 60_000;
export const LOCKED_MS = 15 * 60_000;

/** `step`: the period whose code it is; null when it is nobody's. */
export function judge(
  tries: Tries,
  step: number | null,
  now: number,
): { readonly verdict: CodeJudgement; readonly tries: Tries } {
  if (now < tries.lockedUntil) return { verdict: { kind: 'locked', until: tries.lockedUntil }, tries };
  if (step !== null && step > tries.lastStep)
    return { verdict: { kind: 'right', step }, tries: { ...tries, lastStep: step, lockedUntil: 0 } };
  // It was this person's own: counting it would lock out somebody whose only fault is a slow phone. It says nothing to a
  // guesser either, since it is never taken.
  if (step !== null) return { verdict: { kind: 'used' }, tries };
  const wrong = [...tries.wrong.filter((at) => now - at < WRONG_WITHIN_MS), now];
  const left = WRONG_MAX - wrong.length;
  const until = left > 0 ? null : now + LOCKED_MS;
  const verdict = { kind: 'wrong', left, until } as const;
  return { verdict, tries: { ...tries, wrong: until === null ? wrong : [], lockedUntil: until ?? 0 } };
}

/** `both`, or `all 3`: of two or more. */
export function allOf(count: number): string {
  return count === 2 ? 'both' : `all ${count}`;
}

/** The same where a sentence begins with it. */
export function allOfAtStart(count: number): string {
  return count === 2 ? 'Both' : `All ${count}`;
}

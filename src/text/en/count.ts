const rules = new Intl.PluralRules('en');

/** `1 task`, `3 tasks`: `many` where it is not `one` with an s. */
export function things(count: number, one: string, many = `${one}s`): string {
  return `${count} ${rules.select(count) === 'one' ? one : many}`;
}

/** `both`, or `all 3`: of two or more. */
export function allOf(count: number): string {
  return count === 2 ? 'both' : `all ${count}`;
}

/** The same where a sentence begins with it. */
export function allOfAtStart(count: number): string {
  return count === 2 ? 'Both' : `All ${count}`;
}

/** A guard: the one place in the source without which something forbidden would go through, and the tests that notice. */
export interface Guard {
  /** What it keeps from happening. */
  readonly name: string;
  readonly file: string;
  /** Source text that stands in the file exactly once. */
  readonly find: string;
  /** What stands there when the guard is gone. */
  readonly replace: string;
  /** Every one of these files must have a failing test then. */
  readonly tests: readonly string[];
}

/** Guards of one source file. */
export function guardsOf(
  file: string,
  tests: readonly string[],
  guards: readonly (readonly [name: string, find: string, replace: string, ...tests: readonly string[]])[],
): readonly Guard[] {
  return guards.map(([name, find, replace, ...own]) => ({
    name,
    file,
    find,
    replace,
    tests: (own.length > 0 ? own : tests).map((test) => `test/${test}.test.ts`),
  }));
}

import type { Patch } from '../support/scratch.ts';

/** A recipe of CONTRIBUTING.md as patches, of something that nobody will ever add. */
export interface Recipe {
  /** Its first step alone. */
  readonly half: readonly Patch[];
  /** The other steps. */
  readonly rest: readonly Patch[];
  /** What fails while it is half done, where no compiler can know. */
  readonly missed: readonly string[];
  /** Pass when the recipe is whole. */
  readonly tests: readonly string[];
  /** The same, of those that load everything that draws a card. */
  readonly slow?: readonly string[];
}

/** `line` in front of what is in the file once. */
export function insert(file: string, before: string, line: string): Patch {
  return { file, before, after: `${line}\n${before}` };
}

/** Whether both languages say the same. */
export const catalogue = 'test/slack/words/catalogue.test.ts';

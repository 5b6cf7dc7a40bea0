/** The ids of a form's fields, and what they hold. They are the same from one update to the next, or Slack would drop what was typed. */
import { kinds } from '../../../operation/kinds/index.ts';
import type { OperationKind } from '../../../operation/operation.ts';

/** What a select can hold from the start (Slack's limit for options). What is chosen beyond it is listed, and some of it excluded. */
export const SELECTED_MAX = 100;

/** What becomes of a tenant that changed: a field for few targets and one for many, because what it begins with differs. */
export const ON_CHANGE = { few: 'on_change', many: 'on_change_many' } as const;

/** The field for what is taken out of more than a select holds. */
export const EXCLUDED = 'excluded';

/**
 * A field keeps what it holds from one update to the next, so what the bot adds to it needs a new field: its generation is in the
 * block's id. The first has none.
 */
export function targetsBlock(kind: OperationKind, generation: number): string {
  return generation === 0 ? kinds[kind].field : `${kinds[kind].field}:${generation}`;
}

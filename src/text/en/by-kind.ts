import type { OperationKind } from '../../operation/operation.ts';
import type { RemedyKind } from '../../task/remedy-kinds.ts';

/** Words for each kind of operation. Where a kind has none, the compiler names this place, not each place that says them. */
export function byKind<Words>(words: Readonly<Record<OperationKind, Words>>): Readonly<Record<OperationKind, Words>> {
  return words;
}

/** The same for each remedy. */
export function byRemedy<Words>(words: Readonly<Record<RemedyKind, Words>>): Readonly<Record<RemedyKind, Words>> {
  return words;
}

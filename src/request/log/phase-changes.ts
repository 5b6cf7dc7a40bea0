import type { Recorded } from '../events.ts';
import { evolve } from '../evolve.ts';
import type { RequestState } from '../state.ts';

/** One event with the request before and after it. */
export interface Passage {
  readonly before: RequestState | null;
  readonly recorded: Recorded;
  readonly after: RequestState;
}

/** A log step by step, from a state on. After a question its request stands under all the rules that were recorded with it. */
export function passages(from: RequestState | null, log: readonly Recorded[]): readonly Passage[] {
  let before = from;
  return log.map((recorded, at) => {
    const state = evolve(before, recorded);
    const next = log[at + 1];
    const after = next?.event.type === 'terms_joined' ? { ...evolve(state, next), version: state.version } : state;
    const passage = { before, recorded, after };
    before = state;
    return passage;
  });
}

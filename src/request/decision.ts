import type { Hold } from '../operation/inspection.ts';
import type { Refusal, RefusalCode } from './commands.ts';
import type { RequestEvent } from './events.ts';

export interface Decision {
  /** To be appended together at the next version; empty when there is nothing to record. */
  readonly events: readonly RequestEvent[];
  readonly refusal: Refusal | null;
}

/** Things happen. */
export function happened(...events: readonly RequestEvent[]): Decision {
  return { events, refusal: null };
}

/** It does not happen, and the asker is told why; `events` may put the attempt on record. */
export function refused(code: RefusalCode, ...events: readonly RequestEvent[]): Decision {
  return { events, refusal: { code } };
}

/** Not while this holds. */
export function heldBack(hold: Hold): Decision {
  return { events: [], refusal: { code: 'frozen', hold } };
}

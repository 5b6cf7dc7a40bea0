/** For how long OCP's tasks are searched for a call whose outcome is unknown, before people are asked. Pure. */
import type { Call } from './state.ts';

/** OCP shows a task in its list within this time after it took the call. */
const SHOWN_AFTER_MS = 60_000;

/** For this long a call may be on its way: its own timeout. */
const CALL_MS = 30_000;

const SEARCH_MS = CALL_MS + SHOWN_AFTER_MS;

/**
 * From the claim on, by whatever clock that is read. OCP's own word that it failed ends the wait for an answer; a proxy's word, a
 * reset or silence does not: the call may still be on its way to OCP then.
 */
export function searchMs({ claimedAt, failedAt }: Pick<Call, 'claimedAt' | 'failedAt'>): number {
  if (claimedAt === null || failedAt === null) return SEARCH_MS;
  // Where the clock was set meanwhile, the whole time is the safe one.
  const answeredMs = failedAt - claimedAt;
  return answeredMs >= 0 && answeredMs < CALL_MS ? answeredMs + SHOWN_AFTER_MS : SEARCH_MS;
}

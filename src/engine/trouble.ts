import type { Cause } from '../cause.ts';
import type { Clock } from '../clock.ts';
import type { Requests } from './requests.ts';

/** So long a disturbance is nobody's business: most are over before anybody could read of them. */
const QUIET_MS = 10_000;

/** These do not pass by themselves: somebody has to act, so they are told at once. */
const AT_ONCE = ['ocp_unauthorised', 'ocp_forbidden', 'ocp_not_found', 'ocp_refused'];

/** Tells people on the card and in the thread what holds a request up, and when it goes on. */
export interface Trouble {
  note(requestId: string, trouble: { readonly code: string; readonly why: Cause }): Promise<void>;
  /** It works. `told` is whether people know of a trouble (the state's `heldUp`). */
  over(requestId: string, told: boolean): Promise<void>;
}

export function createTrouble(deps: { requests: Pick<Requests, 'execute'>; clock: Clock }): Trouble {
  const since = new Map<string, number>();
  return {
    async note(id, { code, why }) {
      const begun = since.get(id) ?? deps.clock.elapsed();
      since.set(id, begun);
      // What is not OCP's or Slack's is a defect or the store's: it belongs into the log, not into a channel. An upgrade under way is neither.
      if (!/^(ocp|slack)_/.test(code) && code !== 'families_behind') return;
      if (!AT_ONCE.includes(code) && deps.clock.elapsed() - begun < QUIET_MS) return;
      await deps.requests.execute(id, { type: 'hold_up', code, why });
    },
    async over(id, told) {
      since.delete(id);
      if (told) await deps.requests.execute(id, { type: 'resume' });
    },
  };
}

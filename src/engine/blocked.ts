import type { Cause } from '../lib/cause.ts';
import type { Clock } from '../lib/clock.ts';
import type { Requests } from './requests.ts';

/** A shorter failure is not reported: most are over before anybody could read about them. */
const QUIET_MS = 10_000;

/** These do not pass by themselves: somebody has to act, so they are reported at once. */
const AT_ONCE = ['ocp_unauthorised', 'ocp_forbidden', 'ocp_not_found', 'ocp_refused'];

/** A failed step is tried again within half a minute, so one that was not tried for longer than this no longer fails. */
const STALE_MS = 120_000;

/** Reports on the card and in the thread what blocks a request, and when it continues. */
export interface BlockedReports {
  /** `about`: what failed. */
  note(requestId: string, trouble: { readonly code: string; readonly why: Cause }, about: string): Promise<void>;
  /**
   * These work again. `told`: whether people know of a problem (the state's `heldUp`). Its end is reported when nothing
   * else of the request fails.
   */
  over(requestId: string, told: boolean, ...about: readonly string[]): Promise<void>;
  /** Nobody waits for this any more, and nothing more needs to be reported about it. */
  drop(requestId: string, about: string): void;
}

interface Failing {
  readonly begun: number;
  readonly last: number;
}

export function createBlockedReports(deps: { requests: Pick<Requests, 'execute'>; clock: Clock }): BlockedReports {
  const { requests, clock } = deps;
  const failing = new Map<string, Map<string, Failing>>();
  /** For each request, the one thing whose cause is shown: two that alternate would be reported again and again. */
  const shown = new Map<string, string>();

  function live(id: string): Map<string, Failing> {
    const all = failing.get(id) ?? new Map<string, Failing>();
    for (const [about, { last }] of all) if (clock.elapsed() - last > STALE_MS) forget(id, about);
    return failing.get(id) ?? all;
  }

  function forget(id: string, about: string): void {
    const all = failing.get(id);
    all?.delete(about);
    if (all?.size === 0) failing.delete(id);
    if (shown.get(id) === about) shown.delete(id);
  }

  return {
    async note(id, { code, why }, about) {
      const all = live(id);
      const now = clock.elapsed();
      const begun = all.get(about)?.begun ?? now;
      failing.set(id, all.set(about, { begun, last: now }));
      // A failure that is neither OCP's nor Slack's is a defect or the store's: it belongs in the log, not in a
      // channel. An upgrade in progress is neither.
      if (!/^(ocp|slack)_/.test(code) && code !== 'families_behind') return;
      if (!AT_ONCE.includes(code) && now - begun < QUIET_MS) return;
      if ((shown.get(id) ?? about) !== about) return;
      shown.set(id, about);
      await requests.execute(id, { type: 'hold_up', code, why });
    },
    async over(id, told, ...about) {
      for (const one of about) forget(id, one);
      if (told && live(id).size === 0) await requests.execute(id, { type: 'resume' });
    },
    drop: forget,
  };
}

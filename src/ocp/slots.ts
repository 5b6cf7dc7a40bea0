import type { Clock } from '../clock.ts';

export interface Slots {
  /** Resolves with what gives the slot back. `isUrgent`: before all others that wait. */
  take(isUrgent: boolean): Promise<() => void>;
}

/** At most `limit()` at a time, each for `heldMs` at most: what takes longer holds nobody up. */
export function createSlots(clock: Clock, heldMs: number, limit: () => number): Slots {
  const waiting: (() => void)[] = [];
  let taken = 0;

  function next(): void {
    while (taken < limit()) {
      const first = waiting.shift();
      if (first === undefined) return;
      taken += 1;
      first();
    }
  }

  function held(): () => void {
    const over = new AbortController();
    const free = () => {
      if (over.signal.aborted) return;
      over.abort();
      taken -= 1;
      next();
    };
    void clock.sleep(heldMs, over.signal).then(free);
    return free;
  }

  return {
    take: (isUrgent) =>
      new Promise((resolve) => {
        const begin = () => resolve(held());
        if (isUrgent) waiting.unshift(begin);
        else waiting.push(begin);
        next();
      }),
  };
}

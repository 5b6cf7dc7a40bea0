import type { Clock } from '../clock.ts';

/** `urgent` goes before all others that wait; `patient` after them, and leaves the last slot to them. */
export type Rank = 'urgent' | 'prompt' | 'patient';

export interface Slots {
  /** Resolves with what gives the slot back. */
  take(rank: Rank): Promise<() => void>;
}

const ranks: readonly Rank[] = ['urgent', 'prompt', 'patient'];

/** At most `limit()` at a time, each for `heldMs` at most: what takes longer holds nobody up. */
export function createSlots(clock: Clock, heldMs: number, limit: () => number): Slots {
  const waiting: Readonly<Record<Rank, (() => void)[]>> = { urgent: [], prompt: [], patient: [] };
  let taken = 0;

  function next(): void {
    for (const rank of ranks) {
      while (taken < (rank === 'patient' ? Math.max(1, limit() - 1) : limit())) {
        const begin = waiting[rank].shift();
        if (begin === undefined) break;
        taken += 1;
        begin();
      }
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
    take: (rank) =>
      new Promise((resolve) => {
        waiting[rank].push(() => resolve(held()));
        next();
      }),
  };
}

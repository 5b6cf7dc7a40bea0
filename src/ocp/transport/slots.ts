import type { Clock } from '../../lib/clock.ts';

/** `urgent` goes before all others that wait, and may have one place more; `patient` after them, with places of its own. */
export type Rank = 'urgent' | 'prompt' | 'patient';

/** How many calls may be on their way. */
export interface Places {
  readonly patient: number;
  readonly others: number;
  readonly together: number;
  /** One more of them for what is urgent. */
  readonly hasUrgent: boolean;
}

export interface Slot {
  /**
   * The call leaves now. `onProven` is called when it gives its place back early. What is returned is for a log-on that
   * OCP accepted: it proves what was sent before.
   */
  sent(onProven: () => void): () => void;
  free(): void;
}

export interface Slots {
  take(rank: Rank): Promise<Slot>;
  /** As `sent`, for a call that needs no place. */
  mark(): () => void;
}

interface Held {
  readonly order: number;
  isOld: boolean;
  isProven: boolean;
  readonly release: () => void;
}

const ranks: readonly Rank[] = ['urgent', 'prompt', 'patient'];

/**
 * A call keeps its place until it is answered. After `heldMs` it gives the place back if OCP has accepted a log-on that
 * was sent later: then what takes long is not the log-on. Age alone proves nothing, since OCP may be slow to reject.
 */
export function createSlots(clock: Clock, heldMs: number, places: () => Places): Slots {
  const waiting: Readonly<Record<Rank, (() => void)[]>> = { urgent: [], prompt: [], patient: [] };
  const onTheirWay = new Set<Held>();
  let order = 0;
  let patient = 0;
  let others = 0;

  function hasPlace(rank: Rank): boolean {
    const limit = places();
    const more = rank === 'urgent' && limit.hasUrgent ? 1 : 0;
    if (patient + others >= limit.together + more) return false;
    return rank === 'patient' ? patient < limit.patient : others < limit.others + more;
  }

  function next(): void {
    for (const rank of ranks) {
      while (hasPlace(rank)) {
        const begin = waiting[rank].shift();
        if (begin === undefined) break;
        count(rank, 1);
        begin();
      }
    }
  }

  function count(rank: Rank, change: 1 | -1): void {
    if (rank === 'patient') patient += change;
    else others += change;
  }

  function mark(): () => void {
    const own = ++order;
    return () => {
      for (const held of [...onTheirWay]) {
        if (held.order >= own) continue;
        held.isProven = true;
        if (held.isOld) held.release();
      }
    };
  }

  function slot(rank: Rank): Slot {
    const over = new AbortController();
    let own: Held | null = null;
    const free = () => {
      if (over.signal.aborted) return;
      over.abort();
      if (own !== null) onTheirWay.delete(own);
      count(rank, -1);
      next();
    };
    return {
      free,
      sent(onProven) {
        const proves = mark();
        const release = () => {
          if (over.signal.aborted) return;
          onProven();
          free();
        };
        const held: Held = { order, isOld: false, isProven: false, release };
        own = held;
        onTheirWay.add(held);
        void clock.sleep(heldMs, over.signal).then(() => {
          held.isOld = true;
          if (held.isProven) release();
        });
        return proves;
      },
    };
  }

  return {
    take: (rank) =>
      new Promise((resolve) => {
        waiting[rank].push(() => resolve(slot(rank)));
        next();
      }),
    mark,
  };
}

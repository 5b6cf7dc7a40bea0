import type { Clock } from '../../src/lib/clock.ts';

export interface ManualClock extends Clock {
  /** Moves time on by `ms`; whoever has slept long enough wakes. */
  advance(ms: number): void;
  /** Somebody puts it forward (or back, with a negative `ms`): no time passes. */
  put(ms: number): void;
}

/** A clock that moves only when told to. It starts at the machine's time, because Bolt compares signatures with that. */
export function manualClock(start = Date.now()): ManualClock {
  let now = start;
  let passed = 0;
  const sleepers = new Set<{ at: number; wake: () => void }>();
  return {
    now: () => now,
    elapsed: () => passed,
    sleep: (ms, signal) =>
      new Promise((resolve) => {
        const sleeper = { at: now + ms, wake };
        function wake() {
          sleepers.delete(sleeper);
          signal?.removeEventListener('abort', wake);
          resolve();
        }
        if (signal?.aborted) return resolve();
        sleepers.add(sleeper);
        return signal?.addEventListener('abort', wake, { once: true });
      }),
    put(ms) {
      now += ms;
      for (const sleeper of sleepers) sleeper.at += ms;
    },
    advance(ms) {
      now += ms;
      passed += ms;
      for (const sleeper of sleepers) if (sleeper.at <= now) sleeper.wake();
    },
  };
}

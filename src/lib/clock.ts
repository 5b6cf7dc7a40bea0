/** Time as a dependency, so that tests and the fault simulation can own it. */
export interface Clock {
  /** Milliseconds since the Unix epoch. Somebody may put it forward or back at any moment. */
  now(): number;
  /** Milliseconds since some moment of this process's own; it only ever goes on. For how long something has taken. */
  elapsed(): number;
  /** Resolves after `ms` milliseconds of this clock, or at once when `signal` aborts. Never rejects. */
  sleep(ms: number, signal?: AbortSignal): Promise<void>;
}

/** The machine's clock. */
export const systemClock: Clock = {
  now: () => Date.now(),
  elapsed: () => performance.now(),
  sleep: (ms, signal) =>
    new Promise((resolve) => {
      if (signal?.aborted) return resolve();
      const timer = setTimeout(done, ms);
      function done() {
        clearTimeout(timer);
        signal?.removeEventListener('abort', done);
        resolve();
      }
      signal?.addEventListener('abort', done, { once: true });
    }),
};

/**
 * The machine's timers and date, for the libraries that do not take ours (Bottleneck, Slack's client): for the length of a
 * run they follow the world's time, each on the clock of the process that calls. Everything else has its clock injected.
 */
import type { Scheduler } from './scheduler.ts';

interface Timer {
  /** A timer keeps no simulated process alive. */
  ref(): Timer;
  unref(): Timer;
  hasRef(): boolean;
  cancel(): void;
}

/** Puts the world's time in place of the machine's; what it returns puts the machine's back. */
export function takeOverTime(scheduler: Scheduler): () => void {
  const { setTimeout, clearTimeout, setInterval, clearInterval, setImmediate, clearImmediate } = globalThis;
  const { now } = Date;
  const { now: elapsed } = performance;

  function timer(cancel: () => void): Timer {
    const made: Timer = { ref: () => made, unref: () => made, hasRef: () => false, cancel };
    return made;
  }
  function once(work: (...args: unknown[]) => void, ms = 0, ...args: unknown[]): Timer {
    return timer(scheduler.after(ms, scheduler.current(), () => work(...args)));
  }
  function again(work: (...args: unknown[]) => void, ms = 0, ...args: unknown[]): Timer {
    const life = scheduler.current();
    let cancel = () => {};
    const next = () => {
      cancel = scheduler.after(Math.max(1, ms), life, () => {
        next();
        work(...args);
      });
    };
    next();
    return timer(() => cancel());
  }
  function stop(made: unknown): void {
    if (typeof made === 'object' && made !== null && 'cancel' in made && typeof made.cancel === 'function')
      made.cancel();
  }

  Object.assign(globalThis, {
    setTimeout: once,
    clearTimeout: stop,
    setInterval: again,
    clearInterval: stop,
    setImmediate: (work: () => void, ...args: unknown[]) => once(work, 0, ...args),
    clearImmediate: stop,
  });
  Date.now = () => scheduler.current().now();
  performance.now = () => scheduler.now();
  return () => {
    Object.assign(globalThis, { setTimeout, clearTimeout, setInterval, clearInterval, setImmediate, clearImmediate });
    Date.now = now;
    performance.now = elapsed;
  };
}

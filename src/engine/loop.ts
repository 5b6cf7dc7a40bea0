import type { Clock } from '../lib/clock.ts';
import { failureOf } from './reads/failures.ts';
import type { BusinessLog } from './ports.ts';

export interface Loop {
  /** The next tick begins now; while one is under way, as soon as that is done. */
  ring(): void;
  /** Resolves when the tick under way is done; no tick begins after the call. */
  stop(): Promise<void>;
}

/**
 * Runs `tick` for ever, every `everyMs` and whenever it is rung. After a failed tick the next one comes. What fails in
 * the same way again and again is logged once, and once more when it works.
 */
export function startLoop(deps: {
  name: string;
  tick: () => Promise<void>;
  everyMs: number;
  clock: Clock;
  business: BusinessLog;
}): Loop {
  const { name, tick, everyMs, clock, business } = deps;
  const stopping = new AbortController();
  let isRung = false;
  let sleep = new AbortController();

  function ring(): void {
    isRung = true;
    // With a reason: without one, each ring would pay for an error and its stack that nobody reads.
    sleep.abort('rung');
  }

  async function wait(): Promise<void> {
    if (sleep.signal.aborted) sleep = new AbortController();
    if (!isRung) await clock.sleep(everyMs, sleep.signal);
    isRung = false;
  }

  const running = (async () => {
    let failing: string | null = null;
    while (!stopping.signal.aborted) {
      try {
        await tick();
        if (failing !== null) business('loop_recovered', { loop: name });
        failing = null;
      } catch (error) {
        const { code, message } = failureOf(error);
        const said = `${code} ${message}`;
        if (said !== failing) business('loop_failed', { loop: name, code, message });
        failing = said;
      }
      await wait();
    }
  })();
  return {
    ring,
    async stop() {
      stopping.abort();
      ring();
      await running;
    },
  };
}

import type { Clock } from '../clock.ts';
import { failureOf } from './failures.ts';
import type { BusinessLog } from './ports.ts';

/** Wakes whoever waits; a call between two waits is not lost. */
export interface Bell {
  ring(): void;
  /** Resolves when the bell rings, at once if it rang since the last wait, or after `ms`. */
  wait(ms: number, signal: AbortSignal): Promise<void>;
}

export function createBell(clock: Clock): Bell {
  let rung = false;
  let wake: (() => void) | null = null;
  return {
    ring() {
      rung = true;
      wake?.();
    },
    async wait(ms, signal) {
      if (!rung && !signal.aborted) {
        const slept = new AbortController();
        // With a reason: without one, each wait would pay for an error and its stack that nobody reads.
        const stop = () => slept.abort('woken');
        signal.addEventListener('abort', stop, { once: true });
        wake = stop;
        await clock.sleep(ms, slept.signal);
        signal.removeEventListener('abort', stop);
        wake = null;
      }
      rung = false;
    },
  };
}

export interface Loop {
  /** Resolves when the tick under way is done; no tick begins after the call. */
  stop(): Promise<void>;
}

/**
 * Runs `tick` for ever, every `everyMs` and whenever the bell rings. After a failed tick the next one comes. What fails in
 * the same way again and again is logged once, and once more when it works.
 */
export function startLoop(deps: {
  name: string;
  tick: () => Promise<void>;
  everyMs: number;
  bell: Bell;
  business: BusinessLog;
}): Loop {
  const stopping = new AbortController();
  const { name, tick, everyMs, bell, business } = deps;
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
      await bell.wait(everyMs, stopping.signal);
    }
  })();
  return {
    async stop() {
      stopping.abort();
      await running;
    },
  };
}

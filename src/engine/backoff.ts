import type { Clock } from '../lib/clock.ts';
import { failureOf } from './reads/failures.ts';

/** When something that failed may be tried again. In memory only: after a restart everything is tried at once. */
export interface Backoff {
  ready(key: string): boolean;
  /** It failed: wait as long as the other side asked for, or twice as long as last time. */
  failed(key: string, error: unknown): void;
  /** It worked, or there is nothing left to try. */
  clear(key: string): void;
  /** Not before `ms` from now, without counting it as a failure. */
  later(key: string, ms: number): void;
}

export function createBackoff(clock: Clock, options: { firstMs: number; maxMs: number }): Backoff {
  const waits = new Map<string, { until: number; ms: number }>();
  return {
    ready: (key) => clock.elapsed() >= (waits.get(key)?.until ?? 0),
    failed(key, error) {
      const ms = Math.min((waits.get(key)?.ms ?? options.firstMs / 2) * 2, options.maxMs);
      waits.set(key, { until: clock.elapsed() + Math.max(ms, failureOf(error).retryAfterMs ?? 0), ms });
    },
    clear: (key) => waits.delete(key),
    later: (key, ms) => waits.set(key, { until: clock.elapsed() + ms, ms: options.firstMs / 2 }),
  };
}

/** A reason to answer a call without asking OCP: it throttled us. For rejected log-ons see log-on.ts. */
import type { Clock } from '../../lib/clock.ts';
import { OcpError } from '../errors.ts';

/** OCP's shortest throttling window, for a 429 that does not say when to come back. */
const defaultThrottleMs = 10_000;

export interface Throttle {
  /** Throws OcpError ocp_throttled (effect `none`) while OCP wants to be left alone. */
  check(): void;
  /** OCP answered 429; `resetSeconds` as it said. */
  shut(resetSeconds: number | null): void;
}

export function createThrottle(clock: Clock): Throttle {
  let until = Number.NEGATIVE_INFINITY;
  return {
    check() {
      const retryAfterMs = until - clock.elapsed();
      if (retryAfterMs > 0)
        throw new OcpError('ocp_throttled', { kind: 'ocp_throttled' }, { effect: 'none', retryAfterMs });
    },
    shut(resetSeconds) {
      const seconds = resetSeconds ?? 0;
      until = Math.max(until, clock.elapsed() + (seconds > 0 ? seconds * 1000 : defaultThrottleMs));
    },
  };
}

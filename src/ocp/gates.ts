/** Two reasons to answer a call without asking OCP: it throttled us, or it rejected our credentials. */
import type { Clock } from '../clock.ts';
import { OcpError } from './errors.ts';

/**
 * OCP blocks an account for 10 minutes and an address for 30 after 20 wrong log-ons (ocp.iam.login.max-attempts), so one
 * rejected log-on stops everything for this long, and then a single call is let through as a probe.
 */
const unauthorisedHoldMs = 10 * 60_000;

/** OCP's shortest throttling window, for a 429 that does not say when to come back. */
const defaultThrottleMs = 10_000;

export interface Gates {
  /** Throws OcpError ocp_throttled or ocp_unauthorised (effect `none`) while a gate is shut. Else returns the pass to settle. */
  enter(): Pass;
}

export interface Pass {
  /** The HTTP status that came back, null when none did; must be called once. `resetSeconds` belongs to a 429. */
  settle(status: number | null, resetSeconds?: number | null): void;
}

export function createGates(clock: Clock): Gates {
  let throttledUntil = Number.NEGATIVE_INFINITY;
  let rejectedUntil: number | null = null;
  let probing = false;

  function enter(): Pass {
    const now = clock.elapsed();
    if (now < throttledUntil) {
      throw new OcpError(
        'ocp_throttled',
        { kind: 'ocp_throttled' },
        {
          effect: 'none',
          retryAfterMs: throttledUntil - now,
        },
      );
    }
    if (rejectedUntil === null) return pass(false);
    if (now < rejectedUntil || probing) {
      throw new OcpError(
        'ocp_unauthorised',
        { kind: 'ocp_log_on_rejected' },
        {
          effect: 'none',
          retryAfterMs: Math.max(0, rejectedUntil - now),
        },
      );
    }
    probing = true;
    return pass(true);
  }

  function pass(isProbe: boolean): Pass {
    return {
      settle(status, resetSeconds) {
        if (isProbe) probing = false;
        if (status === 401) {
          rejectedUntil = clock.elapsed() + unauthorisedHoldMs;
        } else if (status === 429) {
          const seconds = resetSeconds ?? 0;
          throttledUntil = Math.max(
            throttledUntil,
            clock.elapsed() + (seconds > 0 ? seconds * 1000 : defaultThrottleMs),
          );
        } else if (isProbe && status !== null) {
          rejectedUntil = null;
        }
      },
    };
  }

  return { enter };
}

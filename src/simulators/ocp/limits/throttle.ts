import type { Settings } from '../world/settings.ts';

/** The fixed throttling window of OCP, with the headers it sends (OCP page "API call description"). */
export interface Throttle {
  windowStart: number;
  used: number;
}

export function newThrottle(): Throttle {
  return { windowStart: 0, used: 0 };
}

export interface ThrottleVerdict {
  readonly allowed: boolean;
  readonly headers: Record<string, string>;
}

export function countRequest(throttle: Throttle, settings: Settings, now: number): ThrottleVerdict {
  const limits = settings.rateLimit;
  if (limits === null) return { allowed: true, headers: {} };
  const length = limits.windowSeconds * 1000;
  if (now - throttle.windowStart >= length) {
    throttle.windowStart = now;
    throttle.used = 0;
  }
  const allowed = throttle.used < limits.limit;
  if (allowed) throttle.used += 1;
  const reset = Math.ceil((throttle.windowStart + length - now) / 1000);
  return { allowed, headers: rateHeaders(limits.limit, limits.limit - throttle.used, reset) };
}

export function rateHeaders(limit: number, remaining: number, resetSeconds: number): Record<string, string> {
  return {
    'RateLimit-Limit': String(limit),
    'RateLimit-Remaining': String(remaining),
    'RateLimit-Reset': String(resetSeconds),
  };
}

import type { Clock } from '../../lib/clock.ts';
import type { LogOns } from './log-on.ts';

/** The record of a process that shares it with nobody. */
export function localLogOns(clock: Clock): LogOns {
  const counted = new Map<string, { readonly at: number; readonly isRejected: boolean }>();
  let streak = 0;
  return {
    isExclusive: true,
    look: async () => ({
      streak,
      counted: [...counted].map(([id, { at, isRejected }]) => ({ id, ageMs: clock.elapsed() - at, isRejected })),
    }),
    async reserve(id, limit, windowMs) {
      for (const [old, { at }] of counted) if (clock.elapsed() - at >= windowMs) counted.delete(old);
      if (counted.size >= limit) return false;
      counted.set(id, { at: clock.elapsed(), isRejected: false });
      return true;
    },
    async reject(id, isProbe) {
      counted.set(id, { at: clock.elapsed(), isRejected: true });
      streak = isProbe ? streak + 1 : Math.max(streak, 1);
    },
    async release(id, opens) {
      counted.delete(id);
      if (opens) streak = 0;
    },
  };
}

import type { Clock } from '../../../lib/clock.ts';

/** One line for each reason in so much time: what strangers can cause at will must not fill the log. */
const EVERY_MS = 10_000;

/** Counts by reason. The first is written at once, with `count: 1`; the next after a while, with how many came meanwhile. */
export function createTally(clock: Clock, write: (why: string, count: number) => void): (why: string) => void {
  const reasons = new Map<string, { writtenAt: number; count: number }>();
  return (why) => {
    const now = clock.now();
    const known = reasons.get(why) ?? { writtenAt: Number.NEGATIVE_INFINITY, count: 0 };
    const count = known.count + 1;
    if (now - known.writtenAt < EVERY_MS) return void reasons.set(why, { ...known, count });
    reasons.set(why, { writtenAt: now, count: 0 });
    write(why, count);
  };
}

import type { Clock } from '../../lib/clock.ts';

/**
 * A message whose outcome is unknown is looked up before it is repeated, and not before this has passed: Slack may show
 * it late. Longer than a message's own time-out.
 */
const SETTLE_MS = 15_000;

/**
 * How long attempts have been open. What stands in the store was written by some process's clock, which may have been
 * put forward or back since, or be another machine's: each process counts from when it began the attempt, or met it.
 */
export interface UnconfirmedPosts {
  begun(attempt: string): void;
  /** True once this process has known the attempt for as long as Slack may keep it hidden. */
  over(attempt: string): boolean;
  forget(attempt: string): void;
}

export function createUnconfirmedPosts(clock: Clock): UnconfirmedPosts {
  const since = new Map<string, number>();
  return {
    begun: (attempt) => void since.set(attempt, clock.elapsed()),
    over(attempt) {
      const met = since.get(attempt) ?? clock.elapsed();
      since.set(attempt, met);
      return clock.elapsed() - met >= SETTLE_MS;
    },
    forget: (attempt) => void since.delete(attempt),
  };
}

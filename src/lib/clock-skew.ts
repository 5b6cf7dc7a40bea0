/** How far this machine's clock is from Slack's, by the `Date` of its answers. */
import type { Clock } from './clock.ts';
import type { BusinessLog } from '../log/levels.ts';

/** Slack's requests are refused when they seem to be dated a minute ahead, or five minutes old. Half a minute is worth a word. */
export const CLOCK_OFF_MS = 30_000;

/** A `Date` is cut to whole seconds. */
const SECOND_MS = 1_000;

export interface ClockSkew {
  /** An answer dated `date`, to a question that was sent at `sentAt` by this machine's clock and has just been answered. */
  note(date: string | null, sentAt: number): void;
  /** Milliseconds by which this machine is ahead; negative: behind. As far as it is certain. Null before the first answer. */
  read(): number | null;
}

export function createClockSkew(clock: Clock, business: BusinessLog): ClockSkew {
  let last: number | null = null;
  return {
    note(date, sentAt) {
      const dated = Date.parse(date ?? '');
      if (Number.isNaN(dated)) return;
      const before = isOff(last);
      last = certainSkew(dated, sentAt, clock.now());
      if (before === isOff(last)) return;
      business(before ? 'clock_right' : 'clock_off', { system: 'slack', seconds: Math.round(last / SECOND_MS) });
    },
    read: () => last,
  };
}

export function isOff(skewMs: number | null): boolean {
  return skewMs !== null && Math.abs(skewMs) >= CLOCK_OFF_MS;
}

/** The answer was dated at some moment between the question and its arrival: what lies outside of that is the clocks' difference. */
function certainSkew(dated: number, sentAt: number, now: number): number {
  if (dated + SECOND_MS <= sentAt) return sentAt - dated - SECOND_MS;
  return dated > now ? now - dated : 0;
}

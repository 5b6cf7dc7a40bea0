/** Times in which a kind of operation is refused: one period, or the same hours of the same days of every week. Pure. */
import type { OperationKind } from '../operation/operation.ts';
import { addDays, instantOf, type Weekday, weekdayOf, type WallTime, wallTime } from './zone.ts';

interface FreezeScope {
  readonly name: string;
  readonly operations: readonly OperationKind[];
  /** Patterns, as in a rule. A request with one such tenant is refused as a whole. */
  readonly clusters: readonly string[];
  readonly tenants: readonly string[];
}

export interface OnceFreeze extends FreezeScope {
  readonly kind: 'once';
  /** Milliseconds since the epoch, the end not included. */
  readonly from: number;
  readonly until: number;
}

export interface WeeklyFreeze extends FreezeScope {
  readonly kind: 'weekly';
  /** The days on which it begins. */
  readonly days: readonly Weekday[];
  /** Minutes since midnight on the zone's wall clocks, the end not included; an end at or before the start is on the next day. */
  readonly from: number;
  readonly until: number;
  readonly zone: string;
}

export type Freeze = OnceFreeze | WeeklyFreeze;

/** Periods that follow each other without a gap are one to whoever waits for the end; more of them than this is no end. */
const PERIODS_MAX = 8;

/** From its first instant to the first after it, ms since the epoch. */
interface Period {
  readonly from: number;
  readonly until: number;
}

/** True when it is in force at `now` (ms since the epoch). */
export function inForce(freeze: Freeze, now: number): boolean {
  return periodAt(freeze, now) !== null;
}

/** When a freeze that is in force now will have ended; null when it follows itself without a gap for ever. */
export function endOf(freeze: Freeze, now: number): number | null {
  let at = now;
  for (let periods = 0; periods < PERIODS_MAX; periods += 1) {
    const period = periodAt(freeze, at);
    if (period === null) return at;
    at = period.until;
  }
  return freeze.kind === 'once' ? freeze.until : null;
}

/** What is decided and what people read come from this one reading. */
function periodAt(freeze: Freeze, now: number): Period | null {
  const periods = freeze.kind === 'once' ? [freeze] : periodsAround(freeze, now);
  const running = periods.filter(({ from, until }) => from <= now && now < until);
  return running.reduce<Period | null>((last, one) => (last && last.until >= one.until ? last : one), null);
}

/** Those that begin on the day before, on the same, or on the next: a start that the clocks leave out is before it. */
function periodsAround(freeze: WeeklyFreeze, now: number): readonly Period[] {
  const today = wallTime(now, freeze.zone);
  return [-1, 0, 1].flatMap((days) => {
    const day = addDays(today, days);
    return freeze.days.includes(weekdayOf(day)) ? [periodOf(freeze, day)] : [];
  });
}

/** Of a time that comes twice, or never, the freeze gets the longer reading. */
function periodOf({ from, until, zone }: WeeklyFreeze, day: WallTime): Period {
  const last = addDays({ ...day, minute: until }, until <= from ? 1 : 0);
  return {
    from: instantOf({ ...day, minute: from }, zone, 'earlier'),
    until: instantOf(last, zone, 'later'),
  };
}

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

/** True when it is in force at `now` (ms since the epoch). */
export function inForce(freeze: Freeze, now: number): boolean {
  return freeze.kind === 'once' ? now >= freeze.from && now < freeze.until : startedOn(freeze, now) !== null;
}

/** When a freeze that is in force now will have ended; null when it follows itself without a gap for ever. */
export function endOf(freeze: Freeze, now: number): number | null {
  if (freeze.kind === 'once') return freeze.until;
  let at = now;
  for (let periods = 0; periods < PERIODS_MAX; periods += 1) {
    const started = startedOn(freeze, at);
    if (started === null) return at;
    const ends = addDays({ ...started, minute: freeze.until }, overnight(freeze) ? 1 : 0);
    at = Math.max(instantOf(ends, freeze.zone, 'later'), at + 1);
  }
  return null;
}

/** The day on which the period around `now` began; null when there is none. */
function startedOn(freeze: WeeklyFreeze, now: number): WallTime | null {
  const wall = wallTime(now, freeze.zone);
  const before = addDays(wall, -1);
  const begins = (day: WallTime) => freeze.days.includes(weekdayOf(day));
  if (begins(wall) && wall.minute >= freeze.from && (overnight(freeze) || wall.minute < freeze.until)) return wall;
  return overnight(freeze) && begins(before) && wall.minute < freeze.until ? before : null;
}

function overnight({ from, until }: WeeklyFreeze): boolean {
  return until <= from;
}

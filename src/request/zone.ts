/** Wall clocks of time zones, from the zone data of the JavaScript engine. Instants are ms since the epoch. Pure. */

export const weekdays = ['mon', 'tue', 'wed', 'thu', 'fri', 'sat', 'sun'] as const;
export type Weekday = (typeof weekdays)[number];

const MINUTE_MS = 60_000;
const DAY_MINUTES = 24 * 60;

/** What a clock on the wall shows. */
export interface WallTime {
  /** Midnight of its calendar day, as if that day were in UTC: ms since the epoch. */
  readonly day: number;
  /** Minutes since midnight; 24:00 is 1440. */
  readonly minute: number;
}

/** True for the name of a time zone, such as `Asia/Shanghai` or `UTC`. */
export function isZone(name: string): boolean {
  try {
    return new Intl.DateTimeFormat('en', { timeZone: name }).resolvedOptions().timeZone !== '';
  } catch {
    return false;
  }
}

export function wallTime(at: number, zone: string): WallTime {
  const shown = Math.floor((at + offset(at, zone)) / MINUTE_MS);
  const minute = ((shown % DAY_MINUTES) + DAY_MINUTES) % DAY_MINUTES;
  return { day: (shown - minute) * MINUTE_MS, minute };
}

export function weekdayOf({ day }: WallTime): Weekday {
  // 1 January 1970 was a Thursday.
  const index = (((day / (DAY_MINUTES * MINUTE_MS) + 3) % 7) + 7) % 7;
  return weekdays[index] ?? 'mon';
}

export function addDays(wall: WallTime, days: number): WallTime {
  return { ...wall, day: wall.day + days * DAY_MINUTES * MINUTE_MS };
}

/**
 * When the wall clock shows this. In the hour that comes twice in autumn, and in the one that is left out in spring, two
 * answers are possible: `edge` says whether the earlier or the later is meant.
 */
export function instantOf(wall: WallTime, zone: string, edge: 'earlier' | 'later'): number {
  const shown = wall.day + wall.minute * MINUTE_MS;
  const day = DAY_MINUTES * MINUTE_MS;
  const possible = [offset(shown - day, zone), offset(shown + day, zone)].map((ahead) => shown - ahead);
  const right = possible.filter((at) => at + offset(at, zone) === shown);
  const instants = right.length > 0 ? right : possible;
  return edge === 'earlier' ? Math.min(...instants) : Math.max(...instants);
}

/** How far the zone's clocks are ahead of UTC at an instant, in ms. */
function offset(at: number, zone: string): number {
  const format = new Intl.DateTimeFormat('en-GB', {
    timeZone: zone,
    calendar: 'gregory',
    numberingSystem: 'latn',
    hourCycle: 'h23',
    year: 'numeric',
    month: 'numeric',
    day: 'numeric',
    hour: 'numeric',
    minute: 'numeric',
    second: 'numeric',
  });
  const parts = new Map(format.formatToParts(at).map(({ type, value }) => [type, Number(value)]));
  const part = (type: Intl.DateTimeFormatPartTypes) => parts.get(type) ?? 0;
  const shown = Date.UTC(part('year'), part('month') - 1, part('day'), part('hour'), part('minute'), part('second'));
  return shown - Math.floor(at / 1_000) * 1_000;
}

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

/**
 * `UTC`, or a place such as `Asia/Shanghai`. Abbreviations, offsets and old aliases are none: what `EST` means is Intl's choice,
 * and which of them there are differs from one Node to the next.
 */
export function isPlaceZone(name: string): boolean {
  const isNamed =
    /^(Africa|America|Antarctica|Arctic|Asia|Atlantic|Australia|Europe|Indian|Pacific)(\/[A-Z][A-Za-z]*([_-][A-Za-z]+)*){1,2}$/.test(
      name,
    );
  return name === 'UTC' || (isNamed && isZone(name));
}

/** True for whatever this machine takes for a time zone. */
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

/** The present rules, as the zone data carries them on into a year in which no other ones are announced. */
const REFERENCE_YEAR = 2030;

/** How far the zone's clocks are ahead of UTC in the course of a year: `UTC+08:00`, or `UTC-05:00`, `UTC-04:00`. */
export function offsetsOf(zone: string): readonly string[] {
  const months = Array.from({ length: 12 }, (_, month) => offset(Date.UTC(REFERENCE_YEAR, month, 1), zone));
  return [...new Set(months)].sort((one, other) => one - other).map(offsetName);
}

function offsetName(ahead: number): string {
  const minutes = Math.round(Math.abs(ahead) / MINUTE_MS);
  const two = (part: number) => String(part).padStart(2, '0');
  return `UTC${ahead < 0 ? '-' : '+'}${two(Math.floor(minutes / 60))}:${two(minutes % 60)}`;
}

/** How far the zone's clocks are ahead of UTC at an instant, in ms. */
function offset(at: number, zone: string): number {
  const parts = new Map(
    formatOf(zone)
      .formatToParts(at)
      .map(({ type, value }) => [type, Number(value)]),
  );
  const part = (type: Intl.DateTimeFormatPartTypes) => parts.get(type) ?? 0;
  const shown = Date.UTC(part('year'), part('month') - 1, part('day'), part('hour'), part('minute'), part('second'));
  return shown - Math.floor(at / 1_000) * 1_000;
}

/** Making one costs a thousand times what using it does. A policy names few zones. */
const formats = new Map<string, Intl.DateTimeFormat>();

function formatOf(zone: string): Intl.DateTimeFormat {
  const known = formats.get(zone);
  if (known) return known;
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
  formats.set(zone, format);
  return format;
}

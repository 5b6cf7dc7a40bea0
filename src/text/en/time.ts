/** Times and durations in words. Times are ms since the epoch. */

import { isZone } from '../../policy/zone.ts';

const SECOND = 1_000;

/** `2026-11-22 19:05:03 UTC`: for plain text, and where Slack cannot show a time in the reader's own zone. */
export function utc(at: number): string {
  return `${new Date(at).toISOString().slice(0, 19).replace('T', ' ')} UTC`;
}

/** Slack shows it in the reader's zone; the fallback carries its own. */
export function when(at: number): string {
  return `<!date^${Math.floor(at / SECOND)}^{date_short_pretty} {time_secs}|${utc(at)}>`;
}

/** `13 Feb 2027, 08:00 GMT+8`: for plain text, in the zone of whoever reads it; in UTC where that is none. */
export function inZone(at: number, zone: string, locale: 'en-GB' | 'zh-CN'): string {
  if (!isZone(zone)) return utc(at);
  const format = { timeZone: zone, timeZoneName: 'short', hourCycle: 'h23' } as const;
  const parts = { year: 'numeric', month: 'short', day: 'numeric', hour: '2-digit', minute: '2-digit' } as const;
  return new Intl.DateTimeFormat(locale, { ...parts, ...format }).format(at);
}

/** `19:05:03` in the reader's zone, of a moment that is near. */
export function timeOfDay(at: number): string {
  return `<!date^${Math.floor(at / SECOND)}^{time_secs}|${utc(at)}>`;
}

/** `12 s`, `3 min 20 s`, `1 h 5 min`. Less than nothing (two clocks that differ) is nothing. */
export const duration = durationIn('less than 1 s', 's', 'min', 'h');

/** `0.3 s`, `1 min 35 s`: where a part of a second makes a difference. */
export const lag = lagIn('s', duration);

export function lagIn(second: string, longer: (ms: number) => string): (ms: number) => string {
  return (ms) => (ms < 10 * SECOND ? `${(ms / SECOND).toFixed(1)} ${second}` : longer(ms));
}

/** Node 20 has no `Intl.DurationFormat`. */
export function durationIn(less: string, second: string, minute: string, hour: string): (ms: number) => string {
  return (ms) => {
    if (ms > 0 && ms < SECOND) return less;
    const seconds = Math.max(0, Math.round(ms / SECOND));
    if (seconds < 60) return `${seconds} ${second}`;
    const minutes = Math.floor(seconds / 60);
    if (minutes < 60)
      return seconds % 60 === 0 ? `${minutes} ${minute}` : `${minutes} ${minute} ${seconds % 60} ${second}`;
    const hours = Math.floor(minutes / 60);
    return minutes % 60 === 0 ? `${hours} ${hour}` : `${hours} ${hour} ${minutes % 60} ${minute}`;
  };
}

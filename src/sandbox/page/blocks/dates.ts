/** Slack's date tokens in the reader's own zone, and short words for times. */

export interface Zone {
  readonly now: number;
  /** Default: the browser's. */
  readonly timeZone?: string;
}

/** `{date_short_pretty} {time_secs}` of a `<!date^…>` as Slack words them, with the zone behind a time. Milliseconds. */
export function formatDate(at: number, format: string, zone: Zone): string {
  const given = zone.timeZone === undefined ? {} : { timeZone: zone.timeZone };
  const date = (options: Intl.DateTimeFormatOptions) =>
    new Intl.DateTimeFormat('en-GB', { ...options, ...given }).format(at);
  const short = date({ day: 'numeric', month: 'short', year: 'numeric' });
  const long = date({ day: 'numeric', month: 'long', year: 'numeric' });
  const replaced = format.replace(/\{(\w+)\}/g, (all, name: string) => {
    switch (name) {
      case 'date_num':
        return new Intl.DateTimeFormat('en-CA', { year: 'numeric', month: '2-digit', day: '2-digit', ...given }).format(
          at,
        );
      case 'date':
        return long;
      case 'date_pretty':
        return pretty(at, zone) ?? long;
      case 'date_long':
        return `${date({ weekday: 'long' })}, ${long}`;
      case 'date_long_pretty':
        return pretty(at, zone) ?? `${date({ weekday: 'long' })}, ${long}`;
      case 'date_short':
        return short;
      case 'date_short_pretty':
        return pretty(at, zone) ?? short;
      case 'time':
        return date({ hour: '2-digit', minute: '2-digit', timeZoneName: 'short' });
      case 'time_secs':
        return date({ hour: '2-digit', minute: '2-digit', second: '2-digit', timeZoneName: 'short' });
      case 'ago':
        return `${seconds(zone.now - at)} ago`;
      default:
        return all;
    }
  });
  return replaced;
}

function pretty(at: number, { now, timeZone }: Zone): string | null {
  const day = new Intl.DateTimeFormat('en-CA', timeZone === undefined ? {} : { timeZone });
  const names = [
    ['today', 0],
    ['yesterday', -1],
    ['tomorrow', 1],
  ] as const;
  return names.find(([, days]) => day.format(now + days * 86_400_000) === day.format(at))?.[0] ?? null;
}

/** The clock time of a message. */
export function clockTime(at: number): string {
  return new Intl.DateTimeFormat('en-GB', { hour: '2-digit', minute: '2-digit' }).format(at);
}

/** The whole moment, for tooltips. */
export function fullTime(at: number): string {
  return new Intl.DateTimeFormat('en-GB', { dateStyle: 'full', timeStyle: 'long' }).format(at);
}

/** `3 s`, `2 min 5 s`. */
export function seconds(ms: number): string {
  const whole = Math.max(0, Math.round(ms / 1000));
  return whole < 60 ? `${whole} s` : `${Math.floor(whole / 60)} min ${whole % 60} s`;
}

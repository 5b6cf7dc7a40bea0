const EIGHT_HOURS = 8 * 60 * 60 * 1000;

/**
 * OCP's datetime: ISO-8601 at +08:00, trailing zeros of the fraction dropped and the point with them
 * (OCP API pages: `2024-07-23T17:20:55.98+08:00`, `2020-11-29T22:23:12+08:00`).
 */
export function ocpTime(ms: number): string {
  const local = new Date(ms + EIGHT_HOURS).toISOString().slice(0, -1);
  return `${local.replace(/\.000$|(?<=\.\d{1,2})0+$/, '')}+08:00`;
}

/** The clock of OCP's log lines: `2021-08-25 15:09:32.716`. */
export function logTime(ms: number): string {
  return new Date(ms + EIGHT_HOURS).toISOString().slice(0, -1).replace('T', ' ');
}

/** The database fills `createTime`, and keeps whole seconds only. */
export function wholeSecond(ms: number): number {
  return Math.floor(ms / 1000) * 1000;
}

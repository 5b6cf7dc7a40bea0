/** As the file has it: `90s`, `30m`, `1h`. */
export function duration(ms: number): string {
  const seconds = ms / 1_000;
  if (seconds > 0 && seconds % 3_600 === 0) return `${seconds / 3_600}h`;
  return seconds > 0 && seconds % 60 === 0 ? `${seconds / 60}m` : `${seconds}s`;
}

/** What failed tasks have in common. Pure. */

/** OCP's own codes (`OBE26107`, `TSK10007`), and those that OceanBase and Oracle print (`OB-4012`, `ORA-00600`). */
const named = /\b(?:OBE|TSK|IAM|OB-|ORA-)\d{3,6}\b/g;

/** `error code: -4012`, `ret=-4012`, `ERROR 4012 (HY000)`. */
const numbered = /\b(?:err(?:or)?[ _]?code|errno|error|ret)\b\s*[:=]?\s*\(?(-?\d{3,6})\b/gi;

/** The last error code in the lines of a step's log, because the last error is the one that it failed with; null for none. */
export function errorCodeIn(lines: readonly string[]): string | null {
  for (const line of lines.toReversed()) {
    const code = line.match(named)?.at(-1) ?? [...line.matchAll(numbered)].at(-1)?.[1];
    if (code !== undefined) return code;
  }
  return null;
}

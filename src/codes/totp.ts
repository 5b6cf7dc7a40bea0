/** One-time codes by time, RFC 6238, as every authenticator app makes them: SHA-1, six digits, thirty seconds. */
import { Secret, TOTP } from 'otpauth';

const PERIOD_S = 30;
/** A phone's clock may be off, and typing takes time: the codes of the period before and after are taken too. */
const WINDOW = 1;

/** A fresh secret, base32. */
export function newSecret(): string {
  return new Secret({ size: 20 }).base32;
}

/** What authenticator apps read; it holds the secret. `name`: of the account, shown in the app. */
export function addressOf(secret: string, name: string): string {
  return totp(secret, name).toString();
}

/** The period (counted from the epoch) whose code this is; null when it is none around `now` (ms). */
export function stepOf(secret: string, code: string, now: number): number | null {
  const token = digitsOf(code);
  if (!/^[0-9]{6}$/.test(token)) return null;
  const delta = totp(secret, '').validate({ token, timestamp: now, window: WINDOW });
  return delta === null ? null : Math.floor(now / (PERIOD_S * 1_000)) + delta;
}

/** Digits of any script and width are digits: an input method may write ０ or ٠ for 0. Spaces and dashes between them do not count. */
export function digitsOf(code: string): string {
  return code.replace(/[\s\p{Pd}\p{Cf}]/gu, '').replace(/\p{Nd}/gu, valueOf);
}

/** Unicode encodes the ten digits of a script in a row, from its zero on; where rows touch, each has ten. */
function valueOf(digit: string): string {
  const point = digit.codePointAt(0) ?? 0;
  let before = 0;
  while (/^\p{Nd}$/u.test(String.fromCodePoint(point - before - 1))) before += 1;
  return String(before % 10);
}

/** Whether this is the code of exactly that period. */
export function isCodeOf(secret: string, code: string, step: number): boolean {
  const timestamp = step * PERIOD_S * 1_000;
  return totp(secret, '').validate({ token: digitsOf(code), timestamp, window: 0 }) !== null;
}

/** What an authenticator app with this secret shows at `now` (ms), and until when. */
export function shownAt(secret: string, now: number): { readonly code: string; readonly until: number } {
  const period = PERIOD_S * 1_000;
  const code = totp(secret, '').generate({ timestamp: now });
  return { code, until: (Math.floor(now / period) + 1) * period };
}

function totp(secret: string, label: string): TOTP {
  return new TOTP({
    issuer: 'Twokey',
    label,
    algorithm: 'SHA1',
    digits: 6,
    period: PERIOD_S,
    secret: Secret.fromBase32(secret),
  });
}

import { describe, expect, it } from 'vitest';
import { addressOf, newSecret, shownAt, stepOf } from '../../src/codes/totp.ts';
import { codeAt } from '../support/codes.ts';

/** The secret of RFC 6238's test vectors, `12345678901234567890`, in base32. */
const RFC = 'GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ';

describe('a one-time code', () => {
  // RFC 6238, appendix B, the last six of its eight digits.
  const vectors = [
    [59, '287082'],
    [1_111_111_109, '081804'],
    [1_111_111_111, '050471'],
    [1_234_567_890, '005924'],
    [2_000_000_000, '279037'],
    [20_000_000_000, '353130'],
  ] as const;
  it.each(vectors)('at %d s is %s', (seconds, code) => {
    expect(stepOf(RFC, code, seconds * 1_000)).toBe(Math.floor(seconds / 30));
  });

  it.each(vectors)('is shown by an app at %d s as %s, until its period is over', (seconds, code) => {
    const { until } = shownAt(RFC, seconds * 1_000);
    for (const at of [seconds * 1_000, until - 1]) expect(shownAt(RFC, at)).toEqual({ code, until });
    expect(until).toBe((Math.floor(seconds / 30) + 1) * 30_000);
  });

  it('is taken in the period before and after its own, not two off', () => {
    const at = 1_200_000_000_000;
    const own = at / 30_000;
    const code = codeAt(RFC, at);
    expect([-30_000, 0, 30_000].map((off) => stepOf(RFC, code, at + off))).toEqual([own, own, own]);
    expect([-60_000, 60_000].map((off) => stepOf(RFC, code, at + off))).toEqual([null, null]);
  });

  it('may have a space in it, as apps show it', () => {
    expect(stepOf(RFC, ' 287 082 ', 59_000)).toBe(1);
  });

  it.each(['２８７０８２', '٢٨٧٠٨٢', '𝟐𝟖𝟕𝟎𝟖𝟐', '𝟸𝟾𝟽𝟶𝟾𝟸', '２８７　０８２', '287-082', '287\u200b082'])(
    'may be typed in digits of any width and script: %s',
    (code) => {
      expect(stepOf(RFC, code, 59_000)).toBe(1);
    },
  );

  it.each(['', '28708', '2870820', '28708a', '２８７０８', '-87082', '287082\u0000'])('%j is none', (code) => {
    expect(stepOf(RFC, code, 59_000)).toBeNull();
  });
});

describe('a secret', () => {
  it('is of 160 random bits', () => {
    const [one, other] = [newSecret(), newSecret()];
    expect(one).toMatch(/^[A-Z2-7]{32}$/);
    expect(other).not.toBe(one);
  });

  it('is handed over as the address that apps read', () => {
    expect(addressOf(RFC, 'mei')).toBe(
      `otpauth://totp/Twokey:mei?issuer=Twokey&secret=${RFC}&algorithm=SHA1&digits=6&period=30`,
    );
  });
});

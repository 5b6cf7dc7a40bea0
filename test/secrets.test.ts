import { describe, expect, test } from 'vitest';
import { hiding } from '../src/secrets.ts';

describe('hiding', () => {
  const secret = 'p"a/s s+word';
  const hide = hiding([secret, 'abcdef', 'abcdef-longer']);

  test.each([
    ['as it is', `quoted: ${secret}.`],
    ['inside JSON', JSON.stringify({ a: secret })],
    ['inside an address', `https://x/?q=${encodeURIComponent(secret)}&r=1`],
    ['in base64', Buffer.from(secret).toString('base64')],
    ['in base64url', Buffer.from(secret).toString('base64url')],
    ['twice', `${secret} ${secret}`],
  ])('takes a secret out %s', (_how, text) => {
    const left = hide(text);
    expect(left).toContain('[hidden]');
    for (const part of ['word', Buffer.from(secret).toString('base64').slice(0, 8)]) expect(left).not.toContain(part);
  });

  test('leaves nothing of the longer of two that begin alike', () => {
    expect(hide('x abcdef-longer y abcdef z')).toBe('x [hidden] y [hidden] z');
  });

  test('leaves other text alone, and short values, which stand in ordinary words too', () => {
    expect(hide('an ordinary line')).toBe('an ordinary line');
    expect(hiding(['pw', ''])('pwd of the tenant')).toBe('pwd of the tenant');
  });
});

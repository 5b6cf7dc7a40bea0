import { describe, expect, test } from 'vitest';
import { readConfig } from '../src/config.ts';
import { hiding, secretsOf } from '../src/log/secrets.ts';

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

test('the password in the address of the store is one of them, as it is written there and as it is', () => {
  const config = readConfig({
    SLACK_BOT_TOKEN: 'xoxb-1',
    SLACK_SIGNING_SECRET: 'of-slack',
    OCP_URL: 'https://ocp',
    OCP_USERNAME: 'u',
    OCP_PASSWORD: 'of-ocp',
    DATABASE_URL: 'postgres://twokey:of%20the%20store@db/twokey',
  });
  if (config.kind !== 'live') throw new Error('not live');
  expect(secretsOf(config)).toEqual(expect.arrayContaining(['of%20the%20store', 'of the store']));
});

/** Quotes, markup, width and punctuation around a name do not matter. */
import { describe, expect, it } from 'vitest';
import { typedWords } from '../../src/operation/typed-name.ts';

describe('a name', () => {
  it.each([
    'payments',
    ' Payments ',
    '“payments”',
    '"payments"',
    "'payments'",
    '‘payments’',
    '`payments`',
    '```payments```',
    '*payments*',
    '_payments_',
    '~payments~',
    '*_`payments`_*',
    'ｐａｙｍｅｎｔｓ',
    '「payments」',
    '《payments》',
    '（payments）',
    '(payments)',
    'payments,',
    'payments，',
    'payments.',
    'payments。',
    'payments!',
    '[payments]:',
    'pay\u200bments',
    '<http://payments|payments>',
    '&lt;payments&gt;',
  ])('is payments when it is typed as %j', (text) => {
    expect(typedWords(text)).toEqual(['payments']);
  });

  it.each([
    ['sh-prod', ['sh-prod']],
    ['_orders', ['_orders']],
    ['orders_', ['orders_']],
    ['a_b', ['a_b']],
    ['订单', ['订单']],
    ['orders.eu', ['orders.eu']],
    ['orders$', ['orders$']],
  ])('keeps what belongs to it: %j', (text, words) => {
    expect(typedWords(text)).toEqual(words);
  });

  it('and its cluster are two words, however they are set apart', () => {
    for (const text of [
      '“orders” on `sh-prod`',
      'orders, sh-prod',
      'orders，sh-prod',
      '*orders* (sh-prod)',
      'orders　sh-prod',
    ])
      expect(typedWords(text).filter((word) => word !== 'on')).toEqual(['orders', 'sh-prod']);
  });

  it('is none in signs alone', () => {
    expect(typedWords(' “”, … ')).toEqual([]);
  });
});

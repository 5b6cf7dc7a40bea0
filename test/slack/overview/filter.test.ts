import { describe, expect, test } from 'vitest';
import { parseFilter } from '../../../src/slack/overview/history.ts';

describe('what is typed behind history', () => {
  const none = { tenant: null, person: null, days: null };
  test.each([
    ['', none],
    ['orders', { ...none, tenant: 'orders' }],
    ['<@U0MEI>', { ...none, person: 'U0MEI' }],
    ['<@U0MEI|mei>', { ...none, person: 'U0MEI' }],
    ['@W0MEI', { ...none, person: 'W0MEI' }],
    ['7d', { ...none, days: 7 }],
    ['7D orders <@U0MEI>', { tenant: 'orders', person: 'U0MEI', days: 7 }],
    ['“orders”,', { ...none, tenant: 'orders' }],
    ['`ｏｒｄｅｒｓ`', { ...none, tenant: 'orders' }],
    ['７d', { ...none, days: 7 }],
    ['7', { ...none, tenant: '7' }],
  ])('%s', (typed, filter) => {
    expect(parseFilter(typed)).toEqual(filter);
  });

  test.each(['@mei', '<@evil', '0d', '9999d', 'a b', '1d 2d', '<@U0MEI> <@U0ARUN>'])(
    '%s is told to be wrong',
    (typed) => {
      expect(parseFilter(typed)).toBeTypeOf('string');
    },
  );
});

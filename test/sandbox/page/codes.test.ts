import { describe, expect, it } from 'vitest';
import { codesFrom, phoneBeside, secondsLeft, spaced } from '../../../src/sandbox/page/people/codes.ts';
import { CODE_FORM } from '../../../src/slack/form/view/code-form.ts';

const codes = codesFrom({ phones: [{ id: 'U0ARUN', code: '123456' }], leftMs: 12_000 }, 5_000);

describe('a phone stands beside a form', () => {
  it('that asks its owner for a code', () => {
    expect(phoneBeside({ callback_id: CODE_FORM }, { codes, me: 'U0ARUN' })).toEqual({
      id: 'U0ARUN',
      code: '123456',
      endsAt: 17_000,
    });
  });

  it.each([
    ['not of somebody else', CODE_FORM, codes, 'U0SOFIA'],
    ['not another form', 'failover', codes, 'U0ARUN'],
    ['not while the policy asks nobody', CODE_FORM, codesFrom(null, 5_000), 'U0ARUN'],
  ])('%s', (_, callback_id, shown, me) => {
    expect(phoneBeside({ callback_id }, { codes: shown, me })).toBeNull();
  });
});

it.each([
  [17_000, 5_000, 12],
  [17_000, 16_999, 1],
  [17_000, 17_000, 0],
  [17_000, 18_500, 0],
])('a code that ends at %d ms has at %d ms %d s left', (endsAt, now, left) => {
  expect(secondsLeft(endsAt, now)).toBe(left);
});

it('a code is read in two groups, as apps show it', () => {
  expect(spaced('012345')).toBe('012 345');
});

import { expect, it } from 'vitest';
import { allOf, allOfAtStart } from '../../../src/text/en/count.ts';

it('two are both, more are counted', () => {
  expect([2, 3, 50].map((count) => `${allOf(count)}, ${allOfAtStart(count)}`)).toEqual([
    'both, Both',
    'all 3, All 3',
    'all 50, All 50',
  ]);
});

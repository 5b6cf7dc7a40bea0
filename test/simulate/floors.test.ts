/** A long run fails when it has not come to what it is for. */
import { describe, expect, it } from 'vitest';
import { familyCases } from './family-counts.ts';
import { nothing } from './figures.ts';
import { floorsOf } from './floors.ts';

const hands = ['a stop', 'a stop in the policy', 'a freeze', 'a rule change', 'a rejection'];
const all = [
  ...hands.map((what) => `between approval and claim: ${what}`),
  ...familyCases.map((what) => `family: ${what}`),
];
const figures = (seeds: number, times: number, but?: string) => ({
  ...nothing,
  seeds,
  counts: all.map((what) => [what, what === but ? times - 1 : times] as const),
});

describe('of 20,000 seeds', () => {
  it('each has to happen in 500', () => {
    expect(floorsOf(figures(20_000, 500)).missed).toEqual([]);
  });

  it.each(all)('%s, 499 times, is too seldom', (what) => {
    const { told, missed } = floorsOf(figures(20_000, 500, what));
    expect(missed).toEqual([what]);
    expect(told).toContain(`${what}: 499 (too seldom)`);
  });

  it('what never happened is told as well', () => {
    expect(floorsOf({ ...nothing, seeds: 20_000 }).missed).toEqual(all);
  });
});

it('of 100,000 seeds each has to happen in 2,500; fewer than 20,000 say too little', () => {
  expect(floorsOf(figures(100_000, 2_499)).missed).toEqual(all);
  expect(floorsOf(figures(19_999, 0)).missed).toEqual([]);
});

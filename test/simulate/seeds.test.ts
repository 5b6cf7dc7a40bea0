/** This commit's share of the first 2,000 seeds; `npm run simulate -- --seeds 2000` runs them all, as .ci/run does. */
import { expect, it } from 'vitest';
import { commitNumber, firstOf } from '../support/share.ts';
import { runSeed } from './run.ts';

const ALL = 2_000;
const SIZE = 160;
const first = firstOf(SIZE, ALL);
const last = first + SIZE - 1;

it(`seeds ${first} to ${last} hold`, { timeout: 300_000 }, async () => {
  console.log(`Simulated world: seeds ${first} to ${last} of ${ALL}, by the commit's number ${commitNumber}.`);
  for (let seed = first; seed <= last; seed += 1) {
    const { violations } = await runSeed(seed);
    expect(violations, `npm run simulate -- --seeds 1 --from ${seed} --trace`).toEqual([]);
  }
});

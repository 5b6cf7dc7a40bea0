/**
 * Kill -9 at every moment at which a process does something to the world, and once more while it recovers. In `npm test` at one moment
 * in five, at others with each commit.
 */
import { describe, expect, it } from 'vitest';
import { isIn } from '../support/share.ts';
import { scenarios, stoppedTwice, undisturbed } from './scenarios.ts';

const ONE_IN = 5;

describe.each(scenarios)('$name', (scenario) => {
  it('ends as it should, and keeps every promise wherever the process is stopped, twice', {
    timeout: 900_000,
  }, async () => {
    const { violations, outcomes, moments } = await undisturbed(scenario);
    expect(violations).toEqual([]);
    expect(outcomes).toEqual([scenario.outcome]);
    expect(moments).toBeGreaterThan(25);
    for (let moment = 1; moment <= moments; moment += 1) {
      if (!isIn(moment, ONE_IN)) continue;
      const run = await stoppedTwice(scenario, moment);
      expect(run.violations, `stopped at moment ${moment}`).toEqual([]);
    }
  });
});

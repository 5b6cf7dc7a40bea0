import { expect, it } from 'vitest';
import { runSeed } from './run.ts';

/** A part of the seeds that every change has to hold for: several files share them, so that several cores do. */
export function holdsFor(from: number, to: number): void {
  it(`seeds ${from} to ${to} hold what is promised, whatever happens`, { timeout: 900_000 }, async () => {
    for (let seed = from; seed <= to; seed += 1) {
      const { violations } = await runSeed(seed);
      expect(violations, `seed ${seed}: npm run simulate -- --seeds 1 --from ${seed}`).toEqual([]);
    }
  });
}

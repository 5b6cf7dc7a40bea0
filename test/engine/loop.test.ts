import { expect, it } from 'vitest';
import { startLoop } from '../../src/engine/loop.ts';
import { manualClock } from '../support/clock.ts';

it('what fails in the same way again and again is logged once, and once more when it works', async () => {
  const log: string[] = [];
  const ends = ['away', 'away', 'away', 'full', '', '', 'away'];
  let ticks = 0;
  const all = new Promise<void>((resolve) => {
    const loop = startLoop({
      name: 'mirror',
      clock: manualClock(),
      everyMs: 1_000,
      business: (event, { code }) => void log.push(`${event} ${String(code ?? '')}`.trim()),
      async tick() {
        const code = ends[ticks];
        ticks += 1;
        // The first tick begins before there is a loop to ring.
        await Promise.resolve();
        loop.ring();
        if (code === undefined) void loop.stop().then(resolve);
        if (code) throw Object.assign(new Error(`The store is ${code}.`), { code });
      },
    });
  });
  await all;
  expect(log).toEqual(['loop_failed away', 'loop_failed full', 'loop_recovered', 'loop_failed away', 'loop_recovered']);
});

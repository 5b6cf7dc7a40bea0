import { expect, test } from 'vitest';
import { createTally } from '../../../src/slack/inbound/receive/tally.ts';
import { manualClock } from '../../support/clock.ts';

test('a flood is one line in ten seconds for each reason, and none of it goes uncounted', () => {
  const clock = manualClock();
  const written: [string, number][] = [];
  const tally = createTally(clock, (why, count) => written.push([why, count]));
  for (let sent = 0; sent < 1_000; sent += 1) tally('wrong_signature');
  tally('too_large');
  expect(written).toEqual([
    ['wrong_signature', 1],
    ['too_large', 1],
  ]);
  clock.advance(10_000);
  tally('wrong_signature');
  expect(written.at(-1)).toEqual(['wrong_signature', 1_000]);
});

/** Calls counted in a sliding window, on the simulation's own time: Bottleneck reckons with the machine's timers. */
import Bottleneck from 'bottleneck';
import type { createPace, Limit } from '../../src/slack/client/pace.ts';

type CreateLimit = NonNullable<Parameters<typeof createPace>[1]>;

export const slidingLimit: CreateLimit = (clock, { calls, windowMs }): Limit => {
  let made: readonly number[] = [];
  const left = () => {
    made = made.filter((at) => clock.elapsed() - at < windowMs);
    return calls - made.length;
  };
  return {
    room: () => Promise.resolve(left()),
    run(call) {
      // Two may have been told of the same last place.
      if (left() <= 0) return Promise.reject(new Bottleneck.BottleneckError());
      made = [...made, clock.elapsed()];
      return call();
    },
  };
};

/** Slack's limits on the simulation's own time: Bottleneck reckons with the machine's timers. */
import Bottleneck from 'bottleneck';
import { type CreateLimit, createPlaces } from '../../src/slack/client/pace.ts';

export const simulatedLimit: CreateLimit = (clock, allowance) => {
  const places = createPlaces(clock, allowance);
  return {
    room: () => Promise.resolve(places.free()),
    waitMs: (count, kept) => places.waitMs(count, kept),
    run(call) {
      // Two may have been told of the same last place.
      if (places.free() <= 0) return Promise.reject(new Bottleneck.BottleneckError());
      places.take();
      return call();
    },
  };
};

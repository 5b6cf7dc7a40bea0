/** What people type about the stop, on a store that several replicas share. */
import { afterEach, expect, it } from 'vitest';
import { createStopDesk } from '../../src/engine/stop-desk.ts';
import { createStops } from '../../src/engine/stops.ts';
import { stopAnswer } from '../../src/slack/render/stop-answer.ts';
import { type CountedStore, openStore } from '../../src/store/store.ts';
import { manualClock } from '../support/clock.ts';
import { ANN, memberAt, policyOf } from '../support/request.ts';

let store: CountedStore;
afterEach(() => store.close());

async function desk(read: () => Promise<ReturnType<typeof memberAt>[]>) {
  store = await openStore('sqlite::memory:');
  const clock = manualClock();
  const business = () => undefined;
  const stops = createStops({ log: store.stop, clock, business, changed: business });
  const people = { read };
  const made = createStopDesk({
    stops,
    people,
    channels: { audience: () => Promise.resolve('own') },
    policies: { read: () => Promise.resolve(policyOf()) },
    sightings: store.sightings,
    unaware: () => store.stop.unaware(),
    clock,
    business,
  });
  return { ...made, clock, stops };
}

it('a stop names the replicas that do not know it: those that wrote themselves down as older versions do', async () => {
  const { stop, clock } = await desk(() => Promise.resolve([memberAt(clock.now(), ANN)]));
  await store.lease.beat({ id: 'old', host: 'db-bot-1:7' });
  await store.lease.beat({ id: 'new', host: 'db-bot-2:7' });
  await store.stop.know('new');
  const answered = await stop({ person: ANN, channel: 'C1', reason: null });
  expect(answered.unaware).toEqual(['db-bot-1:7']);
  expect(stopAnswer(answered, null).text).toContain(
    '*Replica db-bot-1:7 runs an older version that does not know this stop: set `stop_all` in the policy file.*',
  );
});

it('a Slack that never answers keeps nobody waiting: what was read of them before counts', async () => {
  const { stop, clock, stops } = await desk(() => new Promise(() => undefined));
  await store.sightings.put(ANN, [], [], clock.now() - 3_600_000);
  const answer = stop({ person: ANN, channel: 'C1', reason: 'region lost' });
  for (let tried = 0; tried < 50; tried += 1) {
    clock.advance(100);
    await new Promise((resolve) => setImmediate(resolve));
  }
  expect((await answer).decision.refusal).toBeNull();
  expect((await stops.load()).stop?.shares).toMatchObject([{ by: ANN, reason: 'region lost' }]);
});

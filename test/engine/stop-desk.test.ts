/** What people type about the stop, on a store that several replicas share. */
import { afterEach, describe, expect, it } from 'vitest';
import { createStopDesk } from '../../src/engine/clicks/stop-desk.ts';
import { createStops } from '../../src/engine/stops/stops.ts';
import { stopAnswer } from '../../src/slack/notice/stop-answer.ts';
import { type CountedStore, openStore } from '../../src/store/store.ts';
import { manualClock } from '../support/clock.ts';
import { ANN, ASKER, BEN, DBAS, memberAt, policyOf, START } from '../support/request.ts';

let store: CountedStore;
afterEach(() => store.close());

const members = (): Promise<ReadonlySet<string>> => Promise.resolve(new Set<string>());

async function desk(read: () => Promise<ReturnType<typeof memberAt>[]>, policy = policyOf(), inGroup = members) {
  store = await openStore('sqlite::memory:');
  const clock = manualClock(START);
  const business = () => undefined;
  const stops = createStops({ log: store.stop, clock, business, changed: business });
  const people = { read, members: inGroup };
  const made = createStopDesk({
    stops,
    people,
    channels: { audience: () => Promise.resolve('own') },
    policies: { read: () => Promise.resolve(policy) },
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
  expect(stopAnswer(answered, { seenAt: null, away: null }).text).toContain(
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

const alone =
  '*Nobody could resume after `/failover stop`:* 1 person may approve, and a resume takes two. Edit the policy first.';
const noCard = '*Nobody could resume after `/failover stop`:* the policy names no channel';

describe('that nobody could resume is said when it is stopped', () => {
  it.each([
    ['two who approve, and a channel', { approvers: [ANN, BEN], channel: 'C1' }, [], []],
    ['one who approves', { approvers: [ANN], channel: 'C1' }, [], [alone]],
    ['a group of one', { approvers: [DBAS], channel: 'C1' }, [ANN], [alone]],
    ['a group in which the same person is again', { approvers: [ANN, DBAS], channel: 'C1' }, [ANN], [alone]],
    ['a group of two', { approvers: [DBAS], channel: 'C1' }, [ANN, BEN], []],
    ['a group of which Slack does not tell', { approvers: [DBAS], channel: 'C1' }, null, []],
    ['no channel', { approvers: [ANN, BEN], channel: null }, [], [noCard]],
    ['one who approves and no channel', { approvers: [ANN], channel: null }, [], [alone, noCard]],
  ])('%s', async (_, rule, group, said) => {
    const inGroup = () => (group ? Promise.resolve(new Set(group)) : Promise.reject(new Error('ratelimited')));
    const typing = () => Promise.resolve([memberAt(START, ASKER)]);
    const { stop } = await desk(typing, policyOf({ requesters: [ASKER], ...rule }), inGroup);
    const text = stopAnswer(await stop({ person: ASKER, channel: 'C1', reason: 'x' }), {
      seenAt: null,
      away: null,
    }).text;
    for (const line of [alone, noCard]) expect(text.includes(line)).toBe(said.some((one) => one === line));
  });
});

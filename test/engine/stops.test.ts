/** The stop's log as a replica reads it: on from what it knows, and each time whether there is more. */
import { beforeEach, expect, it } from 'vitest';
import { createStops, type Stops } from '../../src/engine/stops/stops.ts';
import { type ManualClock, manualClock } from '../support/clock.ts';
import { ANN, BEN, EVE, memberAt, policyOf, START } from '../support/request.ts';
import { storeOfEach } from '../support/store.ts';

const opened = storeOfEach('sqlite');
const policy = policyOf({ approvers: [ANN, BEN], channel: 'C1' });

let clock: ManualClock;
/** How many rows each reading brought. */
let read: number[];
let lines: [string, unknown][];

beforeEach(() => {
  clock = manualClock(START);
  read = [];
  lines = [];
});

function replica(): Stops {
  const { stop } = opened().store;
  const log = {
    ...stop,
    async load(after: number) {
      const rows = await stop.load(after);
      read.push(rows.length);
      return rows;
    },
  };
  const business = (event: string, fields: unknown) => void lines.push([event, fields]);
  return createStops({ log, clock, business, changed: () => undefined });
}

function typed(stops: Stops, by: string) {
  const person = memberAt(clock.now(), by);
  return stops.execute({ type: 'stop', person, sighting: null, policy, reason: 'x', typedIn: 'C1' });
}

it('reads no row twice, and sees at once what another replica wrote', async () => {
  const one = replica();
  const other = replica();
  await typed(one, ANN);
  await typed(one, BEN);
  expect((await other.load()).version).toBe(2);
  read = [];
  await other.load();
  await other.history();
  expect(read).toEqual([0, 0]);
  await typed(one, ANN);
  read = [];
  expect((await other.load()).stop?.shares).toMatchObject([{ by: ANN, repeats: 1 }, { by: BEN }]);
  expect(read).toEqual([1]);
  expect(await other.history()).toEqual(await opened().store.stop.load(0));
  expect(() => other.check()).toThrow(/stopped/);
});

it('readings that overtake each other count each row once', async () => {
  const one = replica();
  const other = replica();
  await typed(one, ANN);
  await typed(one, ANN);
  const states = await Promise.all([other.load(), other.history(), typed(other, ANN), other.load()]);
  expect(states).toHaveLength(4);
  expect((await other.load()).stop?.shares).toMatchObject([{ by: ANN, repeats: 2 }]);
  expect((await other.history()).map(({ version }) => version)).toEqual([1, 2, 3]);
});

it('the log is the same array as long as nothing was added to it', async () => {
  const stops = replica();
  await typed(stops, ANN);
  expect(await stops.history()).toBe(await stops.history());
});

it('who may not stop fills the business log and not the record', async () => {
  const stops = replica();
  for (let tried = 0; tried < 20; tried += 1) await typed(stops, EVE);
  expect(await stops.history()).toHaveLength(1);
  const repeated = lines.filter(([event]) => event === 'stop_attempt_repeated');
  expect(repeated).toHaveLength(19);
  expect(repeated[0]?.[1]).toEqual({ by: EVE, act: 'stop', code: 'not_a_stopper' });
});

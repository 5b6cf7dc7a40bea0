/** The stop's row: once a stop was answered, no claim commits. */
import { expect, describe, it } from 'vitest';
import { brokenAt, chain } from '../../src/request/log/hash-chain.ts';
import { STOP_LOG, type RecordedStop, type StopEvent } from '../../src/stop/events.ts';
import { kinds } from '../support/database.ts';
import { approved, claimed, memberAt, observed, running, START, taskOf, ANN, BEN } from '../support/request.ts';
import { storeOfEach } from '../support/store.ts';

const story = approved().log;
const claim = claimed().log.slice(story.length);
const stopping: StopEvent = {
  type: 'stopped',
  by: 'U1',
  person: memberAt(START, 'U1'),
  reason: null,
  typedIn: 'C1',
};

function behind(log: readonly RecordedStop[], ...events: readonly StopEvent[]): readonly RecordedStop[] {
  return chain(STOP_LOG, log.at(-1) ?? null, events, START);
}

/** A log that ends with the claim of a remedy. */
function remedyClaimed() {
  const life = observed(running(), taskOf('SF', 'FAILED'));
  life.tell(life.propose('retry', ANN));
  life.tell(life.click('approve', BEN));
  const before = [...life.log];
  life.tell(life.claimRemedy());
  return { before, claim: life.log.slice(before.length) };
}

describe.each(kinds)('on %s', (kind) => {
  const opened = storeOfEach(kind);

  it('keeps a log of its own, chained, and appends behind what was read or not at all', async () => {
    const { stop } = opened().store;
    expect(await stop.load(0)).toEqual([]);
    const first = behind([], stopping);
    expect(await stop.append(0, first, true)).toBe(true);
    expect(await stop.append(0, first, true)).toBe(false);
    const more = behind(first, { type: 'stop_reason_given', by: 'U1', reason: "'; drop 订单" });
    expect(await stop.append(1, more, true)).toBe(true);
    expect(await stop.load(0)).toEqual([...first, ...more]);
    expect(brokenAt(await stop.load(0))).toBeNull();
  });

  it('of two who stop at once exactly one is first', async () => {
    const { stop } = opened().store;
    const done = await Promise.all([1, 2, 3].map(() => stop.append(0, behind([], stopping), true)));
    expect(done.filter(Boolean)).toHaveLength(1);
    expect(await stop.load(0)).toHaveLength(1);
  });

  it('no call is claimed while it holds, and everything else is recorded', async () => {
    const { log, stop } = opened().store;
    const ended = chain('r-1', story.at(-1) ?? null, [{ type: 'expired', round: 1 }], START);
    await log.append(0, story, 'approved');
    await stop.append(0, behind([], stopping), true);
    await expect(log.append(story.length, claim, 'executing')).rejects.toMatchObject({ code: 'stopped' });
    expect(await log.load('r-1')).toEqual(story);
    expect(await log.append(story.length, ended, 'waiting')).toBe(true);
  });

  it('no remedy is claimed while it holds', async () => {
    const { log, stop } = opened().store;
    const remedy = remedyClaimed();
    await log.append(0, remedy.before, 'approved');
    await stop.append(0, behind([], stopping), true);
    await expect(log.append(remedy.before.length, remedy.claim, 'executing')).rejects.toMatchObject({
      code: 'stopped',
    });
    expect(await log.load('r-1')).toEqual(remedy.before);
  });

  it('what stands behind a version is read without what stands before it', async () => {
    const { stop } = opened().store;
    const first = behind([], stopping);
    const more = behind(first, { type: 'stop_reason_given', by: 'U1', reason: 'x' });
    await stop.append(0, first, true);
    await stop.append(1, more, true);
    expect(await stop.load(1)).toEqual(more);
    expect(await stop.load(2)).toEqual([]);
  });

  it('a claim that was decided before a stop is refused after it, over or not', async () => {
    const { log, stop } = opened().store;
    await log.append(0, story, 'approved');
    const first = behind([], stopping);
    const over = behind(first, { type: 'resumed', by: 'U1', approvedBy: 'U2' });
    await stop.append(0, first, true);
    await stop.append(1, over, false);
    for (const known of [{}, { stop: 0 }])
      await expect(log.append(story.length, claim, 'executing', known)).rejects.toMatchObject({ code: 'stopped' });
    const second = behind([...first, ...over], stopping);
    await stop.append(2, second, true);
    const again = behind([...first, ...over, ...second], { type: 'resumed', by: 'U1', approvedBy: 'U2' });
    await stop.append(3, again, false);
    await expect(log.append(story.length, claim, 'executing', { stop: 1 })).rejects.toMatchObject({ code: 'stopped' });
    expect(await log.append(story.length, claim, 'executing', { stop: 3 })).toBe(true);
  });

  it('a claim is recorded again once it is over', async () => {
    const { log, stop } = opened().store;
    await log.append(0, story, 'approved');
    const first = behind([], stopping);
    await stop.append(0, first, true);
    await stop.append(1, behind(first, { type: 'resumed', by: 'U1', approvedBy: 'U2' }), false);
    expect(await log.append(story.length, claim, 'executing', { stop: 1 })).toBe(true);
  });

  it('of a claim and a stop at the same moment, the claim is first or is refused', async () => {
    const { store } = opened();
    for (let round = 0; round < 20; round += 1) {
      const id = `r-${round}`;
      const known = chain(
        id,
        null,
        story.map(({ event }) => event),
        START,
      );
      const claiming = chain(
        id,
        known.at(-1) ?? null,
        claim.map(({ event }) => event),
        START,
      );
      await store.log.append(0, known, 'approved');
      const past = await store.stop.load(0);
      const order: string[] = [];
      await Promise.all([
        store.log.append(known.length, claiming, 'executing', { stop: past.length }).then(
          () => order.push('claimed'),
          () => order.push('refused'),
        ),
        store.stop.append(past.length, behind(past, stopping), true).then(() => order.push('stopped')),
      ]);
      const isClaimed = (await store.log.load(id)).length > known.length;
      expect(order.includes('claimed')).toBe(isClaimed);
      const stopped = await store.stop.load(0);
      await store.stop.append(stopped.length, behind(stopped, { type: 'resumed', by: 'U1', approvedBy: 'U2' }), false);
    }
  });

  it('names the replicas that do not know of it', async () => {
    const { stop, lease } = opened().store;
    await lease.beat({ id: 'new', host: 'new:1' });
    await lease.beat({ id: 'old', host: 'old:1' });
    await stop.know('new');
    expect(await stop.unaware()).toEqual(['old:1']);
    await stop.know('old');
    expect(await stop.unaware()).toEqual([]);
  });

  it('keeps what was read of people: membership, and the groups last found', async () => {
    const { sightings } = opened().store;
    await sightings.put('U1', ['S1', 'S2'], ['S1', 'S2'], 1_000);
    await sightings.put('U1', ['S2'], [], 2_000);
    expect(await sightings.get('U1', 500)).toEqual({ at: 2_000, groups: ['S1'] });
    expect(await sightings.get('U1', 1_500)).toEqual({ at: 2_000, groups: [] });
    expect(await sightings.get('U1', 2_500)).toBeNull();
    expect(await sightings.get('U2', 0)).toBeNull();
    await sightings.drop('U1');
    expect(await sightings.get('U1', 0)).toBeNull();
  });
});

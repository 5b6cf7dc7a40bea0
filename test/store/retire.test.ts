import { describe, expect, it } from 'vitest';
import { brokenAt, chain } from '../../src/request/log/hash-chain.ts';
import { kinds } from '../support/database.ts';
import { storeOfEach } from '../support/store.ts';
import { checking } from '../support/request.ts';

const [first] = checking().log;

describe.each(kinds)('what is kept of a request that ended long ago, on %s', (kind) => {
  const on = storeOfEach(kind);

  /** Two events, the last of them `at`; card and thread show them all unless told. */
  interface Told {
    readonly card?: number;
    readonly thread?: number;
    readonly ended?: boolean;
    readonly parked?: boolean;
  }

  async function request(id: string, at: number, told: Told = {}): Promise<void> {
    const { card = 2, thread = 2, ended = true, parked = false } = told;
    if (!first) throw new Error('no event');
    const log = chain(id, null, [first.event, { type: 'ended', outcome: 'withdrawn' }], at);
    await on().store.log.append(0, log, ended ? 'ended' : 'waiting');
    const versions = { cardVersion: card, threadVersion: thread, parked: parked ? 'is_archived' : null };
    await on().store.cursors.put({ ...(await on().store.cursors.get(id)), ...versions });
  }
  const listed = async () => (await on().store.log.recent(1_000)).map(({ id }) => id).sort();

  it('is its log, whole; it is listed nowhere, and Slack is not told of it anew', async () => {
    await request('old', 100);
    await request('new', 200);
    expect(await on().store.retire(200)).toBe(1);
    expect(await listed()).toEqual(['new']);
    const log = await on().store.log.load('old');
    expect(log).toHaveLength(2);
    expect(brokenAt(log)).toBeNull();
    expect(await on().store.log.recorded('requested', 0, 9)).toHaveLength(2);
    expect(await on().store.cursors.behind()).toEqual([]);
    expect((await on().store.figures()).untold.count).toBe(0);
    expect((await on().store.cursors.get('old')).cardVersion).toBe(0);
  });

  it('is everything while it is open, or Slack does not show its end', async () => {
    await request('open', 100, { ended: false });
    await request('card', 100, { card: 1 });
    await request('thread', 100, { thread: 1 });
    expect(await on().store.retire(1_000)).toBe(0);
    expect(await listed()).toEqual(['card', 'open', 'thread']);
  });

  it('is its log alone, too, where Slack cannot be told any more', async () => {
    await request('parked', 100, { card: 1, parked: true });
    expect(await on().store.retire(1_000)).toBe(1);
  });

  it('is decided for many at a time', async () => {
    for (let count = 0; count < 205; count += 1) await request(`r-${count}`, 100);
    expect(await on().store.retire(1_000)).toBe(205);
    expect(await listed()).toEqual([]);
  });
});

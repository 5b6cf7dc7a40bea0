/** Who runs the engine, replica by replica, on a clock that only the test moves. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Clock } from '../../src/lib/clock.ts';
import type { Engine } from '../../src/engine/engine.ts';
import { createLeader, type Leader } from '../../src/engine/leadership/leader.ts';
import { GONE_MS, type Term, VALID_MS } from '../../src/engine/leadership/term.ts';
import { type Store, storeOn } from '../../src/store/store.ts';
import { type ManualClock, manualClock } from '../support/clock.ts';
import { openTables, type TestDatabase, usualDatabase } from '../support/database.ts';

interface Replica {
  readonly leader: Leader;
  readonly store: Store;
  /** Every term it was given, oldest first. */
  readonly terms: Term[];
  /** What became of its engines. */
  readonly engines: string[];
  readonly said: { event: string; fields: Readonly<Record<string, unknown>> }[];
  gone: number;
}

let dir: string;
let database: TestDatabase;
let db: Awaited<ReturnType<typeof openTables>>;
let clock: ManualClock;

beforeEach(async () => {
  dir = mkdtempSync(join(tmpdir(), 'twokey-leader-'));
  database = await usualDatabase(dir);
  db = await openTables(database);
  clock = manualClock();
});
afterEach(async () => {
  await db.destroy();
  await database.drop();
  rmSync(dir, { recursive: true, force: true });
});

function replica(id: string, options: { isExclusive?: boolean; clock?: Clock } = {}): Replica {
  const { isExclusive = false } = options;
  const store = storeOn(db, { id, isExclusive });
  const terms: Term[] = [];
  const engines: string[] = [];
  const said: Replica['said'] = [];
  const begin = (term: Term): Engine => {
    terms.push(term);
    const note = (what: string) => void engines.push(`${what} ${term.epoch}`);
    return {
      tick: async () => note('tick'),
      start: () => note('start'),
      changed: () => note('changed'),
      stop: async () => note('stop'),
    };
  };
  const all: Replica = {
    store,
    terms,
    engines,
    said,
    gone: 0,
    leader: createLeader({
      lease: store.lease,
      replica: store.replica,
      clock: options.clock ?? clock,
      business: (event, fields) => void said.push({ event, fields }),
      begin,
      onGone: () => void (all.gone += 1),
    }),
  };
  return all;
}

const leads = ({ leader }: Replica) => leader.standing().role === 'leader';
const turns = async (...replicas: readonly Replica[]) => {
  for (const { leader } of replicas) await leader.turn();
};
/** All of them live on for so long. */
async function live(ms: number, ...replicas: readonly Replica[]): Promise<void> {
  for (let gone = 0; gone < ms; gone += 500) {
    clock.advance(500);
    await turns(...replicas);
  }
}

describe('taking the lead', () => {
  it('is for the first who comes; the others see who it is', async () => {
    const [one, other] = [replica('one'), replica('other')];
    await turns(one, other, one, other);
    expect([leads(one), leads(other)]).toEqual([true, false]);
    expect(one.leader.standing()).toMatchObject({ role: 'leader', epoch: 1, replicas: 2 });
    expect(other.leader.standing()).toMatchObject({ role: 'follower', epoch: 1, leader: one.store.replica.host });
    expect(one.engines).toEqual([]);
  });

  it('is for one of several that come at once', async () => {
    const all = ['a', 'b', 'c'].map((id) => replica(id));
    await Promise.all(all.map(({ leader }) => leader.turn()));
    expect(all.filter(leads)).toHaveLength(1);
  });

  it('stays with whoever beats', async () => {
    const [one, other] = [replica('one'), replica('other')];
    await live(60_000, one, other);
    expect([one.terms.length, other.terms.length]).toEqual([1, 0]);
    expect(one.gone + other.gone).toBe(0);
  });

  it('is at once for the only process that can have the store, whoever had it before', async () => {
    const killed = replica('killed', { isExclusive: true });
    await turns(killed);
    const next = replica('next', { isExclusive: true });
    await turns(next);
    expect(next.terms.map(({ epoch }) => epoch)).toEqual([2]);
    expect(next.gone).toBe(1);
    expect(next.leader.standing().replicas).toBe(1);
    clock.advance(24 * 3_600_000);
    expect(() => next.terms[0]?.check()).not.toThrow();
  });
});

describe('the leader’s death', () => {
  it('is noticed when it stood still for its time, and not before', async () => {
    const [one, other] = [replica('one'), replica('other')];
    await turns(one, other);
    await live(GONE_MS - 500, other);
    expect(leads(other)).toBe(false);
    await live(500, other);
    expect(leads(other)).toBe(true);
    expect(other.terms.map(({ epoch }) => epoch)).toEqual([2]);
    expect(other.gone).toBe(1);
    expect(other.said.map(({ event }) => event)).toEqual(['leading', 'replica_gone']);
  });

  it('is taken over by exactly one', async () => {
    const [one, two, three] = [replica('one'), replica('two'), replica('three')];
    await turns(one, two, three);
    await live(10_000, two, three);
    expect([two, three].filter(leads)).toHaveLength(1);
  });

  it('is not waited for by clocks that differ: ten minutes of difference are neither death nor life', async () => {
    const ahead: Clock = { ...clock, now: () => clock.now() + 600_000 };
    const [one, other] = [replica('one'), replica('other', { clock: ahead })];
    await live(20_000, one, other);
    expect([leads(one), leads(other)]).toEqual([true, false]);
    await live(GONE_MS + 500, other);
    expect(leads(other)).toBe(true);
  });

  it('when it gave the lease back first, costs no time at all', async () => {
    const [one, other] = [replica('one'), replica('other')];
    await turns(one, other);
    await one.leader.stop();
    expect(one.engines).toEqual(['stop 1']);
    await turns(other);
    expect(leads(other)).toBe(true);
    expect(other.leader.standing()).toMatchObject({ epoch: 2, replicas: 1 });
  });

  it('when it hands over, stays among the others for the clicks that it still takes, and leads no more', async () => {
    const [one, other] = [replica('one'), replica('other')];
    await turns(one, other);
    await one.leader.handOver();
    expect(one.engines).toEqual(['stop 1']);
    await turns(one, other);
    expect([leads(one), leads(other)]).toEqual([false, true]);
    expect(other.leader.standing()).toMatchObject({ epoch: 2, replicas: 2 });
    await other.leader.stop();
    await turns(one);
    expect(leads(one)).toBe(false);
    await one.leader.stop();
    expect(one.engines).toEqual(['stop 1']);
  });
});

describe('a leader that was stopped and wakes up', () => {
  it('finds its time over before it does anything, and before others take over', async () => {
    const [one, other] = [replica('one'), replica('other')];
    await turns(one, other);
    const [term] = one.terms;
    clock.advance(VALID_MS - 1);
    expect(() => term?.check()).not.toThrow();
    clock.advance(1);
    expect(() => term?.check()).toThrow(expect.objectContaining({ code: 'lease_lost', effect: 'none' }));
    expect(VALID_MS).toBeLessThan(GONE_MS);
  });

  it('goes on when nobody took over meanwhile: the term is still its own', async () => {
    const one = replica('one');
    await turns(one);
    clock.advance(3_600_000);
    expect(() => one.terms[0]?.check()).toThrow();
    await turns(one);
    expect(() => one.terms[0]?.check()).not.toThrow();
    expect(one.terms).toHaveLength(1);
  });

  it('steps down when somebody did, for good: what it had begun stays refused in a later term of its own', async () => {
    const [one, other] = [replica('one'), replica('other')];
    await turns(one, other);
    await live(GONE_MS + 500, other);
    await turns(one);
    expect([leads(one), leads(other)]).toEqual([false, true]);
    expect(one.engines).toEqual(['stop 1']);
    await live(GONE_MS + 500, one);
    expect(one.terms.map(({ epoch }) => epoch)).toEqual([1, 3]);
    expect(() => one.terms[0]?.check()).toThrow(/term 1/);
    expect(() => one.terms[1]?.check()).not.toThrow();
  });

  it('is not fooled by a clock that was set back', async () => {
    let wall = 0;
    const setBack: Clock = { ...clock, now: () => clock.now() + wall, elapsed: () => clock.now() };
    const one = replica('one', { clock: setBack });
    await turns(one);
    wall = -600_000;
    clock.advance(VALID_MS);
    expect(() => one.terms[0]?.check()).toThrow();
  });

  it('is not fooled by a machine that slept: one clock stood still, the other did not', async () => {
    let slept = 0;
    const asleep: Clock = { ...clock, now: () => clock.now() + slept, elapsed: () => clock.now() };
    const one = replica('one', { clock: asleep });
    await turns(one);
    slept = 60_000;
    expect(() => one.terms[0]?.check()).toThrow();
  });
});

describe('a store that does not answer', () => {
  it('ends the leader’s time, and is nobody’s death: once it answers, the term goes on', async () => {
    const [one, other] = [replica('one'), replica('other')];
    await turns(one, other);
    const answering = [one, other].map(({ store }) => store.lease.beat);
    for (const { store } of [one, other]) Object.assign(store.lease, { beat: () => Promise.reject(new Error('away')) });
    clock.advance(60_000);
    await expect(one.leader.turn()).rejects.toThrow('away');
    await expect(other.leader.turn()).rejects.toThrow('away');
    expect(() => one.terms[0]?.check()).toThrow();
    for (const [at, { store }] of [one, other].entries()) Object.assign(store.lease, { beat: answering[at] });
    await live(10_000, other, one);
    expect([leads(one), leads(other)]).toEqual([true, false]);
    expect(() => one.terms[0]?.check()).not.toThrow();
  });

  it('does not keep a dead leader in office: it is seen to stand still from then on', async () => {
    const [one, other] = [replica('one'), replica('other')];
    await turns(one, other);
    clock.advance(60_000);
    await live(GONE_MS, other);
    expect(leads(other)).toBe(false);
    await live(500, other);
    expect(leads(other)).toBe(true);
  });
});

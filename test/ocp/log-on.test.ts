/** The gate of several processes on one record. */
import { beforeEach, describe, expect, it } from 'vitest';
import { OcpError } from '../../src/ocp/errors.ts';
import {
  createLogOnGate,
  type LogOnGate,
  type LogOnOutcome,
  type LogOns,
  WINDOW_MS,
} from '../../src/ocp/transport/log-on.ts';
import { localLogOns } from '../../src/ocp/transport/local-log-ons.ts';
import type { Rank } from '../../src/ocp/transport/slots.ts';
import { type ManualClock, manualClock } from '../support/clock.ts';

let clock: ManualClock;
let record: LogOns;
let leader: number;
let isAway: boolean;
let looks: number;

beforeEach(() => {
  clock = manualClock();
  const local = localLogOns(clock);
  [leader, isAway, looks] = [0, false, 0];
  const there = <T>(work: () => Promise<T>) => (isAway ? Promise.reject(new Error('the store is away')) : work());
  record = {
    isExclusive: false,
    look: () => {
      looks += 1;
      return there(() => local.look());
    },
    reserve: (...args) => there(() => local.reserve(...args)),
    reject: (...args) => there(() => local.reject(...args)),
    release: (...args) => there(() => local.release(...args)),
  };
});

const gates = (replicas: number) =>
  Array.from({ length: replicas }, (_, at) =>
    createLogOnGate({ clock, logOns: record, mayProbe: () => leader === at, replicas: () => replicas }),
  );

/** A log-on; false when the gate held it back. */
async function logOn(gate: LogOnGate | undefined, outcome: LogOnOutcome, rank: Rank = 'prompt'): Promise<boolean> {
  try {
    const pass = await gate?.enter(rank);
    await pass?.settle(outcome);
    return true;
  } catch (error) {
    expect(error).toBeInstanceOf(OcpError);
    expect(error).toMatchObject({ code: 'ocp_unauthorised', effect: 'none' });
    return false;
  }
}

/** Time goes by in steps, and everybody has a moment after each. */
async function pass(ms: number, stepMs = 100): Promise<void> {
  for (let gone = 0; gone < ms; gone += stepMs) {
    clock.advance(stepMs);
    await new Promise((resolve) => setImmediate(resolve));
  }
}

describe('after a rejected log-on', () => {
  it('everybody is held back, and the leader tries after 10, 30, 60 and 120 s, six times in ten minutes', async () => {
    const all = gates(3);
    await logOn(all[1], 'rejected');
    const begun = clock.elapsed();
    const tried: number[] = [];
    for (let second = 0; second <= 1_300; second += 1) {
      for (const gate of all)
        if (await logOn(gate, 'rejected')) tried.push(Math.round((clock.elapsed() - begun) / 1_000));
      clock.advance(1_000);
    }
    expect(tried.slice(0, 6)).toEqual([10, 40, 100, 220, 340, 600]);
    const moments = [0, ...tried].map((second) => second * 1_000);
    for (const at of moments)
      expect(moments.filter((one) => one >= at && one < at + WINDOW_MS).length).toBeLessThanOrEqual(6);
    // Not given up either.
    expect(tried.length).toBeGreaterThanOrEqual(9);
  });

  it('one that is accepted opens the gate for all', async () => {
    const [one, other] = gates(2);
    await logOn(other, 'rejected');
    expect(other?.state().shutUntil).toBe(clock.now() + 10_000);
    clock.advance(9_000);
    expect([await logOn(one, 'accepted'), await logOn(other, 'accepted')]).toEqual([false, false]);
    expect(await one?.isDue()).toBe(false);
    clock.advance(1_000);
    expect([await one?.isDue(), await other?.isDue()]).toEqual([true, false]);
    expect(await logOn(other, 'accepted')).toBe(false);
    expect(await logOn(one, 'accepted')).toBe(true);
    other?.changed();
    expect(await logOn(other, 'accepted')).toBe(true);
    for (const gate of [one, other]) expect(gate?.state()).toEqual({ shutUntil: null, rejected: 1 });
    // The next one that is rejected is the first again.
    await logOn(one, 'rejected');
    expect(one?.state().shutUntil).toBe(clock.now() + 10_000);
  });

  it('what changes something, and what takes long, is no probe; of the others there is one at a time', async () => {
    const [one] = gates(1);
    await logOn(one, 'rejected');
    clock.advance(10_000);
    expect([await logOn(one, 'accepted', 'urgent'), await logOn(one, 'accepted', 'patient')]).toEqual([false, false]);
    const probe = await one?.enter('prompt');
    expect(await logOn(one, 'accepted')).toBe(false);
    expect(await one?.isDue()).toBe(false);
    await probe?.settle('accepted');
    expect(await logOn(one, 'accepted', 'urgent')).toBe(true);
  });

  it('a probe that tells nothing is repeated soon and does not count; one that is lost may have been rejected', async () => {
    const [one] = gates(1);
    await logOn(one, 'rejected');
    clock.advance(10_000);
    for (let tried = 0; tried < 20; tried += 1) {
      expect(await logOn(one, 'unclear')).toBe(true);
      clock.advance(5_000);
    }
    let lost = 0;
    for (let second = 0; second < 60; second += 1) {
      if (await logOn(one, 'lost')) lost += 1;
      clock.advance(1_000);
    }
    expect(lost).toBeLessThanOrEqual(5);
    expect(lost).toBeGreaterThan(1);
  });

  it('a process that starts meanwhile knows how old the rejections are', async () => {
    await logOn(gates(1)[0], 'rejected');
    clock.advance(7_000);
    const [fresh] = gates(1);
    expect(await logOn(fresh, 'accepted')).toBe(false);
    clock.advance(3_000);
    expect(await logOn(fresh, 'accepted')).toBe(true);
  });

  it('a clock that is put forward or back changes nothing', async () => {
    const [one] = gates(1);
    await logOn(one, 'rejected');
    clock.put(600_000);
    expect(await logOn(one, 'accepted')).toBe(false);
    clock.put(-1_200_000);
    clock.advance(10_000);
    expect(await logOn(one, 'accepted')).toBe(true);
  });
});

describe('when OCP begins to reject log-ons', () => {
  it.each([1, 2, 3])(
    'no more than three of %i replicas are on their way, and none that waited is sent after them',
    async (many) => {
      const all = gates(many);
      let begun = 0;
      const sent: (() => Promise<void>)[] = [];
      let held = 0;
      const whole = all.flatMap((gate) =>
        Array.from({ length: 10 }, async () => {
          try {
            const pass = await gate.enter('prompt');
            begun += 1;
            sent.push(() => pass.settle('rejected'));
          } catch {
            held += 1;
          }
        }),
      );
      await new Promise((resolve) => setImmediate(resolve));
      expect(begun).toBe(many === 2 ? 2 : 3);
      for (const settle of sent.splice(0)) {
        await settle();
        for (const gate of all) gate.changed();
      }
      await Promise.all(whole);
      expect([begun, held]).toEqual([many === 2 ? 2 : 3, many * 10 - begun]);
      expect(await logOn(all[0], 'accepted')).toBe(false);
    },
  );

  it('and accepts them in between, six in ten minutes are all the same', async () => {
    const all = gates(2);
    const rejected: number[] = [];
    // Every second log-on is rejected, as behind a balancer with one wrong OCP.
    for (let second = 0, turn = 0; second < 1_500; second += 1) {
      for (const gate of all) {
        const isRejected = turn % 2 === 1;
        if (!(await logOn(gate, isRejected ? 'rejected' : 'accepted'))) continue;
        turn += 1;
        if (isRejected) rejected.push(clock.elapsed());
        for (const other of all) other.changed();
      }
      clock.advance(1_000);
    }
    for (const at of rejected)
      expect(rejected.filter((one) => one >= at && one < at + WINDOW_MS).length).toBeLessThanOrEqual(6);
    expect(rejected.length).toBeGreaterThanOrEqual(12);
  });

  it('when four were rejected lately, all replicas together have one on its way, and a probe is left', async () => {
    const all = gates(3);
    const [one] = all;
    for (let probe = 0; probe < 4; probe += 1) {
      expect(await logOn(one, 'rejected')).toBe(true);
      clock.advance(120_000);
    }
    expect(await logOn(one, 'accepted')).toBe(true);
    for (const gate of all) gate.changed();
    const sent: (() => Promise<void>)[] = [];
    const held: unknown[] = [];
    const whole = all.map(async (gate) => {
      try {
        const pass = await gate.enter('prompt');
        sent.push(() => pass.settle('rejected'));
      } catch (error) {
        held.push(error);
      }
    });
    await new Promise((resolve) => setImmediate(resolve));
    expect(sent).toHaveLength(1);
    for (const settle of sent) await settle();
    for (const gate of all) gate.changed();
    for (let turn = 0; turn < 40 && held.length < 2; turn += 1) {
      clock.advance(100);
      await new Promise((resolve) => setImmediate(resolve));
    }
    await Promise.all(whole);
    expect([sent.length, held.length]).toEqual([1, 2]);
    expect(one?.state().rejected).toBe(5);
    clock.advance(10_000);
    expect(await one?.isDue()).toBe(true);
  });

  it.each([1, 2, 3, 5])('for two seconds, a burst of %i replicas is over after ten', async (many) => {
    const all = gates(many);
    const rejected: number[] = [];
    const ask = async (gate: LogOnGate, rank: Rank) => {
      try {
        const pass = await gate.enter(rank);
        const isRejected = clock.elapsed() < 2_000;
        await clock.sleep(100);
        if (isRejected) rejected.push(clock.elapsed());
        await pass.settle(isRejected ? 'rejected' : 'accepted');
        for (const other of all) other.changed();
      } catch (error) {
        expect(error).toBeInstanceOf(OcpError);
      }
    };
    for (let second = 0; second < 13; second += 1) {
      for (const gate of all) {
        for (let call = 0; call < 10; call += 1) void ask(gate, 'prompt');
        void ask(gate, 'patient');
        void ask(gate, 'urgent');
      }
      await pass(1_000);
    }
    expect(rejected.length).toBeGreaterThan(0);
    expect(rejected.length).toBeLessThanOrEqual(5);
    for (const gate of all) expect(gate.state().shutUntil).toBeNull();
  });

  it.each([1, 2, 3])('ten seconds after each was sent, no more than six of %i replicas are rejected', async (many) => {
    const all = gates(many);
    const rejected: number[] = [];
    const ask = async (gate: LogOnGate, rank: Rank) => {
      try {
        const pass = await gate.enter(rank);
        await clock.sleep(10_000);
        rejected.push(clock.elapsed());
        await pass.settle('rejected');
        for (const other of all) other.changed();
      } catch (error) {
        expect(error).toBeInstanceOf(OcpError);
      }
    };
    for (let second = 0; second < 300; second += 1) {
      for (const gate of all) for (const rank of ['prompt', 'patient', 'urgent'] as const) void ask(gate, rank);
      await pass(1_000, 500);
    }
    expect(rejected.length).toBeGreaterThan(3);
    expect(rejected.length).toBeLessThanOrEqual(6);
  });
});

describe('a precheck that takes long', () => {
  it.each([1, 2])('does not hold up a read of %i replicas', async (many) => {
    const [one] = gates(many);
    for (let slow = 0; slow < 5; slow += 1) void one?.enter('patient');
    await pass(100);
    for (let read = 0; read < 20; read += 1) expect(await logOn(one, 'accepted')).toBe(true);
  });

  it('keeps its place for as long as nothing that was sent later was accepted', async () => {
    const [one] = gates(1);
    let begun = 0;
    for (let slow = 0; slow < 5; slow += 1) void one?.enter('patient').then(() => (begun += 1));
    await pass(60_000, 1_000);
    expect(begun).toBe(2);
    expect(await logOn(one, 'lost')).toBe(true);
    await pass(100);
    expect(begun).toBe(2);
    expect(await logOn(one, 'accepted')).toBe(true);
    await pass(100);
    expect(begun).toBe(4);
    // These have just been sent.
    expect(await logOn(one, 'accepted')).toBe(true);
    expect(begun).toBe(4);
    await pass(2_000);
    expect(begun).toBe(5);
  });

  it('gives its place in the record back as well, and takes one again when it is rejected after all', async () => {
    const [one, other] = gates(2);
    const first = await one?.enter('patient');
    let begun = 0;
    void other?.enter('patient').then(() => (begun += 1));
    await pass(3_000);
    expect(begun).toBe(0);
    expect(await logOn(one, 'accepted')).toBe(true);
    await pass(200);
    expect(begun).toBe(1);
    await first?.settle('rejected');
    expect(one?.state().rejected).toBe(1);
    expect(await logOn(one, 'accepted')).toBe(false);
  });

  it('of what was accepted before it was sent, nothing is a proof', async () => {
    const [one] = gates(1);
    const early = await one?.enter('prompt');
    let begun = 0;
    for (let slow = 0; slow < 3; slow += 1) void one?.enter('patient').then(() => (begun += 1));
    await pass(3_000);
    await early?.settle('accepted');
    await pass(100);
    expect(begun).toBe(2);
  });
});

describe('the record', () => {
  it('is not looked at for every log-on', async () => {
    const [one] = gates(2);
    for (let turn = 0; turn < 50; turn += 1) await logOn(one, 'accepted');
    expect(looks).toBe(1);
    clock.advance(1_001);
    await logOn(one, 'accepted');
    expect(looks).toBe(2);
    one?.changed();
    await logOn(one, 'accepted');
    expect(looks).toBe(3);
  });

  it('that is away: each process goes by what it knows, sends no probe, and writes it down later', async () => {
    const [one, other] = gates(2);
    await logOn(one, 'accepted');
    isAway = true;
    clock.advance(2_000);
    expect(await logOn(one, 'rejected')).toBe(true);
    clock.advance(10_000);
    expect(await logOn(one, 'accepted')).toBe(false);
    // It has heard nothing of it.
    expect(await logOn(other, 'accepted')).toBe(true);
    isAway = false;
    clock.advance(2_000);
    expect(await one?.isDue()).toBe(true);
    expect(await logOn(other, 'accepted')).toBe(false);
    expect(await logOn(one, 'accepted')).toBe(true);
  });
});

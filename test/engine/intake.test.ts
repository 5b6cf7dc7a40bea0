import { describe, expect, it } from 'vitest';
import { createIntake } from '../../src/engine/clicks/intake.ts';
import type { Click } from '../../src/request/clicks.ts';
import { type ManualClock, manualClock } from '../support/clock.ts';

const click: Click = {
  action: 'approve',
  requestId: 'R-1',
  person: 'U0ANN',
  team: 'T1',
  channel: 'C1',
  messageTs: '1.2',
  round: 1,
  clickedAt: null,
  receivedAt: null,
  code: null,
};

interface Row {
  readonly key: string;
  readonly kind: string;
  readonly body: string;
  readonly receivedAt: number;
}

/** An intake that tells in which order things happened. `left`: what another process, now gone, had taken. */
function told(
  options: {
    onDisk?: Promise<void>;
    handle?: () => Promise<void>;
    left?: Row;
    retention?: Parameters<typeof createIntake>[0]['retention'];
    clock?: ManualClock;
  } = {},
) {
  const happened: string[] = [];
  const rows = new Map<string, Row & { done: boolean }>();
  const intake = createIntake({
    inbox: {
      async put(row) {
        await options.onDisk;
        const fresh = !rows.has(row.key);
        if (fresh) rows.set(row.key, { ...row, done: false });
        happened.push(fresh ? 'on disk' : 'known');
        return fresh;
      },
      done(key) {
        const row = rows.get(key);
        if (row) rows.set(key, { ...row, done: true });
        happened.push('done');
        return Promise.resolve();
      },
      adopt() {
        const { left } = options;
        if (left && !rows.has(left.key)) rows.set(left.key, { ...left, done: false });
        return Promise.resolve();
      },
      pending: () => Promise.resolve([...rows.values()].filter(({ done }) => !done)),
      prune: () => Promise.resolve(),
    },
    drafts: { prune: () => Promise.resolve() },
    deliveries: { prune: () => Promise.resolve() },
    async handle() {
      happened.push('begun');
      await options.handle?.();
      happened.push('carried out');
    },
    retention: options.retention,
    clock: options.clock ?? manualClock(),
    business: (event) => happened.push(event),
  });
  return { intake, happened, rows };
}

describe('a click', () => {
  it('is on disk before its taking is over, and before it is carried out', async () => {
    let write = () => {};
    const onDisk = new Promise<void>((resolve) => {
      write = resolve;
    });
    const { intake, happened } = told({ onDisk });
    const taken = intake.take('k', click).then(() => happened.push('answered'));
    await new Promise(setImmediate);
    expect(happened).toEqual([]);
    write();
    await taken;
    await intake.drain();
    expect(happened[0]).toBe('on disk');
    expect(happened.filter((what) => what !== 'answered')).toEqual(['on disk', 'begun', 'carried out', 'done']);
  });

  it('that was here before is carried out once', async () => {
    const { intake, happened } = told();
    await intake.take('k', click);
    await intake.drain();
    await intake.take('k', click);
    await intake.drain();
    expect(happened.filter((what) => what === 'begun')).toHaveLength(1);
  });

  it('that failed stays in the inbox until a sweep has carried it out', async () => {
    let fails = true;
    const handle = () => (fails ? Promise.reject(new Error('the disk is full')) : Promise.resolve());
    const { intake, happened, rows } = told({ handle });
    await intake.take('k', click);
    await intake.drain();
    expect(happened).toEqual(['on disk', 'begun', 'click_waits']);
    expect(rows.get('k')?.done).toBe(false);
    fails = false;
    await intake.sweep();
    expect(happened.slice(3)).toEqual(['begun', 'carried out', 'done']);
  });

  it('left behind by a process that ended is carried out by the next', async () => {
    const left = { key: 'k', kind: 'approve', body: JSON.stringify(click), receivedAt: 0 };
    const { intake, happened } = told({ left });
    await intake.sweep();
    expect(happened).toEqual(['begun', 'carried out', 'done']);
  });

  it('that this version cannot read is put aside, with a word in the log', async () => {
    const { intake, happened, rows } = told();
    rows.set('k', { key: 'k', kind: 'approve', body: '{"action":"of 1999"}', receivedAt: 0, done: false });
    await intake.sweep();
    expect(happened).toEqual(['click_unreadable', 'done']);
  });
});

describe('retention', () => {
  it('is looked at once an hour, and forgets what is older than it says', async () => {
    const clock = manualClock(1_000_000);
    const asked: number[] = [];
    const retire = (before: number) => {
      asked.push(before);
      return Promise.resolve(0);
    };
    const { intake } = told({ clock, retention: { afterMs: 400_000, retire } });
    await intake.sweep();
    await intake.sweep();
    expect(asked).toEqual([600_000]);
    clock.advance(3_600_000);
    await intake.sweep();
    expect(asked).toEqual([600_000, 4_200_000]);
  });
});

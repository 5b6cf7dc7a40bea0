import { describe, expect, it } from 'vitest';
import { createBackoff } from '../../src/engine/backoff.ts';
import { OcpError } from '../../src/ocp/errors.ts';
import { manualClock } from '../support/clock.ts';

const START = Date.UTC(2026, 10, 22, 19, 0, 0);
const options = { firstMs: 1_000, maxMs: 15_000 };

function patient() {
  const clock = manualClock(START);
  return { clock, patience: createBackoff(clock, options) };
}

/** How long after its failure a thing may be tried again. */
function waitOf({ clock, patience }: ReturnType<typeof patient>, key: string): number {
  const from = clock.now();
  while (!patience.ready(key)) clock.advance(100);
  return clock.now() - from;
}

const throttled = (retryAfterMs: number | null) =>
  new OcpError('ocp_throttled', { kind: 'ocp_throttled' }, { effect: 'none', retryAfterMs });

describe('what failed', () => {
  it('is not tried at once, and each time a while later', () => {
    const one = patient();
    const waits = Array.from({ length: 6 }, () => {
      one.patience.failed('r-1', null);
      return waitOf(one, 'r-1');
    });
    expect(waits).toEqual([1_000, 2_000, 4_000, 8_000, 15_000, 15_000]);
  });

  it('is left alone for as long as the other side asked for, however long that is', () => {
    const one = patient();
    one.patience.failed('r-1', throttled(40_000));
    expect(waitOf(one, 'r-1')).toBe(40_000);
  });

  it('waits its own time where the other side asks for less, or for nothing', () => {
    const one = patient();
    one.patience.failed('r-1', throttled(10));
    expect(waitOf(one, 'r-1')).toBe(1_000);
    one.patience.failed('r-1', throttled(null));
    expect(waitOf(one, 'r-1')).toBe(2_000);
  });

  it('keeps nothing else waiting', () => {
    const one = patient();
    one.patience.failed('r-1', throttled(40_000));
    expect(one.patience.ready('r-2')).toBe(true);
  });

  it('begins anew once it has worked', () => {
    const one = patient();
    one.patience.failed('r-1', null);
    one.patience.failed('r-1', null);
    one.patience.clear('r-1');
    expect(one.patience.ready('r-1')).toBe(true);
    one.patience.failed('r-1', null);
    expect(waitOf(one, 'r-1')).toBe(1_000);
  });
});

describe('what is not due yet', () => {
  it('waits as told, and has not failed', () => {
    const one = patient();
    one.patience.later('r-1', 30_000);
    expect(waitOf(one, 'r-1')).toBe(30_000);
    one.patience.failed('r-1', null);
    expect(waitOf(one, 'r-1')).toBe(1_000);
  });
});

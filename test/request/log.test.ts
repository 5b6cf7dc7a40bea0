import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Recorded } from '../../src/request/events.ts';
import { brokenAt, chain } from '../../src/request/log/hash-chain.ts';
import { storedEvent } from '../../src/lib/trust-boundaries.ts';
import { MINUTE, observed, proving, START, taskOf } from '../support/request.ts';

function wholeLife(): readonly Recorded[] {
  const life = proving();
  life.now += MINUTE;
  observed(life, taskOf('SS', 'SUCCESSFUL', { operation: 'RETRY' }));
  return life.tell({
    type: 'read_roles',
    call: 0,
    tenantId: '2001',
    roles: [{ tenantId: '2001', role: 'PRIMARY' }],
    readAt: life.now,
    waitedMs: 0,
  }).log;
}

const log = wholeLife();

describe('chaining', () => {
  it('numbers from 1 without a gap, each event carrying the hash of the one before', () => {
    expect(log.length).toBeGreaterThan(7);
    expect(log.map(({ version }) => version)).toEqual(log.map((_, at) => at + 1));
    expect(log.map(({ previousHash }) => previousHash)).toEqual(['', ...log.slice(0, -1).map(({ hash }) => hash)]);
    expect(new Set(log.map(({ hash }) => hash)).size).toBe(log.length);
  });

  it('does not depend on whether events came one by one or together', () => {
    const events = [
      { type: 'expired', round: 1 },
      { type: 'ended', outcome: 'expired' },
    ] as const;
    const together = chain('r-9', null, events, START);
    const [first] = chain('r-9', null, [events[0]], START);
    expect(together).toEqual([first, ...chain('r-9', first ?? null, [events[1]], START)]);
  });

  it('ties each hash to request, version, time and event', () => {
    const hash = (id: string, version: number, previous: string, at: number, round: number) =>
      chain(id, { version, hash: previous }, [{ type: 'expired', round }], at)[0]?.hash;
    const hashes = [
      hash('r-1', 1, 'a', START, 1),
      hash('r-2', 1, 'a', START, 1),
      hash('r-1', 2, 'a', START, 1),
      hash('r-1', 1, 'b', START, 1),
      hash('r-1', 1, 'a', START + 1, 1),
      hash('r-1', 1, 'a', START, 2),
    ];
    expect(new Set(hashes).size).toBe(hashes.length);
  });

  it('chains nothing for no events', () => {
    expect(chain('r-1', null, [], START)).toEqual([]);
  });
});

describe('a log that was tampered with', () => {
  it('is whole as written, also after it was stored as JSON, and when it is empty', () => {
    expect(brokenAt(log)).toBeNull();
    expect(brokenAt(log.map((one) => ({ ...one, event: storedEvent(JSON.stringify(one.event)) })))).toBeNull();
    expect(brokenAt([])).toBeNull();
  });

  it('is found out at the event whose stored text has any one character changed', () => {
    const texts = log.map(({ event }) => JSON.stringify(event));
    const places = texts.flatMap((text, index) => Array.from(text, (_, at) => ({ index, at })));
    let tried = 0;
    fc.assert(
      fc.property(fc.constantFrom(...places), fc.integer({ min: 1, max: 94 }), ({ index, at }, by) => {
        const text = texts[index] ?? '';
        const other = String.fromCharCode(32 + ((text.charCodeAt(at) - 32 + by) % 95));
        const event = parsed(text.slice(0, at) + other + text.slice(at + 1));
        if (event === null) return;
        tried += 1;
        expect(brokenAt(log.map((one, place) => (place === index ? { ...one, event } : one)))).toBe(index + 1);
      }),
      { seed: 3, numRuns: 2_000 },
    );
    expect(tried).toBeGreaterThan(1_000);
  });

  it.each<[string, (one: Recorded) => Recorded]>([
    ['its time', (one) => ({ ...one, at: one.at + 1 })],
    ['its request', (one) => ({ ...one, requestId: 'r-2' })],
    ['its number', (one) => ({ ...one, version: one.version + 1 })],
    ['its hash', (one) => ({ ...one, hash: one.hash.replace(/^./, (first) => (first === '0' ? '1' : '0')) })],
    ['the hash of the one before', (one) => ({ ...one, previousHash: 'x' })],
  ])('is found out where %s was changed', (_, change) => {
    for (const [index] of log.entries())
      expect(brokenAt(log.map((one, place) => (place === index ? change(one) : one)))).toBe(index + 1);
  });

  it('is found out where an event was taken out, and a cut tail is all that needs the head on record', () => {
    for (const [index] of log.slice(0, -1).entries())
      expect(brokenAt(log.filter((_, place) => place !== index))).toBe(index + 1);
    expect(brokenAt(log.slice(0, -1))).toBeNull();
  });

  it('is found out where two events were swapped', () => {
    for (const [index] of log.slice(0, -1).entries()) {
      const swapped = log.map(
        (one, place) => log[place === index ? index + 1 : place === index + 1 ? index : place] ?? one,
      );
      expect(brokenAt(swapped)).toBe(index + 1);
    }
  });

  it('is found out where an event was slipped in, even one that is chained well', () => {
    for (const [index, before] of log.slice(0, -1).entries()) {
      const slipped = chain('r-1', before, [{ type: 'expired', round: 1 }], START);
      expect(brokenAt([...log.slice(0, index + 1), ...slipped, ...log.slice(index + 1)])).toBe(index + 3);
    }
  });

  it('is found out where an event was changed and its own hash made anew', () => {
    const [first, second] = log;
    if (!first || !second) throw new Error('the log is too short');
    const forged = chain('r-1', first, [{ type: 'expired', round: 1 }], START);
    expect(brokenAt([first, ...forged, ...log.slice(2)])).toBe(3);
  });
});

/** Null when the text is no JSON any more, or still means the same. */
function parsed(text: string) {
  try {
    const event = storedEvent(text);
    return log.some((one) => JSON.stringify(one.event) === JSON.stringify(event)) ? null : event;
  } catch {
    return null;
  }
}

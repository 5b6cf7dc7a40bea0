import { describe, expect, it } from 'vitest';
import type { Operation } from '../../src/operation/operation.ts';
import type { Freeze, OnceFreeze, WeeklyFreeze } from '../../src/policy/freeze.ts';
import type { Hold } from '../../src/operation/inspection.ts';
import { frozen } from '../../src/policy/policy.ts';
import {
  approved,
  failoverOf,
  newLife,
  orders,
  policyOf,
  requestCommand,
  START,
  targetOf,
} from '../support/request.ts';

const everything = { operations: ['failover', 'switchover'], clusters: ['*'], tenants: ['*'] } as const;
const once = (change: Partial<OnceFreeze> = {}): Freeze => ({
  name: 'festival',
  ...everything,
  kind: 'once',
  from: Date.parse('2027-02-05T18:00:00+08:00'),
  until: Date.parse('2027-02-13T08:00:00+08:00'),
  ...change,
});
const weekly = (change: Partial<WeeklyFreeze> = {}): Freeze => ({
  name: 'weekend',
  ...everything,
  kind: 'weekly',
  days: ['sat', 'sun'],
  from: 0,
  until: 24 * 60,
  zone: 'Asia/Shanghai',
  ...change,
});

function frozenUntil(name: string, end: string): Hold {
  return { kind: 'freeze', name, until: Date.parse(end) };
}

function verdict(freeze: Freeze, at: string, operation: Operation = failoverOf()): Hold | null {
  return frozen({ ...policyOf(), freezes: [freeze] }, operation, Date.parse(at));
}

describe('a freeze of one period', () => {
  it.each([
    ['2027-02-05T17:59:59.999+08:00', false],
    ['2027-02-05T18:00:00+08:00', true],
    ['2027-02-13T07:59:59.999+08:00', true],
    ['2027-02-13T08:00:00+08:00', false],
  ])('at %s: %s', (at, refuses) => {
    expect(verdict(once(), at)).toEqual(refuses ? frozenUntil('festival', '2027-02-13T00:00:00Z') : null);
  });

  it('holds for its kinds of operation, clusters and tenants only', () => {
    const at = '2027-02-10T00:00:00Z';
    expect(verdict(once({ operations: ['switchover'] }), at)).toBeNull();
    expect(verdict(once({ clusters: ['gz-*'] }), at)).toBeNull();
    expect(verdict(once({ tenants: ['billing'] }), at)).toBeNull();
    expect(verdict(once({ operations: ['failover'], clusters: ['sh-*'], tenants: ['ORDERS'] }), at)).not.toBeNull();
  });

  it('refuses the whole request for one tenant in it', () => {
    const billing = targetOf({ tenant: { ...orders, tenantId: '2002', tenantName: 'billing' } });
    expect(
      verdict(once({ tenants: ['billing'] }), '2027-02-10T00:00:00Z', failoverOf(targetOf(), billing)),
    ).not.toBeNull();
  });
});

describe('a freeze of every week', () => {
  // 28 November 2026 is a Saturday; Shanghai is eight hours ahead of UTC all year.
  it.each([
    ['2026-11-27T15:59:59Z', false],
    ['2026-11-27T16:00:00Z', true],
    ['2026-11-29T15:59:59Z', true],
    ['2026-11-29T16:00:00Z', false],
  ])('is in force by the clocks of its zone, at %s: %s', (at, refuses) => {
    expect(verdict(weekly(), at) !== null).toBe(refuses);
  });

  it('tells the end of days that follow each other as one', () => {
    expect(verdict(weekly(), '2026-11-28T02:00:00Z')).toEqual(frozenUntil('weekend', '2026-11-29T16:00:00Z'));
  });

  it('with an end before its start lasts into the next day', () => {
    const nights = weekly({ name: 'night', days: ['fri'], from: 22 * 60, until: 6 * 60 });
    const end = frozenUntil('night', '2026-11-27T22:00:00Z');
    expect(verdict(nights, '2026-11-27T21:59:00+08:00')).toBeNull();
    expect(verdict(nights, '2026-11-27T22:00:00+08:00')).toEqual(end);
    expect(verdict(nights, '2026-11-28T05:59:59+08:00')).toEqual(end);
    expect(verdict(nights, '2026-11-28T06:00:00+08:00')).toBeNull();
    expect(verdict(nights, '2026-11-27T05:00:00+08:00')).toBeNull();
  });

  it('of all days has no end', () => {
    const always = weekly({ days: ['mon', 'tue', 'wed', 'thu', 'fri', 'sat', 'sun'] });
    expect(verdict(always, '2026-11-27T12:00:00Z')).toEqual({ kind: 'freeze', name: 'weekend', until: null });
  });

  it('keeps to the wall clock when the clocks are changed', () => {
    // Berlin: 29 March 2026, 02:00 becomes 03:00; 25 October 2026, 03:00 becomes 02:00.
    const berlin = weekly({ name: 'batch', days: ['sun'], from: 0, until: 4 * 60, zone: 'Europe/Berlin' });
    expect(verdict(berlin, '2026-03-29T00:30:00+01:00')).toEqual(frozenUntil('batch', '2026-03-29T02:00:00Z'));
    expect(verdict(berlin, '2026-10-25T00:30:00+02:00')).toEqual(frozenUntil('batch', '2026-10-25T03:00:00Z'));
    expect(verdict(berlin, '2026-10-25T02:30:00+01:00')).toEqual(frozenUntil('batch', '2026-10-25T03:00:00Z'));
    // An end in the hour that comes twice is the later one.
    const twice = weekly({ name: 'batch', days: ['sun'], from: 0, until: 150, zone: 'Europe/Berlin' });
    expect(verdict(twice, '2026-10-25T01:00:00+02:00')).toEqual(frozenUntil('batch', '2026-10-25T01:30:00Z'));
  });
});

/** Every minute around the day: what is decided, and until when it is said to last. */
function minutes(freeze: Freeze, day: string): readonly { at: number; until: number | null }[] {
  const first = Date.parse(`${day}T00:00:00Z`) - 24 * 3_600_000;
  return Array.from({ length: 3 * 24 * 60 }, (_, minute) => first + minute * 60_000).flatMap((at) => {
    const hold = frozen({ ...policyOf(), freezes: [freeze] }, failoverOf(), at);
    return hold?.kind === 'freeze' ? [{ at, until: hold.until }] : [];
  });
}

describe('a freeze of every week on the day on which the clocks change', () => {
  // From which instant to which, by a time that is left out in spring (longer: before and after the gap) and comes twice in autumn.
  it.each([
    ['America/New_York, spring, an end that is left out', 'America/New_York', 0, 150, '2026-03-08', '05:00', '07:30'],
    [
      'America/New_York, spring, a start that is left out',
      'America/New_York',
      150,
      300,
      '2026-03-08',
      '06:30',
      '09:00',
    ],
    ['America/New_York, spring, both', 'America/New_York', 130, 170, '2026-03-08', '06:10', '07:50'],
    ['America/New_York, autumn, an end that comes twice', 'America/New_York', 0, 90, '2026-11-01', '04:00', '06:30'],
    ['America/New_York, autumn, a start that comes twice', 'America/New_York', 90, 180, '2026-11-01', '05:30', '08:00'],
    ['Europe/London, spring', 'Europe/London', 60, 90, '2026-03-29', '00:00', '01:30'],
    ['Lord Howe, half an hour, spring', 'Australia/Lord_Howe', 90, 135, '2026-10-04', '-09:00', '-08:15'],
    ['Lord Howe, half an hour, autumn', 'Australia/Lord_Howe', 60, 105, '2026-04-05', '-10:00', '-08:45'],
    ['Beirut, midnight is left out', 'Asia/Beirut', 0, 60, '2026-03-29', '-03:00', '-02:00'],
  ])('%s: is in force without a gap, for as long as it says', (_, zone, from, until, day, starts, ends) => {
    const freeze = weekly({ name: 'batch', days: ['sun'], from, until, zone });
    const found = minutes(freeze, day);
    const instant = (text: string) => {
      const [hours = 0, rest = 0] = text.replace('-', '').split(':').map(Number);
      const midnight = Date.parse(`${day}T00:00:00Z`);
      return text.startsWith('-') ? midnight - (hours * 60 + rest) * 60_000 : midnight + (hours * 60 + rest) * 60_000;
    };
    const iso = (at: number) => new Date(at).toISOString();
    expect(found.length).toBeGreaterThan(0);
    expect([iso(found[0]?.at ?? 0), iso((found.at(-1)?.at ?? 0) + 60_000)]).toEqual([
      iso(instant(starts)),
      iso(instant(ends)),
    ]);
    expect(new Set(found.map((one) => one.until))).toEqual(new Set([instant(ends)]));
    expect(found).toHaveLength((instant(ends) - instant(starts)) / 60_000);
  });
});

describe('the kill switch', () => {
  it('refuses everything with its reason, before any freeze', () => {
    const policy = { ...policyOf(), stopAll: 'OCP is being upgraded', freezes: [once()] };
    const stopped = { kind: 'stopped', reason: 'OCP is being upgraded' };
    expect(frozen(policy, failoverOf(), Date.parse('2027-02-10T00:00:00Z'))).toEqual(stopped);
    expect(frozen(policy, failoverOf(), 0)).toEqual(stopped);
  });
});

describe('a policy that refuses', () => {
  const stopped = { ...policyOf(), stopAll: 'OCP is being upgraded' };
  const frozenNow = { ...policyOf(), freezes: [once({ from: START, until: START + 3_600_000 })] };

  it.each([stopped, frozenNow])('refuses to ask', (policy) => {
    const life = newLife();
    expect(life.ask(requestCommand(life, { policy })).refusal).toMatchObject({ code: 'frozen' });
  });

  it.each([
    [stopped, { kind: 'stopped', reason: 'OCP is being upgraded' }],
    [frozenNow, frozenUntil('festival', '2026-11-22T20:00:00Z')],
  ])('refuses what was approved before, and says so to the approvers', (policy, difference) => {
    const life = approved();
    life.tell(life.claim({ policy }));
    expect(life.last()).toMatchObject({ type: 'returned', differences: [difference] });
  });
});

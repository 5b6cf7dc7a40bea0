/** Time zones in the policy: the same set on every machine, and none that means something else elsewhere. */
import { describe, expect, it } from 'vitest';
import { isPlaceZone, offsetsOf } from '../../src/policy/zone.ts';

describe('a zone', () => {
  it.each([
    'UTC',
    'Asia/Shanghai',
    'America/New_York',
    'America/Argentina/Buenos_Aires',
    'America/Port-au-Prince',
    'Antarctica/DumontDUrville',
    'Australia/Lord_Howe',
  ])('is a place, or UTC: %s', (name) => {
    expect(isPlaceZone(name)).toBe(true);
  });

  it.each([
    'EST',
    'CST',
    'PST8PDT',
    'GMT',
    'Z',
    '+08:00',
    'UTC+8',
    'Etc/GMT-8',
    'US/Eastern',
    'PRC',
    'Singapore',
    'utc',
    'asia/shanghai',
    'Asia/Nowhere',
    'Asia/',
    '',
  ])('is nothing else: %j', (name) => {
    expect(isPlaceZone(name)).toBe(false);
  });

  it('has the offsets that its clocks show in the course of a year', () => {
    expect(offsetsOf('Asia/Shanghai')).toEqual(['UTC+08:00']);
    expect(offsetsOf('America/New_York')).toEqual(['UTC-05:00', 'UTC-04:00']);
    expect(offsetsOf('Australia/Lord_Howe')).toEqual(['UTC+10:30', 'UTC+11:00']);
    expect(offsetsOf('UTC')).toEqual(['UTC+00:00']);
  });
});

/** Freezes as they are written into freezes as they are meant: what goes together, and when it is. */
import type { Freeze } from '../freeze.ts';
import type { PlainFault } from './problem.ts';
import { instantOf } from '../zone.ts';
import type { z } from 'zod';
import type { freezeSchema } from './values.ts';

type FileFreeze = z.output<typeof freezeSchema>;

/** What each value of a freeze alone cannot show; the path begins at the freeze. */
export function freezeFindings(freeze: FileFreeze): { path: readonly string[]; fault: PlainFault }[] {
  const { from, until, weekly, zone } = freeze;
  const missing = (path: readonly string[], fault: PlainFault) => [{ path, fault }];
  if (weekly !== undefined) {
    if (from !== undefined) return missing(['from'], 'inside_weekly');
    if (until !== undefined) return missing(['until'], 'inside_weekly');
    return zone === undefined ? missing(['zone'], 'zone_with_weekly') : [];
  }
  if (from === undefined) return missing(['from'], 'from_required');
  if (until === undefined) return missing(['until'], 'until_required');
  const unzoned = [['from', from] as const, ['until', until] as const].filter(([, text]) => !hasOffset(text));
  if (zone === undefined) return unzoned.map(([key]) => ({ path: [key], fault: 'offset_required' }));
  if (unzoned.length === 0) return missing(['zone'], 'zone_of_no_use');
  if (momentOf(from, zone, 'earlier') >= momentOf(until, zone, 'later')) return missing(['until'], 'not_after_from');
  return [];
}

/** A freeze without findings. */
export function toFreeze(freeze: FileFreeze): Freeze {
  const { name, weekly, zone = 'UTC', from = '', until = '' } = freeze;
  const scope = {
    name,
    operations: [...freeze.operations].sort(),
    clusters: [...freeze.clusters].sort(),
    tenants: [...freeze.tenants].sort(),
  };
  if (weekly === undefined)
    return { ...scope, kind: 'once', from: momentOf(from, zone, 'earlier'), until: momentOf(until, zone, 'later') };
  const days = [...weekly.days].sort();
  return { ...scope, kind: 'weekly', days, from: minuteOf(weekly.from), until: minuteOf(weekly.until), zone };
}

function hasOffset(text: string): boolean {
  return /(Z|[+-]\d\d:\d\d)$/.test(text);
}

/** Of a time that comes twice, or never, the freeze gets the longer reading. */
function momentOf(text: string, zone: string, edge: 'earlier' | 'later'): number {
  if (hasOffset(text)) return Date.parse(text.replace(' ', 'T'));
  const seconds = Number(text.slice(17, 19) || 0) * 1_000;
  const day = Date.parse(`${text.slice(0, 10)}T00:00:00Z`);
  return instantOf({ day, minute: minuteOf(text.slice(11, 16)) }, zone, edge) + seconds;
}

function minuteOf(text: string): number {
  return Number(text.slice(0, 2)) * 60 + Number(text.slice(3, 5));
}

/** Whether OCP answers, as it was last seen from here. */
import { expect, it } from 'vitest';
import type { Look } from '../../src/lib/looker.ts';
import { ocpAway } from '../../src/view/ocp.ts';
import { unreachable } from '../support/causes.ts';

const now = 1_000_000;
const bad: Look = { at: now - 10_000, ok: false, cause: unreachable };

it('is away by the last answer, with its cause and when that was', () => {
  expect(ocpAway({ look: bad, shutUntil: null }, now)).toEqual({ why: unreachable, at: now - 10_000 });
});

it.each<[string, Look | null]>([
  ['nobody has asked it yet', null],
  ['it answered', { at: now, ok: true, cause: null }],
  ['the last answer is older than the leader’s looks', { ...bad, at: now - 60_001 }],
])('is not said to be away where %s', (_, look) => {
  expect(ocpAway({ look, shutUntil: null }, now)).toBeNull();
});

it('is away while log-ons are held back, whatever was seen before', () => {
  const why = { kind: 'ocp_log_on_rejected', until: now + 60_000 };
  for (const look of [null, { at: now, ok: true, cause: null }])
    expect(ocpAway({ look, shutUntil: now + 60_000 }, now)).toEqual({ why, at: now });
});

/** How long OCP's tasks are searched for a call whose outcome is unknown. */
import { describe, expect, it } from 'vitest';
import { searchMs } from '../../src/request/search.ts';
import type { Cause } from '../../src/lib/cause.ts';
import { claimed } from '../support/request.ts';

const answered = (status: number, own: boolean): Cause => ({
  kind: 'ocp_answered',
  status,
  ocpCode: null,
  said: null,
  call: 'POST',
  ...(own && { own: true as const }),
});

/** The search time of a call of which this was heard so long after its claim. */
function searched(why: Cause | null, afterMs: number): number {
  const life = claimed();
  life.now += afterMs;
  life.tell({ type: 'doubt', call: 0, doubt: why?.kind === 'ocp_answered' ? 'unclear_answer' : 'no_answer', why });
  const [call] = life.state().calls;
  if (!call) throw new Error('no call');
  return searchMs(call);
}

describe('the search', () => {
  it('lasts a minute from OCP’s own word that it failed', () => {
    expect(searched(answered(500, true), 2_000)).toBe(62_000);
  });

  it.each<[string, Cause | null]>([
    ['a gateway’s 502', answered(502, false)],
    ['another server’s page', { kind: 'ocp_no_envelope', status: 200, call: 'POST' }],
    ['a reset', { kind: 'ocp_lost_answer', reason: 'ECONNRESET', call: 'POST' }],
    ['a restart of the bot', null],
  ])('lasts the whole time after %s', (_, why) => {
    expect(searched(why, 2_000)).toBe(90_000);
  });

  it('lasts the whole time where the clock was set meanwhile', () => {
    expect(searched(answered(500, true), -5_000)).toBe(90_000);
    expect(searched(answered(500, true), 3_600_000)).toBe(90_000);
  });
});

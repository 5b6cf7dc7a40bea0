/** When a one-time code is looked at: for the question that was put to this person, while it is put. */
import { describe, expect, it } from 'vitest';
import { createCodeIntake } from '../../src/engine/clicks/code.ts';
import type { Click } from '../../src/request/clicks.ts';
import { decide } from '../../src/request/decide/decide.ts';
import { UnknownEvent } from '../../src/request/evolve.ts';
import type { RequestState } from '../../src/request/state.ts';
import { manualClock } from '../support/clock.ts';
import { ANN, BEN, type Life, MINUTE, waiting, unheld } from '../support/request.ts';

const withCode = { oneTimeCode: true, approvals: 2 } as const;

/** Ben clicked, and was asked for his code. */
function asked(change: Parameters<typeof waiting>[0] = withCode): Life {
  const life = waiting(change);
  life.now += MINUTE;
  return life.tellInVain(click(life, { kind: 'none', standing: 'enrolled' }));
}

function click(life: Life, code: Extract<Parameters<typeof decide>[1], { type: 'approve' }>['code']) {
  const clicked = { at: life.now, sincePostMs: null };
  const approve = { type: 'approve', audience: 'own', ...unheld, person: life.person(BEN), round: 1, clicked } as const;
  return { ...approve, ...(code && { code }) };
}

function intake(state: RequestState | null, load = () => Promise.resolve(state)) {
  const clock = manualClock();
  const looked: string[] = [];
  const taken: Click[] = [];
  const refused: string[] = [];
  const { wants, give } = createCodeIntake({
    requests: {
      load,
      history: () => Promise.resolve([]),
      executeAll: () => Promise.reject(new Error('nobody looks at tasks here')),
      execute(_id, command) {
        if (command.type === 'refuse_code') refused.push(command.why);
        return Promise.resolve({ state, decision: decide(state, command, clock.now()) });
      },
    },
    codes: {
      check(account) {
        looked.push(account);
        return Promise.resolve({ kind: 'right', step: 7 });
      },
    },
    cursors: { get: () => Promise.resolve({ cardChannel: 'C1', cardTs: '1.2' }) },
    take(_key, one) {
      taken.push(one);
      return Promise.resolve(true);
    },
    clock,
    business: () => undefined,
  });
  const place = { requestId: 'r-1', round: 1, person: BEN };
  const given = { ...place, key: 'k', team: 'T1', code: '123456' };
  return { wants, give, place, given, looked, taken, refused, now: () => clock.now() };
}

describe('a one-time code', () => {
  it('is looked at for the question that was put, and becomes the approval that was clicked', async () => {
    const { wants, give, place, given, looked, taken, now } = intake(asked().state());
    expect(await wants(place)).toBe('asked');
    expect(await give(given)).toEqual({ kind: 'taken' });
    expect(looked).toEqual([BEN]);
    const rest = { team: 'T1', channel: 'C1', messageTs: '1.2', clickedAt: null, receivedAt: now() };
    expect(taken).toEqual([{ action: 'approve', ...place, ...rest, code: { step: 7, at: now() } }]);
    expect(JSON.stringify(taken)).not.toContain('123456');
  });

  const approvedByBen = asked();
  approvedByBen.tell(click(approvedByBen, { kind: 'right', step: 7, at: approvedByBen.now }));
  const rejected = asked();
  rejected.tell(rejected.click('reject', ANN));
  const plain = asked().state();
  it.each<[string, RequestState | null, Readonly<Record<string, unknown>>]>([
    ['of no request', null, {}],
    ['of another round', asked().state(), { round: 2 }],
    ['of somebody who was not asked', asked().state(), { person: ANN }],
    ['of a question to which they agreed already', approvedByBen.state(), {}],
    ['of a request that has ended', rejected.state(), {}],
    ['where none is asked for', { ...plain, rule: { ...waiting().state().rule } }, {}],
  ])('%s is not looked at', async (_what, state, change) => {
    const { wants, give, place, given, looked, taken, refused } = intake(state);
    expect(await wants({ ...place, ...change })).toBe('void');
    expect(await give({ ...given, ...change })).toEqual({ kind: 'void' });
    expect([looked, taken, refused]).toEqual([[], [], ['void']]);
  });

  it('of a request that holds what only a newer version knows is not looked at, and that is the answer', async () => {
    const newer = new UnknownEvent({ requestId: 'r-1', version: 4 }, 'approved_by_phone');
    const { wants, give, place, given, looked, taken, refused } = intake(null, () => Promise.reject(newer));
    expect(await wants(place)).toBe('newer');
    expect(await give(given)).toEqual({ kind: 'newer' });
    expect([looked, taken, refused]).toEqual([[], [], []]);
  });

  it('fails with the store, and is not looked at', async () => {
    const { wants, give, place, given, looked } = intake(null, () => Promise.reject(new Error('no store')));
    await expect(wants(place)).rejects.toThrow('no store');
    await expect(give(given)).rejects.toThrow('no store');
    expect(looked).toEqual([]);
  });
});

/** When OCP is asked for the list of to-dos, and when people are reminded: on a clock that the test moves. */
import { describe, expect, it } from 'vitest';
import { createRequests } from '../../src/engine/requests.ts';
import { createToDos } from '../../src/engine/to-dos.ts';
import type { Tenant } from '../../src/operation/tenant.ts';
import type { Recorded } from '../../src/request/events.ts';
import { fold } from '../../src/request/evolve.ts';
import { owesToDos } from '../../src/request/to-dos/to-do-list.ts';
import { primary, proven, standby } from '../slack/render/story.ts';
import { manualClock } from '../support/clock.ts';
import { tenantOf } from '../support/tenant.ts';

const HOUR = 3_600_000;
const tenants = [tenantOf('1', { ...primary, status: 'UNAVAILABLE' }), tenantOf('2', standby)];

/** The engine's part over the log of a failover that is done. `read`: what OCP answers. */
function scene(read: () => Promise<readonly Tenant[]> = () => Promise.resolve(tenants)) {
  const told = proven();
  const clock = manualClock(told.now);
  const log: Recorded[] = [...told.log];
  const requests = createRequests({
    log: {
      append: (_, events) => Promise.resolve(log.push(...events) > 0),
      load: () => Promise.resolve([...log]),
    },
    clock,
    business: () => undefined,
    changed: () => undefined,
  });
  let asked = 0;
  const ocp = {
    in: () => ({
      tenants: () => {
        asked += 1;
        return read();
      },
    }),
  };
  const withToDos = () => Promise.resolve(owesNow() ? [{ id: 'r-1' }] : []);
  const owesNow = () => {
    const state = fold(log);
    return state !== null && owesToDos(state);
  };
  const part = createToDos({ requests, withToDos, ocp, clock, business: () => undefined });
  const turn = async () => {
    await part.begin();
    await part.settle();
  };
  return {
    log,
    requests,
    asked: () => asked,
    count: (type: string) => log.filter(({ event }) => event.type === type).length,
    turn,
    async pass(ms: number, stepMs: number) {
      for (let gone = 0; gone < ms; gone += stepMs) {
        clock.advance(stepMs);
        await turn();
      }
    },
  };
}

describe('OCP is asked', () => {
  it('at the end, and once more when its record must be newer; then no more', async () => {
    const at = scene();
    await at.turn();
    expect([at.asked(), at.count('todos_listed')]).toEqual([1, 1]);
    await at.pass(65_000, 1_000);
    expect([at.asked(), at.count('todos_listed')]).toEqual([1, 1]);
    await at.pass(20_000, 1_000);
    expect([at.asked(), at.count('todos_listed')]).toEqual([2, 2]);
    await at.pass(HOUR, 60_000);
    expect(at.asked()).toBe(2);
  });

  it('in vain: the list comes from what is on record after ten seconds, and from OCP when that answers', async () => {
    let isAway = true;
    const at = scene(() => (isAway ? Promise.reject(new Error('away')) : Promise.resolve(tenants)));
    await at.pass(9_000, 1_000);
    expect(at.count('todos_listed')).toBe(0);
    await at.pass(20_000, 1_000);
    expect(at.count('todos_listed')).toBe(1);
    isAway = false;
    await at.pass(120_000, 1_000);
    const [last] = at.log
      .map(({ event }) => event)
      .filter(({ type }) => type === 'todos_listed')
      .slice(-1);
    expect(last).toMatchObject({ isSettled: true, family: { members: [{}, {}] } });
  });

  it('for ten minutes at most; what is known by then stays', async () => {
    const at = scene(() => Promise.reject(new Error('away')));
    await at.pass(660_000, 5_000);
    const asked = at.asked();
    const [last] = at.log
      .map(({ event }) => event)
      .filter(({ type }) => type === 'todos_listed')
      .slice(-1);
    expect(last).toMatchObject({ isSettled: true, family: null });
    await at.pass(HOUR, 60_000);
    expect(at.asked()).toBe(asked);
  });
});

describe('people are reminded', () => {
  it('after an hour, then daily, three times; a restart in between reminds nobody twice', async () => {
    const at = scene();
    await at.turn();
    await at.pass(59 * 60_000, 60_000);
    expect(at.count('todos_reminded')).toBe(0);
    await at.pass(2 * 60_000, 60_000);
    expect(at.count('todos_reminded')).toBe(1);
    await at.pass(25 * HOUR, HOUR / 2);
    expect(at.count('todos_reminded')).toBe(2);
    await at.pass(200 * HOUR, HOUR);
    expect(at.count('todos_reminded')).toBe(3);
  });
});

import { describe, expect, it } from 'vitest';
import { chain } from '../../src/request/log/hash-chain.ts';
import { kinds } from '../support/database.ts';
import { storeOfEach } from '../support/store.ts';
import { approved, checking, MINUTE, START } from '../support/request.ts';

describe.each(kinds)('figures, on %s', (kind) => {
  const on = storeOfEach(kind);

  const begun = (id: string, at: number) =>
    chain(
      id,
      null,
      checking()
        .log.slice(0, 1)
        .map(({ event }) => event),
      at,
    );
  const told = async (id: string, cardVersion: number, threadVersion: number, parked: string | null = null) =>
    on().store.cursors.put({ ...(await on().store.cursors.get(id)), cardVersion, threadVersion, parked });

  it('of an empty store are nothing', async () => {
    const nothing = { count: 0, since: null };
    expect(await on().store.figures()).toEqual({ phases: [], clicks: nothing, untold: nothing, toDos: 0 });
  });

  it('count requests by phase, and tell since when the stillest has not moved', async () => {
    await on().store.log.append(0, begun('r-3', START + 5), 'checking');
    await on().store.log.append(0, begun('r-2', START), 'checking');
    await on().store.log.append(0, approved().log, 'approved');
    const { phases } = await on().store.figures();
    expect([...phases].sort((one, other) => (one.phase < other.phase ? -1 : 1))).toEqual([
      { phase: 'approved', count: 1, since: START + MINUTE },
      { phase: 'checking', count: 2, since: START },
    ]);
  });

  it('count the clicks that are not carried out', async () => {
    const click = (key: string, receivedAt: number) => ({ key, kind: 'approve', body: '{}', receivedAt });
    await Promise.all([
      on().store.inbox.put(click('a', 100)),
      on().store.inbox.put(click('b', 200)),
      on().store.inbox.put(click('c', 50)),
    ]);
    await on().store.inbox.done('c', 300);
    expect((await on().store.figures()).clicks).toEqual({ count: 2, since: 100 });
  });

  it('count the events that card or thread do not show', async () => {
    const { log } = approved();
    await on().store.log.append(0, log, 'approved');
    const untold = async () => (await on().store.figures()).untold;
    expect(await untold()).toEqual({ count: 3, since: START });
    await told('r-1', 3, 2);
    expect(await untold()).toEqual({ count: 1, since: START + MINUTE });
    await told('r-1', 1, 3);
    expect(await untold()).toEqual({ count: 2, since: log[1]?.at });
    await told('r-1', 3, 3);
    expect(await untold()).toEqual({ count: 0, since: null });
  });

  it('leave out what cannot be told any more', async () => {
    await on().store.log.append(0, approved().log, 'approved');
    await told('r-1', 0, 0, 'is_archived');
    expect((await on().store.figures()).untold).toEqual({ count: 0, since: null });
  });
});

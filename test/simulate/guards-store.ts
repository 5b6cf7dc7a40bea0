/** Guards that the store keeps, or that are kept by writing before doing. */
import { isClaim } from '../../src/request/events.ts';
import { chain } from '../../src/request/log/hash-chain.ts';
import type { Cursors } from '../../src/store/tables/cursors.ts';
import type { EventLog } from '../../src/store/events/event-log.ts';
import type { Fenced, Store } from '../../src/store/store.ts';
import type { Guard } from './guards.ts';
import type { Bend } from './world.ts';

/** So much later what should have been written first is written. */
const LATE_MS = 300;

/** The same part broken wherever the store has it: for anybody, and for one term. */
function inStore(part: (rows: Fenced, sleep: (ms: number) => Promise<void>) => Partial<Fenced>): Bend {
  return (around) => {
    const { store, clock } = around;
    const sleep = (ms: number) => clock.sleep(ms);
    const bent: Store = {
      ...store,
      ...part(store, sleep),
      fenced: (fence) => {
        const rows = store.fenced(fence);
        return { ...rows, ...part(rows, sleep) };
      },
    };
    return { ...around, store: bent };
  };
}

export function appending(append: (log: EventLog, sleep: (ms: number) => Promise<void>) => EventLog['append']): Bend {
  return inStore(({ log }, sleep) => ({ log: { ...log, append: append(log, sleep) } }));
}

function putting(put: (cursors: Cursors) => Cursors['put']): Bend {
  return inStore(({ cursors }) => ({ cursors: { ...cursors, put: put(cursors) } }));
}

/** A store may take so long with any claim: less than the policy that was read for it may be old. */
const WAIT_MS = 100;

/** A store that lets every claim wait. */
export const slowClaims: Bend = appending((log, sleep) => async (expected, events, phase, stop) => {
  if (events.some(({ event }) => isClaim(event))) await sleep(WAIT_MS);
  return log.append(expected, events, phase, stop);
});

/** Whatever was expected: the events go behind what is there. */
const anyway: Bend = appending((log, sleep) => async (expected, events, phase, stop) => {
  const [first] = events;
  if (events.some(({ event }) => isClaim(event))) await sleep(WAIT_MS);
  if (!first || (await log.append(expected, events, phase, stop))) return true;
  for (;;) {
    const past = await log.load(first.requestId);
    const added = chain(
      first.requestId,
      past.at(-1) ?? null,
      events.map(({ event }) => event),
      first.at,
    );
    if (await log.append(past.length, added, phase, stop)) return true;
  }
});

/** As if the decision of each claim had known every stop there ever was. */
const heedless: Bend = appending((log, sleep) => async (expected, events, phase, known) => {
  if (events.some(({ event }) => isClaim(event))) await sleep(WAIT_MS);
  return log.append(expected, events, phase, { ...known, stop: Number.MAX_SAFE_INTEGER });
});

function late(type: string): Bend {
  return appending((log, sleep) => async (expected, events, phase, stop) => {
    if (!events.some(({ event }) => event.type === type)) return log.append(expected, events, phase, stop);
    void sleep(LATE_MS)
      .then(() => log.append(expected, events, phase, stop))
      .catch(() => false);
    return true;
  });
}

const unfenced: Bend = (around) => ({ ...around, store: { ...around.store, fenced: () => around.store } });

const everybodyLeads: Bend = (around) => {
  const { store } = unfenced(around);
  return { ...around, store: { ...store, lease: { ...store.lease, isExclusive: true } } };
};

export const brokenStore: readonly (readonly [string, Guard])[] = [
  ['claim', { without: 'appends only at the version that it decided on', bend: anyway }],
  ['intent', { without: 'records a call before it sends it', bend: late('call_claimed') }],
  ['form on disk', { without: 'stores a request before it answers Slack', bend: late('requested') }],
  [
    'click on disk',
    {
      without: 'stores a click before it answers Slack',
      bend: (around) => {
        const { store, clock } = around;
        const put: Store['inbox']['put'] = (click) => {
          void clock
            .sleep(LATE_MS)
            .then(() => store.inbox.put(click))
            .catch(() => false);
          return Promise.resolve(true);
        };
        return { ...around, store: { ...store, inbox: { ...store.inbox, put } } };
      },
    },
  ],
  [
    'click taken up',
    {
      without: 'takes over the clicks of a process that died',
      bend: (around) => {
        const { store } = around;
        return { ...around, store: { ...store, inbox: { ...store.inbox, adopt: () => Promise.resolve() } } };
      },
    },
  ],
  [
    'cursor',
    {
      without: 'keeps the position of the thread',
      bend: putting((cursors) => async (cursor) => {
        const { threadVersion } = await cursors.get(cursor.requestId);
        await cursors.put({ ...cursor, threadVersion });
      }),
    },
  ],
  [
    'attempt',
    {
      without: 'records a message before it posts it',
      bend: putting((cursors) => (cursor) => cursors.put({ ...cursor, cardAttemptAt: null, threadAttempt: null })),
    },
  ],
  [
    'edit',
    {
      without: 'records an edit before it sends it, so that a late one is overwritten',
      bend: putting((cursors) => (cursor) => {
        const { cardTs, cardAttemptAt } = cursor;
        return cursors.put({ ...cursor, cardAttemptAt: cardTs === null ? cardAttemptAt : null });
      }),
    },
  ],
  [
    'stop row',
    {
      without: 'checks in the transaction of a claim whether a stop is in force or came after its decision',
      bend: (around) => {
        const append: Store['stop']['append'] = (expected, events) => around.store.stop.append(expected, events, false);
        const store = { ...around.store, stop: { ...around.store.stop, append } };
        return heedless({ ...around, store });
      },
    },
  ],
  ['lease fence', { without: 'refuses writes of a former term', bend: unfenced }],
  ['one leader', { without: 'lets only one process act, or refuses writes of the others', bend: everybodyLeads }],
  [
    'hash chain',
    {
      without: 'chains what it records',
      bend: appending((log) => (expected, events, phase, stop) => {
        const torn = expected === 0 ? events : events.map((one) => ({ ...one, previousHash: '' }));
        return log.append(expected, torn, phase, stop);
      }),
    },
  ],
];

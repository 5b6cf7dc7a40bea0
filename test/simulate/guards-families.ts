/** Guards that keep a replication family to one primary. */
import { appending, slowClaims } from './guards-store.ts';
import type { Guard } from './guards.ts';
import type { Bend } from './world.ts';

/** More requests than any run has. */
const ALL = 50;

/** Who ever claimed is still found, so that nothing but the rows themselves is missing. */
const rowless: Bend = (around) => {
  const { store } = around;
  const families = {
    requestsOf: async () => (await store.log.recent(ALL)).map(({ id }) => id),
    holderOf: () => Promise.resolve(null),
    held: () => Promise.resolve([]),
    release: () => Promise.resolve(),
    isBehind: () => Promise.resolve(false),
  };
  const free = appending(
    (log) =>
      (expected, events, phase, { stop } = {}) =>
        log.append(expected, events, phase, stop === undefined ? {} : { stop }),
  );
  return slowClaims(free({ ...around, store: { ...store, families } }));
};

/** Nobody else ever moved a tenant of the family. */
const alone: Bend = (around) => {
  const { store } = around;
  const families = { ...store.families, requestsOf: () => Promise.resolve([]) };
  // The store would notice that the reading knew of none.
  const unnoticed = appending((log) => async (expected, events, phase, known = {}) => {
    const { family } = known;
    if (family?.kind !== 'hold') return log.append(expected, events, phase, known);
    const all = (await store.log.recent(ALL)).map(({ id }) => id);
    return log.append(expected, events, phase, { ...known, family: { ...family, known: all } });
  });
  return unnoticed({ ...around, store: { ...store, families } });
};

export const brokenFamilies: readonly (readonly [string, Guard])[] = [
  [
    'family rows',
    { without: 'takes a row for each member of the family with a claim, or checks who holds it', bend: rowless },
  ],
  ['family findings', { without: 'knows of the other requests that moved a tenant of the family', bend: alone }],
];

/** What happened in the family with siblings: a promise that nothing puts to the test is not proven by being kept. */
import { fold } from '../../src/request/evolve.ts';
import type { Recorded } from '../../src/request/events.ts';
import type { RequestState } from '../../src/request/state.ts';
import { FamilyHeld } from '../../src/store/tables/families.ts';
import { newPrimariesOf } from './about.ts';
import { FAMILY, siblings, tail } from './cast.ts';
import type { Tables } from './tables.ts';

export const familyCases = [
  'siblings one after the other',
  'siblings at once',
  'head and tail',
  'abandoned by a console',
  'retried by a console after a sibling’s success',
  'a claim refused by the family rows',
  'a claim sent back for a finding',
] as const;
export type FamilyCase = (typeof familyCases)[number];

export interface FamilyCounts {
  /** Each counts once a run. */
  readonly counts: ReadonlyMap<FamilyCase, number>;
  happened(what: FamilyCase): void;
  /** Somebody sends a form about these tenants, or approves what stands on a request's card. */
  wants(wanted: { readonly tenants: readonly string[] } | { readonly request: string }): void;
  recorded(one: Recorded): void;
  /** Passes on what the store answers to an append. */
  refusing<T>(append: () => Promise<T>): Promise<T>;
}

export function createFamilyCounts(tables: () => Tables | null): FamilyCounts {
  const counts = new Map<FamilyCase, number>();
  const wanted = new Set<string>();
  const happened = (what: FamilyCase) => void counts.set(what, 1);

  /** The requests of the family, with the tenants that each is to make primary. */
  function ofFamily(): readonly { readonly state: RequestState; readonly names: readonly string[] }[] {
    return [...(tables()?.events.values() ?? [])].flatMap((log) => {
      const state = fold(log);
      return state && namesOf(state).length > 0 ? [{ state, names: namesOf(state) }] : [];
    });
  }

  return {
    counts,
    happened,
    wants(what) {
      const all = ofFamily();
      const names =
        'tenants' in what ? what.tenants : all.flatMap(({ state, names }) => (state.id === what.request ? names : []));
      if (!names.some((name) => name.startsWith(`${FAMILY} `))) return;
      for (const name of names) wanted.add(name);
      if (wanted.has(`${FAMILY} ${siblings[0]}`) && wanted.has(`${FAMILY} ${tail}`)) happened('head and tail');
      const sent = all.filter(({ state }) => state.calls.some(({ attempt }) => attempt > 0));
      if (sent.some((one) => one.names.every((name) => !names.includes(name))))
        happened('siblings one after the other');
    },
    recorded({ requestId, event }) {
      if (event.type === 'returned' && event.differences.some(({ kind }) => kind === 'family'))
        happened('a claim sent back for a finding');
      if (event.type === 'returned' && event.differences.some(({ kind }) => kind === 'family_held'))
        happened('a claim refused by the family rows');
      if (event.type !== 'approved' || event.startBy === null) return;
      const approved = ofFamily().filter(({ state }) => state.phase === 'approved');
      if (approved.length > 1 && approved.some(({ state }) => state.id === requestId)) happened('siblings at once');
    },
    async refusing(append) {
      try {
        return await append();
      } catch (error) {
        if (error instanceof FamilyHeld) happened('a claim refused by the family rows');
        throw error;
      }
    },
  };
}

function namesOf(state: RequestState): readonly string[] {
  return newPrimariesOf(state).flatMap(({ tenantName, clusterName }) =>
    tenantName === FAMILY ? [`${tenantName} ${clusterName}`] : [],
  );
}

/** The families of lost primaries in an open form: what OCP's monitoring shows of them is asked once, and again when it is old. */
import type { Clock } from '../../lib/clock.ts';
import {
  type CandidateFamily,
  lostFamilies,
  type LostFamily,
  NO_SIGNALS,
  ranked,
  type Signals,
} from '../../operation/candidates/candidates.ts';
import type { Choice } from '../../operation/choices.ts';
import { memberKey, recordedMember } from '../../operation/family.ts';
import type { Tenant } from '../../operation/tenant.ts';
import type { Readings } from './readings.ts';

/** What can be chosen, with the list that it was taken from. */
export interface Offer {
  readonly choices: readonly Choice[];
  readonly tenants: readonly Tenant[];
}

export const NO_OFFER: Offer = { choices: [], tenants: [] };

export interface FormFamilies {
  /** The families of these choices, each once, as far as everything about them was read. */
  of(choices: readonly Choice[], offer: Offer): readonly CandidateFamily[];
  /** True when `read` would ask OCP something. */
  incomplete(choices: readonly Choice[], offer: Offer): boolean;
  /** Never rejects, and never takes long: what does not come in time is unknown. */
  read(choices: readonly Choice[], offer: Offer): Promise<void>;
  /** The other standbys of these choices' families, which could be chosen instead. */
  siblings(choices: readonly Choice[], offer: Offer): readonly Choice[];
}

const MAX_AGE_MS = 30_000;
/** So many siblings have their precheck run for comparison: OCP shares its budget with everybody else. */
const SIBLINGS_MAX = 10;

export function createFormFamilies(
  signals: (families: readonly LostFamily[]) => Promise<Signals>,
  readings: Readings,
  clock: Clock,
): FormFamilies {
  const known = new Map<string, { readonly signals: Signals; readonly at: number }>();
  const lost = (choices: readonly Choice[], { tenants }: Offer) =>
    lostFamilies(
      choices.map(({ target }) => target),
      tenants,
    );
  const keyOf = ({ primary }: LostFamily) => memberKey(recordedMember(primary));
  const stale = (families: readonly LostFamily[]) =>
    families.filter((family) => {
      const found = known.get(keyOf(family));
      return found === undefined || clock.elapsed() - found.at > MAX_AGE_MS;
    });

  function rank(family: LostFamily, { tenants }: Offer): CandidateFamily {
    const prechecks = family.standbys.flatMap((one) => {
      const key = memberKey(recordedMember(one));
      const reading = readings.of(key);
      return reading !== null && 'passed' in reading ? [[key, reading] as const] : [];
    });
    const heard = known.get(keyOf(family))?.signals ?? NO_SIGNALS;
    return ranked(family, { tenants, signals: heard, prechecks: new Map(prechecks) });
  }

  const of = (choices: readonly Choice[], offer: Offer) => lost(choices, offer).map((family) => rank(family, offer));

  return {
    of,
    incomplete: (choices, offer) => stale(lost(choices, offer)).length > 0,
    async read(choices, offer) {
      const asked = stale(lost(choices, offer));
      if (asked.length === 0) return;
      const heard = await signals(asked);
      for (const family of asked) known.set(keyOf(family), { signals: heard, at: clock.elapsed() });
    },
    siblings(choices, offer) {
      const open = of(choices, offer).flatMap(({ candidates }) =>
        candidates.length < 2 ? [] : candidates.filter(({ standing }) => standing !== 'elsewhere'),
      );
      const keys = open.filter(({ blocked }) => blocked === null).map(({ tenant }) => memberKey(tenant));
      const others = keys.filter((key) => !choices.some((choice) => choice.key === key)).slice(0, SIBLINGS_MAX);
      return others.flatMap((key) => offer.choices.find((choice) => choice.key === key) ?? []);
    },
  };
}

/** What people type behind a command, word by word: clusters, tenants, patterns of names. Facts in, meanings out. Pure. */
import leven from 'leven';
import type { Choice } from '../choices.ts';
import { familyOf, memberKey, recordedMember } from '../family.ts';
import { kinds } from '../kinds/index.ts';
import { chosenTenants, newPrimaryOf, oldPrimaryOf } from '../operation.ts';
import type { Tenant } from '../tenant.ts';
import { type TypedPattern, typedPatterns } from './names.ts';

/**
 * leaves: a cluster whose primaries give their role away (at a failover: the lost one). arrives: one whose tenants become primaries.
 * tenant: a tenant's whole name. pattern: all names like `pay_*`. part: a part of a name.
 */
export type MeaningKind = 'leaves' | 'arrives' | 'tenant' | 'pattern' | 'part';

export interface Meaning {
  readonly kind: MeaningKind;
  readonly choices: readonly Choice[];
}

/** A word with everything that it may mean, the most likely first. */
export interface TypedWord {
  readonly word: string;
  /** The clusters of that name, as OCP writes them; empty where the word names none. */
  readonly clusters: readonly string[];
  /** Empty where nothing of that name can be chosen. */
  readonly meanings: readonly Meaning[];
  /** Names like it, where nothing has its own; at most three. */
  readonly nearest: readonly string[];
}

export interface Typed {
  readonly words: readonly TypedWord[];
  /** What all words together mean; without what people have to choose from. */
  readonly choices: readonly Choice[];
  /** The two sides of a cluster, of which people choose one; empty where none is typed, or one alone can be meant. */
  readonly sides: readonly (Meaning & { readonly word: string })[];
  /** Words that are a name, or a part of one, in several families. */
  readonly vague: readonly TypedWord[];
}

/** `tenants`: OCP's list, from which `choices` were made. */
export function typedTargets(choices: readonly Choice[], tenants: readonly Tenant[], text: string): Typed {
  const patterns = typedPatterns(text).filter(({ word }) => word !== 'on');
  const words = patterns.map((pattern) => typedWord(pattern, choices, tenants));
  const places = words.filter(({ clusters }) => clusters.length > 0);
  const named = words.filter(({ clusters }) => clusters.length === 0);
  const there = union(places.flatMap(({ meanings }) => meanings));
  if (named.length === 0) {
    const sides = places.flatMap(({ word, meanings }) =>
      meanings.length > 1 ? meanings.map((meaning) => ({ ...meaning, word })) : [],
    );
    return { words, choices: sides.length > 0 ? [] : there, sides, vague: [] };
  }
  // `orders on sh-prod`: whichever side of it that cluster is.
  const meant = named.map((word) => {
    const all = union(word.meanings);
    return { word, choices: places.length > 0 ? all.filter((one) => there.includes(one)) : all };
  });
  const isVague = ({ word, choices: found }: (typeof meant)[number]) =>
    word.meanings.every(({ kind }) => kind !== 'pattern') && byFamily(found, tenants).length > 1;
  return {
    words,
    choices: [...new Set(meant.filter((one) => !isVague(one)).flatMap((one) => one.choices))],
    sides: [],
    vague: meant.filter(isVague).map(({ word }) => word),
  };
}

/** Each family with those of its choices that are among these. */
export function byFamily(choices: readonly Choice[], tenants: readonly Tenant[]): readonly (readonly Choice[])[] {
  const families = new Map<string, Choice[]>();
  for (const choice of choices) {
    const root = memberKey(recordedMember(familyOf(choice.target.tenant, tenants).root));
    const family = families.get(root);
    if (family) family.push(choice);
    else families.set(root, [choice]);
  }
  return [...families.values()];
}

/** Standbys whose primary OCP calls unavailable, and that are themselves there. */
export function lostChoices(choices: readonly Choice[], tenants: readonly Tenant[]): readonly Choice[] {
  const replaces = ({ kind }: Choice) => !kinds[kind].demotes;
  return choices.filter((choice) => replaces(choice) && isLost(choice, tenants) && !isAway(choice.tenant));
}

/** The same choices, those first that a failover is for. */
export function lostFirst(choices: readonly Choice[], tenants: readonly Tenant[]): readonly Choice[] {
  const lost = new Set(lostChoices(choices, tenants));
  return [...lost, ...choices.filter((choice) => !lost.has(choice))];
}

function typedWord(
  { word, hasStar, matches }: TypedPattern,
  choices: readonly Choice[],
  tenants: readonly Tenant[],
): TypedWord {
  const clusters = clusterNames(choices, tenants);
  const ofClusters = (named: readonly string[]): TypedWord | null =>
    named.length === 0
      ? null
      : { word, clusters: named, meanings: clusterMeanings(named, choices, tenants), nearest: [] };
  const ofNames = (kind: MeaningKind, found: readonly Choice[]): TypedWord | null =>
    found.length === 0 ? null : { word, clusters: [], meanings: [{ kind, choices: found }], nearest: [] };
  const known = [...clusters, ...choices.map(({ target }) => target.tenant.tenantName)];
  return (
    ofNames(
      'tenant',
      choices.filter((choice) => namesOf(choice).includes(word)),
    ) ??
    ofClusters(clusters.filter((name) => name.toLowerCase() === word)) ??
    ofNames(
      hasStar ? 'pattern' : 'part',
      choices.filter((choice) => namesOf(choice).some(matches)),
    ) ??
    ofClusters(clusters.filter((name) => matches(name.toLowerCase()))) ?? {
      word,
      clusters: [],
      meanings: [],
      nearest: nearestNames(word, known),
    }
  );
}

/** Both sides of a cluster, as far as there is something to choose; where all its primaries are lost, that is what is meant. */
function clusterMeanings(
  clusters: readonly string[],
  choices: readonly Choice[],
  tenants: readonly Tenant[],
): readonly Meaning[] {
  const leaves = choices.filter(({ target }) => clusters.includes(oldPrimaryOf(target)?.clusterName ?? ''));
  const arrives = choices.filter(({ target }) => clusters.includes(newPrimaryOf(target).clusterName));
  const isGone = leaves.length > 0 && leaves.every((choice) => isLost(choice, tenants));
  const found = [
    { kind: 'leaves', choices: leaves },
    { kind: 'arrives', choices: isGone ? [] : arrives },
  ] as const;
  return found.filter((meaning) => meaning.choices.length > 0);
}

export function isLost({ target }: Choice, tenants: readonly Tenant[]): boolean {
  const primary = oldPrimaryOf(target);
  if (primary === null) return false;
  const listed = tenants.find((one) => one.clusterId === primary.clusterId && one.tenantId === primary.tenantId);
  return listed !== undefined && isAway(listed);
}

function isAway({ status }: Tenant): boolean {
  return status?.toUpperCase() === 'UNAVAILABLE';
}

/** Of both sides, in lower case: an incident names the primary as often as its standby. */
function namesOf({ target }: Choice): readonly string[] {
  const all = [...chosenTenants(target), oldPrimaryOf(target)];
  return all.flatMap((one) => (one === null ? [] : [one.tenantName.toLowerCase()]));
}

function clusterNames(choices: readonly Choice[], tenants: readonly Tenant[]): readonly string[] {
  const sides = choices.flatMap(({ target }) => [oldPrimaryOf(target), ...chosenTenants(target)]);
  return [...new Set([...sides, ...tenants].flatMap((one) => (one === null ? [] : [one.clusterName])))];
}

function union(meanings: readonly Meaning[]): readonly Choice[] {
  return [...new Set(meanings.flatMap(({ choices }) => choices))];
}

const NEAREST_MAX = 3;
const LETTERS_APART_MAX = 2;

/** Names that hold the word, or differ from it by two letters at most; the nearest first. */
export function nearestNames(word: string, known: readonly string[]): readonly string[] {
  const apart = (name: string) => (name.toLowerCase().includes(word) ? 0 : leven(word, name.toLowerCase()));
  return [...new Set(known)]
    .map((name) => ({ name, apart: apart(name) }))
    .filter((one) => one.apart <= Math.min(LETTERS_APART_MAX, Math.floor(word.length / 2)))
    .toSorted((one, other) => one.apart - other.apart || (one.name < other.name ? -1 : 1))
    .slice(0, NEAREST_MAX)
    .map(({ name }) => name);
}

/** What the words behind a command come to in a form: what is chosen at once, what people choose from, and what is said of each word. */
import type { Choice } from '../../../operation/choices.ts';
import { kinds } from '../../../operation/kinds/index.ts';
import { memberKey } from '../../../operation/family.ts';
import { newPrimaryOf, oldPrimaryOf, type OperationKind } from '../../../operation/operation.ts';
import {
  byFamily,
  isLost,
  lostChoices,
  type Typed,
  type TypedWord,
  typedTargets,
} from '../../../operation/typed/targets.ts';
import { words } from '../../../text/words.ts';
import { safe } from '../../blocks/escape.ts';
import { listed } from '../../blocks/names.ts';
import type { Offer } from '../families.ts';
import type { OpenForm } from '../open-form.ts';

const NAMED = 5;
/** Characters of a name, or of a word that somebody typed. */
const NAME_MAX = 100;

/** One of a cluster's two sides, as a button offers it. */
export interface Side {
  readonly word: string;
  readonly kind: 'leaves' | 'arrives';
  readonly count: number;
}

export interface Picked {
  /** Of each family, the one that is meant. */
  readonly chosen: readonly Choice[];
  /** Of the other families, those of which people have to choose one. */
  readonly undecided: readonly (readonly Choice[])[];
}

export interface Begun extends Picked {
  /** Whose families are shown while nothing is chosen. */
  readonly shown: readonly Choice[];
  readonly sides: readonly Side[];
  readonly typed: Typed;
}

type Form = Pick<OpenForm, 'kind' | 'readings' | 'families'>;

/** `text`: what was typed. */
export async function begun(form: Form, offer: Offer, text: string): Promise<Begun> {
  const typed = typedTargets(offer.choices, offer.tenants, text);
  const picked = await oneOfEach(form, offer, typed.choices);
  const sides = typed.sides.flatMap(({ kind, word, choices }) =>
    kind === 'leaves' || kind === 'arrives' ? [{ kind, word, count: byFamily(choices, offer.tenants).length }] : [],
  );
  return { ...picked, shown: typed.choices, sides, typed };
}

/** What each word was found to mean, mrkdwn, escaped; empty where what is chosen says it all. */
export function begunText(kind: OperationKind, start: Begun, offer: Offer): readonly string[] {
  return [...saidOf(kind, start, offer), ...undecidedText(kind, start)];
}

/**
 * Of each family one: the only one that is meant, or the best of several, as far as it can be known within the two seconds that
 * monitoring gets. Prechecks may take longer, and count as far as they are there.
 */
export async function oneOfEach(
  { readings, families }: Form,
  offer: Offer,
  choices: readonly Choice[],
): Promise<Picked> {
  const groups = byFamily(choices, offer.tenants);
  // Only the standbys of a lost primary are compared.
  const several = groups
    .filter(({ length }) => length > 1)
    .flatMap((group) => group.filter(({ kind }) => !kinds[kind].demotes));
  if (several.length > 0) {
    void readings.read(several);
    await families.read(several, offer);
  }
  const picks = groups.map((group) => ({ group, one: only(group) ?? bestOf(group) }));
  return {
    chosen: picks.flatMap(({ one }) => one ?? []),
    undecided: picks.filter(({ one }) => one === null).map(({ group }) => group),
  };

  function bestOf(group: readonly Choice[]): Choice | null {
    const best = families.of(group, offer)[0]?.best ?? null;
    return (best && group.find(({ key }) => key === memberKey(best))) ?? null;
  }
}

function only(group: readonly Choice[]): Choice | null {
  const [one, ...others] = group;
  return others.length === 0 ? (one ?? null) : null;
}

/** What buttons of the form add: everything whose primary is lost, or a side of a cluster that was typed. */
export const ADDED_BY = ['lost', 'leaves', 'arrives'] as const;

export interface Adding {
  readonly what: (typeof ADDED_BY)[number];
  /** The cluster's name as it was typed. */
  readonly word: string;
}

export function addedBy({ what, word }: Adding, { choices, tenants }: Offer): readonly Choice[] {
  if (what === 'lost') return lostChoices(choices, tenants);
  return typedTargets(choices, tenants, word).sides.find((one) => one.kind === what)?.choices ?? [];
}

/** Of these, the families of which nothing is chosen before. */
export function withoutFamiliesOf(
  before: readonly Choice[],
  added: readonly Choice[],
  { tenants }: Offer,
): readonly Choice[] {
  const families = byFamily([...before, ...added], tenants);
  return families.filter((family) => !family.some((one) => before.includes(one))).flat();
}

export function meansNothing({ typed }: Begun): boolean {
  return typed.words.every(({ clusters, meanings }) => clusters.length === 0 && meanings.length === 0);
}

/** Families whose primary is lost and of which nothing is chosen. */
export function lostFamiliesLeft({ choices, tenants }: Offer, chosen: readonly Choice[]): number {
  const keys = new Set(chosen.map(({ key }) => key));
  return byFamily(lostChoices(choices, tenants), tenants).filter((family) => !family.some(({ key }) => keys.has(key)))
    .length;
}

function saidOf(kind: OperationKind, start: Begun, offer: Offer): readonly string[] {
  const text = words.typed;
  const { typed } = start;
  const [single, ...others] = typed.words;
  if (!single) return [];
  const isPlain = others.length === 0 && single.meanings.every((one) => one.kind === 'tenant' || one.kind === 'part');
  if (isPlain && single.nearest.length === 0) return plainly(kind, start, single);
  return [
    ...typed.words.map((word) => saidOfWord(kind, word, offer)),
    ...(typed.sides.length > 0 ? [text.chooseSide] : []),
    ...(typed.choices.length === 0 && others.length > 0 && typed.vague.length === 0 && typed.sides.length === 0
      ? [text[kind].nothingTogether]
      : []),
  ];
}

/** A tenant's name alone: what it means is on screen, unless it means nothing, or too much. */
function plainly(kind: OperationKind, { typed, chosen }: Begun, { word, meanings }: TypedWord): readonly string[] {
  const { noMatch, severalMatch } = words.flow[kind];
  const count = meanings.reduce((sum, one) => sum + one.choices.length, 0);
  if (count === 0) return [noMatch(safe(word, NAME_MAX))];
  // The standbys of a lost primary are on screen, with what there is to choose them by.
  const isShown = typed.vague.length === 0 && !kinds[kind].demotes;
  return chosen.length > 0 || isShown ? [] : [severalMatch(safe(word, NAME_MAX), count)];
}

function saidOfWord(kind: OperationKind, { word, clusters, meanings, nearest }: TypedWord, offer: Offer): string {
  const text = words.typed;
  const name = safe(clusters.join(words.world.comma) || word, NAME_MAX);
  if (clusters.length > 0 && meanings.length === 0) return text[kind].clusterWithout(name);
  if (meanings.length === 0)
    return text.unknown(name, nearest.map((one) => safe(one, NAME_MAX)).join(words.world.comma));
  const parts = meanings.map((meaning) => {
    const primaries = byFamily(meaning.choices, offer.tenants).length;
    const lost = byFamily(
      meaning.choices.filter((one) => isLost(one, offer.tenants)),
      offer.tenants,
    ).length;
    const on = placesOf(meaning.choices);
    return text[kind].found[meaning.kind](primaries, lost, meaning.choices.length, on);
  });
  return text.word(name, parts.join(words.world.semicolon));
}

/** `sh-prod and sz-dr`: where the tenants are that become primary. */
function placesOf(choices: readonly Choice[]): string {
  const clusters = new Set(choices.map(({ target }) => newPrimaryOf(target).clusterName));
  return listed(
    [...clusters].map((name) => safe(name, NAME_MAX)),
    NAMED,
  );
}

export function undecidedText(kind: OperationKind, { chosen, undecided }: Picked): readonly string[] {
  // One family alone is shown whole, with why nothing decides.
  if (undecided.length === 0 || (undecided.length === 1 && chosen.length === 0)) return [];
  const names = undecided.flatMap(([first]) =>
    first ? [(oldPrimaryOf(first.target) ?? first.target.tenant).tenantName] : [],
  );
  return [
    words.typed[kind].undecided(
      listed(
        names.map((name) => safe(name, NAME_MAX)),
        NAMED,
      ),
    ),
  ];
}

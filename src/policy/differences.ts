/** A policy as people wrote it, key by key, and what changed between two of them. Pure. */
import { canonical } from '../operation/digest.ts';
import { type ShownFields, shownOf } from './file/key.ts';
import { ruleKeys, topKeys } from './file/keys.ts';
import { recordOf } from '../lib/trust-boundaries.ts';
import type { FileNotice } from './file/problem.ts';
import type { Freeze, OnceFreeze, WeeklyFreeze } from './freeze.ts';
import type { PairDemand } from './pairs.ts';
import type { Policy, Rule } from './policy.ts';

/** Since this reading, the rules and freezes of both sides of a pair count. */
export const SIDES_READING = 2;

/** A rule or a freeze: its name, and the file's keys with their values as text. */
export interface PolicyItem {
  readonly name: string;
  readonly terms: Readonly<Record<string, readonly string[]>>;
}

/** Kept between two starts of the program, so it is text that a later version reads as well as this one. */
export interface PolicyPicture extends ShownFields<typeof topKeys> {
  readonly version: string;
  readonly rules: readonly PolicyItem[];
  readonly freezes: readonly PolicyItem[];
  /** How the file was read, as `Policy`. */
  readonly reading: number;
}

interface TermChange {
  readonly key: string;
  readonly from: readonly string[];
  readonly to: readonly string[];
}

type TopKeys = typeof topKeys;

/** Of a key beside rules and freezes, named as in the file. */
type KeyChange = {
  readonly [Name in keyof TopKeys]: {
    readonly kind: Name;
    readonly from: ReturnType<TopKeys[Name]['shown']>;
    readonly to: ReturnType<TopKeys[Name]['shown']>;
  };
}[keyof TopKeys];

export type PolicyChange =
  /** The same text means something else to this version of the program. */
  | { readonly kind: 'reading'; readonly from: number; readonly to: number }
  /** What the new reading changes for the tenants that OCP lists; null when OCP did not list them. */
  | { readonly kind: 'pairs'; readonly pairs: readonly PairDemand[] | null }
  /** User groups of the new policy whose members Slack did not give: nobody counts through them. */
  | { readonly kind: 'groups_unread'; readonly groups: readonly string[] }
  | KeyChange
  /** `place`: from 1, among `of` rules, of which the first that covers a tenant decides. */
  | { readonly kind: 'rule_added'; readonly item: PolicyItem; readonly place: number; readonly of: number }
  | { readonly kind: 'freeze_added'; readonly item: PolicyItem }
  | { readonly kind: 'rule_removed' | 'freeze_removed'; readonly name: string }
  | { readonly kind: 'rule_changed' | 'freeze_changed'; readonly name: string; readonly terms: readonly TermChange[] }
  | { readonly kind: 'rules_reordered'; readonly names: readonly string[] };

export type PolicyNotice = FileNotice<PolicyChange>;

export function pictureOf(policy: Policy): PolicyPicture {
  const { version, rules, freezes, reading = 1 } = policy;
  const keys = shownOf(topKeys, policy).map(({ field, shown, unsaid }) => [field, shown ?? unsaid] as const);
  const lists = { rules: rules.map(ruleItem), freezes: freezes.map(freezeItem) };
  return { ...recordOf<ShownFields<typeof topKeys>>(keys), version, ...lists, reading };
}

type ToldShape = { readonly [Name in keyof TopKeys as TopKeys[Name]['field']]: TopKeys[Name]['told'] };

/** The schemas of what a picture holds of each key, by field. */
export function toldShape(): ToldShape {
  return recordOf(Object.values(topKeys).map(({ field, told }) => [field, told]));
}

/** What changed, the weightiest first; empty when the two mean the same. */
export function policyChanges(before: PolicyPicture, after: PolicyPicture): readonly PolicyChange[] {
  const addedRules = without(after.rules, before.rules).map((item) => {
    return { kind: 'rule_added', item, place: after.rules.indexOf(item) + 1, of: after.rules.length } as const;
  });
  const common = namesOf(before.rules).filter((name) => namesOf(after.rules).includes(name));
  const order = namesOf(after.rules).filter((name) => common.includes(name));
  const reordered = common.some((name, at) => name !== order[at]);
  const reading = { kind: 'reading', from: before.reading, to: after.reading } as const;
  return [
    ...(reading.from === reading.to ? [] : [reading]),
    ...keyChanges('deciding', before, after),
    ...without(before.rules, after.rules).map(({ name }) => ({ kind: 'rule_removed', name }) as const),
    ...addedRules,
    ...edits(before.rules, after.rules).map((edit) => ({ kind: 'rule_changed', ...edit }) as const),
    ...(reordered ? [{ kind: 'rules_reordered', names: namesOf(after.rules) } as const] : []),
    ...without(before.freezes, after.freezes).map(({ name }) => ({ kind: 'freeze_removed', name }) as const),
    ...without(after.freezes, before.freezes).map((item) => ({ kind: 'freeze_added', item }) as const),
    ...edits(before.freezes, after.freezes).map((edit) => ({ kind: 'freeze_changed', ...edit }) as const),
    ...keyChanges('presenting', before, after),
  ];
}

function keyChanges(
  weight: 'deciding' | 'presenting',
  before: PolicyPicture,
  after: PolicyPicture,
): readonly KeyChange[] {
  const [old, now]: readonly Readonly<Record<string, unknown>>[] = [{ ...before }, { ...after }];
  return Object.entries(topKeys).flatMap(([kind, key]) => {
    const [from, to] = [old?.[key.field], now?.[key.field]];
    if (key.weight !== weight || canonical(from) === canonical(to)) return [];
    return [recordOf<KeyChange>(Object.entries({ kind, from, to }))];
  });
}

function namesOf(items: readonly PolicyItem[]): readonly string[] {
  return items.map(({ name }) => name);
}

/** The items whose name is not among the others. */
function without(items: readonly PolicyItem[], others: readonly PolicyItem[]): readonly PolicyItem[] {
  return items.filter(({ name }) => !namesOf(others).includes(name));
}

function edits(before: readonly PolicyItem[], after: readonly PolicyItem[]) {
  return after.flatMap(({ name, terms }) => {
    const known = before.find((item) => item.name === name);
    const changed = known ? termChanges(known.terms, terms) : [];
    return changed.length > 0 ? [{ name, terms: changed }] : [];
  });
}

/** What holds where a key is left out that stands in a picture only when it says something else. */
const unsaid: PolicyItem['terms'] = Object.fromEntries(
  Object.entries(ruleKeys).map(([name, key]) => [name, key.unsaid]),
);

function termChanges(before: PolicyItem['terms'], after: PolicyItem['terms']): readonly TermChange[] {
  const keys = new Set([...Object.keys(before), ...Object.keys(after)]);
  return [...keys].flatMap((key) => {
    const [from, to] = [before[key] ?? unsaid[key] ?? [], after[key] ?? unsaid[key] ?? []];
    return same(from, to) ? [] : [{ key, from, to }];
  });
}

function same(from: readonly string[], to: readonly string[]): boolean {
  return from.length === to.length && from.every((value, at) => value === to[at]);
}

function ruleItem(rule: Rule): PolicyItem {
  const terms = shownOf(ruleKeys, rule).filter(({ name, shown }) => name !== 'name' && shown !== undefined);
  return { name: rule.name, terms: recordOf(terms.map(({ name, shown }) => [name, shown])) };
}

type Terms<One> = { readonly [Field in Exclude<keyof One, 'name' | 'kind'>]: (freeze: One) => readonly string[] };

const scopeTerms: Terms<Pick<Freeze, 'operations' | 'clusters' | 'tenants'>> = {
  operations: ({ operations }) => operations,
  clusters: ({ clusters }) => clusters,
  tenants: ({ tenants }) => tenants,
};
const onceTerms: Terms<OnceFreeze> = {
  ...scopeTerms,
  from: ({ from }) => [moment(from)],
  until: ({ until }) => [moment(until)],
};
const weeklyTerms: Terms<WeeklyFreeze> = {
  ...scopeTerms,
  days: ({ days }) => days,
  from: ({ from }) => [hour(from)],
  until: ({ until }) => [hour(until)],
  zone: ({ zone }) => [zone],
};

function freezeItem(freeze: Freeze): PolicyItem {
  const { name } = freeze;
  return { name, terms: freeze.kind === 'once' ? termsOf(onceTerms, freeze) : termsOf(weeklyTerms, freeze) };
}

function termsOf<One>(
  terms: Readonly<Record<string, (freeze: One) => readonly string[]>>,
  freeze: One,
): PolicyItem['terms'] {
  return Object.fromEntries(Object.entries(terms).map(([key, shown]) => [key, shown(freeze)]));
}

function moment(at: number): string {
  return new Date(at).toISOString().replace('.000', '');
}

function hour(minute: number): string {
  const two = (part: number) => String(part).padStart(2, '0');
  return `${two(Math.floor(minute / 60))}:${two(minute % 60)}`;
}

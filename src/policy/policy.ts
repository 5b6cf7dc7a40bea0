/** Who may request and approve what: the parsed policy file (see file/read.ts). Pure. */
import { DEFAULT_LANGUAGE, type Language } from '../lib/language.ts';
import type { Hold } from '../operation/inspection.ts';
import { type OperationKind, type Operation, sidesOf, type Target } from '../operation/operation.ts';
import type { TenantRef } from '../operation/tenant.ts';
import type { Fields } from './file/key.ts';
import type { topKeys } from './file/keys.ts';
import { endOf, type Freeze, inForce } from './freeze.ts';
import { joined, partsOf, type Rule, type Rules, type Terms } from './rule.ts';

export { REQUESTS_PER_HOUR } from './file/keys.ts';
export { readingMsOf, type Rule } from './rule.ts';

/** Besides these, one field for each key of the file: see file/keys.ts. */
export interface Policy extends Fields<typeof topKeys> {
  /** Identifies the deciding content: two files that decide the same have the same version. */
  readonly version: string;
  /** The way in which the file was read; missing where older versions read it: 1. */
  readonly reading?: number;
  readonly rules: readonly Rule[];
  readonly freezes: readonly Freeze[];
}

/** The operation, as far as the policy uses it. */
export interface OperationScope {
  readonly kind: OperationKind;
  readonly targets: readonly Target[];
}

/** Targets with their terms; null for those without a rule. */
export interface RulesFound {
  readonly rule: Terms | null;
  readonly targets: readonly Target[];
}

/**
 * Which rules cover which targets, in the order of the targets: for each side of a target the first rule that matches.
 * Targets with the same rules are grouped. A side without a rule adds nothing; a side of which OCP shows too little to
 * determine its rule leaves the target without any.
 */
export function rulesFor(
  policy: Policy,
  { kind, targets }: { readonly kind: OperationKind; readonly targets: readonly Target[] },
): readonly RulesFound[] {
  const found = new Map<string, { readonly rules: readonly Rule[]; readonly targets: readonly Target[] }>();
  for (const target of targets) {
    const sides = sidesOf(target).map((side) => firstRule(policy, kind, side));
    const rules = sides.includes('untold') ? [] : [...new Set(sides.filter((one) => one !== null && one !== 'untold'))];
    const key = policy.rules.flatMap((rule, at) => (rules.includes(rule) ? at : [])).join();
    const known = found.get(key) ?? { rules, targets: [] };
    found.set(key, { ...known, targets: [...known.targets, target] });
  }
  return [...found.values()].map(({ rules, targets: own }) => ({
    rule: hasAny(rules) ? joined(rules) : null,
    targets: own,
  }));
}

/** The first rule that covers this one tenant; null when none does, or OCP shows too little to determine it. */
export function ruleOf(policy: Policy, kind: OperationKind, side: TenantRef): Rule | null {
  const rule = firstRule(policy, kind, side);
  return rule === 'untold' ? null : rule;
}

/** `untold`: the first rule that might cover it depends on the name, and OCP does not show the name. */
function firstRule(policy: Policy, kind: OperationKind, side: TenantRef): Rule | null | 'untold' {
  const rule = policy.rules.find((one) => one.operations.includes(kind) && mayCover(one, side));
  if (!rule) return null;
  return covers(rule, side) ? rule : 'untold';
}

interface Scope {
  readonly clusters: readonly string[];
  readonly tenants: readonly string[];
}

function covers({ clusters, tenants }: Scope, { clusterName, tenantName }: TenantRef): boolean {
  return matches(clusters, clusterName) && matches(tenants, tenantName);
}

/** The same, where a name that OCP does not show matches every pattern. */
function mayCover({ clusters, tenants }: Scope, { clusterName, tenantName }: TenantRef): boolean {
  return (clusterName === '' || matches(clusters, clusterName)) && (tenantName === '' || matches(tenants, tenantName));
}

function hasAny(rules: readonly Rule[]): rules is Rules {
  return rules.length > 0;
}

/** The terms shared by all targets, or null: terms for only some of the targets do not allow the request. */
export function ruleFor(policy: Policy, operation: Operation): Terms | null {
  const [only, ...others] = rulesFor(policy, operation);
  return only && others.length === 0 ? only.rule : null;
}

/**
 * Why the policy refuses this operation now, for everybody: the kill switch, or a freeze of either side. Null when it
 * does not.
 */
export function frozen(policy: Policy, operation: OperationScope, now: number): Hold | null {
  if (policy.stopAll !== null) return { kind: 'stopped', reason: policy.stopAll };
  const freeze = policy.freezes.find(
    (one) =>
      one.operations.includes(operation.kind) &&
      operation.targets.flatMap(sidesOf).some((side) => mayCover(one, side)) &&
      inForce(one, now),
  );
  return freeze === undefined ? null : { kind: 'freeze', name: freeze.name, until: endOf(freeze, now) };
}

/** The language of posts in this channel. */
export function languageOf({ languages }: Pick<Policy, 'languages'>, channel: string): Language {
  if (!languages) return DEFAULT_LANGUAGE;
  return Object.hasOwn(languages.channels, channel)
    ? (languages.channels[channel] ?? languages.default)
    : languages.default;
}

/** All user groups in the policy. */
export function groupsOf(policy: Policy): readonly string[] {
  return groupsIn(...policy.rules);
}

/** The user groups of people who may stop: fewer than in the rules if the policy names stoppers. */
export function stopperGroupsOf(policy: Policy): readonly string[] {
  return stoppersOf(policy).filter((id) => id.startsWith('S'));
}

/** Who may stop every call, as user ids and user group ids. */
export function stoppersOf({ stoppers, rules }: Policy): readonly string[] {
  const named = rules.flatMap(({ requesters, approvers }) => [...requesters, ...approvers]);
  return stoppers ?? [...new Set(named)];
}

/** The user groups in these rules: for a decision under a rule, other groups need not be read. */
export function groupsIn(...terms: readonly (Terms | null)[]): readonly string[] {
  const ids = terms
    .flatMap((one) => (one ? partsOf(one) : []))
    .flatMap((rule) => [...rule.requesters, ...rule.approvers]);
  return [...new Set(ids.filter((id) => id.startsWith('S')))];
}

function matches(patterns: readonly string[], name: string): boolean {
  return patterns.some((pattern) => globToRegExp(pattern).test(name));
}

function globToRegExp(pattern: string): RegExp {
  const escaped = pattern
    .replace(/[.+^${}()|[\]\\]/g, '\\$&')
    .replace(/\*/g, '.*')
    .replace(/\?/g, '.');
  return new RegExp(`^${escaped}$`, 'iu');
}

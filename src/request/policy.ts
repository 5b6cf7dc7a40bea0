/** Who may ask for what, and who may agree: the policy file once parsed (see policy-file.ts). Pure. */
import { DEFAULT_LANGUAGE, type Language } from '../language.ts';
import type { Hold } from '../operation/inspection.ts';
import type { Operation, OperationKind, Target } from '../operation/operation.ts';
import { endOf, type Freeze, inForce } from './freeze.ts';

export interface Rule {
  readonly name: string;
  readonly operations: readonly OperationKind[];
  /** Patterns with `*` and `?` over whole names, letter case ignored. */
  readonly clusters: readonly string[];
  readonly tenants: readonly string[];
  /** User ids (U…, W…) and user group ids (S…). */
  readonly requesters: readonly string[];
  readonly approvers: readonly string[];
  /** Approvals needed besides the requester, 1 or more. */
  readonly approvals: number;
  /** Where requests go when the bot is not in the channel of the command; null: nowhere else. */
  readonly channel: string | null;
  readonly approvalWindowMs: number;
  readonly startWindowMs: number;
  /** An approval given sooner after the question appeared is asked for again; 0: none is. Missing: READING_MS. */
  readonly readingMs?: number;
  /** Its requests may stand in channels that other organisations read. Missing: they may not. */
  readonly externalChannels?: true;
  /** An approval of a failover asks for a one-time code. Missing: no. */
  readonly oneTimeCode?: true;
}

/** Nobody reads who asks, for what and why in less. */
export const READING_MS = 5_000;

export function readingMsOf({ readingMs }: Rule): number {
  return readingMs ?? READING_MS;
}

/** In which language cards, threads and notices are written. */
export interface Languages {
  readonly default: Language;
  /** By channel id. */
  readonly channels: Readonly<Record<string, Language>>;
}

export interface Policy {
  /** Identifies the content: two files that mean the same have the same version. */
  readonly version: string;
  readonly rules: readonly Rule[];
  readonly freezes: readonly Freeze[];
  /** Why everything is refused; null when it is not. */
  readonly stopAll: string | null;
  /** Who may stop every call: user ids and user group ids. Missing: whoever may request or approve under any rule. */
  readonly stoppers?: readonly string[];
  /** Where changes of the policy are told; null: only in the log. */
  readonly auditChannel: string | null;
  /** Missing where the file says nothing that differs from English everywhere. */
  readonly languages?: Languages;
  /** How often one person may ask within an hour. Missing: REQUESTS_PER_HOUR. */
  readonly requestsPerHour?: number;
}

/** In a lost region one person may have to ask for many clusters, one request each, and for some of them again. */
export const REQUESTS_PER_HOUR = 30;

/** What is asked for, as far as the policy looks at it. */
export interface Asked {
  readonly kind: OperationKind;
  readonly targets: readonly Target[];
}

/** Targets with the rule they stand under; null for those that none covers. */
export interface Ruled {
  readonly rule: Rule | null;
  readonly targets: readonly Target[];
}

/** Which rule covers which targets: for each the first that matches, in the order of the targets. */
export function rulesFor(
  policy: Policy,
  { kind, targets }: { readonly kind: OperationKind; readonly targets: readonly Target[] },
): readonly Ruled[] {
  const found = new Map<Rule | null, Target[]>();
  for (const target of targets) {
    const { clusterName, tenantName } = target.tenant;
    const covers = (rule: Rule) =>
      rule.operations.includes(kind) && matches(rule.clusters, clusterName) && matches(rule.tenants, tenantName);
    const rule = policy.rules.find(covers) ?? null;
    found.set(rule, [...(found.get(rule) ?? []), target]);
  }
  return [...found].map(([rule, own]) => ({ rule, targets: own }));
}

/** The rule that covers every target, or null. A rule for some of the targets is not a rule for the request. */
export function ruleFor(policy: Policy, operation: Operation): Rule | null {
  const [only, ...others] = rulesFor(policy, operation);
  return only && others.length === 0 ? only.rule : null;
}

/** Why the policy refuses this operation now, whoever asks: the kill switch or a freeze. Null when it does not. */
export function frozen(policy: Policy, operation: Asked, now: number): Hold | null {
  if (policy.stopAll !== null) return { kind: 'stopped', reason: policy.stopAll };
  const freeze = policy.freezes.find(
    (one) =>
      one.operations.includes(operation.kind) &&
      operation.targets.some(
        ({ tenant }) => matches(one.clusters, tenant.clusterName) && matches(one.tenants, tenant.tenantName),
      ) &&
      inForce(one, now),
  );
  return freeze === undefined ? null : { kind: 'freeze', name: freeze.name, until: endOf(freeze, now) };
}

/** The language of what is posted in this channel. */
export function languageOf({ languages }: Pick<Policy, 'languages'>, channel: string): Language {
  if (!languages) return DEFAULT_LANGUAGE;
  return Object.hasOwn(languages.channels, channel)
    ? (languages.channels[channel] ?? languages.default)
    : languages.default;
}

/** The user groups that the policy speaks of. */
export function groupsOf(policy: Policy): readonly string[] {
  return groupsIn(...policy.rules);
}

/** The user groups that say who may stop: narrower than the rules where the policy names stoppers. */
export function stopperGroupsOf(policy: Policy): readonly string[] {
  return stoppersOf(policy).filter((id) => id.startsWith('S'));
}

/** Who may stop every call, as user ids and user group ids. */
export function stoppersOf({ stoppers, rules }: Policy): readonly string[] {
  const named = rules.flatMap(({ requesters, approvers }) => [...requesters, ...approvers]);
  return stoppers ?? [...new Set(named)];
}

/** The user groups that these rules speak of: who decides under a rule need not be asked about in others. */
export function groupsIn(...rules: readonly (Rule | null)[]): readonly string[] {
  const ids = rules.flatMap((rule) => (rule ? [...rule.requesters, ...rule.approvers] : []));
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

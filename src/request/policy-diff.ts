/** A policy as people wrote it, key by key, and what changed between two of them. Pure. */
import type { FileNotice } from './file-notice.ts';
import type { Freeze } from './freeze.ts';
import type { PairDemand } from './pairs.ts';
import { type Policy, READING_MS, REQUESTS_PER_HOUR, type Rule } from './policy.ts';

/** A rule or a freeze: its name, and the file's keys with their values as text. */
export interface PolicyItem {
  readonly name: string;
  readonly terms: Readonly<Record<string, readonly string[]>>;
}

/** Kept between two starts of the program, so it is text that a later version reads as well as this one. */
export interface PolicyPicture {
  readonly version: string;
  readonly rules: readonly PolicyItem[];
  readonly freezes: readonly PolicyItem[];
  readonly stopAll: string | null;
  /** Empty where the file names none. */
  readonly stoppers: readonly string[];
  readonly auditChannel: string | null;
  /** As text: `en`, `C0123: zh`. Empty for English everywhere. */
  readonly languages: readonly string[];
  readonly requestsPerHour: number;
  /** How the file was read, as `Policy`. */
  readonly reading: number;
}

interface TermChange {
  readonly key: string;
  readonly from: readonly string[];
  readonly to: readonly string[];
}

export type PolicyChange =
  /** The same text means something else to this version of the program. */
  | { readonly kind: 'reading'; readonly from: number; readonly to: number }
  /** What the new reading changes for the tenants that OCP lists; null when OCP did not list them. */
  | { readonly kind: 'pairs'; readonly pairs: readonly PairDemand[] | null }
  /** User groups of the new policy whose members Slack did not give: nobody counts through them. */
  | { readonly kind: 'groups_unread'; readonly groups: readonly string[] }
  | { readonly kind: 'stop_all'; readonly from: string | null; readonly to: string | null }
  | { readonly kind: 'audit_channel'; readonly from: string | null; readonly to: string | null }
  /** Empty: whoever may request or approve. */
  | { readonly kind: 'stoppers'; readonly from: readonly string[]; readonly to: readonly string[] }
  | { readonly kind: 'languages'; readonly from: readonly string[]; readonly to: readonly string[] }
  | { readonly kind: 'requests_per_hour'; readonly from: number; readonly to: number }
  /** `place`: from 1, among `of` rules, of which the first that covers a tenant decides. */
  | { readonly kind: 'rule_added'; readonly item: PolicyItem; readonly place: number; readonly of: number }
  | { readonly kind: 'freeze_added'; readonly item: PolicyItem }
  | { readonly kind: 'rule_removed' | 'freeze_removed'; readonly name: string }
  | { readonly kind: 'rule_changed' | 'freeze_changed'; readonly name: string; readonly terms: readonly TermChange[] }
  | { readonly kind: 'rules_reordered'; readonly names: readonly string[] };

export type PolicyNotice = FileNotice<PolicyChange>;

export function pictureOf(policy: Policy): PolicyPicture {
  const { version, stopAll, auditChannel } = policy;
  return {
    version,
    rules: policy.rules.map(ruleItem),
    freezes: policy.freezes.map(freezeItem),
    stopAll,
    stoppers: policy.stoppers ?? [],
    auditChannel,
    languages: languageTerms(policy),
    requestsPerHour: policy.requestsPerHour ?? REQUESTS_PER_HOUR,
    reading: policy.reading ?? 1,
  };
}

/** What changed, the weightiest first; empty when the two mean the same. */
export function policyChanges(before: PolicyPicture, after: PolicyPicture): readonly PolicyChange[] {
  const stop = { kind: 'stop_all', from: before.stopAll, to: after.stopAll } as const;
  const stoppers = { kind: 'stoppers', from: before.stoppers, to: after.stoppers } as const;
  const audit = { kind: 'audit_channel', from: before.auditChannel, to: after.auditChannel } as const;
  const languages = { kind: 'languages', from: before.languages, to: after.languages } as const;
  const perHour = { kind: 'requests_per_hour', from: before.requestsPerHour, to: after.requestsPerHour } as const;
  const addedRules = without(after.rules, before.rules).map((item) => {
    return { kind: 'rule_added', item, place: after.rules.indexOf(item) + 1, of: after.rules.length } as const;
  });
  const common = namesOf(before.rules).filter((name) => namesOf(after.rules).includes(name));
  const order = namesOf(after.rules).filter((name) => common.includes(name));
  const reordered = common.some((name, at) => name !== order[at]);
  const reading = { kind: 'reading', from: before.reading, to: after.reading } as const;
  return [
    ...(reading.from === reading.to ? [] : [reading]),
    ...(stop.from === stop.to ? [] : [stop]),
    ...(same(stoppers.from, stoppers.to) ? [] : [stoppers]),
    ...without(before.rules, after.rules).map(({ name }) => ({ kind: 'rule_removed', name }) as const),
    ...addedRules,
    ...edits(before.rules, after.rules).map((edit) => ({ kind: 'rule_changed', ...edit }) as const),
    ...(reordered ? [{ kind: 'rules_reordered', names: namesOf(after.rules) } as const] : []),
    ...without(before.freezes, after.freezes).map(({ name }) => ({ kind: 'freeze_removed', name }) as const),
    ...without(after.freezes, before.freezes).map((item) => ({ kind: 'freeze_added', item }) as const),
    ...edits(before.freezes, after.freezes).map((edit) => ({ kind: 'freeze_changed', ...edit }) as const),
    ...(audit.from === audit.to ? [] : [audit]),
    ...(same(languages.from, languages.to) ? [] : [languages]),
    ...(perHour.from === perHour.to ? [] : [perHour]),
  ];
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
const unsaid: PolicyItem['terms'] = {
  reading_time: [duration(READING_MS)],
  one_time_code: ['false'],
  external_channels: ['false'],
};

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

function languageTerms({ languages }: Policy): readonly string[] {
  if (!languages) return [];
  return [
    languages.default,
    ...Object.entries(languages.channels).map(([channel, language]) => `${channel}: ${language}`),
  ];
}

function ruleItem(rule: Rule): PolicyItem {
  const { name, operations, clusters, tenants, requesters, approvers } = rule;
  const terms = {
    operations,
    clusters,
    tenants,
    requesters,
    approvers,
    approvals: [String(rule.approvals)],
    channel: rule.channel === null ? [] : [rule.channel],
    approval_window: [duration(rule.approvalWindowMs)],
    start_window: [duration(rule.startWindowMs)],
    ...(rule.oneTimeCode && { one_time_code: ['true'] }),
    ...(rule.readingMs !== undefined && { reading_time: [duration(rule.readingMs)] }),
    ...(rule.externalChannels && { external_channels: ['true'] }),
  };
  return { name, terms };
}

function freezeItem(freeze: Freeze): PolicyItem {
  const { name, operations, clusters, tenants } = freeze;
  const scope = { operations, clusters, tenants };
  if (freeze.kind === 'once')
    return { name, terms: { ...scope, from: [moment(freeze.from)], until: [moment(freeze.until)] } };
  const { days, zone } = freeze;
  return { name, terms: { ...scope, days, from: [hour(freeze.from)], until: [hour(freeze.until)], zone: [zone] } };
}

/** As the file has it: `90s`, `30m`, `1h`. */
function duration(ms: number): string {
  const seconds = ms / 1_000;
  if (seconds > 0 && seconds % 3_600 === 0) return `${seconds / 3_600}h`;
  return seconds > 0 && seconds % 60 === 0 ? `${seconds / 60}m` : `${seconds}s`;
}

function moment(at: number): string {
  return new Date(at).toISOString().replace('.000', '');
}

function hour(minute: number): string {
  const two = (part: number) => String(part).padStart(2, '0');
  return `${two(Math.floor(minute / 60))}:${two(minute % 60)}`;
}

/** What a request stands under: one rule, or what several rules demand together, because its sides fall under them. Pure. */
import type { OperationKind } from '../operation/operation.ts';

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
  /** A rule of the file and of a stored event is never joined: only `Terms` are. */
  readonly joins?: never;
}

/** Nobody reads who asks, for what and why in less. */
export const READING_MS = 5_000;

export function readingMsOf({ readingMs }: Pick<Rule, 'readingMs'>): number {
  return readingMs ?? READING_MS;
}

export type Rules = readonly [Rule, ...Rule[]];

/**
 * A rule, or several joined. The joined ones name only the people that every rule names by their own id, so that who reads
 * no more than these allows too few; who may do what is asked of each rule in `joins`.
 */
export interface Terms extends Omit<Rule, 'joins'> {
  readonly joins?: Rules;
}

/**
 * What all of these rules demand together; the first is that of the side which OCP's task is about. Requests go to the first
 * rule's channel, and to another's only where it names none.
 */
export function joined(rules: Rules): Terms {
  const [first, ...others] = rules;
  if (others.length === 0) return first;
  const readingMs = Math.max(...rules.map(readingMsOf));
  const { readingMs: _, externalChannels: __, oneTimeCode: ___, joins: ____, ...own } = first;
  return {
    ...own,
    requesters: first.requesters.filter((id) => others.every(({ requesters }) => requesters.includes(id))),
    approvers: first.approvers.filter((id) => others.every(({ approvers }) => approvers.includes(id))),
    approvals: Math.max(...rules.map(({ approvals }) => approvals)),
    channel: rules.find(({ channel }) => channel !== null)?.channel ?? null,
    approvalWindowMs: Math.min(...rules.map(({ approvalWindowMs }) => approvalWindowMs)),
    startWindowMs: Math.min(...rules.map(({ startWindowMs }) => startWindowMs)),
    ...(readingMs !== READING_MS && { readingMs }),
    ...(rules.every(({ externalChannels }) => externalChannels) && { externalChannels: true as const }),
    ...(rules.some(({ oneTimeCode }) => oneTimeCode) && { oneTimeCode: true as const }),
    joins: rules,
  };
}

/** The rules of the file that these terms are made of: each of them has to allow what they are asked about. */
export function partsOf({ joins, ...rule }: Terms): Rules {
  return joins ?? [rule];
}

/** The rules by name, for people. */
export function namesOf(terms: Terms): readonly string[] {
  return partsOf(terms).map(({ name }) => name);
}

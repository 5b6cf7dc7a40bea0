/** The terms of a request: one rule, or what several rules demand together because its sides fall under them. Pure. */
import type { Fields } from './file/key.ts';
import { READING_MS, type ruleKeys } from './file/keys.ts';

export { READING_MS };

/** One field for each key of a rule in the file: see file/keys.ts. */
export interface Rule extends Fields<typeof ruleKeys> {
  /** Rules in the file and in stored events are never joined: only `Terms` are. */
  readonly joins?: never;
}

export function readingMsOf({ readingMs }: Pick<Rule, 'readingMs'>): number {
  return readingMs ?? READING_MS;
}

export type Rules = readonly [Rule, ...Rule[]];

/**
 * A rule, or several joined. Joined terms name only the people whom every rule names by their own id, so that code that
 * reads nothing else allows too few people, never too many. Each rule in `joins` decides separately who may do what.
 */
export interface Terms extends Omit<Rule, 'joins'> {
  readonly joins?: Rules;
}

/**
 * What all of these rules demand together; the first is that of the side that OCP's task is about. Requests go to the
 * first rule's channel; if it names none, to another's.
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

/** The single rules of these terms: each of them has to allow an act. */
export function partsOf({ joins, ...rule }: Terms): Rules {
  return joins ?? [rule];
}

/** The names of the rules, for people. */
export function namesOf(terms: Terms): readonly string[] {
  return partsOf(terms).map(({ name }) => name);
}

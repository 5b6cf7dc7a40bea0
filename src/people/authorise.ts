/**
 * The one place where "may this person do this" is answered. Everything that leads to a mutating call asks here,
 * with facts read at that moment. What is not clearly allowed is refused.
 */
import { isSame, type Person } from './person.ts';
import type { Policy } from '../policy/policy.ts';
import { partsOf, type Terms } from '../policy/rule.ts';

export type Act = 'request' | 'approve' | 'reject' | 'withdraw' | 'propose' | 'abandon' | 'todo';

export type AuthorisationRefusal =
  | 'person_unread'
  | 'person_nobody'
  | 'person_guest'
  | 'person_external'
  | 'person_other_workspace'
  | 'person_deactivated'
  | 'person_bot'
  | 'person_invited'
  | 'person_unmapped'
  | 'person_doubly_mapped'
  | 'groups_unread'
  | 'not_a_requester'
  | 'not_an_approver'
  | 'own_request'
  /** By the people file they are somebody who asked, or who approved already, with another account. */
  | 'same_person'
  | 'not_your_request'
  /** Who approves has no authenticator, or is locked after wrong codes. */
  | 'code_not_enrolled'
  | 'code_locked'
  /** No code can be checked: the bot has no key, or another one than at the enrolment. */
  | 'code_unavailable'
  /** A right code, and not for this question: it has changed, or too much time went by. */
  | 'code_void';

/** People are read afresh for a decision; a reading older than this is no reading. */
const FACTS_MAX_AGE_MS = 60_000;

export interface Question {
  readonly act: Act;
  readonly person: Person;
  readonly rule: Terms;
  /** Who asked for what is being decided; null when it is being asked now. */
  readonly asker: string | null;
  /** The accounts that have approved already. */
  readonly agreed: readonly string[];
  /** Milliseconds since the epoch. */
  readonly now: number;
}

/** Null when allowed, otherwise why not. */
export function authorise(question: Question): AuthorisationRefusal | null {
  const { act, person, rule, asker, agreed, now } = question;
  // Taking one's own request back can only make things safer, so it does not wait for Slack to say who one is.
  if (act === 'withdraw') return asker !== null && isSame(person, asker) ? null : 'not_your_request';
  const unfit = unfitness(person, now);
  if (unfit) return unfit;

  const rules = partsOf(rule);
  const requester = rules.map(({ requesters }) => holds(person, requesters));
  const approver = rules.map(({ approvers }) => holds(person, approvers));
  switch (act) {
    case 'request':
      return refusalOf(inAll(requester), 'not_a_requester');
    case 'approve':
      if (person.id === asker) return 'own_request';
      if (takesPart(person, asker === null ? agreed : [asker, ...agreed])) return 'same_person';
      return refusalOf(inAll(approver), 'not_an_approver');
    case 'reject':
      // A no can only make things safer: whoever may say it about one of the sides may say it.
      return refusalOf(inAny(approver), 'not_an_approver');
    case 'propose':
    case 'abandon':
    case 'todo':
      return refusalOf(inAll(rules.map((_, at) => inAny([requester[at], approver[at]]))), 'not_an_approver');
  }
}

type Held = 'yes' | 'no' | 'unread';

function refusalOf<R extends AuthorisationRefusal>(held: Held, no: R): R | 'groups_unread' | null {
  if (held === 'yes') return null;
  return held === 'unread' ? 'groups_unread' : no;
}

/** A "no" of one rule stands whatever the others would say. */
function inAll(held: readonly Held[]): Held {
  if (held.includes('no')) return 'no';
  return held.length > 0 && held.every((one) => one === 'yes') ? 'yes' : 'unread';
}

function inAny(held: readonly (Held | undefined)[]): Held {
  if (held.includes('yes')) return 'yes';
  return held.includes('unread') ? 'unread' : 'no';
}

/** Why somebody decides nothing, whatever a rule says; null for a member whose account is one person's, read just now. */
export function unfitness(person: Person, now: number): Extract<AuthorisationRefusal, `person_${string}`> | null {
  if (Math.abs(now - person.readAt) > FACTS_MAX_AGE_MS) return 'person_unread';
  if (person.standing !== 'member') return `person_${person.standing}`;
  if (person.owner && person.owner.kind !== 'person') return `person_${person.owner.kind}`;
  return null;
}

/** With another account than this one: one person never fills two places. */
function takesPart(person: Person, accounts: readonly string[]): boolean {
  return accounts.some((account) => account !== person.id && isSame(person, account));
}

/** Whether a list of user ids and user group ids names this person. */
export function holds(person: Pick<Person, 'id' | 'groups'>, ids: readonly string[]): Held {
  if (ids.includes(person.id)) return 'yes';
  const groups = ids.filter((id) => id.startsWith('S'));
  if (groups.length === 0) return 'no';
  if (person.groups === null) return 'unread';
  return groups.some((id) => person.groups?.includes(id)) ? 'yes' : 'no';
}

/** Whether an account's codes can be checked, read just now. */
export type CodeStanding = 'enrolled' | 'not_enrolled' | 'locked' | 'unavailable';

/** What is known of the one-time code behind an approval. */
export type CodeFacts =
  | { readonly kind: 'none'; readonly standing: CodeStanding }
  /** Checked and found right at `at` (ms), and taken: it will not be again. `step`: the period whose code it was. */
  | { readonly kind: 'right'; readonly step: number; readonly at: number };

/** Between a code and its approval there is only our own work; what took longer was cut off. */
const CODE_MAX_AGE_MS = 10 * 60_000;

/**
 * The second step of an approval that asks for a one-time code. `asked`: true when this very question, by its digest, was
 * put to this account. Null when the code was given; otherwise what is missing, or why it does not count.
 */
export function authoriseCode(
  code: CodeFacts | undefined,
  asked: boolean,
  now: number,
): Extract<AuthorisationRefusal, `code_${string}`> | 'code_needed' | null {
  if (code === undefined) return 'code_unavailable';
  if (code.kind === 'none') return code.standing === 'enrolled' ? 'code_needed' : `code_${code.standing}`;
  return asked && Math.abs(now - code.at) <= CODE_MAX_AGE_MS ? null : 'code_void';
}

/** Whether any rule of the policy names this person, as a requester or an approver: whoever it does not has no business here. */
export function takesPartIn(policy: Pick<Policy, 'rules'>, person: Person): 'yes' | 'no' | 'unread' {
  if (person.standing === 'unread') return 'unread';
  if (person.standing !== 'member') return 'no';
  return holds(
    person,
    policy.rules.flatMap(({ requesters, approvers }) => [...requesters, ...approvers]),
  );
}

/**
 * The one place where "may this person do this" is answered. Everything that leads to a mutating call asks here,
 * with facts read at that moment. What is not clearly allowed is refused.
 */
import { isSame, type Person } from './person.ts';
import type { Policy, Rule } from './policy.ts';

export type Act = 'request' | 'approve' | 'reject' | 'withdraw' | 'propose' | 'abandon';

export type AuthorisationRefusal =
  | 'person_unread'
  | 'person_nobody'
  | 'person_guest'
  | 'person_external'
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
  readonly rule: Rule;
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
  if (Math.abs(now - person.readAt) > FACTS_MAX_AGE_MS) return 'person_unread';
  if (person.standing !== 'member') return `person_${person.standing}`;
  if (person.owner && person.owner.kind !== 'person') return `person_${person.owner.kind}`;

  const requester = holds(person, rule.requesters);
  const approver = holds(person, rule.approvers);
  switch (act) {
    case 'request':
      return requester === 'yes' ? null : requester === 'unread' ? 'groups_unread' : 'not_a_requester';
    case 'approve':
      if (person.id === asker) return 'own_request';
      if (takesPart(person, asker === null ? agreed : [asker, ...agreed])) return 'same_person';
      return approver === 'yes' ? null : approver === 'unread' ? 'groups_unread' : 'not_an_approver';
    case 'reject':
      return approver === 'yes' ? null : approver === 'unread' ? 'groups_unread' : 'not_an_approver';
    case 'propose':
    case 'abandon':
      if (requester === 'yes' || approver === 'yes') return null;
      return requester === 'unread' || approver === 'unread' ? 'groups_unread' : 'not_an_approver';
  }
}

/** With another account than this one: one person never fills two places. */
function takesPart(person: Person, accounts: readonly string[]): boolean {
  return accounts.some((account) => account !== person.id && isSame(person, account));
}

function holds(person: Person, ids: readonly string[]): 'yes' | 'no' | 'unread' {
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

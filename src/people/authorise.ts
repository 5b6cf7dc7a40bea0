/**
 * The only place that answers "may this person do this". Everything that leads to a mutating call comes here, with
 * facts read at that moment. What is not clearly allowed is refused.
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
  /** By the people file, this is another account of the requester or of somebody who has already approved. */
  | 'same_person'
  | 'not_your_request'
  /** The approver has no authenticator, or is locked after wrong codes. */
  | 'code_not_enrolled'
  | 'code_locked'
  /** No code can be checked: the bot has no key, or a different one than at the enrollment. */
  | 'code_unavailable'
  /** A right code for another question: the question has changed, or too much time has passed. */
  | 'code_void';

/** People are read again for a decision; an older reading than this does not count. */
const FACTS_MAX_AGE_MS = 60_000;

export interface Question {
  readonly act: Act;
  readonly person: Person;
  readonly rule: Terms;
  /** Who asked the question being decided; null when it is only now being asked. */
  readonly asker: string | null;
  /** The accounts that have approved already. */
  readonly agreed: readonly string[];
  /** Milliseconds since the epoch. */
  readonly now: number;
}

/** Null when allowed, otherwise why not. */
export function authorise(question: Question): AuthorisationRefusal | null {
  const { act, person, rule, asker, agreed, now } = question;
  // Withdrawing one's own request can only make things safer, so it does not depend on an answer from Slack.
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
      // A rejection can only make things safer, so one of the sides' rules is enough.
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

/** A refusal by one rule decides, whatever the others say. */
function inAll(held: readonly Held[]): Held {
  if (held.includes('no')) return 'no';
  return held.length > 0 && held.every((one) => one === 'yes') ? 'yes' : 'unread';
}

function inAny(held: readonly (Held | undefined)[]): Held {
  if (held.includes('yes')) return 'yes';
  return held.includes('unread') ? 'unread' : 'no';
}

/**
 * Why this account may decide nothing, whatever a rule says; null for a member whose account belongs to one person,
 * read just now.
 */
export function unfitness(person: Person, now: number): Extract<AuthorisationRefusal, `person_${string}`> | null {
  if (Math.abs(now - person.readAt) > FACTS_MAX_AGE_MS) return 'person_unread';
  if (person.standing !== 'member') return `person_${person.standing}`;
  if (person.owner && person.owner.kind !== 'person') return `person_${person.owner.kind}`;
  return null;
}

/** True for another account of the same person: one person never counts twice. */
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

/** What is known about the one-time code of an approval. */
export type CodeFacts =
  | { readonly kind: 'none'; readonly standing: CodeStanding }
  /** Checked and right at `at` (ms), and used up. `step`: the period of the code. */
  | { readonly kind: 'right'; readonly step: number; readonly at: number };

/** Between a code and its approval there is only the bot's own work; anything longer was interrupted. */
const CODE_MAX_AGE_MS = 10 * 60_000;

/**
 * The second step of an approval that takes a one-time code. `asked`: true when this very question, by its digest, was
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

/** Whether any rule of the policy names this person, as a requester or an approver. Others are shown nothing. */
export function takesPartIn(policy: Pick<Policy, 'rules'>, person: Person): 'yes' | 'no' | 'unread' {
  if (person.standing === 'unread') return 'unread';
  if (person.standing !== 'member') return 'no';
  return holds(
    person,
    policy.rules.flatMap(({ requesters, approvers }) => [...requesters, ...approvers]),
  );
}

/** Who may stop, and who may resume. A stop only makes things safer, so it also counts on a reading that is a day old. */
import { type AuthorisationRefusal, authorise, holds, unfitness } from '../people/authorise.ts';
import type { Person } from '../people/person.ts';
import { type Policy, stoppersOf } from '../policy/policy.ts';

/** A reading that the store kept: this account was a member then, and in these of the policy's user groups. */
export interface Sighting {
  readonly at: number;
  readonly groups: readonly string[];
}

/** A kept reading counts no longer than this. */
export const SIGHTING_MAX_AGE_MS = 24 * 3_600_000;

export interface StopperRefusal {
  readonly code: Extract<AuthorisationRefusal, `person_${string}`> | 'groups_unread' | 'not_a_stopper';
}

/**
 * Whether somebody may stop: who may request or approve anything, or whom the policy names as a stopper. Where Slack does
 * not answer about them, a kept reading decides; `seenAt` is when that was.
 */
export function mayStop(
  person: Person,
  sighting: Sighting | null,
  policy: Policy,
  now: number,
): StopperRefusal | { readonly seenAt: number | null } {
  const named = stoppersOf(policy);
  const unfit = unfitness(person, now);
  const member = holds(person, named);
  const isUnread = unfit === 'person_unread' || (unfit === null && member === 'unread');
  if (!isUnread) {
    if (unfit) return { code: unfit };
    return member === 'yes' ? { seenAt: null } : { code: 'not_a_stopper' };
  }
  const isRecent = sighting !== null && Math.abs(now - sighting.at) <= SIGHTING_MAX_AGE_MS;
  if (isRecent && holds({ id: person.id, groups: sighting.groups }, named) === 'yes') return { seenAt: sighting.at };
  return { code: unfit ?? 'groups_unread' };
}

/**
 * Null when this person may propose a resume (`proposer` null), or agree to somebody else's: whoever may approve under some
 * rule of the policy.
 */
export function mayResume(
  person: Person,
  proposer: string | null,
  policy: Policy,
  now: number,
): AuthorisationRefusal | null {
  const question = { act: 'approve', person, asker: proposer, agreed: [], now } as const;
  const answers = policy.rules.map((rule) => authorise({ ...question, rule }));
  if (answers.includes(null)) return null;
  // What is wrong with the person says more than that one of the rules does not name them.
  return answers.find((answer) => answer !== 'not_an_approver') ?? 'not_an_approver';
}

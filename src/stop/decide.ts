/** What happens to the stop on a command, or why nothing does. Pure. */
import { canonical, sha256 } from '../operation/digest.ts';
import { exposure } from '../people/audience.ts';
import { authoriseCode } from '../people/authorise.ts';
import { isSame, type Person } from '../people/person.ts';
import type { Policy } from '../policy/policy.ts';
import type { StopCommand } from './commands.ts';
import type { StopAct, StopEvent, StopRefusalCode } from './events.ts';
import { ATTEMPT_MS, type ResumeProposal, type Stop, type StopState } from './state.ts';
import { mayResume, mayStop } from './who.ts';

type Of<T extends StopCommand['type']> = Extract<StopCommand, { type: T }>;

export interface StopDecision {
  /** To be appended together at the next version; empty when there is nothing to record. */
  readonly events: readonly StopEvent[];
  readonly refusal: { readonly code: StopRefusalCode } | null;
  /** A refused attempt that is not on record, because one of the same person was a moment ago. */
  readonly unrecorded?: { readonly by: string; readonly act: StopAct; readonly code: StopRefusalCode };
}

/** It takes effect only when its events are appended at exactly `state.version + 1`; whoever loses that race decides again. */
export function decide(state: StopState, command: StopCommand, now: number): StopDecision {
  // What is not understood cannot be added to.
  if (state.isNewer) return refused('newer_version');
  switch (command.type) {
    case 'stop':
      return stop(state, command, now);
    case 'give_reason':
      return giveReason(state, command);
    case 'propose_resume':
      return propose(state, command, now);
    case 'card_posted': {
      const { round, channel, ts } = command;
      if (state.stop?.resume?.round !== round) return refused('no_resume');
      return happened({ type: 'resume_card_posted', round, channel, ts });
    }
    case 'approve_resume':
      return approve(state, command, now);
    case 'refuse_code': {
      const { by, round, why, until } = command;
      if (state.stop?.resume?.round !== round) return refused('no_resume');
      return happened({ type: 'resume_code_refused', by, round, why, until });
    }
    case 'reject_resume':
      return reject(state, command, now);
    case 'withdraw_resume': {
      const resume = state.stop?.resume;
      if (resume?.round !== command.round) return refused('no_resume');
      if (!isSame(command.person, resume.by)) return refused('not_your_proposal');
      return happened(closing(resume, 'withdrawn', command.person.id));
    }
    case 'expire_resume': {
      const resume = state.stop?.resume;
      return resume && now >= resume.expiresAt ? happened(closing(resume, 'expired', null)) : refused('not_now');
    }
  }
}

/** The channel of the resume's card: the first that a rule of the policy names. Null: none does. */
export function resumeChannel(policy: Policy): string | null {
  return policy.rules.find(({ channel }) => channel !== null)?.channel ?? null;
}

/** Why no stop could be resumed under a policy. */
export type ResumeLack =
  | { readonly kind: 'too_few'; readonly people: number }
  /** Nowhere to post the card. */
  | { readonly kind: 'no_channel' };

/** `approvers`: everybody who may approve in some rule, each person once; null where that is not known, and then not judged. */
export function resumeLacks(policy: Policy, approvers: readonly string[] | null): readonly ResumeLack[] {
  return [
    ...(approvers !== null && approvers.length < 2 ? [{ kind: 'too_few', people: approvers.length } as const] : []),
    ...(resumeChannel(policy) === null ? [{ kind: 'no_channel' } as const] : []),
  ];
}

/** True when an approval of a resume takes a one-time code: one rule that asks for codes is enough. */
export function resumeNeedsCode(policy: Policy): boolean {
  return policy.rules.some(({ oneTimeCode }) => oneTimeCode === true);
}

/** Never refused to somebody who may: not for a reason that is missing, nor for a stop that holds already. */
function stop(state: StopState, command: Of<'stop'>, now: number): StopDecision {
  const { person, sighting, policy, reason, typedIn } = command;
  const answer = mayStop(person, sighting, policy, now);
  if ('code' in answer) return attempt(state, answer.code, 'stop', person, now);
  const { seenAt } = answer;
  const typed = { by: person.id, person, reason, typedIn, ...(seenAt !== null && { seenAt }) };
  if (state.stop === null) return happened({ type: 'stopped', ...typed });
  // Whoever stops now has not agreed to a resume that was proposed before.
  const { resume, shares } = state.stop;
  const overtaken = resume ? [closing(resume, 'overtaken', person.id)] : [];
  const type = shares.some(({ by }) => by === person.id) ? 'stop_repeated' : 'stop_added';
  return happened({ type, ...typed }, ...overtaken);
}

function giveReason(state: StopState, { by, reason }: Of<'give_reason'>): StopDecision {
  const share = state.stop?.shares.find((one) => one.by === by);
  if (!share || share.reason !== null) return refused('no_reason_missing');
  return happened({ type: 'stop_reason_given', by, reason });
}

function propose(state: StopState, command: Of<'propose_resume'>, now: number): StopDecision {
  const { person, team, policy, audience } = command;
  const refusal = mayResume(person, null, policy, now);
  if (refusal) return attempt(state, refusal, 'propose_resume', person, now);
  if (state.stop === null) return refused('not_stopped');
  const { resume } = state.stop;
  if (resume && now < resume.expiresAt) return refused('resume_open');
  const channel = resumeChannel(policy);
  if (channel === null) return refused('no_channel');
  const exposed = resumeExposure(policy, channel, audience);
  if (exposed) return attempt(state, exposed, 'propose_resume', person, now);
  const round = state.rounds + 1;
  const digest = digestOf(state.stop, { round, by: person.id });
  const terms = { digest, policyVersion: policy.version, channel, expiresAt: now + windowOf(policy) };
  const before = resume ? [closing(resume, 'expired', null)] : [];
  const by = { by: person.id, ...(team !== undefined && { team }) };
  return happened(...before, { type: 'resume_proposed', ...by, person, round, ...terms });
}

/** The only way to the end of a stop: two different people, both of whom may approve under the policy of now. */
function approve(state: StopState, command: Of<'approve_resume'>, now: number): StopDecision {
  const { person, proposer, policy, audience, round, code } = command;
  const resume = state.stop?.resume;
  if (!state.stop || !resume) return refused(state.stop ? 'no_resume' : 'not_stopped');
  const refusal = mayResume(person, resume.by, policy, now) ?? resumeExposure(policy, resume.channel, audience);
  if (refusal) return attempt(state, refusal, 'approve_resume', person, now);
  if (round !== resume.round) return refused('card_changed');
  if (now >= resume.expiresAt) return refused('window_passed');
  const proposing = proposer.id === resume.by ? mayResume(proposer, null, policy, now) : 'person_unread';
  if (proposing) return attempt(state, proposing, 'propose_resume', proposer, now);
  const digest = digestOf(state.stop, resume);
  if (digest !== resume.digest) return refused('card_changed');
  const needsCode = resumeNeedsCode(policy);
  if (needsCode) {
    const asked = resume.codesAsked.includes(person.id);
    const missing = authoriseCode(code, asked, now);
    if (missing === 'code_needed')
      return asked
        ? refused(missing)
        : refused(missing, { type: 'resume_code_asked', by: person.id, round, digest, person });
    if (missing) return attempt(state, missing, 'approve_resume', person, now);
  }
  const given = needsCode && code?.kind === 'right' && { code: { step: code.step, at: code.at } };
  const said = { by: person.id, person, proposer, round, digest, policyVersion: policy.version, ...given };
  return happened({ type: 'resume_approved', ...said }, { type: 'resumed', by: resume.by, approvedBy: person.id });
}

function reject(state: StopState, { person, policy, round }: Of<'reject_resume'>, now: number): StopDecision {
  const refusal = mayResume(person, null, policy, now);
  if (refusal) return attempt(state, refusal, 'reject_resume', person, now);
  const resume = state.stop?.resume;
  if (resume?.round !== round) return refused('no_resume');
  return happened(closing(resume, 'rejected', person.id));
}

/** What a proposal is about: this stop, by these people, as it stood. A reason that is given later changes nothing. */
function digestOf({ number, shares }: Stop, { round, by }: Pick<ResumeProposal, 'round' | 'by'>): string {
  return sha256(canonical({ number, shares: shares.map(({ by, at }) => ({ by, at })), round, proposer: by }));
}

/** The shortest of the policy's approval windows. */
function windowOf({ rules }: Policy): number {
  return Math.min(...rules.map(({ approvalWindowMs }) => approvalWindowMs));
}

/** The card stands where other organisations read only if a rule of that channel lets its requests stand there. */
export function resumeExposure({ rules }: Policy, channel: string, audience: Parameters<typeof exposure>[1]) {
  const external = rules.some((rule) => rule.channel === channel && rule.externalChannels === true);
  return exposure(external ? { externalChannels: true } : {}, audience);
}

function closing(
  { round }: ResumeProposal,
  why: Extract<StopEvent, { type: 'resume_closed' }>['why'],
  by: string | null,
): StopEvent {
  return { type: 'resume_closed', round, why, by };
}

function happened(...events: readonly StopEvent[]): StopDecision {
  return { events, refusal: null };
}

function refused(code: StopRefusalCode, ...events: readonly StopEvent[]): StopDecision {
  return { events, refusal: { code } };
}

function attempt(
  { attempts }: StopState,
  code: StopRefusalCode,
  act: StopAct,
  person: Person,
  now: number,
): StopDecision {
  const by = person.id;
  const isRepeat = attempts.some((one) => one.by === by && Math.abs(now - one.at) < ATTEMPT_MS);
  if (isRepeat) return { ...refused(code), unrecorded: { by, act, code } };
  return refused(code, { type: 'stop_attempt_refused', by, act, code, person });
}

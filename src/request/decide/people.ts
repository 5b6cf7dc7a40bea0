/** Decisions on what people do: every click is authorised here, against the rule on record, with who they are right now. */
import { digestOf } from '../../operation/digest.ts';
import { needsDispatch } from './dispatch.ts';
import { misfits } from '../../operation/role-check.ts';
import { storedOperation } from '../../operation/operation.ts';
import type { Difference } from '../../operation/inspection.ts';
import { exposure } from '../../people/audience.ts';
import { type Act, type AuthorisationRefusal, authorise, authoriseCode } from '../../people/authorise.ts';
import type { Command } from '../commands.ts';
import { heldBy as holdOn } from '../../stop/hold.ts';
import { type Decision, happened, heldBack, refused, refusedBy, under } from './decision.ts';
import type { AttemptRefusal } from '../events.ts';
import { familyRefusal, noted, refusingDifferences } from '../family.ts';
import { askedAgain, askedLately, type Past, readingTime, rejectedBefore } from '../guardrails.ts';
import type { Person } from '../../people/person.ts';
import { languageOf, readingMsOf, REQUESTS_PER_HOUR, ruleFor } from '../../policy/policy.ts';
import { presentOf } from '../present.ts';
import { closed, stopped } from './completion.ts';
import {
  askerOf,
  followedTasks,
  inFlight,
  isAtWork,
  isHidden,
  isRemedyHidden,
  needsCode,
  nextCalls,
  operationNow,
  REMEDY_PATIENCE_MS,
  remedyOpen,
  type RequestState,
  sent,
} from '../state.ts';

type Of<T extends Command['type']> = Extract<Command, { type: T }>;

const NOTHING_KNOWN: Past = { asked: [], rejected: [] };

export function request(command: Of<'request'>, now: number): Decision {
  const {
    person,
    team,
    channel,
    typedIn,
    operation,
    reason,
    policy,
    audience,
    stop,
    family,
    past = NOTHING_KNOWN,
    dispatch,
  } = command;
  const rule = ruleFor(policy, operation);
  if (rule === null) return refused('no_rule');
  const refusal = authorise({ act: 'request', person, rule, asker: null, agreed: [], now });
  if (refusal) return refused(refusal);
  // A request is written even while Slack does not respond, because its card waits for Slack; only a known external
  // channel prevents it.
  if (exposure(rule, audience) === 'channel_external') return refused('channel_external');
  const hold = holdOn(policy, stop, operation, now);
  if (hold) return heldBack(hold);
  const kin = familyRefusal(family ? refusingDifferences({ ...family, heldBy: null }) : []);
  if (kin) return refusedBy(kin);
  if (askedLately(past, person, now) >= (policy.requestsPerHour ?? REQUESTS_PER_HOUR))
    return refused('too_many_requests');
  const earlier = rejectedBefore(past, operation, now);
  const again = askedAgain(past, operation, person, now);
  const expiresAt = now + rule.approvalWindowMs;
  const language = languageOf(policy, channel);
  const place = { team, channel, typedIn, operation: storedOperation(operation) };
  const asked = { ...place, reason, policyVersion: policy.version, expiresAt, language };
  const habits = { ...(earlier.length > 0 && { earlier }), ...(again && { again }) };
  return happened(
    ...under(rule, { type: 'requested', by: person.id, person, ...asked, ...habits }),
    ...(dispatch && needsDispatch(dispatch, operation) ? [{ type: 'dispatch_chosen', ...dispatch } as const] : []),
    ...(family ? noted(operation.targets, null, family) : []),
  );
}

export function approve(state: RequestState, command: Of<'approve'>, now: number): Decision {
  const { person, round, clicked, audience, code, policy, stop, family, heldBy = null } = command;
  const refusal = ask(state, 'approve', person, now) ?? exposure(state.rule, audience);
  if (refusal) return attempt(refusal, 'approve', person);
  if (state.phase === 'checking' || state.inspection === null) return refused('still_checking');
  if (state.phase === 'approved') return refused('already_approved');
  if (state.phase === 'executing') return refused('already_sent');
  if (round !== state.round) return refused('card_changed');
  if (now >= state.expiresAt) return refused('window_passed');
  if (state.approvals.some(({ by }) => by === person.id)) return refused('already_approved_by_you');
  // An approval that cannot be acted on would make the request need re-approval again and again.
  const hold = holdOn(policy, stop, operationNow(state), now);
  if (hold) return heldBack(hold);
  if (heldBy !== null) return refusedBy({ code: 'family_held', family: [{ kind: 'family_held', ...heldBy }] });
  // The claim would only send it back for re-approval.
  const kin = familyRefusal(family ? refusingDifferences({ ...family, heldBy: null }) : []);
  if (kin) return refusedBy(kin);
  const afterMs = readingTime(state, clicked);
  const neededMs = readingMsOf(state.rule);
  if (afterMs < neededMs && !state.hasty.includes(person.id))
    return refused('too_fast', { type: 'approval_too_fast', by: person.id, round, person, afterMs, neededMs });

  const digest = currentDigest(state, state.inspection);
  const withCode = needsCode(state) ? secondStep(state, command, digest, now) : null;
  if (withCode) return withCode;

  const complete = state.approvals.length + 1 >= state.rule.approvals;
  const startBy = complete ? now + state.rule.startWindowMs : null;
  return happened({
    type: 'approved',
    by: person.id,
    round,
    digest,
    person,
    afterMs,
    ...(needsCode(state) && code?.kind === 'right' && { code: { step: code.step, at: code.at } }),
    ...(stop.number > 0 && { afterStop: stop.number }),
    startBy,
  });
}

/** The result of an approval without its one-time code; null when the code was given for exactly this. */
function secondStep(state: RequestState, command: Of<'approve'>, digest: string, now: number): Decision | null {
  const { person, round, code } = command;
  const asked = state.codesAsked.some((one) => one.by === person.id && one.digest === digest);
  const missing = authoriseCode(code, asked, now);
  if (missing === null) return null;
  if (missing !== 'code_needed') return attempt(missing, 'approve', person);
  const asking = { type: 'code_asked', by: person.id, round, digest, person } as const;
  return asked ? refused('code_needed') : refused('code_needed', asking);
}

/** Records that somebody tried a code that did not count. */
export function refuseCode(state: RequestState, { by, round, why, until }: Of<'refuse_code'>): Decision {
  if (!needsCode(state)) return refused('not_now');
  return happened({ type: 'code_refused', by, round, why, until });
}

/** A rejection beats an approval until the call is claimed; afterwards it comes too late and gets that answer. */
export function reject(state: RequestState, command: Of<'reject'>, now: number): Decision {
  const { person } = command;
  const refusal = ask(state, 'reject', person, now);
  if (refusal) return attempt(refusal, 'reject', person);
  return close(state, 'rejected', person);
}

export function withdraw(state: RequestState, command: Of<'withdraw'>, now: number): Decision {
  const { person } = command;
  const refusal = ask(state, 'withdraw', person, now);
  if (refusal) return attempt(refusal, 'withdraw', person);
  return close(state, 'withdrawn', person);
}

function close(state: RequestState, why: 'rejected' | 'withdrawn', person: Person): Decision {
  const { id: by } = person;
  const said = { type: why, by, round: state.round, person } as const;
  if (state.proposal) return happened(said, { type: 'proposal_closed', why, by });
  if (!sent(state)) return happened(said, { type: 'ended', outcome: why });
  // Calls that were sent cannot be taken back; the others are not sent.
  const rest = stopped(state, why);
  if (rest.length === 0) return attempt('already_sent', why === 'rejected' ? 'reject' : 'withdraw', person);
  return happened(...closed(state, said, ...rest));
}

export function resend(state: RequestState, command: Of<'resend'>, now: number): Decision {
  const { person, inspection, policy, audience, stop, family } = command;
  const refusal = ask(state, 'propose', person, now);
  if (refusal) return attempt(refusal, 'propose', person);
  const call = state.calls.findIndex(({ status }) => status === 'lost');
  if (call < 0) return refused('nothing_to_resend');
  if (state.phase !== 'executing') return refused('proposal_open');
  if (inFlight(state)) return refused('not_now');
  // The first call may have taken effect after all.
  if (misfits(state.calls[call]?.targets ?? [], inspection).length > 0) return refused('unfit');
  const present = presentOf(state, state.calls[call]?.targets ?? [], inspection, family.names);
  const named = operationNow(present.state);
  const rule = ruleFor(policy, named);
  if (rule === null) return refused('no_rule');
  const underNewRule = authorise({ act: 'propose', person, rule, asker: state.requester, agreed: [], now });
  const refusedNow = underNewRule ?? exposure(rule, audience);
  if (refusedNow) return attempt(refusedNow, 'propose', person);
  const hold = holdOn(policy, stop, named, now);
  if (hold) return heldBack(hold);
  const kin = familyRefusal(refusingDifferences(family));
  if (kin) return refusedBy(kin);
  const expiresAt = now + rule.approvalWindowMs;
  const terms = { inspection, policyVersion: policy.version, expiresAt };
  return happened(
    ...under(rule, { type: 'resend_proposed', call, by: person.id, person, ...terms }),
    ...present.events,
    ...noted(state.operation.targets, state.family, family),
  );
}

/** Closes without a result. It sends nothing, so one authorised person is enough. */
export function abandon(state: RequestState, command: Of<'abandon'>, now: number): Decision {
  const { person } = command;
  const refusal = ask(state, 'abandon', person, now);
  if (refusal) return attempt(refusal, 'abandon', person);
  const stuck = state.calls.some(
    (call) =>
      call.status === 'lost' ||
      isHidden(call) ||
      call.tasks.some(({ stage }) => ['failed', 'unclear', 'doubted'].includes(stage)),
  );
  if (state.phase !== 'executing' || !stuck) return refused('nothing_to_abandon');
  // A closed request is no longer watched, and its families are released a minute later: by then nothing of it may be
  // running in OCP.
  if (followedTasks(state).some(({ followed }) => isAtWork(followed))) return refused('task_running');
  if (isRemedyAwaited(state, now) || isRemedyUnseen(state, now)) return refused('remedy_unaccounted');
  return happened({ type: 'abandoned', by: person.id, person }, { type: 'ended', outcome: 'abandoned' });
}

/**
 * True while the outcome of a remedy may still appear. Where OCP does not show its task, that is as long as the remedy
 * may take to arrive.
 */
function isRemedyAwaited(state: RequestState, now: number): boolean {
  const isLate = state.remedy !== null && now - state.remedy.claimedAt >= REMEDY_PATIENCE_MS;
  return remedyOpen(state) && !(isLate && isRemedyHidden(state));
}

/**
 * True while OCP has accepted a remedy that its task does not show yet. A task that fails again between two readings
 * looks unchanged: after REMEDY_PATIENCE_MS it counts as seen, unless OCP cannot be read.
 */
function isRemedyUnseen({ remedy, calls, heldUp }: RequestState, now: number): boolean {
  if (remedy?.status !== 'accepted' && remedy?.status !== 'found') return false;
  const followed = calls[remedy.call]?.tasks.find(({ task }) => task.id === remedy.taskId);
  if (!followed || followed.changedAt > remedy.at) return false;
  return heldUp !== null || now - remedy.at < REMEDY_PATIENCE_MS;
}

/** Only the person who rejected or withdrew can give a reason, once. */
export function giveReason(state: RequestState, command: Of<'give_reason'>): Decision {
  const { by, reason } = command;
  if (state.closed?.by !== by || state.closed.reason !== null) return refused('not_now');
  return happened({ type: 'reason_given', by, reason });
}

/**
 * The timer of the two windows: too few approvals in time, or an approved call that could not be started in time. The
 * decisions check both windows themselves, so a late timer changes nothing.
 */
export function expire(state: RequestState, now: number): Decision {
  const free = state.phase === 'executing' && state.remedy?.status !== 'claimed';
  const ready = state.phase === 'approved' || (free && nextCalls(state).length > 0);
  if (ready && state.inspection && now >= (state.startBy ?? 0)) {
    const { inspection, rule, policyVersion } = state;
    // An approval of another question did not approve this one, so nothing was late.
    const between = askedBetween(state);
    const differences = between.length > 0 ? between : [{ kind: 'start_window_passed' } as const];
    const expiresAt = now + rule.approvalWindowMs;
    return happened(...under(rule, { type: 'returned', differences, inspection, policyVersion, expiresAt }));
  }
  const open = state.phase === 'checking' || state.phase === 'waiting';
  if (!open || now < state.expiresAt) return refused('not_now');
  const expired = { type: 'expired', round: state.round } as const;
  if (state.proposal) return happened(expired, { type: 'proposal_closed', why: 'expired', by: null });
  if (!sent(state)) return happened(expired, { type: 'ended', outcome: 'expired' });
  return happened(...closed(state, expired, ...stopped(state, 'expired')));
}

/** Why the approval of the waiting calls no longer counts, where the approvers decided another question since. */
export function askedBetween({ proposal, askedBetween: about }: RequestState): Difference[] {
  return proposal === null && about !== null ? [{ kind: 'asked_between', about }] : [];
}

/** The digest of the current question. A claim that was not sent does not use up its approval. */
export function currentDigest(state: RequestState, inspection: NonNullable<RequestState['inspection']>): string {
  const { operation, policyVersion, round, proposal } = state;
  const dispatch = state.dispatch ?? undefined;
  return digestOf({ operation, inspection, policyVersion, dispatch, question: { round, proposal } });
}

function ask(state: RequestState, act: Act, person: Person, now: number): AuthorisationRefusal | null {
  const agreed = state.approvals.map(({ by }) => by);
  return authorise({ act, person, rule: state.rule, asker: askerOf(state), agreed, now });
}

function attempt(code: AttemptRefusal, act: Act, person: Person): Decision {
  return refused(code, { type: 'attempt_refused', by: person.id, act, code, person });
}

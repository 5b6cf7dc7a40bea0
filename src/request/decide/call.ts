/** The life of a mutating call: claimed before it is sent, then accepted, refused, not sent, or unknown until found or lost. */
import { misfits } from '../../operation/role-check.ts';
import { type Difference, differences, isOfTarget, type TargetDifference } from '../../operation/inspection.ts';
import { type Audience, exposure } from '../../people/audience.ts';
import { heldBy, type StopFacts } from '../../stop/hold.ts';
import { authorise } from '../../people/authorise.ts';
import type { Command } from '../commands.ts';
import { askedBetween, currentDigest } from './people.ts';
import { type Decision, happened, refused, under } from './decision.ts';
import { fresherSiblings, notedAgain } from './candidates.ts';
import { familyDifferences, noted, speaksOfFamily } from '../family.ts';
import { type Person, peopleAmong } from '../../people/person.ts';
import { type Policy, ruleFor } from '../../policy/policy.ts';
import { presentOf } from '../present.ts';
import type { Terms } from '../../policy/rule.ts';
import { closed, settled } from './completion.ts';
import { targetsWithout } from '../evolve-calls.ts';
import {
  askerOf,
  type Call,
  type CallStatus,
  needsCode,
  nextCalls,
  operationNow,
  type RequestState,
} from '../state.ts';

type Of<T extends Command['type']> = Extract<Command, { type: T }>;

/** The maximum age of the reading of OCP at the claim. */
const PICTURE_MAX_AGE_MS = 60_000;

/**
 * The only way to a POST. Everything approved is compared with everything read just now; any difference makes the
 * request need re-approval. Both windows are checked here, where the claim is appended.
 */
export function claim(state: RequestState, command: Of<'claim'>, now: number): Decision {
  const next = nextCalls(state).find(({ index }) => index === command.call);
  const { inspection, family, candidates = [], policy, stop, people, audience, baseline, ocpTime } = command;
  const ready = state.phase === 'approved' || state.phase === 'executing';
  if (!ready || state.inspection === null || !next) return refused('not_now');
  // What was agreed to then is something else: a remedy, or sending another call again.
  if (state.proposal?.kind === 'remedy' || (state.proposal && state.proposal.call !== command.call))
    return refused('not_now');
  // The remedy may turn out not to have been sent, which reopens its own question: only one question at a time.
  if (state.remedy?.status === 'claimed') return refused('not_now');

  // An old reading proves nothing about now; one from the future means that the clock was set back, so its age is
  // unknown.
  if (Math.abs(now - inspection.at) > PICTURE_MAX_AGE_MS) return refused('not_now');
  const present = presentOf(state, next.call.targets, inspection, family.names);
  const rule = ruleFor(policy, operationNow(present.state));
  if (exposure(rule ?? state.rule, audience) === 'channel_unread') return refused('not_now');
  const between = askedBetween(state);
  const found = [
    ...differences(next.call.targets, state.inspection, inspection),
    // A changed role may have been approved since, but the call still must not be sent for it.
    ...misfits(next.call.targets, inspection).filter(({ kind }) => kind !== 'untold'),
    ...familyDifferences(state.family, family),
    ...fresherSiblings(next.call.targets, state.candidates, candidates),
    ...policyDifferences(state, policy, rule),
    ...present.changed,
    ...holdDifferences(present.state, policy, stop, now),
    ...peopleDifferences(state, people, rule ?? state.rule, now),
    ...channelDifferences(rule ?? state.rule, audience),
    // After another question there is no approval of this one that could be late.
    ...(now >= (state.startBy ?? 0) && between.length === 0 ? [{ kind: 'start_window_passed' } as const] : []),
    ...between,
  ];
  const digest = currentDigest(state, state.inspection);
  const left = leftOut(state, next.call, found);
  if ((found.length > 0 && left.length === 0) || agreedTo(state, digest, people) < state.rule.approvals) {
    const terms = rule ?? state.rule;
    const expiresAt = now + terms.approvalWindowMs;
    const { version: policyVersion } = policy;
    return happened(
      ...under(terms, { type: 'returned', differences: found, inspection, policyVersion, expiresAt }),
      ...present.events,
      ...noted(state.operation.targets, state.family, family, speaksOfFamily(found)),
      ...notedAgain(next.call.targets, state.candidates, candidates),
    );
  }
  const { index: call } = next;
  return happened(...(left.length > 0 ? [{ type: 'targets_left_out', call, differences: left } as const] : []), {
    type: 'call_claimed',
    call,
    attempt: next.call.attempt + 1,
    digest,
    people,
    baseline,
    ocpTime,
  });
}

/**
 * What differs, where the approvers agreed that such tenants are left out and the others go: nothing but single tenants differs, and
 * others are left. A call that may have left already is asked about as a whole.
 */
function leftOut(
  { dispatch, proposal }: RequestState,
  call: Call,
  found: readonly Difference[],
): readonly TargetDifference[] {
  const ofTargets = found.filter(isOfTarget);
  const isMeant = dispatch?.onChange === 'leave_out' && proposal === null && call.attempt === call.unsent;
  if (!isMeant || ofTargets.length < found.length) return [];
  const gone = new Set(ofTargets.map(({ tenantId }) => tenantId));
  return targetsWithout(call, gone).length > 0 ? ofTargets : [];
}

/** How many people, apart from the requester, approved exactly this: two accounts of one person are one. */
export function agreedTo(state: RequestState, digest: string, people: readonly Person[]): number {
  const counted = state.approvals.filter(
    (approval) => approval.digest === digest && (approval.code || !needsCode(state)),
  );
  const accounts = counted.map(({ by }) => by);
  return peopleAmong(accounts, people, askerOf(state));
}

/** The difference between the policy in force now and the one of the approval. */
export function policyDifferences(state: RequestState, policy: Policy, rule: Terms | null): Difference[] {
  const { version: to } = policy;
  const from = state.policyVersion;
  return [
    ...(rule === null ? [{ kind: 'no_rule', from, to } as const] : []),
    ...(rule !== null && to !== from ? [{ kind: 'policy_changed', from, to } as const] : []),
  ];
}

/**
 * The stop or freeze in force. For a request approved before it, a stop that is already over counts, too, because it
 * was meant for that request as well.
 */
export function holdDifferences(state: RequestState, policy: Policy, stop: StopFacts, now: number): Difference[] {
  const hold = heldBy(policy, stop, operationNow(state), now);
  if (hold) return [hold];
  const isBetween = state.approvals.some(({ afterStop }) => afterStop !== stop.number);
  return isBetween ? [stop.latest ?? { kind: 'stopped', reason: '', over: true }] : [];
}

/** Requester and approvers must still be allowed to, under the current rule. */
export function peopleDifferences(
  state: RequestState,
  people: readonly Person[],
  rule: Terms,
  now: number,
): Difference[] {
  const asker = askerOf(state);
  const asked = state.proposal ? 'propose' : 'request';
  const approvers = state.approvals.map(({ by }) => by);
  const needed = [
    { id: asker, act: asked, agreed: [] } as const,
    ...approvers.map((id, at) => ({ id, act: 'approve', agreed: approvers.slice(0, at) }) as const),
  ];
  return needed.flatMap(({ id, act, agreed }): Difference[] => {
    const person = people.find((known) => known.id === id);
    const why = person ? authorise({ act, person, rule, asker, agreed, now }) : 'person_unread';
    return why ? [{ kind: 'not_authorised', person: id, why }] : [];
  });
}

/** People of another organisation may have entered the channel since. */
export function channelDifferences(rule: Terms, audience: Audience): Difference[] {
  return exposure(rule, audience) === 'channel_external' ? [{ kind: 'channel_external' }] : [];
}

export function accept(state: RequestState, command: Of<'accept'>): Decision {
  const { call, tasks, traceId } = command;
  if (!is(state, call, 'claimed', 'unknown', 'lost')) return refused('not_now');
  return happened(...settled(state, { type: 'call_accepted', call, tasks, traceId }));
}

export function refuse(state: RequestState, command: Of<'refuse'>): Decision {
  const { call, code, why, traceId } = command;
  if (!is(state, call, 'claimed')) return refused('not_now');
  return happened(...settled(state, { type: 'call_refused', call, code, why, traceId }));
}

export function notSent(state: RequestState, command: Of<'not_sent'>): Decision {
  const { call, code, why } = command;
  if (!is(state, call, 'claimed')) return refused('not_now');
  const back = { type: 'call_not_sent', call, code, why } as const;
  const no = saidMeanwhile(state);
  if (no === null) return happened(back);
  // Somebody rejected the rest while this call was in flight. It was never sent, so the rejection covers it, too.
  if (state.calls[call]?.claimedFor) return happened(back, { type: 'proposal_closed', why: no, by: null });
  const ends = [back, { type: 'call_stopped', call, why: no }] as const;
  const others = state.calls.filter((_, index) => index !== call);
  const nothingSent = others.every(({ attempt, unsent }) => attempt <= unsent);
  return nothingSent ? happened(...ends, { type: 'ended', outcome: no }) : happened(...closed(state, ...ends));
}

/** The rejection of the calls that still waited; null when there was none. */
function saidMeanwhile(state: RequestState): 'rejected' | 'withdrawn' | 'expired' | null {
  if (state.closed === null || !state.calls.some(({ status }) => status === 'stopped')) return null;
  if (state.closed.by === null) return 'expired';
  return state.closed.by === state.requester ? 'withdrawn' : 'rejected';
}

export function doubt(state: RequestState, command: Of<'doubt'>): Decision {
  const { call, doubt, why } = command;
  if (!is(state, call, 'claimed')) return refused('not_now');
  return happened({ type: 'call_unknown', call, doubt, why });
}

/** A task of ours appeared in OCP's list, which overtakes every open question about the call. */
export function find(state: RequestState, command: Of<'find'>): Decision {
  const { call, tasks } = command;
  const found = { type: 'call_found', call, tasks } as const;
  // A task that OCP had before the call cannot be the call's.
  const known = state.calls[call]?.baseline ?? [];
  if (tasks.length === 0 || tasks.some(({ id }) => known.includes(id))) return refused('not_now');
  if (state.proposal?.kind === 'resend' && state.proposal.call === call && is(state, call, 'waiting'))
    return happened({ type: 'proposal_closed', why: 'overtaken', by: null }, ...settled(state, found));
  if (!is(state, call, 'unknown', 'lost')) return refused('not_now');
  return happened(...settled(state, found));
}

export function lose(state: RequestState, command: Of<'lose'>): Decision {
  const { call, searchedUntil } = command;
  if (!is(state, call, 'unknown')) return refused('not_now');
  return happened({ type: 'call_lost', call, searchedUntil });
}

function is(state: RequestState, index: number, ...statuses: readonly CallStatus[]): boolean {
  const call: Call | undefined = state.calls[index];
  return call !== undefined && statuses.includes(call.status);
}

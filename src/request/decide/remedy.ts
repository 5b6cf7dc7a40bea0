/** Remedies of a task: one person proposes, others agree, it is sent at most once. The task itself tells what came of it. */
import { dueRemedy, newlyFailed, shows, stepsFor, stillPossible } from '../../task/remedies.ts';
import type { Task } from '../../task/task.ts';
import { exposure } from '../../people/audience.ts';
import { authorise } from '../../people/authorise.ts';
import type { Command } from '../commands.ts';
import { agreedTo, channelDifferences, holdDifferences, peopleDifferences, policyDifferences } from './call.ts';
import { currentDigest } from './people.ts';
import { heldBy } from '../../stop/hold.ts';
import { type Decision, happened, heldBack, refused, refusedBy, under } from './decision.ts';
import { remedyKind } from '../../task/remedy-kinds.ts';
import { familyDifferences, familyRefusal, noted, refusingDifferences, speaksOfFamily } from '../family.ts';
import type { Person } from '../../people/person.ts';
import { ruleFor } from '../../policy/policy.ts';
import { presentOf } from '../present.ts';
import type { AttemptRefusal, RequestEvent } from '../events.ts';
import {
  aboutTask,
  askerOf,
  type FollowedTask,
  inFlight,
  operationNow,
  REMEDY_PATIENCE_MS,
  type RemedyProposal,
  remedyOpen,
  type RequestState,
} from '../state.ts';

type Of<T extends Command['type']> = Extract<Command, { type: T }>;

export function proposeRemedy(state: RequestState, command: Of<'propose_remedy'>, now: number): Decision {
  const { person, kind, call, task, policy, round, audience, stop, family } = command;
  const refusal = authorise({ act: 'propose', person, rule: state.rule, asker: askerOf(state), agreed: [], now });
  if (refusal) return attempt(refusal, person);
  if (state.phase !== 'executing') return refused('proposal_open');
  if (inFlight(state)) return refused('not_now');
  if (remedyOpen(state)) return refused('remedy_unaccounted');
  if (round !== state.round) return refused('card_changed');
  const present = presentOf(state, aboutTask(state, task.id), null, family.names);
  const operation = operationNow(present.state);
  const rule = ruleFor(policy, operation);
  if (rule === null) return refused('no_rule');
  const underNewRule = authorise({ act: 'propose', person, rule, asker: askerOf(state), agreed: [], now });
  const refusedNow = underNewRule ?? exposure(rule, audience);
  if (refusedNow) return attempt(refusedNow, person);
  const known = followedOf(state, call, task.id);
  const remedy = known ? (dueRemedy(task, kind, { changedAt: known.changedAt, now })?.remedy ?? null) : null;
  if (remedy === null) return refused('remedy_not_possible');
  const hold = heldBy(policy, stop, operation, now);
  if (hold) return heldBack(hold);
  const kin = remedyKind(kind).goesOn ? familyRefusal(refusingDifferences(family)) : null;
  if (kin) return refusedBy(kin);
  const expiresAt = now + rule.approvalWindowMs;
  const terms = { by: person.id, person, policyVersion: policy.version, expiresAt };
  const steps = stepsFor(task, remedy);
  return happened(
    ...under(rule, { type: 'remedy_proposed', call, taskId: task.id, remedy, steps, ...terms }),
    ...present.events,
    ...noted(state.operation.targets, state.family, family),
  );
}

/** Why a proposal no longer fits its task as it stands now, as the event that closes it; null while it fits. */
export function outdated(
  { taskId, remedy, steps }: RemedyProposal,
  task: Task,
): Extract<RequestEvent, { type: 'proposal_closed' }> | null {
  if (task.id !== taskId || !stillPossible(task, remedy))
    return { type: 'proposal_closed', why: 'overtaken', by: null };
  const failed = steps ? newlyFailed(task, remedy, steps) : [];
  return failed.length > 0 ? { type: 'proposal_closed', why: 'other_step', by: null, failed } : null;
}

/** The only way to a remedy's POST, with the same two people and the same two windows as the call's. */
export function claimRemedy(state: RequestState, command: Of<'claim_remedy'>, now: number): Decision {
  const { proposal } = state;
  const { task, policy, stop, people, audience, family } = command;
  if (state.phase !== 'approved' || proposal?.kind !== 'remedy' || state.inspection === null) return refused('not_now');
  const closing = outdated(proposal, task);
  if (closing) return happened(closing);
  const present = presentOf(state, aboutTask(state, task.id), null, family.names);
  const rule = ruleFor(policy, operationNow(present.state));
  if (exposure(rule ?? state.rule, audience) === 'channel_unread') return refused('not_now');
  const found = [
    ...(remedyKind(proposal.remedy.kind).goesOn ? familyDifferences(state.family, family) : []),
    ...policyDifferences(state, policy, rule),
    ...present.changed,
    ...holdDifferences(present.state, policy, stop, now),
    ...peopleDifferences(state, people, rule ?? state.rule, now),
    ...channelDifferences(rule ?? state.rule, audience),
    ...(now >= (state.startBy ?? 0) ? [{ kind: 'start_window_passed' } as const] : []),
  ];
  const digest = currentDigest(state, state.inspection);
  if (found.length > 0 || agreedTo(state, digest, people) < state.rule.approvals) {
    const terms = rule ?? state.rule;
    const expiresAt = now + terms.approvalWindowMs;
    const returned = { type: 'returned', differences: found, inspection: state.inspection, expiresAt } as const;
    return happened(
      ...under(terms, { ...returned, policyVersion: policy.version }),
      ...present.events,
      ...noted(state.operation.targets, state.family, family, speaksOfFamily(found)),
    );
  }
  const { call, taskId, remedy } = proposal;
  return happened({ type: 'remedy_claimed', call, taskId, remedy, digest, people, task });
}

export function acceptRemedy(state: RequestState, { traceId }: Of<'accept_remedy'>): Decision {
  return claimed(state) ? happened({ type: 'remedy_accepted', traceId }) : refused('not_now');
}

export function refuseRemedy(state: RequestState, { code, why, traceId }: Of<'refuse_remedy'>): Decision {
  return claimed(state) ? happened({ type: 'remedy_refused', code, why, traceId }) : refused('not_now');
}

export function doubtRemedy(state: RequestState, { doubt, why }: Of<'doubt_remedy'>): Decision {
  return claimed(state) ? happened({ type: 'remedy_unknown', doubt, why }) : refused('not_now');
}

/** Its approval is not spent: it goes back to where it was claimed from, inside the same start window. */
export function notSentRemedy(state: RequestState, { code, why }: Of<'not_sent_remedy'>): Decision {
  return claimed(state) ? happened({ type: 'remedy_not_sent', code, why }) : refused('not_now');
}

/** What the task itself says of a remedy whose answer was lost. It is never sent again by itself. */
export function accountRemedy(state: RequestState, { task, begun }: Of<'account_remedy'>): Decision {
  const { remedy: sent } = state;
  if (sent?.status !== 'unknown' || task.id !== sent.taskId) return refused('not_now');
  const before = sent.before ?? followedOf(state, sent.call, sent.taskId)?.task;
  if (before && shows(before, task, sent.remedy)) return happened({ type: 'remedy_found' });
  if (begun <= sent.claimedAt + REMEDY_PATIENCE_MS) return refused('not_now');
  return happened({ type: 'remedy_lost', readUntil: begun });
}

function attempt(code: AttemptRefusal, person: Person): Decision {
  return refused(code, { type: 'attempt_refused', by: person.id, act: 'propose', code, person });
}

function claimed(state: RequestState): boolean {
  return state.remedy?.status === 'claimed';
}

function followedOf(state: RequestState, call: number, taskId: string): FollowedTask | null {
  return state.calls[call]?.tasks.find(({ task }) => task.id === taskId) ?? null;
}

/** Remedies of a task: one person proposes, others agree, it is sent at most once. The task itself tells what came of it. */
import { remedyOf, stillPossible } from '../task/remedies.ts';
import type { Task } from '../task/task.ts';
import { type AuthorisationRefusal, authorise } from './authorise.ts';
import type { Command } from './commands.ts';
import { agreedTo, peopleDifferences, policyDifferences } from './decide-call.ts';
import { currentDigest } from './decide-people.ts';
import { type Decision, happened, refused } from './decision.ts';
import type { Person } from './person.ts';
import { ruleFor } from './policy.ts';
import { askerOf, inFlight, type RequestState } from './state.ts';

type Of<T extends Command['type']> = Extract<Command, { type: T }>;

export function proposeRemedy(state: RequestState, command: Of<'propose_remedy'>, now: number): Decision {
  const { person, kind, call, task, policy, round } = command;
  const refusal = authorise({ act: 'propose', person, rule: state.rule, asker: askerOf(state), agreed: [], now });
  if (refusal) return attempt(refusal, person);
  if (state.phase !== 'executing') return refused('proposal_open');
  if (inFlight(state)) return refused('not_now');
  if (round !== state.round) return refused('card_changed');
  const rule = ruleFor(policy, state.operation);
  if (rule === null) return refused('no_rule');
  const underNewRule = authorise({ act: 'propose', person, rule, asker: askerOf(state), agreed: [], now });
  if (underNewRule) return attempt(underNewRule, person);
  const remedy = follows(state, call, task) ? remedyOf(task, kind) : null;
  if (remedy === null) return refused('remedy_not_possible');
  const expiresAt = now + rule.approvalWindowMs;
  const terms = { by: person.id, person, rule, policyVersion: policy.version, expiresAt };
  return happened({ type: 'remedy_proposed', call, taskId: task.id, remedy, ...terms });
}

/** The only way to a remedy's POST, with the same two people and the same two windows as the call's. */
export function claimRemedy(state: RequestState, command: Of<'claim_remedy'>, now: number): Decision {
  const { proposal } = state;
  const { task, policy, people } = command;
  if (state.phase !== 'approved' || proposal?.kind !== 'remedy' || state.inspection === null) return refused('not_now');
  if (task.id !== proposal.taskId || !stillPossible(task, proposal.remedy))
    return happened({ type: 'proposal_closed', why: 'overtaken', by: null });
  const rule = ruleFor(policy, state.operation);
  const found = [
    ...policyDifferences(state, policy, rule, now),
    ...peopleDifferences(state, people, rule ?? state.rule, now),
    ...(now >= (state.startBy ?? 0) ? [{ kind: 'start_window_passed' } as const] : []),
  ];
  const digest = currentDigest(state, state.inspection);
  if (found.length > 0 || agreedTo(state, digest, people) < state.rule.approvals) {
    const terms = { rule: rule ?? state.rule, policyVersion: policy.version, inspection: state.inspection };
    return happened({ type: 'returned', differences: found, ...terms, expiresAt: now + terms.rule.approvalWindowMs });
  }
  const { call, taskId, remedy } = proposal;
  return happened({ type: 'remedy_claimed', call, taskId, remedy, digest, people });
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

function attempt(code: AuthorisationRefusal, person: Person): Decision {
  return refused(code, { type: 'attempt_refused', by: person.id, act: 'propose', code, person });
}

function claimed(state: RequestState): boolean {
  return state.remedy?.status === 'claimed';
}

function follows(state: RequestState, call: number, task: Task): boolean {
  return state.calls[call]?.tasks.some((followed) => followed.task.id === task.id) ?? false;
}

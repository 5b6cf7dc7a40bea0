/** Remedies of a task: one person proposes, others agree, it is sent at most once. The task itself tells what came of it. */
import { dueRemedy, shows, stepsFor } from '../../task/remedies.ts';
import type { Task } from '../../task/task.ts';
import { exposure } from '../../people/audience.ts';
import { authorise } from '../../people/authorise.ts';
import type { Command } from '../commands.ts';
import { agreedTo, channelDifferences, holdDifferences, peopleDifferences, policyDifferences } from './call.ts';
import { currentDigest } from './people.ts';
import { heldBy } from '../../stop/hold.ts';
import { type Decision, happened, heldBack, refused, refusedBy, under } from './decision.ts';
import { type RemedyKind, remedyKind } from '../../task/remedy-kinds.ts';
import { familyDifferences, familyRefusal, noted, refusingDifferences, speaksOfFamily } from '../family.ts';
import type { Person } from '../../people/person.ts';
import { ruleFor } from '../../policy/policy.ts';
import { presentOf } from '../present.ts';
import type { AttemptRefusal } from '../events.ts';
import { alikeFirst, alikeOf, type Found } from '../remedies/alike.ts';
import { outdated, pendingPair } from '../remedies/pairs.ts';
import { restIncluded } from '../remedies/rest.ts';
import {
  aboutTask,
  askerOf,
  type FollowedTask,
  inFlight,
  operationNow,
  REMEDY_PATIENCE_MS,
  remedyOpen,
  type RequestState,
  type SentRemedy,
} from '../state.ts';

type Of<T extends Command['type']> = Extract<Command, { type: T }>;

export function proposeRemedy(state: RequestState, command: Of<'propose_remedy'>, now: number): Decision {
  const { call, task } = command;
  return propose(state, command, [{ call, task }], now);
}

/** Several that failed alike are one question. What has moved since the card was drawn is not among them. */
export function proposeRemedies(state: RequestState, command: Of<'propose_remedies'>, now: number): Decision {
  return propose(state, command, command.tasks, now);
}

function propose(
  state: RequestState,
  command: Of<'propose_remedy' | 'propose_remedies'>,
  tasks: readonly { readonly call: number; readonly task: Task }[],
  now: number,
): Decision {
  const { person, kind, policy, round, audience, stop, family } = command;
  const refusal = authorise({ act: 'propose', person, rule: state.rule, asker: askerOf(state), agreed: [], now });
  if (refusal) return attempt(refusal, person);
  if (state.phase !== 'executing') return refused('proposal_open');
  if (inFlight(state)) return refused('not_now');
  if (remedyOpen(state)) return refused('remedy_unaccounted');
  if (round !== state.round) return refused('card_changed');
  const targets = [...new Set(tasks.flatMap(({ task }) => aboutTask(state, task.id)))];
  const present = presentOf(state, targets, null, family.names);
  const operation = operationNow(present.state);
  const rule = ruleFor(policy, operation);
  if (rule === null) return refused('no_rule');
  const underNewRule = authorise({ act: 'propose', person, rule, asker: askerOf(state), agreed: [], now });
  const refusedNow = underNewRule ?? exposure(rule, audience);
  if (refusedNow) return attempt(refusedNow, person);
  const found = alikeFirst(tasks.flatMap(({ call, task }) => findRemedy(state, { kind, call, task }, now) ?? []));
  const [first, ...others] = found;
  if (!first) return refused('remedy_not_possible');
  const hold = heldBy(policy, stop, operation, now);
  if (hold) return heldBack(hold);
  const kin = remedyKind(kind).goesOn ? familyRefusal(refusingDifferences(family)) : null;
  if (kin) return refusedBy(kin);
  const expiresAt = now + rule.approvalWindowMs;
  const terms = { by: person.id, person, policyVersion: policy.version, expiresAt };
  const alike = alikeOf(first.followed, first.task, first.pair.remedy);
  const asked =
    others.length === 0
      ? under(rule, { type: 'remedy_proposed', ...first.pair, ...terms })
      : under(rule, { type: 'remedies_proposed', kind, pairs: found.map(({ pair }) => pair), alike, ...terms });
  return happened(
    ...asked,
    ...restIncluded(state),
    ...present.events,
    ...noted(state.operation.targets, state.family, family),
  );
}

/** What of this kind OCP would take for the task as it stands now; null for nothing, and for a task that is not ours. */
function findRemedy(
  state: RequestState,
  { kind, call, task }: { readonly kind: RemedyKind; readonly call: number; readonly task: Task },
  now: number,
): Found | null {
  const known = followedOf(state, call, task.id);
  const remedy = known ? (dueRemedy(task, kind, { changedAt: known.changedAt, now })?.remedy ?? null) : null;
  if (known === null || remedy === null) return null;
  return { pair: { call, taskId: task.id, remedy, steps: stepsFor(task, remedy) }, followed: known, task };
}

/** The only way to a remedy's POST, with the same two people and the same two windows as the call's. */
export function claimRemedy(state: RequestState, command: Of<'claim_remedy'>, now: number): Decision {
  const { task, policy, stop, people, audience, family } = command;
  // Of several, each is claimed once: what was claimed is pending no more.
  const { proposal } = state;
  const pair = proposal?.kind === 'remedy' ? proposal : pendingPair(state, task.id);
  if (state.phase !== 'approved' || pair === null || state.inspection === null) return refused('not_now');
  const closing = outdated(state, task, pair);
  if (closing) return happened(...closing);
  const present = presentOf(state, aboutTask(state, task.id), null, family.names);
  const rule = ruleFor(policy, operationNow(present.state));
  if (exposure(rule ?? state.rule, audience) === 'channel_unread') return refused('not_now');
  const found = [
    ...(remedyKind(pair.remedy.kind).goesOn ? familyDifferences(state.family, family) : []),
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
      ...restIncluded(state),
      ...present.events,
      ...noted(state.operation.targets, state.family, family, speaksOfFamily(found)),
    );
  }
  const { call, taskId, remedy } = pair;
  return happened({ type: 'remedy_claimed', call, taskId, remedy, digest, people, task });
}

export function acceptRemedy(state: RequestState, { taskId, traceId }: Of<'accept_remedy'>): Decision {
  const sent = claimed(state, taskId);
  return sent ? happened({ type: 'remedy_accepted', traceId, ...ofTask(sent) }) : refused('not_now');
}

export function refuseRemedy(state: RequestState, { taskId, code, why, traceId }: Of<'refuse_remedy'>): Decision {
  const sent = claimed(state, taskId);
  return sent ? happened({ type: 'remedy_refused', code, why, traceId, ...ofTask(sent) }) : refused('not_now');
}

export function doubtRemedy(state: RequestState, { taskId, doubt, why }: Of<'doubt_remedy'>): Decision {
  const sent = claimed(state, taskId);
  return sent ? happened({ type: 'remedy_unknown', doubt, why, ...ofTask(sent) }) : refused('not_now');
}

/** Its approval is not spent: it goes back to where it was claimed from, inside the same start window. */
export function notSentRemedy(state: RequestState, { taskId, code, why }: Of<'not_sent_remedy'>): Decision {
  const sent = claimed(state, taskId);
  return sent ? happened({ type: 'remedy_not_sent', code, why, ...ofTask(sent) }) : refused('not_now');
}

/** What the task itself says of a remedy whose answer was lost. It is never sent again by itself. */
export function accountRemedy(state: RequestState, { task, begun }: Of<'account_remedy'>): Decision {
  const sent = state.remedies.find(({ taskId, status }) => taskId === task.id && status === 'unknown');
  if (!sent) return refused('not_now');
  const before = sent.before ?? followedOf(state, sent.call, sent.taskId)?.task;
  if (before && shows(before, task, sent.remedy)) return happened({ type: 'remedy_found', ...ofTask(sent) });
  if (begun <= sent.claimedAt + REMEDY_PATIENCE_MS) return refused('not_now');
  return happened({ type: 'remedy_lost', readUntil: begun, ...ofTask(sent) });
}

function attempt(code: AttemptRefusal, person: Person): Decision {
  return refused(code, { type: 'attempt_refused', by: person.id, act: 'propose', code, person });
}

/** The remedy of this task that is on its way, without an answer yet. */
function claimed(state: RequestState, task: string): SentRemedy | undefined {
  return state.remedies.find(({ taskId, status }) => taskId === task && status === 'claimed');
}

/** The only one that was proposed needs no name. */
function ofTask({ taskId, claimedFor }: SentRemedy): { taskId?: string } {
  return claimedFor?.kind === 'remedy' ? {} : { taskId };
}

function followedOf(state: RequestState, call: number, taskId: string): FollowedTask | null {
  return state.calls[call]?.tasks.find(({ task }) => task.id === taskId) ?? null;
}

/** The state of a request. Only `evolve` makes one, from the request's events. */
import type { Cause } from '../lib/cause.ts';
import type { Language } from '../lib/language.ts';
import type { Difference, Inspection, Hold, TargetDifference } from '../operation/inspection.ts';
import type { CandidateFamily } from '../operation/candidates/candidates.ts';
import { type CallPlan, newPrimaryOf, oldPrimaryOf, type Operation, type Target } from '../operation/operation.ts';
import { kinds } from '../operation/kinds/index.ts';
import { renamed } from '../operation/renames.ts';
import type { OtherOcp, TenantRef } from '../operation/tenant.ts';
import type { Remedy, StepRef } from '../task/remedies.ts';
import type { RemedyKind } from '../task/remedy-kinds.ts';
import type { Task } from '../task/task.ts';
import type { Dispatched } from './decide/dispatch.ts';
import type { HeartbeatShare, Outcome, RoleRead } from './events.ts';
import type { FamilyReading } from './family.ts';
import type { Rejected } from './guardrails.ts';
import type { ToDoList } from './to-dos/to-do-list.ts';
import type { Terms } from '../policy/rule.ts';

/**
 * checking: on record, OCP not read yet. waiting: for approvals. approved: to be read once more and sent. executing: at
 * least one call was claimed. ended: nothing more will be sent or watched.
 */
export type Phase = 'checking' | 'waiting' | 'approved' | 'executing' | 'ended';

export type CallStatus = 'waiting' | 'claimed' | 'unknown' | 'lost' | 'accepted' | 'refused' | 'stopped';

export type TaskStage = 'running' | 'failed' | 'unclear' | 'proving' | 'doubted' | 'succeeded' | 'rolled_back';

export interface FollowedTask {
  readonly task: Task;
  readonly stage: TaskStage;
  /** When the task was first seen in this stage, our clock. */
  readonly since: number;
  /** When the task's own work was first seen to have succeeded, our clock: from here on the role is read back. */
  readonly provenAt: number | null;
  /** When anything of the task was last seen to change, our clock. */
  readonly changedAt: number;
  /** The last heartbeat since then; null when there was none yet. */
  readonly heartbeat: HeartbeatShare | null;
  /** Ids of the steps that have been running for longer than OCP allows, as recorded. */
  readonly overdue: readonly string[];
  /** OCP said that it knows no such task: `task` is the last reading of it. */
  readonly missing: boolean;
  /** Why OCP has not shown it for so long that its outcome is no longer waited for; null while it is shown or missing. */
  readonly hidden: Cause | null;
}

/** True while a step of the task runs for longer than OCP allows. */
export function isOverdue({ stage, overdue }: Pick<FollowedTask, 'stage' | 'overdue'>): boolean {
  return stage === 'running' && overdue.length > 0;
}

/** True while OCP does not show the task: what is known of it is its last reading. */
export function isUnseen({ missing, hidden }: Pick<FollowedTask, 'missing' | 'hidden'>): boolean {
  return missing || hidden !== null;
}

/** The last reading of the tenants of a target. */
export interface RolesReading {
  readonly call: number;
  /** The task's tenant. */
  readonly tenantId: string;
  readonly roles: readonly RoleRead[];
  /** Our clock. */
  readonly readAt: number;
  /** False while OCP's record may be older than the last change: it is read again. */
  readonly settled: boolean;
}

export type Call = CallPlan & CallProgress;

export interface CallProgress {
  /** Calls of the same wave are sent together, waves one after the other, from 0. */
  readonly wave: number;
  readonly status: CallStatus;
  /** How many times it was claimed. */
  readonly attempt: number;
  /** How many of those certainly were not sent: such a claim does not use up its approval. */
  readonly unsent: number;
  /** The proposal under which it was last claimed; null when it was claimed for the request itself. */
  readonly claimedFor: Proposal | null;
  readonly claimedAt: number | null;
  /** OCP's clock at the first send whose outcome is unknown, and at the newest claim. */
  readonly ocpTime: number | null;
  readonly claimedOcpTime: number | null;
  readonly baseline: readonly string[];
  readonly answeredAt: number | null;
  /** Since when its response was missing, from the claim that got none; null when none was. `answeredAt` ends it. */
  readonly unansweredSince: number | null;
  /** When OCP itself reported that it failed, which ended the wait for an answer; null when it did not. */
  readonly failedAt: number | null;
  /**
   * Why OCP's task list could not be searched for so long that people decide; null while it can be. Meaningless unless
   * the status is `unknown`.
   */
  readonly hidden: Cause | null;
  readonly traceId: string | null;
  readonly refusal: { readonly code: string; readonly why: Cause } | null;
  readonly tasks: readonly FollowedTask[];
}

export interface Approval {
  readonly by: string;
  readonly at: number;
  readonly digest: string;
  /** True when a one-time code was given with it. */
  readonly code: boolean;
  /** The number of the last stop before it; 0: none. */
  readonly afterStop: number;
  /** What it was given for. */
  readonly about: ApprovalAbout;
}

/** `rest`: the calls that were not sent yet when it was given. */
export type ApprovalAbout = 'request' | 'rest' | 'resend' | RemedyKind;

export type Proposal =
  | { readonly kind: 'resend'; readonly call: number; readonly by: string; readonly at: number }
  | {
      readonly kind: 'remedy';
      readonly call: number;
      readonly taskId: string;
      readonly remedy: Remedy;
      /** Missing in proposals that an older version recorded. */
      readonly steps?: readonly StepRef[];
      readonly by: string;
      readonly at: number;
    };

export type RemedyProposal = Extract<Proposal, { kind: 'remedy' }>;

export interface SentRemedy {
  readonly call: number;
  readonly taskId: string;
  readonly remedy: Remedy;
  readonly steps?: readonly StepRef[];
  /** not_sent: it was not sent, and its approval stays valid. found, lost: what the task showed after an unknown outcome. */
  readonly status: 'claimed' | 'not_sent' | 'accepted' | 'refused' | 'unknown' | 'found' | 'lost';
  /** Why OCP refused it, why it was not sent, or why its outcome is unknown. */
  readonly why: Cause | null;
  readonly at: number;
  readonly claimedAt: number;
  /** The task right before it was sent; null in claims that an older version recorded. */
  readonly before: Task | null;
  /** What it was claimed for, and until when: both apply again when it turns out not to have been sent. */
  readonly claimedFor: RemedyProposal | null;
  readonly startBy: number | null;
}

export interface RequestState {
  readonly id: string;
  readonly version: number;
  readonly phase: Phase;
  readonly outcome: Outcome | null;
  readonly requester: string;
  readonly team: string;
  readonly channel: string;
  readonly typedIn: string;
  /** The language of the card, the thread and the calls to OCP. */
  readonly language: Language;
  readonly operation: Operation;
  /** The current names of renamed sides of the operation: rules and freezes apply to these. */
  readonly names: readonly TenantRef[];
  readonly reason: string;
  readonly rule: Terms;
  readonly policyVersion: string;
  readonly requestedAt: number;
  /** Rejections of requests about the same tenants, newest first. */
  readonly earlier: readonly Rejected[];
  /** The same request by the same person, rejected within the hour before; null when there was none. */
  readonly again: Rejected | null;
  readonly expiresAt: number;
  readonly startBy: number | null;
  /** The number of the question before the approvers: 1 at first, one more each time the question changes. */
  readonly round: number;
  /** The newest round whose approvers were reminded; 0 when there was none. */
  readonly remindedRound: number;
  readonly inspection: Inspection | null;
  readonly differences: readonly Difference[];
  /** The targets' families as shown to the approvers; null where they consist only of the targets' own sides. */
  readonly family: FamilyReading | null;
  /** The standbys that could take over, by lost primary, as the approvers see them; empty while nothing was read of them. */
  readonly candidates: readonly CandidateFamily[];
  readonly approvals: readonly Approval[];
  /** The approvals under which something was sent, in order: a later question does not remove them. */
  readonly agreed: readonly Approval[];
  /** When the current question was asked, our clock. */
  readonly askedAt: number;
  /** Who approved this question sooner than anybody can read it: their next approval counts. */
  readonly hasty: readonly string[];
  /** Whose approval of this question was refused while it waits: the thread shows it once per person. */
  readonly turnedAway: readonly string[];
  /** Who has to give a one-time code, for which question. */
  readonly codesAsked: readonly { readonly by: string; readonly digest: string }[];
  /** By account of a requester, proposer or approver: all accounts of the same person, by the people file at that time. */
  readonly accounts: Readonly<Record<string, readonly string[]>>;
  readonly calls: readonly Call[];
  /** Null: one call after the other, in the order of the targets. */
  readonly dispatch: Dispatched;
  /** Why targets were taken out of their calls: the approvers had agreed that the others go without them. */
  readonly leftOut: readonly TargetDifference[];
  /** The newest of each target since its task or call last changed: see roles.ts for which are due. */
  readonly readings: readonly RolesReading[];
  /** What somebody proposed after the call and others have to approve. */
  readonly proposal: Proposal | null;
  /** What other question the approvers decided since they approved the calls that still wait; null when none. */
  readonly askedBetween: Proposal['kind'] | null;
  /** The remedy that was sent last, and OCP's answer to it. */
  readonly remedy: SentRemedy | null;
  readonly closed: { readonly by: string | null; readonly at: number; readonly reason: string | null } | null;
  readonly notes: readonly { readonly by: string; readonly reason: string; readonly at: number }[];
  readonly endedAt: number | null;
  /** What people work through after the end; null before it is listed, and where there is nothing to do. */
  readonly toDos: ToDoList | null;
  /** Why the next step is blocked: OCP or Slack cannot be read for it; null when nothing blocks it. */
  readonly heldUp: { readonly code: string; readonly why: Cause; readonly at: number } | null;
  /** The stops and freezes that hold it, as last recorded, for display. Decisions read them again. */
  readonly stops: readonly Hold[];
}

/** The operation under its current names, as the policy sees it. */
export function operationNow({ operation, names }: Pick<RequestState, 'operation' | 'names'>): Operation {
  return renamed(operation, names);
}

/** True when each approval takes a one-time code: for a failover, for sending it again and for its remedies. */
export function needsCode({ rule, operation }: Pick<RequestState, 'rule' | 'operation'>): boolean {
  return rule.oneTimeCode === true && kinds[operation.kind].asksForCode;
}

/** Who asks the current question: the proposer of a resend or remedy, otherwise the requester. */
export function askerOf(state: RequestState): string {
  return state.proposal?.by ?? state.requester;
}

export interface DueCall {
  readonly index: number;
  readonly call: Call;
}

/**
 * The calls to be sent next, all of one wave; empty when none is waiting or their turn has not come. With `stop_at_failure`
 * a wave waits until everything before it is proven; otherwise until everything before it was answered, or given up on.
 */
export function nextCalls({ calls, operation }: Pick<RequestState, 'calls' | 'operation'>): readonly DueCall[] {
  const waiting = calls.flatMap((call, index) => (call.status === 'waiting' ? [{ index, call }] : []));
  const wave = Math.min(...waiting.map(({ call }) => call.wave));
  const before = calls.filter((call) => call.wave < wave && call.targets.length > 0);
  const clear = operation.stopRule === 'stop_at_failure' ? before.every(proven) : before.every(answered);
  return clear ? waiting.filter(({ call }) => call.wave === wave) : [];
}

/** True when every tenant of the call is verified to have its new role. */
function proven(call: Call): boolean {
  return (
    call.status === 'accepted' &&
    call.targets.every(({ tenant }) =>
      call.tasks.some(({ task, stage }) => task.tenantId === tenant.tenantId && stage === 'succeeded'),
    )
  );
}

/** True while something was sent to OCP whose answer is not on record: until then nothing new is proposed. */
export function inFlight(state: RequestState): boolean {
  return state.calls.some(({ status }) => status === 'claimed') || state.remedy?.status === 'claimed';
}

/**
 * How long after the claim a remedy may still show in its task: the call's own timeout (30 s), plus a minute for OCP to
 * process it. Only a reading begun after that proves that there is no sign of it.
 */
export const REMEDY_PATIENCE_MS = 90_000;

/** True while it is unknown whether OCP took the last remedy: a second one could collide with it. */
export function remedyOpen(state: RequestState): boolean {
  return state.remedy?.status === 'claimed' || state.remedy?.status === 'unknown';
}

/** True when neither the answer nor OCP's list shows the outcome of a call: only people can decide then. */
export function isHidden({ status, hidden }: Pick<Call, 'status' | 'hidden'>): boolean {
  return status === 'unknown' && hidden !== null;
}

/** True when the remedy got no answer and OCP does not show its task either: nothing will show its outcome. */
export function isRemedyHidden(state: RequestState): boolean {
  const { remedy } = state;
  const task = remedy && state.calls[remedy.call]?.tasks.find(({ task }) => task.id === remedy.taskId);
  return remedy?.status === 'unknown' && task != null && isUnseen(task);
}

/** True while OCP works on a task, as last read: a task that OCP no longer shows is `unclear`. */
export function isAtWork({ stage }: FollowedTask): boolean {
  return stage === 'running' || stage === 'proving';
}

/** Tasks of a call that name none of its targets' tenants and have not ended: each may belong to any target. */
export function unnamedTasks({ targets, tasks }: Pick<Call, 'targets' | 'tasks'>): readonly FollowedTask[] {
  const all: readonly Target[] = targets;
  return tasks.filter(
    ({ task, stage }) =>
      !all.some(({ tenant }) => tenant.tenantId === task.tenantId) && stage !== 'proving' && stage !== 'rolled_back',
  );
}

function answered(call: Call): boolean {
  return call.status !== 'claimed' && call.status !== 'waiting';
}

/** True when any call of the request may have reached OCP. */
export function sent(state: RequestState): boolean {
  return state.calls.some(({ attempt, unsent }) => attempt > unsent);
}

/**
 * Whether a payload belongs to the workspace of this request. One without a workspace comes from an organisation-wide
 * installation; one of another workspace is refused.
 */
export function isOfTeam({ team }: Pick<RequestState, 'team'>, named: string): boolean {
  return named === '' || named === team;
}

/** Tasks that are watched, with the call they belong to. */
export function followedTasks(
  state: RequestState,
): readonly { readonly call: number; readonly followed: FollowedTask }[] {
  return state.calls.flatMap(({ tasks }, call) => tasks.map((followed) => ({ call, followed })));
}

/** The other OCP that manages the new primary, as far as it was read; null when this one does. */
export function elsewhereOf({ inspection }: RequestState, { tenant }: Target): OtherOcp | null {
  return inspection?.targets.find(({ tenantId }) => tenantId === tenant.tenantId)?.standby?.elsewhere ?? null;
}

/** A tenant of a move, and the other OCP that manages it, as far as it was read; null when this one does. */
export interface End {
  readonly tenant: TenantRef;
  readonly ocp: OtherOcp | null;
}

/** The new primary, then the old one, where OCP names one. */
export function endsOf(state: RequestState, target: Target): readonly [End, ...End[]] {
  const read = state.inspection?.targets.find(({ tenantId }) => tenantId === target.tenant.tenantId);
  const old = oldPrimaryOf(target) ?? read?.primary ?? null;
  const became = { tenant: newPrimaryOf(target), ocp: elsewhereOf(state, target) };
  return old === null ? [became] : [became, { tenant: old, ocp: read?.primaryElsewhere ?? null }];
}

/** The target of a task; null for a task of a tenant that the request does not name. */
export function targetOf(state: RequestState, tenantId: string | null): Target | null {
  const targets: readonly Target[] = state.operation.targets;
  return targets.find(({ tenant }) => tenant.tenantId === tenantId) ?? null;
}

/** The targets of a task: all targets of its call where it is unknown which one it belongs to. */
export function aboutTask(state: RequestState, taskId: string): readonly Target[] {
  const call = state.calls.find(({ tasks }) => tasks.some(({ task }) => task.id === taskId));
  const own = call?.tasks.find(({ task }) => task.id === taskId) ?? null;
  const targets: readonly Target[] = call?.targets ?? [];
  const named = targets.filter(({ tenant }) => tenant.tenantId === own?.task.tenantId);
  return named.length > 0 ? named : targets;
}

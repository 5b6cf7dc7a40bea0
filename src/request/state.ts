/** A request as its events tell it. `evolve` is the only thing that makes one. */
import type { Cause } from '../lib/cause.ts';
import type { Language } from '../lib/language.ts';
import type { Difference, Inspection, Hold } from '../operation/inspection.ts';
import type { CandidateFamily } from '../operation/candidates/candidates.ts';
import { type CallPlan, newPrimaryOf, oldPrimaryOf, type Operation, type Target } from '../operation/operation.ts';
import { kinds } from '../operation/kinds/index.ts';
import { renamed } from '../operation/renames.ts';
import type { OtherOcp, TenantRef } from '../operation/tenant.ts';
import type { Remedy, StepRef } from '../task/remedies.ts';
import type { Task } from '../task/task.ts';
import type { HeartbeatShare, Outcome, RoleRead } from './events.ts';
import type { FamilyReading } from './family.ts';
import type { Rejected } from './guardrails.ts';
import type { Terms } from '../policy/rule.ts';

/**
 * checking: written down, OCP not yet asked. waiting: for approvals. approved: to be read once more and sent.
 * executing: at least one call was claimed. ended: nothing more will be sent or followed.
 */
export type Phase = 'checking' | 'waiting' | 'approved' | 'executing' | 'ended';

export type CallStatus = 'waiting' | 'claimed' | 'unknown' | 'lost' | 'accepted' | 'refused' | 'stopped';

export type TaskStage = 'running' | 'failed' | 'unclear' | 'proving' | 'doubted' | 'succeeded' | 'rolled_back';

export interface FollowedTask {
  readonly task: Task;
  readonly stage: TaskStage;
  /** When the task was first seen in this stage, our clock. */
  readonly since: number;
  /** When the task's own work was first seen to have ended well, our clock: the role is read back from here. */
  readonly provenAt: number | null;
  /** When anything of the task was last seen to change, our clock. */
  readonly changedAt: number;
  /** The last heartbeat since then; null when there was none. */
  readonly heartbeat: HeartbeatShare | null;
  /** Ids of the steps that are under way for longer than OCP allows, as recorded. */
  readonly overdue: readonly string[];
  /** OCP said that it knows no such task: `task` is how it was last seen. */
  readonly missing: boolean;
  /** Why OCP does not show it, for so long that its outcome is not waited for; null while it is shown or missing. */
  readonly hidden: Cause | null;
}

/** True while a step of the task runs for longer than OCP allows. */
export function isOverdue({ stage, overdue }: Pick<FollowedTask, 'stage' | 'overdue'>): boolean {
  return stage === 'running' && overdue.length > 0;
}

/** True while OCP does not show the task: what is known of it is how it was last seen. */
export function isUnseen({ missing, hidden }: Pick<FollowedTask, 'missing' | 'hidden'>): boolean {
  return missing || hidden !== null;
}

/** What was read of the tenants of a target, last. */
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
  readonly status: CallStatus;
  /** How many times it was claimed. */
  readonly attempt: number;
  /** How many of those certainly never left: the approval of such a claim is not spent. */
  readonly unsent: number;
  /** The proposal under which it was last claimed; null when that was the request itself. */
  readonly claimedFor: Proposal | null;
  readonly claimedAt: number | null;
  /** OCP's clock at the first sending that is unaccounted for, and at the newest claim. */
  readonly ocpTime: number | null;
  readonly claimedOcpTime: number | null;
  readonly baseline: readonly string[];
  readonly answeredAt: number | null;
  /** When OCP's own word that it failed ended the wait for an answer; null when no such word came. */
  readonly failedAt: number | null;
  /** Why OCP's list cannot be searched for its task, for so long that people decide; null while it can be. Means nothing unless `unknown`. */
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
  /** The last stop there had been by then; 0: none. */
  readonly afterStop: number;
}

export type Proposal =
  | { readonly kind: 'resend'; readonly call: number; readonly by: string; readonly at: number }
  | {
      readonly kind: 'remedy';
      readonly call: number;
      readonly taskId: string;
      readonly remedy: Remedy;
      /** Missing where an older version recorded the proposal. */
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
  /** not_sent: it never left, and its approval still stands. found, lost: what the task showed after a lost answer. */
  readonly status: 'claimed' | 'not_sent' | 'accepted' | 'refused' | 'unknown' | 'found' | 'lost';
  /** Why OCP refused it, why it did not leave, or why its answer is not known. */
  readonly why: Cause | null;
  readonly at: number;
  readonly claimedAt: number;
  /** The task right before it was sent; null where an older version recorded the claim. */
  readonly before: Task | null;
  /** What it was claimed for, and until when: both hold again when it turns out never to have left. */
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
  /** Of the card, the thread and what OCP is asked in. */
  readonly language: Language;
  readonly operation: Operation;
  /** What sides of the operation are called since they were renamed: rules and freezes go by these. */
  readonly names: readonly TenantRef[];
  readonly reason: string;
  readonly rule: Terms;
  readonly policyVersion: string;
  readonly requestedAt: number;
  /** Rejections of requests about the same tenants, newest first. */
  readonly earlier: readonly Rejected[];
  /** The same, asked for by the same person and rejected within the hour before; null when there was none. */
  readonly again: Rejected | null;
  readonly expiresAt: number;
  readonly startBy: number | null;
  /** Counts what approvers are asked: 1, and one more each time the question changes. */
  readonly round: number;
  /** The newest round whose approvers were reminded; 0 when there was none. */
  readonly remindedRound: number;
  readonly inspection: Inspection | null;
  readonly differences: readonly Difference[];
  /** The targets' families as the approvers see them; null where there is no more to them than the targets' own sides. */
  readonly family: FamilyReading | null;
  /** The standbys that could take over, by lost primary, as the approvers see them; empty while nothing was read of them. */
  readonly candidates: readonly CandidateFamily[];
  readonly approvals: readonly Approval[];
  /** Those under which something was sent, in order: a later question does not take them off the record. */
  readonly agreed: readonly Approval[];
  /** When the present question was put, our clock. */
  readonly askedAt: number;
  /** Who approved this question sooner than anybody reads: their next approval counts. */
  readonly hasty: readonly string[];
  /** Whose approval of this question was refused while it waits: the thread says it once for each of them. */
  readonly turnedAway: readonly string[];
  /** Of whom a one-time code was asked, for which question. */
  readonly codesAsked: readonly { readonly by: string; readonly digest: string }[];
  /** By account, of those who asked, proposed or approved: all accounts of the same person, by the people file as it was then. */
  readonly accounts: Readonly<Record<string, readonly string[]>>;
  readonly calls: readonly Call[];
  /** The newest of each target since its task or call last changed: see roles.ts for which are due. */
  readonly readings: readonly RolesReading[];
  /** What somebody proposed after the call, and others have to agree to. */
  readonly proposal: Proposal | null;
  /** What else the approvers were asked since they last agreed to the calls that still wait; null when nothing. */
  readonly askedBetween: Proposal['kind'] | null;
  /** The remedy that was sent last, and what OCP said to it. */
  readonly remedy: SentRemedy | null;
  readonly closed: { readonly by: string | null; readonly at: number; readonly reason: string | null } | null;
  readonly notes: readonly { readonly by: string; readonly reason: string; readonly at: number }[];
  readonly endedAt: number | null;
  /** Why what comes next cannot be asked for now; null when nothing stands in the way. */
  readonly heldUp: { readonly code: string; readonly why: Cause; readonly at: number } | null;
  /** The stops and freezes that hold it, as last recorded: what is shown. What is decided on is read when it counts. */
  readonly stops: readonly Hold[];
}

/** What is asked for, under the names of now: what the policy looks at. */
export function operationNow({ operation, names }: Pick<RequestState, 'operation' | 'names'>): Operation {
  return renamed(operation, names);
}

/** True when each approval asks for a one-time code: of a failover, its sending again and its remedies. */
export function needsCode({ rule, operation }: Pick<RequestState, 'rule' | 'operation'>): boolean {
  return rule.oneTimeCode === true && kinds[operation.kind].asksForCode;
}

/** Who asked for what is now being decided: the proposer of a resend, otherwise the requester. */
export function askerOf(state: RequestState): string {
  return state.proposal?.by ?? state.requester;
}

/**
 * The call to be sent next, with its index; null when none is waiting or its turn has not come. With `stop_at_failure`
 * a call waits until everything before it is proven; otherwise until everything before it was answered, or given up on.
 */
export function nextCall(state: RequestState): { readonly index: number; readonly call: Call } | null {
  const index = state.calls.findIndex((call) => call.status === 'waiting');
  const call = state.calls[index];
  if (!call) return null;
  const before = state.calls.slice(0, index);
  const clear = state.operation.stopRule === 'stop_at_failure' ? before.every(proven) : before.every(answered);
  return clear ? { index, call } : null;
}

/** True when every tenant of the call is proven to have its new role. */
function proven(call: Call): boolean {
  return (
    call.status === 'accepted' &&
    call.targets.every(({ tenant }) =>
      call.tasks.some(({ task, stage }) => task.tenantId === tenant.tenantId && stage === 'succeeded'),
    )
  );
}

/** True while something is on its way to OCP whose answer is not on record: nothing new is proposed before it is. */
export function inFlight(state: RequestState): boolean {
  return state.calls.some(({ status }) => status === 'claimed') || state.remedy?.status === 'claimed';
}

/**
 * How long after the claim a remedy may still show in its task: the call's own time-out (30 s), and a minute for OCP to get
 * round to it. Only a reading that was begun later than this says that there is no sign of it.
 */
export const REMEDY_PATIENCE_MS = 90_000;

/** True while it is not known whether OCP took the last remedy: another one could meet it there. */
export function remedyOpen(state: RequestState): boolean {
  return state.remedy?.status === 'claimed' || state.remedy?.status === 'unknown';
}

/** True when neither the answer nor OCP's list tells what became of a call: it goes on only when people decide. */
export function isHidden({ status, hidden }: Pick<Call, 'status' | 'hidden'>): boolean {
  return status === 'unknown' && hidden !== null;
}

/** True when the remedy's answer was lost and OCP does not show its task either: nothing will tell what became of it. */
export function isRemedyHidden(state: RequestState): boolean {
  const { remedy } = state;
  const task = remedy && state.calls[remedy.call]?.tasks.find(({ task }) => task.id === remedy.taskId);
  return remedy?.status === 'unknown' && task != null && isUnseen(task);
}

/** True while OCP works on a task, as far as that was read: one that OCP no longer shows is `unclear`. */
export function isAtWork({ stage }: FollowedTask): boolean {
  return stage === 'running' || stage === 'proving';
}

/** Tasks of a call that name none of its targets' tenants, and that have not ended: each may be any target's. */
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
 * Whether a payload speaks for the workspace of this request. One that names none comes from an organisation-wide
 * installation; one that names another is not ours.
 */
export function isOfTeam({ team }: Pick<RequestState, 'team'>, named: string): boolean {
  return named === '' || named === team;
}

/** Tasks that are followed, with the call they belong to. */
export function followedTasks(
  state: RequestState,
): readonly { readonly call: number; readonly followed: FollowedTask }[] {
  return state.calls.flatMap(({ tasks }, call) => tasks.map((followed) => ({ call, followed })));
}

/** The other OCP that manages the tenant that is to be primary, as far as it was read; null when this one does. */
export function elsewhereOf({ inspection }: RequestState, { tenant }: Target): OtherOcp | null {
  return inspection?.targets.find(({ tenantId }) => tenantId === tenant.tenantId)?.standby?.elsewhere ?? null;
}

/** A tenant of a move, and the other OCP that manages it, as far as it was read; null when this one does. */
export interface End {
  readonly tenant: TenantRef;
  readonly ocp: OtherOcp | null;
}

/** The tenant that is to be primary, then the one that was it, where OCP names one. */
export function endsOf(state: RequestState, target: Target): readonly End[] {
  const read = state.inspection?.targets.find(({ tenantId }) => tenantId === target.tenant.tenantId);
  const old = oldPrimaryOf(target) ?? read?.primary ?? null;
  const became = { tenant: newPrimaryOf(target), ocp: elsewhereOf(state, target) };
  return old === null ? [became] : [became, { tenant: old, ocp: read?.primaryElsewhere ?? null }];
}

/** The target a task is about; null for a task of a tenant that was not asked for. */
export function targetOf(state: RequestState, tenantId: string | null): Target | null {
  const targets: readonly Target[] = state.operation.targets;
  return targets.find(({ tenant }) => tenant.tenantId === tenantId) ?? null;
}

/** The targets that a task is about: those of its call where it is not known which of them. */
export function aboutTask(state: RequestState, taskId: string): readonly Target[] {
  const call = state.calls.find(({ tasks }) => tasks.some(({ task }) => task.id === taskId));
  const own = call?.tasks.find(({ task }) => task.id === taskId) ?? null;
  const targets: readonly Target[] = call?.targets ?? [];
  const named = targets.filter(({ tenant }) => tenant.tenantId === own?.task.tenantId);
  return named.length > 0 ? named : targets;
}

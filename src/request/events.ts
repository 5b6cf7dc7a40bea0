/**
 * Everything that can happen to a request, in the past tense. The log of these is the request; state.ts folds it.
 * Names and fields are an audit format: add, never rename. People are Slack user ids; times are ms since the epoch.
 */
import type { RecordedFailure } from '../lib/cause.ts';
import type { Language } from '../lib/language.ts';
import type { Difference, Inspection, Hold } from '../operation/inspection.ts';
import type { CandidateFamily } from '../operation/candidates/candidates.ts';
import type { StoredOperation } from '../operation/operation.ts';
import type { TenantRef } from '../operation/tenant.ts';
import type { SubtaskChange } from '../task/diff.ts';
import type { Remedy, StepRef } from '../task/remedies.ts';
import type { Task } from '../task/task.ts';
import type { Exposure } from '../people/audience.ts';
import type { Act, AuthorisationRefusal } from '../people/authorise.ts';
import type { FamilyReading } from './family.ts';
import type { Rejected } from './guardrails.ts';
import type { Person } from '../people/person.ts';
import type { Rule } from '../policy/policy.ts';
import type { Rules } from '../policy/rule.ts';

export type Outcome =
  | 'succeeded'
  | 'rolled_back'
  | 'refused'
  /** The tenants had not the roles that the operation is for; OCP was not called. */
  | 'unfit'
  | 'rejected'
  | 'withdrawn'
  | 'expired'
  | 'abandoned'
  | 'mixed';

/** Why an attempt was refused that is put on record. */
export type AttemptRefusal = AuthorisationRefusal | Exposure | 'already_sent';

/** A role as OCP told it after a task; `tenantId` is the tenant read, which need not be the task's. */
export interface RoleRead {
  readonly tenantId: string;
  /** Null when OCP did not tell; `not told` in records of older versions. */
  readonly role: string | null;
  /** Another OCP manages the tenant: no more than what the record of this one says, nothing was read there. */
  readonly elsewhere?: true;
  /** OCP said that there is no such tenant. Missing where it only hides it. */
  readonly gone?: true;
}

/** Of a subtask's time-out. */
export type HeartbeatShare = 0.25 | 0.5 | 0.75;

/** wrong: no code of this account now. used: taken before. void: for a question that is not asked any more. */
export type CodeFault = 'wrong' | 'used' | 'locked' | 'void' | 'not_enrolled' | 'unavailable';

/** Why a call's fate is not known. */
export type Doubt = 'no_answer' | 'unclear_answer' | 'restarted';

export type RequestEvent =
  | {
      readonly type: 'requested';
      readonly by: string;
      /** Who they were read to be; missing in records of older versions, here and below. */
      readonly person?: Person;
      readonly team: string;
      /** Where the card goes, and where the command was typed. */
      readonly channel: string;
      readonly typedIn: string;
      readonly operation: StoredOperation;
      readonly reason: string;
      readonly rule: Rule;
      readonly policyVersion: string;
      readonly expiresAt: number;
      /** Of card and thread, for as long as the request lives; missing in records of older versions: English. */
      readonly language?: Language;
      /** Rejections of requests about the same tenants, newest first; missing when there were none, and in older records. */
      readonly earlier?: readonly Rejected[];
      /** What the same person asked for and had rejected within the hour before, when it was the same. */
      readonly again?: Rejected;
    }
  /** `candidates`: of plain pairs, whose standby nobody has to choose; missing where nothing was read of them, and in older records. */
  | {
      readonly type: 'inspected';
      readonly inspection: Inspection;
      readonly candidates?: readonly CandidateFamily[];
    }
  | {
      readonly type: 'approved';
      readonly by: string;
      readonly round: number;
      readonly digest: string;
      readonly person: Person;
      /** How long the question had been there; missing in records of older versions. */
      readonly afterMs?: number;
      /** The one-time code that was taken for it; missing where none was asked for. */
      readonly code?: { readonly step: number; readonly at: number };
      /** The number of the last stop there had been by then (`src/stop/`); missing before the first. */
      readonly afterStop?: number;
      /** Set by the approval that completes the number: the call must be claimed before. */
      readonly startBy: number | null;
    }
  /** A right click, and it takes a one-time code as well: the code is for this question and this account alone. */
  | {
      readonly type: 'code_asked';
      readonly by: string;
      readonly round: number;
      readonly digest: string;
      readonly person: Person;
    }
  /** A code that did not count. `until`: no other is looked at before, ms; null: at once. */
  | {
      readonly type: 'code_refused';
      readonly by: string;
      readonly round: number;
      readonly why: CodeFault;
      readonly until: number | null;
    }
  /** An approval that came sooner than anybody reads. It did not count; the same person's next one will. */
  | {
      readonly type: 'approval_too_fast';
      readonly by: string;
      readonly round: number;
      readonly person: Person;
      /** How long the question had been there, and how long it had to be. */
      readonly afterMs: number;
      readonly neededMs: number;
    }
  | { readonly type: 'rejected'; readonly by: string; readonly round: number; readonly person?: Person }
  | { readonly type: 'withdrawn'; readonly by: string; readonly round: number; readonly person?: Person }
  | { readonly type: 'reason_given'; readonly by: string; readonly reason: string }
  | { readonly type: 'expired'; readonly round: number }
  /** Half the window went by without a decision: the approvers were asked again. */
  | { readonly type: 'reminded'; readonly round: number }
  /** Back to approval: the world or the rule is not what was approved. */
  | {
      readonly type: 'returned';
      readonly differences: readonly Difference[];
      readonly inspection: Inspection;
      readonly rule: Rule;
      readonly policyVersion: string;
      readonly expiresAt: number;
    }
  /**
   * The question just recorded stands under these rules, each of which has to be satisfied; the event before it names the
   * first alone. An older version, which would take that one for all, stops here and leaves the request alone. One rule
   * stands here for a request of a chain, whose upper sides an older version would not count.
   */
  | { readonly type: 'terms_joined'; readonly rules: Rules }
  /**
   * The families of the targets, where there is more to them than the targets' own sides: what the approvers are shown of them. A version
   * that knows no families would make a second primary here; it stops at this event and leaves the request alone.
   */
  | ({ readonly type: 'family_noted' } & FamilyReading)
  /**
   * The standbys that could take over from the lost primaries, where there are several of one: all families of the request as its approvers
   * are shown them. A version that shows none of it stops here and leaves the request alone.
   */
  | { readonly type: 'candidates_noted'; readonly families: readonly CandidateFamily[] }
  /**
   * The question just recorded stands under these names of its tenants, as OCP has them now; the request keeps those under which it
   * was asked for. An older version, which would go by the rules of those, stops here and leaves the request alone.
   */
  | { readonly type: 'names_changed'; readonly names: readonly TenantRef[] }
  /** Somebody may not do this, or came too late with a no: what was decided on, and the answer. */
  | {
      readonly type: 'attempt_refused';
      readonly by: string;
      readonly act: Act;
      readonly code: AttemptRefusal;
      readonly person?: Person;
    }
  /** On record before the POST leaves. From here on the call may have reached OCP. */
  | {
      readonly type: 'call_claimed';
      readonly call: number;
      readonly attempt: number;
      readonly digest: string;
      readonly people: readonly Person[];
      /** Tasks OCP already knew for these tenants: never taken for ours. */
      readonly baseline: readonly string[];
      /** OCP's clock at the claim, as far as its replies tell. */
      readonly ocpTime: number;
    }
  | {
      readonly type: 'call_accepted';
      readonly call: number;
      readonly tasks: readonly Task[];
      readonly traceId: string | null;
    }
  | ({
      readonly type: 'call_refused';
      readonly call: number;
      readonly code: string;
      readonly traceId: string | null;
    } & RecordedFailure)
  /** The call did not leave: nothing can have happened, and it may be tried again inside the start window. */
  | ({ readonly type: 'call_not_sent'; readonly call: number; readonly code: string } & RecordedFailure)
  | ({ readonly type: 'call_unknown'; readonly call: number; readonly doubt: Doubt } & RecordedFailure)
  | { readonly type: 'call_found'; readonly call: number; readonly tasks: readonly Task[] }
  /** Never sent: an earlier call failed and the requester had chosen to stop then, or the rest was rejected. */
  | {
      readonly type: 'call_stopped';
      readonly call: number;
      readonly why: 'earlier_failed' | 'rejected' | 'withdrawn' | 'expired';
    }
  /** OCP's task list was searched and holds no such task: people decide. */
  | { readonly type: 'call_lost'; readonly call: number; readonly searchedUntil: number }
  /** OCP has refused to show the list that the call's task would stand in, or failed to, for minutes: people decide. Asking goes on. */
  | ({ readonly type: 'call_hidden'; readonly call: number; readonly code: string } & RecordedFailure)
  | {
      readonly type: 'resend_proposed';
      readonly call: number;
      readonly by: string;
      readonly person?: Person;
      readonly inspection: Inspection;
      readonly rule: Rule;
      readonly policyVersion: string;
      readonly expiresAt: number;
    }
  | {
      readonly type: 'remedy_proposed';
      readonly call: number;
      readonly taskId: string;
      readonly remedy: Remedy;
      /** The step it is about, or every step that had failed; missing in records of older versions. */
      readonly steps?: readonly StepRef[];
      readonly by: string;
      readonly person?: Person;
      readonly rule: Rule;
      readonly policyVersion: string;
      readonly expiresAt: number;
    }
  /** On record before the remedy is sent. */
  | {
      readonly type: 'remedy_claimed';
      readonly call: number;
      readonly taskId: string;
      readonly remedy: Remedy;
      readonly digest: string;
      readonly people: readonly Person[];
      /** As it stood right before: what changes from here on may be the remedy. Missing in records of older versions. */
      readonly task?: Task;
    }
  | { readonly type: 'remedy_accepted'; readonly traceId: string | null }
  | ({ readonly type: 'remedy_refused'; readonly code: string; readonly traceId: string | null } & RecordedFailure)
  /** It did not leave: nothing can have happened, and it may be tried again inside the start window. */
  | ({ readonly type: 'remedy_not_sent'; readonly code: string } & RecordedFailure)
  /** Whether OCP took it is not known. It is not sent again; the task itself tells. */
  | ({ readonly type: 'remedy_unknown'; readonly doubt: Doubt } & RecordedFailure)
  /** The task shows that OCP took the remedy whose answer was lost. */
  | { readonly type: 'remedy_found' }
  /** The task was read until then and shows no sign of the remedy: people may propose one again. */
  | { readonly type: 'remedy_lost'; readonly readUntil: number }
  /**
   * A proposal that came to nothing: rejected, withdrawn, expired, overtaken by a task that has moved, or made for a step
   * other than those (`failed`) that have failed by now. The request goes on without it.
   */
  | {
      readonly type: 'proposal_closed';
      readonly why: 'rejected' | 'withdrawn' | 'expired' | 'overtaken' | 'other_step';
      readonly by: string | null;
      readonly failed?: readonly StepRef[];
    }
  | {
      readonly type: 'task_changed';
      readonly call: number;
      readonly task: Task;
      readonly changes: readonly SubtaskChange[];
      /** The last lines of the log of a subtask that failed. */
      readonly log: { readonly subtaskId: string; readonly lines: readonly string[] } | null;
    }
  | {
      readonly type: 'role_proven';
      readonly call: number;
      readonly tenantId: string;
      readonly roles: readonly RoleRead[];
      readonly readAt: number;
    }
  /** The task succeeded, yet OCP still shows the old role after its refresh time. Reading goes on. */
  | {
      readonly type: 'role_doubted';
      readonly call: number;
      readonly tenantId: string;
      readonly roles: readonly RoleRead[];
      readonly readAt: number;
    }
  /**
   * What OCP's record shows of both tenants while nothing proves anything: after a rollback, a failed step, a task that is
   * unclear or missing, a lost call. It may follow the end. Recorded when it is the first since the task last changed, when
   * it differs from the one before, and when the record is new enough to be believed.
   */
  | {
      readonly type: 'roles_read';
      readonly call: number;
      readonly tenantId: string;
      readonly roles: readonly RoleRead[];
      readonly readAt: number;
      /** False while the record that was read may be one from before the change. */
      readonly settled: boolean;
    }
  /** OCP says that it knows no task with this id, which it named before. Asking goes on. */
  | { readonly type: 'task_missing'; readonly call: number; readonly taskId: string }
  /** OCP has refused to show the task, or failed to, for minutes: people decide. Asking goes on. */
  | ({
      readonly type: 'task_hidden';
      readonly call: number;
      readonly taskId: string;
      readonly code: string;
    } & RecordedFailure)
  /** Nothing of the task has changed for this share of the time-out of the subtask it is in. */
  | {
      readonly type: 'heartbeat';
      readonly call: number;
      readonly taskId: string;
      readonly subtaskId: string;
      readonly share: HeartbeatShare;
    }
  /** A step has run for longer than OCP allows, and nothing of its task has changed meanwhile. Once for each run. */
  | { readonly type: 'step_overdue'; readonly call: number; readonly taskId: string; readonly subtaskId: string }
  /** OCP or Slack cannot be asked for what comes next. Asking goes on; people are told once for each cause. */
  | ({ readonly type: 'held_up'; readonly code: string } & RecordedFailure)
  | { readonly type: 'resumed' }
  /** Which stops and freezes hold the request from now on: all of them; none when the last one has ended. */
  | { readonly type: 'stops_changed'; readonly stops: readonly Hold[] }
  | { readonly type: 'abandoned'; readonly by: string; readonly person?: Person }
  | { readonly type: 'ended'; readonly outcome: Outcome };

/** True for the event behind which a POST leaves. */
export function isClaim({ type }: Pick<RequestEvent, 'type'>): boolean {
  return type === 'call_claimed' || type === 'remedy_claimed';
}

/** An event as it stands in the log: numbered, timed and chained to the one before. */
export interface Recorded<Event = RequestEvent> {
  /** Of the log: a request's id, or that of the stop (`src/stop/`). */
  readonly requestId: string;
  /** 1 for the first event of a log, then without a gap. */
  readonly version: number;
  /** Milliseconds since the epoch, our clock. */
  readonly at: number;
  readonly event: Event;
  readonly previousHash: string;
  readonly hash: string;
}

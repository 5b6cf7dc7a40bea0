/**
 * Everything that can happen to a request, in the past tense. The log of these events is the request; state.ts folds
 * it. Names and fields are an audit format: add, never rename. People are Slack user ids; times are ms since the epoch.
 */
import type { RecordedFailure } from '../lib/cause.ts';
import type { Language } from '../lib/language.ts';
import type { FamilyAfter } from './to-dos/family-after.ts';
import type { Difference, Inspection, Hold, TargetDifference } from '../operation/inspection.ts';
import type { CandidateFamily } from '../operation/candidates/candidates.ts';
import type { StoredOperation } from '../operation/operation.ts';
import type { TenantRef } from '../operation/tenant.ts';
import type { SubtaskChange } from '../task/diff.ts';
import type { Remedy, StepRef } from '../task/remedies.ts';
import type { Task } from '../task/task.ts';
import type { Exposure } from '../people/audience.ts';
import type { Act, AuthorisationRefusal } from '../people/authorise.ts';
import type { Dispatch } from './decide/dispatch.ts';
import type { FamilyReading } from './family.ts';
import type { Rejected } from './guardrails.ts';
import type { ListedToDo } from './to-dos/to-do-list.ts';
import type { Person } from '../people/person.ts';
import type { Rule } from '../policy/policy.ts';
import type { Rules } from '../policy/rule.ts';

export type Outcome =
  | 'succeeded'
  | 'rolled_back'
  | 'refused'
  /** The tenants did not have the roles that the operation needs; OCP was not called. */
  | 'unfit'
  | 'rejected'
  | 'withdrawn'
  | 'expired'
  | 'abandoned'
  | 'mixed';

/** Why an attempt was refused that is put on record. */
export type AttemptRefusal = AuthorisationRefusal | Exposure | 'already_sent';

/** A role as OCP showed it after a task; `tenantId` is the tenant that was read, which need not be the task's. */
export interface RoleRead {
  readonly tenantId: string;
  /** Null when OCP gave none; `not told` in records of older versions. */
  readonly role: string | null;
  /** Another OCP manages the tenant: only the record of this OCP was read, not the tenant itself. */
  readonly elsewhere?: true;
  /** OCP said that there is no such tenant. Missing where OCP only hides it. */
  readonly gone?: true;
}

/** The share of a subtask's timeout. */
export type HeartbeatShare = 0.25 | 0.5 | 0.75;

/** wrong: not a current code of this account. used: accepted before. void: the question has changed since. */
export type CodeFault = 'wrong' | 'used' | 'locked' | 'void' | 'not_enrolled' | 'unavailable';

/** Why the outcome of a call is unknown. */
export type Doubt = 'no_answer' | 'unclear_answer' | 'restarted';

export type RequestEvent =
  | {
      readonly type: 'requested';
      readonly by: string;
      /** What was read of the requester; missing in records of older versions, here and below. */
      readonly person?: Person;
      readonly team: string;
      /** Where the card is posted, and where the command was typed. */
      readonly channel: string;
      readonly typedIn: string;
      readonly operation: StoredOperation;
      readonly reason: string;
      readonly rule: Rule;
      readonly policyVersion: string;
      readonly expiresAt: number;
      /** The language of card and thread for the whole request; missing in records of older versions: English. */
      readonly language?: Language;
      /** Rejections of requests about the same tenants, newest first; missing when there were none, and in older records. */
      readonly earlier?: readonly Rejected[];
      /** The same request by the same person, rejected within the hour before. */
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
      /** How long the question had been visible; missing in records of older versions. */
      readonly afterMs?: number;
      /** The one-time code that was accepted for it; missing where none was needed. */
      readonly code?: { readonly step: number; readonly at: number };
      /** The number of the last stop before it (`src/stop/`); missing before the first stop. */
      readonly afterStop?: number;
      /** Set by the approval that completes the number: the call must be claimed before this time. */
      readonly startBy: number | null;
    }
  /** A valid click that also takes a one-time code: the code is only for this question and this account. */
  | {
      readonly type: 'code_asked';
      readonly by: string;
      readonly round: number;
      readonly digest: string;
      readonly person: Person;
    }
  /** A code that did not count. `until`: no other code is checked before, ms; null: at once. */
  | {
      readonly type: 'code_refused';
      readonly by: string;
      readonly round: number;
      readonly why: CodeFault;
      readonly until: number | null;
    }
  /** An approval that came sooner than anybody can read. It did not count; the same person's next one will. */
  | {
      readonly type: 'approval_too_fast';
      readonly by: string;
      readonly round: number;
      readonly person: Person;
      /** How long the question had been visible, and how long it had to be. */
      readonly afterMs: number;
      readonly neededMs: number;
    }
  | { readonly type: 'rejected'; readonly by: string; readonly round: number; readonly person?: Person }
  | { readonly type: 'withdrawn'; readonly by: string; readonly round: number; readonly person?: Person }
  | { readonly type: 'reason_given'; readonly by: string; readonly reason: string }
  | { readonly type: 'expired'; readonly round: number }
  /** Half the window passed without a decision: the approvers were reminded. */
  | { readonly type: 'reminded'; readonly round: number }
  /** Needs re-approval: conditions or the rule differ from what was approved. */
  | {
      readonly type: 'returned';
      readonly differences: readonly Difference[];
      readonly inspection: Inspection;
      readonly rule: Rule;
      readonly policyVersion: string;
      readonly expiresAt: number;
    }
  /**
   * All rules that the question just recorded must satisfy; the event before it names only the first. An older version,
   * which would apply only that one, stops here and leaves the request alone. For a request of a chain there may be one
   * rule here, because an older version would not count the chain's upper sides.
   */
  | { readonly type: 'terms_joined'; readonly rules: Rules }
  /**
   * How the calls are sent, where that is not one after the other in the order of the targets. A version that does not know waves,
   * and would send the calls otherwise, stops here and leaves the request alone.
   */
  | ({ readonly type: 'dispatch_chosen' } & Dispatch)
  /** These differed when their call was due, and the approvers had agreed that the others go without them. */
  | { readonly type: 'targets_left_out'; readonly call: number; readonly differences: readonly TargetDifference[] }
  /**
   * The families of the targets, where there is more to them than the targets' own sides: what the approvers are shown of them. A version
   * that knows no families would make a second primary here; it stops at this event and leaves the request alone.
   */
  | ({ readonly type: 'family_noted' } & FamilyReading)
  /**
   * The standbys that could take over from the lost primaries, where there are several of one: all families of the request as shown to
   * its approvers. A version that shows none of it stops here and leaves the request alone.
   */
  | { readonly type: 'candidates_noted'; readonly families: readonly CandidateFamily[] }
  /**
   * The current names of the tenants for the question just recorded; the request itself keeps the names under which it
   * was made. An older version, which would apply the rules of those, stops here and leaves the request alone.
   */
  | { readonly type: 'names_changed'; readonly names: readonly TenantRef[] }
  /** Somebody may not do this, or rejected too late: the facts of the decision, and its answer. */
  | {
      readonly type: 'attempt_refused';
      readonly by: string;
      readonly act: Act;
      readonly code: AttemptRefusal;
      readonly person?: Person;
    }
  /** On record before the POST is sent. From here on the call may have reached OCP. */
  | {
      readonly type: 'call_claimed';
      readonly call: number;
      readonly attempt: number;
      readonly digest: string;
      readonly people: readonly Person[];
      /** Tasks that OCP already had for these tenants: none of them can be this call's. */
      readonly baseline: readonly string[];
      /** OCP's clock at the claim, as derived from its responses. */
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
  /** The call was not sent: nothing can have happened, and it may be tried again inside the start window. */
  | ({ readonly type: 'call_not_sent'; readonly call: number; readonly code: string } & RecordedFailure)
  | ({ readonly type: 'call_unknown'; readonly call: number; readonly doubt: Doubt } & RecordedFailure)
  | { readonly type: 'call_found'; readonly call: number; readonly tasks: readonly Task[] }
  /** Never sent: an earlier call failed and the requester chose to stop then, or the rest was rejected. */
  | {
      readonly type: 'call_stopped';
      readonly call: number;
      readonly why: 'earlier_failed' | 'rejected' | 'withdrawn' | 'expired';
    }
  /** OCP's task list was searched and holds no such task: people decide. */
  | { readonly type: 'call_lost'; readonly call: number; readonly searchedUntil: number }
  /** For minutes OCP has refused or failed to show the list that would hold the call's task: people decide. The reads go on. */
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
      /** The step it is about, or all failed steps; missing in records of older versions. */
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
      /** The task right before it, because every change from here on may come from the remedy. Missing in records of older versions. */
      readonly task?: Task;
    }
  | { readonly type: 'remedy_accepted'; readonly traceId: string | null }
  | ({ readonly type: 'remedy_refused'; readonly code: string; readonly traceId: string | null } & RecordedFailure)
  /** It was not sent: nothing can have happened, and it may be tried again inside the start window. */
  | ({ readonly type: 'remedy_not_sent'; readonly code: string } & RecordedFailure)
  /** It is unknown whether OCP took it. It is not sent again; the task itself will show it. */
  | ({ readonly type: 'remedy_unknown'; readonly doubt: Doubt } & RecordedFailure)
  /** The task shows that OCP took the remedy that got no answer. */
  | { readonly type: 'remedy_found' }
  /** The task was read until then and shows no sign of the remedy: people may propose one again. */
  | { readonly type: 'remedy_lost'; readonly readUntil: number }
  /**
   * A proposal without effect: rejected, withdrawn, expired, overtaken by a change of the task, or made for a step
   * other than those (`failed`) that have failed by now. The request continues without it.
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
      /** The last lines of the log of a failed subtask. */
      readonly log: { readonly subtaskId: string; readonly lines: readonly string[] } | null;
    }
  | {
      readonly type: 'role_proven';
      readonly call: number;
      readonly tenantId: string;
      readonly roles: readonly RoleRead[];
      readonly readAt: number;
    }
  /** The task succeeded, yet OCP still shows the old role after its refresh time. The reads go on. */
  | {
      readonly type: 'role_doubted';
      readonly call: number;
      readonly tenantId: string;
      readonly roles: readonly RoleRead[];
      readonly readAt: number;
    }
  /**
   * What OCP's record shows of both tenants while nothing verifies a result: after a rollback, a failed step, an
   * unclear or missing task, a lost call. It may follow the end. Recorded when it is the first since the task last
   * changed, when it differs from the one before, and when the record is new enough to rely on.
   */
  | {
      readonly type: 'roles_read';
      readonly call: number;
      readonly tenantId: string;
      readonly roles: readonly RoleRead[];
      readonly readAt: number;
      /** False while the record that was read may predate the change. */
      readonly settled: boolean;
    }
  /** OCP says that it knows no task with this id, which it named before. The reads go on. */
  | { readonly type: 'task_missing'; readonly call: number; readonly taskId: string }
  /** OCP has refused to show the task, or failed to, for minutes: people decide. The reads go on. */
  | ({
      readonly type: 'task_hidden';
      readonly call: number;
      readonly taskId: string;
      readonly code: string;
    } & RecordedFailure)
  /** Nothing of the task has changed for this share of the timeout of its current subtask. */
  | {
      readonly type: 'heartbeat';
      readonly call: number;
      readonly taskId: string;
      readonly subtaskId: string;
      readonly share: HeartbeatShare;
    }
  /** A step has run for longer than OCP allows without any change of its task. Once for each run. */
  | { readonly type: 'step_overdue'; readonly call: number; readonly taskId: string; readonly subtaskId: string }
  /** OCP or Slack cannot be read for the next step. The attempts go on; people get one message per cause. */
  | ({ readonly type: 'held_up'; readonly code: string } & RecordedFailure)
  | { readonly type: 'resumed' }
  /** All stops and freezes that hold the request from now on; none when the last one has ended. */
  | { readonly type: 'stops_changed'; readonly stops: readonly Hold[] }
  | { readonly type: 'abandoned'; readonly by: string; readonly person?: Person }
  | { readonly type: 'ended'; readonly outcome: Outcome }
  /**
   * Only behind the end from here on; an older version leaves such a request alone. What people must do now, as it is shown and ticked; the
   * last one counts. `family`: who followed whom then, null where OCP did not show it. `isSettled`: no further one follows.
   */
  | {
      readonly type: 'todos_listed';
      readonly items: readonly ListedToDo[];
      readonly family: FamilyAfter | null;
      readonly isSettled: boolean;
    }
  /** An entry of the list, by its id. */
  | { readonly type: 'todo_done'; readonly item: string; readonly by: string; readonly person: Person }
  | { readonly type: 'todo_undone'; readonly item: string; readonly by: string; readonly person: Person }
  /** Everything that is left is handled elsewhere. */
  | { readonly type: 'todos_closed'; readonly by: string; readonly person: Person }
  | { readonly type: 'todos_reminded' };

/** True for the event after which a POST is sent. */
export function isClaim({ type }: Pick<RequestEvent, 'type'>): boolean {
  return type === 'call_claimed' || type === 'remedy_claimed';
}

/** An event in the log: numbered, timed and chained to the one before. */
export interface Recorded<Event = RequestEvent> {
  /** The log's id: a request's id, or that of the stop (`src/stop/`). */
  readonly requestId: string;
  /** 1 for the first event of a log, then without a gap. */
  readonly version: number;
  /** Milliseconds since the epoch, our clock. */
  readonly at: number;
  readonly event: Event;
  readonly previousHash: string;
  readonly hash: string;
}

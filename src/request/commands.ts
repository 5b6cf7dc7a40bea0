/**
 * The commands that a request accepts, from people (with who they are, read just now) and from the engine (with what it
 * read).
 */
import type { Cause } from '../lib/cause.ts';
import type { FamilyAfter } from './to-dos/family-after.ts';
import type { Hold, Inspection } from '../operation/inspection.ts';
import type { CandidateFamily } from '../operation/candidates/candidates.ts';
import type { Operation } from '../operation/operation.ts';
import type { RemedyKind } from '../task/remedy-kinds.ts';
import type { Task } from '../task/task.ts';
import type { Audience, Exposure } from '../people/audience.ts';
import type { AuthorisationRefusal, CodeFacts } from '../people/authorise.ts';
import type { CodeFault, Doubt, RoleRead } from './events.ts';
import type { FamilyDifference, FamilyFacts, FamilyHolder, FamilyReading } from './family.ts';
import type { Clicked, Past } from './guardrails.ts';
import type { Dispatch } from './decide/dispatch.ts';
import type { Person } from '../people/person.ts';
import type { StopFacts } from '../stop/hold.ts';
import type { Policy } from '../policy/policy.ts';

/** A click: the person, and the question (round) of the button. */
interface ClickFacts {
  readonly person: Person;
  readonly round: number;
}

export type Command =
  | {
      readonly type: 'request';
      readonly person: Person;
      readonly team: string;
      readonly channel: string;
      readonly typedIn: string;
      /** Who can read the channel, read just now. */
      readonly audience: Audience;
      readonly operation: Operation;
      readonly reason: string;
      readonly policy: Policy;
      readonly stop: StopFacts;
      /** As the form read it. Missing when the form could not; the first reading of OCP has it. */
      readonly family?: FamilyReading;
      /** Missing: nothing is known of it. */
      readonly past?: Past;
      /** How the calls are sent. Missing: one after the other, in the order of the targets. */
      readonly dispatch?: Dispatch;
    }
  | {
      readonly type: 'inspect';
      readonly inspection: Inspection;
      readonly family: FamilyReading;
      /** Missing: nothing was read of them. */
      readonly candidates?: readonly CandidateFamily[];
    }
  /** `code`: the one-time code; missing where none is needed. */
  | ({
      readonly type: 'approve';
      readonly audience: Audience;
      readonly policy: Policy;
      readonly stop: StopFacts;
      readonly clicked?: Clicked;
      readonly code?: CodeFacts;
      /** The request that is moving a tenant of the same family now; null or missing for none. */
      readonly heldBy?: FamilyHolder | null;
      /** Read at the click, where the last reading refuses the request; missing: nothing refuses it, or OCP did not show it. */
      readonly family?: FamilyReading;
    } & ClickFacts)
  /** A code that was tried and did not count. `until`: when another may be tried, ms; null: at once. */
  | {
      readonly type: 'refuse_code';
      readonly by: string;
      readonly round: number;
      readonly why: CodeFault;
      readonly until: number | null;
    }
  | ({ readonly type: 'reject' } & ClickFacts)
  | ({ readonly type: 'withdraw' } & ClickFacts)
  | ({ readonly type: 'abandon' } & ClickFacts)
  | ({
      readonly type: 'resend';
      readonly audience: Audience;
      readonly inspection: Inspection;
      readonly family: FamilyFacts;
      readonly policy: Policy;
      readonly stop: StopFacts;
    } & ClickFacts)
  /** `task`: read just now. */
  | ({
      readonly type: 'propose_remedy';
      readonly kind: RemedyKind;
      readonly call: number;
      readonly task: Task;
      readonly family: FamilyFacts;
      readonly policy: Policy;
      readonly stop: StopFacts;
      readonly audience: Audience;
    } & ClickFacts)
  | { readonly type: 'give_reason'; readonly by: string; readonly reason: string }
  /** The families as OCP lists them after the end; null where it did not, or where nothing is wanted of it. */
  | { readonly type: 'list_todos'; readonly family: FamilyAfter | null }
  /** `item`: the id of an entry, as it came back with the click. */
  | { readonly type: 'tick_todo'; readonly person: Person; readonly item: string }
  | { readonly type: 'untick_todo'; readonly person: Person; readonly item: string }
  | { readonly type: 'close_todos'; readonly person: Person }
  | { readonly type: 'remind_todos' }
  | { readonly type: 'expire' }
  /** Reminds the approvers if it is time to. */
  | { readonly type: 'remind' }
  /** Reports every task that has not changed for long. */
  | { readonly type: 'beat' }
  | { readonly type: 'hold_up'; readonly code: string; readonly why: Cause }
  | { readonly type: 'resume' }
  /** Records which stops and freezes hold the request now, if that has changed. */
  | { readonly type: 'note_stops'; readonly policy: Policy; readonly stop: StopFacts }
  | {
      readonly type: 'claim';
      readonly call: number;
      readonly inspection: Inspection;
      readonly family: FamilyFacts;
      /** Of families in which there is a choice. Missing: nothing was read of them. */
      readonly candidates?: readonly CandidateFamily[];
      /** Policy and stop are read after OCP, and once more after people and channel. */
      readonly policy: Policy;
      readonly stop: StopFacts;
      /** The requester and every approver, read after the approval. */
      readonly people: readonly Person[];
      readonly audience: Audience;
      readonly baseline: readonly string[];
      readonly ocpTime: number;
    }
  | {
      readonly type: 'claim_remedy';
      readonly task: Task;
      readonly family: FamilyFacts;
      readonly policy: Policy;
      readonly stop: StopFacts;
      readonly people: readonly Person[];
      readonly audience: Audience;
    }
  | { readonly type: 'accept_remedy'; readonly traceId: string | null }
  | { readonly type: 'not_sent_remedy'; readonly code: string; readonly why: Cause }
  | { readonly type: 'refuse_remedy'; readonly code: string; readonly why: Cause; readonly traceId: string | null }
  | { readonly type: 'doubt_remedy'; readonly doubt: Doubt; readonly why: Cause | null }
  /** The task, as read from `begun` on, to find the outcome of a remedy that got no answer. */
  | { readonly type: 'account_remedy'; readonly task: Task; readonly begun: number }
  | { readonly type: 'accept'; readonly call: number; readonly tasks: readonly Task[]; readonly traceId: string | null }
  | {
      readonly type: 'refuse';
      readonly call: number;
      readonly code: string;
      readonly why: Cause;
      readonly traceId: string | null;
    }
  | { readonly type: 'not_sent'; readonly call: number; readonly code: string; readonly why: Cause }
  /** `why`: null when the doubt says everything. */
  | { readonly type: 'doubt'; readonly call: number; readonly doubt: Doubt; readonly why: Cause | null }
  | { readonly type: 'find'; readonly call: number; readonly tasks: readonly Task[] }
  | { readonly type: 'lose'; readonly call: number; readonly searchedUntil: number }
  /** OCP's list could not be searched for `unseenMs`, by a monotonic clock: the last failure. */
  | {
      readonly type: 'hide_call';
      readonly call: number;
      readonly code: string;
      readonly why: Cause;
      readonly unseenMs: number;
    }
  | {
      readonly type: 'observe';
      readonly call: number;
      readonly task: Task;
      readonly log: { readonly subtaskId: string; readonly lines: readonly string[] } | null;
    }
  /** OCP answered that it knows no such task. */
  | { readonly type: 'miss_task'; readonly call: number; readonly taskId: string }
  /** OCP has not shown the task for `unseenMs`, by a monotonic clock: the last failure. */
  | {
      readonly type: 'hide_task';
      readonly call: number;
      readonly taskId: string;
      readonly code: string;
      readonly why: Cause;
      readonly unseenMs: number;
    }
  | {
      readonly type: 'read_roles';
      readonly call: number;
      /** The task's tenant. */
      readonly tenantId: string;
      readonly roles: readonly RoleRead[];
      readonly readAt: number;
      /** For how long the caller has seen the task done and read its roles, by a monotonic clock. */
      readonly waitedMs: number;
      /** The change since which that is, as the caller knows it; missing where the roles verify a success. */
      readonly changedAt?: number;
    };

export type RefusalCode =
  | AuthorisationRefusal
  | Exposure
  | 'no_rule'
  | 'too_many_requests'
  | 'too_fast'
  | 'code_needed'
  | 'frozen'
  | 'unfit'
  | 'family_refused'
  | 'family_held'
  | 'remedy_not_possible'
  | 'remedy_unaccounted'
  | 'proposal_open'
  | 'no_such_request'
  | 'already_ended'
  | 'still_checking'
  | 'card_changed'
  | 'already_approved_by_you'
  | 'already_approved'
  | 'already_sent'
  | 'window_passed'
  | 'nothing_to_resend'
  | 'nothing_to_abandon'
  | 'task_running'
  | 'no_to_dos'
  | 'todo_done'
  | 'todo_final'
  | 'not_now';

/** Why a command was not carried out. Nothing has changed, unless `events` records the attempt itself. */
export interface Refusal {
  readonly code: RefusalCode;
  /** With `frozen`: which stop or freeze holds, why, and until when. */
  readonly hold?: Hold;
  /** With `family_refused` and `family_held`: why. */
  readonly family?: readonly FamilyDifference[];
}

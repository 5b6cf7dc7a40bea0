/**
 * The stop that people type (`/failover stop`), as a separate log beside those of the requests. There is only one stop at a time:
 * further ones add to it, and one resume ends all. The log has the id STOP_LOG, is chained by hash like a request's
 * (`src/request/log/`), and never starts anew: versions continue from one stop to the next.
 *
 *     decide(state, command, now)   decide.ts   events or a refusal; pure
 *     evolve, fold                  state.ts    the log into StopState: the stop in force, who typed it, the proposed resume
 *     mayStop, mayResume            who.ts      who may
 *     heldBy                        hold.ts     the stop, the policy's stop_all or a freeze, as one answer for one operation
 *
 * Effects: `Stops` (`src/engine/stops/stops.ts`) decides and appends; `store.stop` holds the rows. An append of `call_claimed`
 * or `remedy_claimed` reads the stop's row in the same transaction (`src/store/events/event-log.ts`).
 *
 * Names and fields are an audit format: add, never rename. People are Slack user ids; times are ms since the epoch.
 */
import type { Exposure } from '../people/audience.ts';
import type { AuthorisationRefusal } from '../people/authorise.ts';
import type { CodeFault, Recorded } from '../request/events.ts';
import type { Person } from '../people/person.ts';

export const STOP_LOG = 'stop';

/** One stop as typed. */
interface Typed {
  readonly by: string;
  /** What was read of the person. */
  readonly person: Person;
  /** Null: the bot asks for it afterwards. */
  readonly reason: string | null;
  /** The channel in which it was typed. */
  readonly typedIn: string;
  /** Set when Slack did not respond: when a stored reading last showed them in a rule. */
  readonly seenAt?: number;
}

export type StopAct = 'stop' | 'propose_resume' | 'approve_resume' | 'reject_resume';

export type StopEvent =
  /** The first stop: from here on no call is claimed. */
  | ({ readonly type: 'stopped' } & Typed)
  /** Another person stopped, too. */
  | ({ readonly type: 'stop_added' } & Typed)
  /** The same person stopped again: it is counted. */
  | ({ readonly type: 'stop_repeated' } & Typed)
  | { readonly type: 'stop_reason_given'; readonly by: string; readonly reason: string }
  /** One of two people proposes that calls may be sent again. */
  | {
      readonly type: 'resume_proposed';
      readonly by: string;
      /** The workspace in which it was typed. */
      readonly team?: string;
      readonly person: Person;
      readonly round: number;
      /** The digest of the stop at that time: an approval, and its one-time code, are for exactly this. */
      readonly digest: string;
      readonly policyVersion: string;
      /** The channel of its card. */
      readonly channel: string;
      readonly expiresAt: number;
    }
  /** The card of the proposal was posted: only clicks on it count. */
  | { readonly type: 'resume_card_posted'; readonly round: number; readonly channel: string; readonly ts: string }
  /** A valid click that also takes a one-time code by the policy. */
  | {
      readonly type: 'resume_code_asked';
      readonly by: string;
      readonly round: number;
      readonly digest: string;
      readonly person: Person;
    }
  /** A code that did not count. `until`: no other code is checked before, ms; null: at once. */
  | {
      readonly type: 'resume_code_refused';
      readonly by: string;
      readonly round: number;
      readonly why: CodeFault;
      readonly until: number | null;
    }
  | {
      readonly type: 'resume_approved';
      readonly by: string;
      readonly person: Person;
      /** The proposer, read again at this moment. */
      readonly proposer: Person;
      readonly round: number;
      readonly digest: string;
      readonly policyVersion: string;
      readonly code?: { readonly step: number; readonly at: number };
    }
  /** A proposal without effect. overtaken: somebody stopped again meanwhile. */
  | {
      readonly type: 'resume_closed';
      readonly round: number;
      readonly why: 'rejected' | 'withdrawn' | 'expired' | 'overtaken';
      readonly by: string | null;
    }
  /** The whole stop is over. */
  | { readonly type: 'resumed'; readonly by: string; readonly approvedBy: string }
  /** Somebody may not do this: the facts of the decision, and its answer. */
  | {
      readonly type: 'stop_attempt_refused';
      readonly by: string;
      readonly act: StopAct;
      readonly code: StopRefusalCode;
      readonly person: Person;
    };

export type StopRefusalCode =
  /** The log contains events that only a newer version knows. */
  | 'newer_version'
  | AuthorisationRefusal
  | Exposure
  /** Neither in a rule nor among the policy's stoppers. */
  | 'not_a_stopper'
  | 'not_stopped'
  /** A proposal to resume is already before the approvers. */
  | 'resume_open'
  /** Nobody has proposed to resume, or that proposal is over. */
  | 'no_resume'
  | 'not_your_proposal'
  /** The policy names no channel for the card. */
  | 'no_channel'
  /** The click was on the card of an earlier proposal. */
  | 'card_changed'
  | 'window_passed'
  | 'code_needed'
  /** None of this person's stops lacks a reason. */
  | 'no_reason_missing'
  | 'not_now';

export type RecordedStop = Recorded<StopEvent>;

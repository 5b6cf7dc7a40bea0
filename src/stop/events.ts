/**
 * The stop that people type (`/failover stop`), as a log of its own beside the requests'. There is one stop: further ones add to
 * it, and one resume ends all. The log has the id STOP_LOG, is chained by hash like a request's (`request/log.ts`) and is never
 * begun anew: versions go on from one stop to the next.
 *
 *     decide(state, command, now)   decide.ts   what happens, or why nothing does; pure
 *     evolve, fold                  state.ts    the log into StopState: what holds, who typed it, the resume that is proposed
 *     mayStop, mayResume            who.ts      who may
 *     heldBy                        hold.ts     the stop, the policy's stop_all or a freeze, as one answer for one operation
 *
 * Effects: `engine/stops.ts` (`Stops.load`, `Stops.execute`) decides and appends; `store.stop` holds the rows. Whatever appends
 * `call_claimed` or `remedy_claimed` reads the stop's row in the same transaction (`store/event-log.ts`).
 *
 * Names and fields are an audit format: add, never rename. People are Slack user ids; times are ms since the epoch.
 */
import type { Exposure } from '../people/audience.ts';
import type { AuthorisationRefusal } from '../people/authorise.ts';
import type { CodeFault, Recorded } from '../request/events.ts';
import type { Person } from '../people/person.ts';

export const STOP_LOG = 'stop';

/** What somebody typed. */
interface Typed {
  readonly by: string;
  /** Who they were read to be. */
  readonly person: Person;
  /** Null: asked for afterwards. */
  readonly reason: string | null;
  /** The channel in which it was typed. */
  readonly typedIn: string;
  /** Set where Slack did not answer: when a kept reading last showed them in a rule. */
  readonly seenAt?: number;
}

export type StopAct = 'stop' | 'propose_resume' | 'approve_resume' | 'reject_resume';

export type StopEvent =
  /** Nothing was stopped before: from here on no call is claimed. */
  | ({ readonly type: 'stopped' } & Typed)
  /** Another person stopped as well. */
  | ({ readonly type: 'stop_added' } & Typed)
  /** The same person again: it is counted. */
  | ({ readonly type: 'stop_repeated' } & Typed)
  | { readonly type: 'stop_reason_given'; readonly by: string; readonly reason: string }
  /** One of two people says that calls may be sent again. */
  | {
      readonly type: 'resume_proposed';
      readonly by: string;
      /** The workspace in which it was typed. */
      readonly team?: string;
      readonly person: Person;
      readonly round: number;
      /** Of the stop as it stood: an approval, and its one-time code, are for exactly this. */
      readonly digest: string;
      readonly policyVersion: string;
      /** Where its card stands. */
      readonly channel: string;
      readonly expiresAt: number;
    }
  /** The card of the proposal was posted: a click counts there and nowhere else. */
  | { readonly type: 'resume_card_posted'; readonly round: number; readonly channel: string; readonly ts: string }
  /** A right click, and the policy asks for a one-time code as well. */
  | {
      readonly type: 'resume_code_asked';
      readonly by: string;
      readonly round: number;
      readonly digest: string;
      readonly person: Person;
    }
  /** A code that did not count. `until`: no other is looked at before, ms; null: at once. */
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
      /** Who proposed, read again at this moment. */
      readonly proposer: Person;
      readonly round: number;
      readonly digest: string;
      readonly policyVersion: string;
      readonly code?: { readonly step: number; readonly at: number };
    }
  /** A proposal that came to nothing. overtaken: somebody stopped again meanwhile. */
  | {
      readonly type: 'resume_closed';
      readonly round: number;
      readonly why: 'rejected' | 'withdrawn' | 'expired' | 'overtaken';
      readonly by: string | null;
    }
  /** The stop is over: all of it. */
  | { readonly type: 'resumed'; readonly by: string; readonly approvedBy: string }
  /** Somebody may not do this: what was decided on, and the answer. */
  | {
      readonly type: 'stop_attempt_refused';
      readonly by: string;
      readonly act: StopAct;
      readonly code: StopRefusalCode;
      readonly person: Person;
    };

export type StopRefusalCode =
  /** The log holds what only a newer version knows. */
  | 'newer_version'
  | AuthorisationRefusal
  | Exposure
  /** Neither in a rule nor among the policy's stoppers. */
  | 'not_a_stopper'
  | 'not_stopped'
  /** A proposal to resume is before the approvers already. */
  | 'resume_open'
  /** Nobody proposed to resume, or that proposal is over. */
  | 'no_resume'
  | 'not_your_proposal'
  /** The policy names no channel for the card. */
  | 'no_channel'
  /** The click was on the card of an earlier proposal. */
  | 'card_changed'
  | 'window_passed'
  | 'code_needed'
  /** No stop of theirs lacks a reason. */
  | 'no_reason_missing'
  | 'not_now';

export type RecordedStop = Recorded<StopEvent>;

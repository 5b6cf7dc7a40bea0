/** The state of the stop, derived from its log. */
import { UnknownEvent } from '../request/evolve.ts';
import type { RecordedStop, StopEvent } from './events.ts';

/** One person's part of a stop, and how often they repeated it. */
export interface StopShare {
  readonly by: string;
  readonly at: number;
  readonly reason: string | null;
  readonly typedIn: string;
  /** How often the same person stopped again. */
  readonly repeats: number;
}

export interface ResumeProposal {
  /** The number of this proposal among all there ever were: a button carries it. */
  readonly round: number;
  readonly by: string;
  /** The workspace in which it was typed; null where it is not on record. */
  readonly team: string | null;
  readonly at: number;
  readonly digest: string;
  readonly channel: string;
  readonly expiresAt: number;
  /** Null until the card was posted. */
  readonly card: { readonly channel: string; readonly ts: string } | null;
  /** The people who have to give a one-time code. */
  readonly codesAsked: readonly string[];
}

export interface Stop {
  /** The version of its first event: no other stop has it. */
  readonly number: number;
  /** The people who stopped, in order; never empty. */
  readonly shares: readonly [StopShare, ...StopShare[]];
  readonly resume: ResumeProposal | null;
}

export interface StopState {
  /** The version of the log, as an append expects it. */
  readonly version: number;
  /** The stop in force; null: nothing is stopped. */
  readonly stop: Stop | null;
  /** The number of the last stop, over or not; 0 before the first. What was approved before it is not sent after it. */
  readonly last: number;
  /** The last stop once it is over. */
  readonly ended: EndedStop | null;
  /** How many proposals to resume there were. */
  readonly rounds: number;
  /** Refused attempts on record within ATTEMPT_MS before the last of them. */
  readonly attempts: readonly { readonly by: string; readonly at: number }[];
  /**
   * The log continues with events that only a newer version knows. The other fields hold the state before: everything
   * counts as stopped.
   */
  readonly isNewer?: true;
}

export interface EndedStop {
  readonly stop: Stop;
  readonly by: string;
  readonly approvedBy: string;
  readonly at: number;
}

export const NEVER_STOPPED: StopState = { version: 0, stop: null, last: 0, ended: null, rounds: 0, attempts: [] };

/**
 * Only the first of one person's refused attempts within this time is recorded, so that nobody can make the log grow by
 * typing.
 */
export const ATTEMPT_MS = 60_000;

export function fold(log: readonly RecordedStop[]): StopState {
  return log.reduce(evolve, NEVER_STOPPED);
}

/** The next state. Throws UnknownEvent for an event that only a newer version knows: nothing is decided without it. */
export function evolve(state: StopState, recorded: RecordedStop): StopState {
  const after = apply(state, recorded);
  if (after === undefined) throw new UnknownEvent(recorded, recorded.event.type);
  return { ...after, version: recorded.version };
}

/** Undefined for an event of another version, whatever its type says here. */
function apply(state: StopState, { event, at, version }: RecordedStop): StopState | undefined {
  const { stop } = state;
  switch (event.type) {
    case 'stopped':
      return { ...state, last: version, stop: { number: version, shares: [shareOf(event, at)], resume: null } };
    case 'stop_added':
      return withStop(state, (known) => ({ ...known, shares: [...known.shares, shareOf(event, at)] }));
    case 'stop_repeated':
      return withShare(state, event.by, (share) => ({
        ...share,
        repeats: share.repeats + 1,
        // A repeat with a reason replaces the reason.
        reason: event.reason ?? share.reason,
      }));
    case 'stop_reason_given':
      return withShare(state, event.by, (share) => ({ ...share, reason: event.reason }));
    case 'resume_proposed': {
      const { by, team = null, round, digest, channel, expiresAt } = event;
      const resume = { round, by, team, at, digest, channel, expiresAt, card: null, codesAsked: [] };
      return { ...withStop(state, (known) => ({ ...known, resume })), rounds: round };
    }
    case 'resume_card_posted': {
      const { channel, ts } = event;
      return withResume(state, (resume) => ({ ...resume, card: { channel, ts } }));
    }
    case 'resume_code_asked':
      return withResume(state, (resume) => ({ ...resume, codesAsked: [...resume.codesAsked, event.by] }));
    case 'resume_closed':
      return withStop(state, (known) => ({ ...known, resume: null }));
    case 'resumed': {
      const { by, approvedBy } = event;
      return { ...state, stop: null, ended: stop && { stop, by, approvedBy, at } };
    }
    case 'resume_approved':
    case 'resume_code_refused':
      return state;
    case 'stop_attempt_refused': {
      const others = state.attempts.filter((one) => one.by !== event.by && Math.abs(at - one.at) < ATTEMPT_MS);
      return { ...state, attempts: [...others, { by: event.by, at }] };
    }
    default:
      event satisfies never;
      return undefined;
  }
}

function shareOf({ by, reason, typedIn }: Extract<StopEvent, { type: 'stopped' | 'stop_added' }>, at: number) {
  return { by, at, reason, typedIn, repeats: 0 };
}

function withStop(state: StopState, change: (stop: Stop) => Stop): StopState {
  return state.stop ? { ...state, stop: change(state.stop) } : state;
}

function withShare(state: StopState, by: string, change: (share: StopShare) => StopShare): StopState {
  return withStop(state, (stop) => {
    const [first, ...others] = stop.shares;
    const changed = (share: StopShare) => (share.by === by ? change(share) : share);
    return { ...stop, shares: [changed(first), ...others.map(changed)] };
  });
}

function withResume(state: StopState, change: (resume: ResumeProposal) => ResumeProposal): StopState {
  return withStop(state, (stop) => ({ ...stop, resume: stop.resume && change(stop.resume) }));
}

/** Each proposal to resume as its card shows it, from the log alone: what is stopped, who proposed, what came of it. Pure. */
import type { RecordedStop, StopEvent } from './events.ts';
import { evolve, NEVER_STOPPED, type StopShare } from './state.ts';

export interface ResumeOutcome {
  readonly kind: 'resumed' | Extract<StopEvent, { type: 'resume_closed' }>['why'];
  /** Null where time alone decided. */
  readonly by: string | null;
  readonly at: number;
}

export interface ResumeCard {
  readonly id: string;
  readonly round: number;
  readonly by: string;
  readonly at: number;
  /** Where it is posted. */
  readonly channel: string;
  readonly expiresAt: number;
  /** Of the last event that changed anything on it. */
  readonly version: number;
  readonly shares: readonly StopShare[];
  /** Null while it is before the approvers. */
  readonly outcome: ResumeOutcome | null;
  readonly isPosted: boolean;
}

const ID = /^resume-(\d{1,9})$/;

/** What its buttons carry. No request has such an id. */
export function resumeId(round: number): string {
  return `resume-${round}`;
}

/** Null for what is no resume's. */
export function roundOfResume(id: string): number | null {
  const round = ID.exec(id)?.[1];
  return round === undefined ? null : Number(round);
}

/** Every proposal there ever was, oldest first. */
export function resumesOf(log: readonly RecordedStop[]): readonly ResumeCard[] {
  const cards: ResumeCard[] = [];
  let state = NEVER_STOPPED;
  for (const recorded of log) {
    const { event, at, version } = recorded;
    state = evolve(state, recorded);
    if (event.type === 'resume_proposed') {
      const { round, by, channel, expiresAt } = event;
      const proposal = { id: resumeId(round), round, by, at, channel, expiresAt };
      cards.push({ ...proposal, version, shares: state.stop?.shares ?? [], outcome: null, isPosted: false });
      continue;
    }
    const last = cards.at(-1);
    if (!last || last.outcome !== null) continue;
    cards[cards.length - 1] = after(last, recorded, state.stop?.shares ?? last.shares);
  }
  return cards;
}

function after(card: ResumeCard, { event, at, version }: RecordedStop, shares: readonly StopShare[]): ResumeCard {
  switch (event.type) {
    case 'resume_card_posted':
      return { ...card, isPosted: true };
    case 'resumed':
      return { ...card, version, outcome: { kind: 'resumed', by: event.approvedBy, at } };
    case 'resume_closed':
      return { ...card, version, shares, outcome: { kind: event.why, by: event.by, at } };
    case 'stopped':
    case 'stop_added':
    case 'stop_repeated':
    case 'stop_reason_given':
      return { ...card, version, shares };
    default:
      return card;
  }
}

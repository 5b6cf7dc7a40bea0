/** The parts of a request's state that remedies change. */
import { recordedCause } from '../../lib/cause.ts';
import type { RequestEvent } from '../events.ts';
import type { RequestState, SentRemedy } from '../state.ts';
import { pairsOf, remedyProposal } from './pairs.ts';
import type { PairsEvent } from './events.ts';

type Of<T extends RequestEvent['type']> = Extract<RequestEvent, { type: T }>;

/** Several are asked about as one question. */
export function withProposals(
  state: RequestState,
  event: Extract<PairsEvent, { type: 'remedies_proposed' }>,
  at: number,
) {
  const { kind: of, pairs, alike, by, rule, policyVersion, expiresAt } = event;
  return {
    ...state,
    askedBetween: 'remedy',
    differences: [],
    rule,
    policyVersion,
    expiresAt,
    proposal: { kind: 'remedies', of, pairs, alike, by, at },
    pending: pairs.map(({ taskId }) => taskId),
    dropped: [],
  } as const satisfies RequestState;
}

/** What has been sent, or has dropped out, is not asked about again. */
export function askedAnew(state: RequestState): Pick<RequestState, 'proposal'> {
  const { proposal, pending } = state;
  if (proposal?.kind !== 'remedies') return { proposal };
  return { proposal: { ...proposal, pairs: proposal.pairs.filter(({ taskId }) => pending.includes(taskId)) } };
}

/** On its way. The question is decided when the last one of its remedies has been claimed. */
export function withClaimed(state: RequestState, event: Of<'remedy_claimed'>, at: number): RequestState {
  const claimedFor = remedyProposal(state);
  const { call, taskId, remedy, task } = event;
  const steps = pairsOf(claimedFor).find((pair) => pair.taskId === taskId)?.steps;
  const sent: SentRemedy = {
    call,
    taskId,
    remedy,
    ...(steps && { steps }),
    status: 'claimed',
    why: null,
    at,
    claimedAt: at,
    before: task,
    claimedFor,
    startBy: state.startBy,
    round: state.round,
  };
  const others = state.remedies.filter((one) => one.claimedFor?.at === claimedFor?.at && one.taskId !== taskId);
  return withoutPending({ ...state, remedies: [...others, sent] }, taskId);
}

/** It drops out of what is sent. */
export function withDropped(state: RequestState, { taskId, failed = [] }: Of<'remedy_dropped'>): RequestState {
  const pairs = state.proposal?.kind === 'remedies' ? state.proposal.pairs : [];
  const dropped = pairs.flatMap((pair) => (pair.taskId === taskId ? [{ ...pair, failed }] : []));
  return withoutPending({ ...state, dropped: [...state.dropped, ...dropped] }, taskId);
}

function withoutPending(state: RequestState, taskId: string): RequestState {
  const pending = state.pending.filter((id) => id !== taskId);
  const after = { ...state, pending };
  if (pending.length > 0) return after;
  // A question that nothing is left of has no use for approvals any more; what is on its way may come back under its own.
  const approvals = state.phase === 'waiting' ? [] : state.approvals;
  return { ...after, approvals, phase: 'executing', proposal: null };
}

/** It goes back to where it was claimed from, inside the same start window, unless the question has been closed or put again since. */
export function withNotSent(state: RequestState, event: Of<'remedy_not_sent'>, at: number): RequestState {
  const back = withRemedy(state, event, { status: 'not_sent', why: recordedCause(event), at });
  const sent = sentOf(state, event);
  if (!sent) return back;
  const { claimedFor: proposal, startBy, round, taskId } = sent;
  if (proposal === null || round !== state.round) return back;
  const pending = proposal.kind === 'remedies' ? [...state.pending, taskId] : [];
  return { ...back, phase: 'approved', proposal, startBy, pending };
}

/** What is on its way does not come back to a question that was closed. */
export function withoutProposal(state: RequestState): RequestState {
  const { proposal, remedies } = state;
  const loose = remedies.map((one) => {
    const isOfIt = one.status === 'claimed' && one.claimedFor?.at === proposal?.at;
    return isOfIt ? { ...one, claimedFor: null } : one;
  });
  return { ...state, remedies: loose, phase: 'executing', proposal: null, approvals: [], startBy: null, pending: [] };
}

type Answer = Of<
  'remedy_accepted' | 'remedy_refused' | 'remedy_not_sent' | 'remedy_unknown' | 'remedy_found' | 'remedy_lost'
>;

export function withAnswer(
  state: RequestState,
  event: Exclude<Answer, { type: 'remedy_not_sent' }>,
  at: number,
): RequestState {
  switch (event.type) {
    case 'remedy_accepted':
      return withRemedy(state, event, { status: 'accepted', at });
    case 'remedy_found':
      return withRemedy(state, event, { status: 'found', at });
    case 'remedy_lost':
      return withRemedy(state, event, { status: 'lost', at });
    case 'remedy_refused':
      return withRemedy(state, event, { status: 'refused', why: recordedCause(event), at });
    case 'remedy_unknown':
      return withRemedy(state, event, { status: 'unknown', why: event.why, at });
  }
}

/** What an answer is about: the task that it names, or else the only one that was sent. */
export function sentOf({ remedies }: RequestState, { taskId }: Pick<Answer, 'taskId'>): SentRemedy | undefined {
  return taskId === undefined ? remedies.at(-1) : remedies.find((one) => one.taskId === taskId);
}

function withRemedy(state: RequestState, event: Answer, change: Partial<SentRemedy>): RequestState {
  const sent = sentOf(state, event);
  return { ...state, remedies: state.remedies.map((one) => (one === sent ? { ...one, ...change } : one)) };
}

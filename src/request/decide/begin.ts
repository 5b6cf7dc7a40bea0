import { DEFAULT_LANGUAGE } from '../../lib/language.ts';
import { type Operation, operationOf } from '../../operation/operation.ts';
import { accountsOf } from '../../people/accounts.ts';
import { type Dispatched, dispatchedCalls } from './dispatch.ts';
import type { RequestEvent } from '../events.ts';
import type { Call, RequestState } from '../state.ts';

/** What is to be sent, nothing of it claimed yet. */
export function callsOf(operation: Operation, dispatch: Dispatched): readonly Call[] {
  return dispatchedCalls(operation, dispatch).map(({ plan, wave }) => ({
    status: 'waiting',
    attempt: 0,
    unsent: 0,
    claimedFor: null,
    claimedAt: null,
    ocpTime: null,
    claimedOcpTime: null,
    baseline: [],
    answeredAt: null,
    unansweredSince: null,
    failedAt: null,
    hidden: null,
    traceId: null,
    refusal: null,
    tasks: [],
    wave,
    ...plan,
  }));
}

/** A request as its first event tells it. `at`: ms since the epoch. */
export function begin(id: string, at: number, event: Extract<RequestEvent, { type: 'requested' }>): RequestState {
  const { by, type: _, person, operation: stored, language, earlier, again, ...asked } = event;
  const operation = operationOf(stored);
  // The spread stands last: with so many properties behind it, V8 takes a hundred times as long, and every reading comes by here.
  return {
    id,
    version: 1,
    phase: 'checking',
    outcome: null,
    requester: by,
    operation,
    requestedAt: at,
    askedAt: at,
    language: language ?? DEFAULT_LANGUAGE,
    earlier: earlier ?? [],
    again: again ?? null,
    hasty: [],
    turnedAway: [],
    codesAsked: [],
    startBy: null,
    round: 1,
    remindedRound: 0,
    inspection: null,
    differences: [],
    family: null,
    candidates: [],
    approvals: [],
    agreed: [],
    accounts: accountsOf(person),
    calls: callsOf(operation, null),
    dispatch: null,
    leftOut: [],
    readings: [],
    proposal: null,
    askedBetween: null,
    remedy: null,
    closed: null,
    notes: [],
    endedAt: null,
    toDos: null,
    names: [],
    heldUp: null,
    stops: [],
    ...asked,
  };
}

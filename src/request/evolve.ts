import { recordedCause, recordedDetail } from '../lib/cause.ts';
import { updated } from '../operation/inspection.ts';
import { withAccounts } from '../people/accounts.ts';
import { begin, callsOf } from './decide/begin.ts';
import type { Recorded, RequestEvent } from './events.ts';
import { joined } from '../policy/rule.ts';
import {
  claimedRemedy,
  followed,
  next,
  unseen,
  withCall,
  withoutTargets,
  tenantOfTask,
  withoutReadings,
  withReading,
  withRemedy,
  withTask,
  withTaskOf,
} from './evolve-calls.ts';
import { type ApprovalAbout, type RequestState, sent } from './state.ts';
import { listAfter } from './to-dos/to-do-list.ts';

/** Folds a request's log, oldest first. Null for an empty log; throws on a log that does not begin with `requested`. */
export function fold(log: readonly Recorded[]): RequestState | null {
  return log.reduce<RequestState | null>(evolve, null);
}

/** The same for a list of requests, of which one that cannot be read must not hide the others: null for that one. */
export function foldIfKnown(log: readonly Recorded[]): RequestState | null {
  try {
    return fold(log);
  } catch (error) {
    if (error instanceof UnknownEvent) return null;
    throw error;
  }
}

/**
 * What this version can read of a log, up to the first event that only a newer one knows. Nothing is decided on it: it says
 * that there is a request, which, and where its card stands.
 */
export function foldKnownPart(log: readonly Recorded[]): { state: RequestState | null; isWhole: boolean } {
  let state: RequestState | null = null;
  for (const recorded of log) {
    try {
      state = evolve(state, recorded);
    } catch (error) {
      if (error instanceof UnknownEvent) return { state, isWhole: false };
      throw error;
    }
  }
  return { state, isWhole: true };
}

/**
 * While replicas are upgraded one after the other, one of the version before may meet what only the newer one knows. To pass
 * over it would be to decide on a state that is not the request's: whoever meets it leaves the request alone.
 */
export class UnknownEvent extends Error {
  readonly code = 'unknown_event';
  /** Nothing is done about a request before its log is read. */
  readonly effect = 'none';

  constructor({ requestId, version }: Pick<Recorded, 'requestId' | 'version'>, type: string) {
    super(
      `Event ${version} of request ${requestId} is of a kind that this version does not know (${type}): a newer one wrote it. ` +
        'The request is left alone. Finish the upgrade.',
    );
    this.name = 'UnknownEvent';
  }
}

/**
 * The next state. What was recorded has happened, so nothing is refused here. Throws UnknownEvent for an event that this
 * version does not know.
 */
export function evolve(state: RequestState | null, recorded: Recorded): RequestState {
  const { event, at, version, requestId } = recorded;
  if (event.type === 'requested') return begin(requestId, at, event);
  if (state === null) throw new Error(`The log of request ${requestId} does not begin with its request.`);
  const after = withAccounts(apply(state, event, at), event);
  if (after === undefined) throw new UnknownEvent(recorded, event.type);
  return { ...after, version };
}

/** Undefined for an event of another version, whatever its type here says. */
function apply(
  state: RequestState,
  event: Exclude<RequestEvent, { type: 'requested' }>,
  at: number,
): RequestState | undefined {
  switch (event.type) {
    case 'inspected':
      return {
        ...state,
        phase: 'waiting',
        inspection: event.inspection,
        candidates: event.candidates ?? state.candidates,
        askedAt: at,
      };
    case 'approved': {
      const approvals = [
        ...state.approvals,
        {
          by: event.by,
          at,
          digest: event.digest,
          code: event.code !== undefined,
          afterStop: event.afterStop ?? 0,
          about: askedAbout(state),
        },
      ];
      if (event.startBy === null) return { ...state, approvals };
      return { ...state, approvals, phase: 'approved', startBy: event.startBy };
    }
    case 'rejected':
    case 'withdrawn':
      return { ...state, closed: { by: event.by, at, reason: null } };
    case 'expired':
      return { ...state, closed: { by: null, at, reason: null } };
    case 'reason_given':
      return {
        ...state,
        closed: state.closed?.by === event.by ? { ...state.closed, reason: event.reason } : state.closed,
        notes: [...state.notes, { by: event.by, reason: event.reason, at }],
      };
    case 'returned': {
      const { differences, inspection, rule, policyVersion, expiresAt } = event;
      return {
        ...asked(state, at),
        // Now it is the calls themselves that are asked about; with a proposal it is still the proposal.
        askedBetween: state.proposal ? state.askedBetween : null,
        differences,
        inspection: updated(state.inspection, inspection),
        rule,
        policyVersion,
        expiresAt,
      };
    }
    case 'dispatch_chosen': {
      const { type: _, ...dispatch } = event;
      return { ...state, dispatch, calls: callsOf(state.operation, dispatch) };
    }
    case 'targets_left_out':
      return withoutTargets(state, event.call, event.differences);
    case 'family_noted':
      return { ...state, family: { members: event.members, findings: event.findings } };
    case 'candidates_noted':
      return { ...state, candidates: event.families };
    case 'names_changed':
      return { ...state, names: [...state.names, ...event.names] };
    case 'terms_joined':
      return { ...state, rule: joined(event.rules) };
    case 'attempt_refused':
      return turnedAway(state, event);
    case 'code_refused':
      return state;
    case 'code_asked':
      return { ...state, codesAsked: [...state.codesAsked, { by: event.by, digest: event.digest }] };
    case 'approval_too_fast':
      return { ...state, hasty: [...state.hasty, event.by] };
    case 'reminded':
      return { ...state, remindedRound: event.round };
    case 'heartbeat': {
      const { call, taskId, share } = event;
      return withTask(state, call, taskId, (known) => ({ ...known, heartbeat: share }));
    }
    case 'step_overdue': {
      const { call, taskId, subtaskId } = event;
      return withTask(state, call, taskId, (known) => ({ ...known, overdue: [...known.overdue, subtaskId] }));
    }
    case 'call_claimed': {
      const { attempt } = event;
      const before = state.calls[event.call];
      // While an earlier sending is unaccounted for, whatever appeared since that one may be ours.
      const open = before !== undefined && before.attempt > before.unsent;
      const { baseline, ocpTime } = open ? before : event;
      const claim = {
        status: 'claimed',
        attempt,
        baseline,
        ocpTime,
        claimedOcpTime: event.ocpTime,
        claimedFor: state.proposal,
        claimedAt: at,
        answeredAt: null,
        failedAt: null,
        hidden: null,
        refusal: null,
      } as const;
      const unread = withoutReadings(underApprovals(state), event.call);
      return { ...withCall(unread, event.call, claim), phase: 'executing', proposal: null };
    }
    case 'call_accepted':
    case 'call_found': {
      const tasks = event.tasks.map((task) => followed(task, null, at));
      const traceId = event.type === 'call_accepted' ? event.traceId : null;
      const unread = withoutReadings(state, event.call);
      return next(withCall(unread, event.call, { status: 'accepted', tasks, traceId, answeredAt: at }), at);
    }
    case 'call_refused': {
      const refusal = { code: event.code, why: recordedCause(event) };
      // A refused second sending says nothing about the first: that one is still to be accounted for.
      const status = state.calls[event.call]?.claimedFor?.kind === 'resend' ? 'lost' : 'refused';
      return next(withCall(state, event.call, { status, refusal, traceId: event.traceId, answeredAt: at }), at);
    }
    case 'call_not_sent': {
      // Where the claim came from is where it goes back to: a resend is still its proposer's, and its first call still lost.
      const call = state.calls[event.call];
      const back = { status: 'waiting', claimedAt: null, unsent: (call?.unsent ?? 0) + 1 } as const;
      return { ...withCall(state, event.call, back), phase: 'approved', proposal: call?.claimedFor ?? null };
    }
    case 'call_stopped': {
      const after = withCall(state, event.call, { status: 'stopped' });
      // With the last waiting call the question about it is gone: what is left is followed.
      const open = after.proposal !== null || after.calls.some(({ status }) => status === 'waiting');
      return open ? after : { ...after, phase: 'executing' };
    }
    case 'call_unknown': {
      const { unansweredSince, claimedAt } = state.calls[event.call] ?? { unansweredSince: null, claimedAt: null };
      const since = unansweredSince ?? claimedAt ?? at;
      const failedAt = isOwnFailure(event) ? at : null;
      return next(withCall(state, event.call, { status: 'unknown', failedAt, unansweredSince: since }), at);
    }
    case 'call_hidden':
      return { ...withCall(state, event.call, { hidden: recordedCause(event) }), heldUp: null };
    case 'call_lost':
      return withCall(state, event.call, { status: 'lost' });
    case 'resend_proposed': {
      const { inspection, rule, policyVersion, expiresAt, call, by } = event;
      const opened = withCall(asked(state, at), call, { status: 'waiting' });
      return {
        ...opened,
        askedBetween: 'resend',
        differences: [],
        inspection: updated(state.inspection, inspection),
        rule,
        policyVersion,
        expiresAt,
        proposal: { kind: 'resend', call, by, at },
      };
    }
    case 'proposal_closed': {
      if (state.proposal === null) return state;
      const back = state.proposal.kind === 'resend' ? withCall(state, state.proposal.call, { status: 'lost' }) : state;
      return { ...back, phase: 'executing', proposal: null, approvals: [], startBy: null };
    }
    case 'remedy_proposed': {
      const { rule, policyVersion, expiresAt, call, taskId, remedy, steps, by } = event;
      return {
        ...asked(state, at),
        askedBetween: 'remedy',
        differences: [],
        rule,
        policyVersion,
        expiresAt,
        // A key that an older record lacks stays away: the approvals' digest is over all of it.
        proposal: { kind: 'remedy', call, taskId, remedy, ...(steps && { steps }), by, at },
      };
    }
    case 'remedy_claimed': {
      const unread = withoutReadings(state, event.call, tenantOfTask(state, event));
      return {
        ...underApprovals(unread),
        phase: 'executing',
        proposal: null,
        remedy: claimedRemedy(state, event, at),
      };
    }
    case 'remedy_not_sent': {
      const back = withRemedy(state, { status: 'not_sent', why: recordedCause(event), at });
      const { claimedFor = null, startBy = null } = state.remedy ?? {};
      return { ...back, phase: 'approved', proposal: claimedFor, startBy };
    }
    case 'remedy_accepted':
      return withRemedy(state, { status: 'accepted', at });
    case 'remedy_found':
      return withRemedy(state, { status: 'found', at });
    case 'remedy_lost':
      return withRemedy(state, { status: 'lost', at });
    case 'remedy_refused':
      return withRemedy(state, { status: 'refused', why: recordedCause(event), at });
    case 'remedy_unknown':
      return withRemedy(state, { status: 'unknown', why: recordedDetail(event), at });
    case 'task_changed': {
      const unread = withoutReadings(state, event.call, tenantOfTask(state, { ...event, taskId: event.task.id }));
      return withTask(unread, event.call, event.task.id, (known) => followed(event.task, known, at));
    }
    case 'task_missing':
    case 'task_hidden': {
      const why =
        event.type === 'task_missing'
          ? { missing: true, hidden: null }
          : { missing: false, hidden: recordedCause(event) };
      // That OCP does not show the task is what the card says of it from here on.
      const unread = { ...withoutReadings(state, event.call, tenantOfTask(state, event)), heldUp: null };
      return withTask(unread, event.call, event.taskId, (known) => unseen(known, why, at));
    }
    case 'roles_read':
      return withReading(state, event);
    case 'role_proven':
    case 'role_doubted': {
      const proven = event.type === 'role_proven';
      const stage = proven ? 'succeeded' : 'doubted';
      // A tenant that OCP does not show: the card says that from here on.
      const isUnread = !proven && event.roles.some(({ role }) => role === null);
      const read = { ...withReading(state, { ...event, settled: true }), ...(isUnread && { heldUp: null }) };
      const after = withTaskOf(read, event.call, event.tenantId, (known) => ({ ...known, stage, since: at }));
      return proven ? next(after, at) : after;
    }
    case 'held_up':
      return { ...state, heldUp: heldUpBy(event, state.heldUp, at) };
    case 'resumed':
      return { ...state, heldUp: null };
    case 'stops_changed':
      return { ...state, stops: event.stops };
    case 'abandoned':
      return { ...state, closed: { by: event.by, at, reason: null } };
    case 'ended':
      return { ...state, phase: 'ended', outcome: event.outcome, endedAt: at, proposal: null, heldUp: null, stops: [] };
    case 'todos_listed':
    case 'todo_done':
    case 'todo_undone':
    case 'todos_closed':
    case 'todos_reminded':
      return { ...state, toDos: listAfter(state.toDos, event, at) };
    default:
      event satisfies never;
      return undefined;
  }
}

/** What an approval that is given now is given for. */
function askedAbout(state: RequestState): ApprovalAbout {
  const { proposal } = state;
  if (proposal === null) return sent(state) ? 'rest' : 'request';
  return proposal.kind === 'resend' ? proposal.kind : proposal.remedy.kind;
}

function turnedAway(
  state: RequestState,
  { by, act }: Extract<RequestEvent, { type: 'attempt_refused' }>,
): RequestState {
  if (state.phase !== 'waiting' || act !== 'approve' || state.turnedAway.includes(by)) return state;
  return { ...state, turnedAway: [...state.turnedAway, by] };
}

function isOwnFailure({ why = null }: Extract<RequestEvent, { type: 'call_unknown' }>): boolean {
  return why?.kind === 'ocp_answered' && why.own === true;
}

/** The same cause that lasts longer began when it was first told. */
function heldUpBy(
  event: Extract<RequestEvent, { type: 'held_up' }>,
  before: RequestState['heldUp'],
  at: number,
): RequestState['heldUp'] {
  return { code: event.code, why: recordedCause(event), at: before?.code === event.code ? before.at : at };
}

/** A new question to the approvers: nothing said before counts for it. */
function asked(state: RequestState, at: number): RequestState {
  const question = {
    round: state.round + 1,
    askedAt: at,
    approvals: [],
    hasty: [],
    turnedAway: [],
    codesAsked: [],
    startBy: null,
  };
  return { ...state, ...question, phase: 'waiting', heldUp: null };
}

/** What is sent now is sent under these. */
function underApprovals(state: RequestState): RequestState {
  const known = new Set(state.agreed.map(({ by, at }) => `${by} ${at}`));
  const fresh = state.approvals.filter(({ by, at }) => !known.has(`${by} ${at}`));
  return { ...state, agreed: [...state.agreed, ...fresh] };
}

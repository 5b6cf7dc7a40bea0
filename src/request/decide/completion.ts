import type { Outcome, RequestEvent } from '../events.ts';
import { evolve } from '../evolve.ts';
import { wantedReading } from '../roles.ts';
import { type RequestState, unnamedTasks } from '../state.ts';

type CallOutcome = 'succeeded' | 'rolled_back' | 'refused' | 'stopped';

/** Adds what follows from events: calls that the stop rule ends, and the end itself when nothing is left to send or follow. */
export function settled(state: RequestState, ...events: readonly RequestEvent[]): readonly RequestEvent[] {
  // What is recorded after the end changes nothing of it.
  if (state.phase === 'ended') return events;
  const after = events.reduce(preview, state);
  const failed =
    after.operation.stopRule === 'stop_at_failure' && after.calls.some((_, call) => failedForGood(after, call));
  const stops = failed ? stopped(after, 'earlier_failed') : [];
  return closed(state, ...events, ...stops);
}

/** `call_stopped` for every call that was never sent. One that is proposed to be sent again stays lost when nobody agrees. */
export function stopped(
  state: RequestState,
  why: Extract<RequestEvent, { type: 'call_stopped' }>['why'],
): readonly RequestEvent[] {
  const again = state.proposal?.kind === 'resend' ? state.proposal.call : null;
  return state.calls.flatMap(({ status }, call) =>
    status === 'waiting' && call !== again ? [{ type: 'call_stopped', call, why } as const] : [],
  );
}

/** Adds `ended` to events after which no call is left to send, find or follow. */
export function closed(state: RequestState, ...events: readonly RequestEvent[]): readonly RequestEvent[] {
  const after = events.reduce(preview, state);
  const fates = after.calls.map((_, call) => fateOf(after, call));
  if (fates.some((fate) => fate === null)) return events;
  return [...events, { type: 'ended', outcome: outcomeOf(fates.flatMap((fate) => fate ?? [])) }];
}

function outcomeOf(fates: readonly CallOutcome[]): Outcome {
  const [first, ...others] = [...new Set(fates.flatMap((fate) => (fate === 'stopped' ? [] : [fate])))];
  const whole = others.length === 0 && (first === 'refused' || !fates.includes('stopped'));
  return first !== undefined && whole ? first : 'mixed';
}

/**
 * Each target counts: a tenant for which OCP's reply held no task was not moved, as far as it tells. Null while anything is
 * open; so is the end of a task that was rolled back, or that OCP did not name, until the roles were read.
 */
function fateOf(state: RequestState, index: number, isRead = rolesRead): readonly CallOutcome[] | null {
  const call = state.calls[index];
  if (!call) return null;
  if (call.status === 'refused') return ['refused'];
  if (call.status === 'stopped') return ['stopped'];
  if (call.status !== 'accepted') return null;
  if (unnamedTasks(call).length > 0) return null;
  const fates = call.targets.map(({ tenant }): CallOutcome | null => {
    const followed = call.tasks.find(({ task }) => task.tenantId === tenant.tenantId);
    if (followed?.stage === 'succeeded') return 'succeeded';
    if (followed && followed.stage !== 'rolled_back') return null;
    const fate = followed ? 'rolled_back' : 'refused';
    return isRead(state, index, tenant.tenantId) ? fate : null;
  });
  return fates.some((fate) => fate === null) ? null : fates.flatMap((fate) => fate ?? []);
}

function rolesRead(state: RequestState, call: number, tenantId: string): boolean {
  return wantedReading(state, call, tenantId)?.reading != null;
}

/** Whatever the roles are: what did not succeed will not. */
function failedForGood(state: RequestState, call: number): boolean {
  // What was left out, or stopped before, is no failure of a call.
  if (state.calls[call]?.status === 'stopped') return false;
  return fateOf(state, call, () => true)?.some((fate) => fate !== 'succeeded') ?? false;
}

/** What the state would be: events get their number, time and hash only when they are appended. */
function preview(state: RequestState, event: RequestEvent): RequestState {
  return evolve(state, { requestId: state.id, version: state.version, at: 0, event, previousHash: '', hash: '' });
}

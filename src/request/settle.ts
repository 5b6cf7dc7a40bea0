import type { Outcome, RequestEvent } from './events.ts';
import { evolve } from './evolve.ts';
import type { Call, RequestState } from './state.ts';

type Fate = 'succeeded' | 'rolled_back' | 'refused';

/** Adds `ended` to events after which no call is left to send, find or follow. */
export function settled(state: RequestState, ...events: readonly RequestEvent[]): readonly RequestEvent[] {
  const after = events.reduce((sofar, event) => preview(sofar, event), state);
  const fates = after.calls.map(fateOf);
  if (fates.some((fate) => fate === null)) return events;
  const [first, ...rest] = [...new Set(fates.flatMap((fate) => fate ?? []))];
  const outcome: Outcome = first !== undefined && rest.length === 0 ? first : 'mixed';
  return [...events, { type: 'ended', outcome }];
}

function fateOf(call: Call): readonly Fate[] | null {
  if (call.status === 'refused') return ['refused'];
  if (call.status !== 'accepted') return null;
  const fates = call.tasks.flatMap(({ stage }): Fate[] =>
    stage === 'succeeded' || stage === 'rolled_back' ? [stage] : [],
  );
  return fates.length === call.tasks.length ? fates : null;
}

/** What the state would be: events get their number, time and hash only when they are appended. */
function preview(state: RequestState, event: RequestEvent): RequestState {
  return evolve(state, { requestId: state.id, version: state.version, at: 0, event, previousHash: '', hash: '' });
}

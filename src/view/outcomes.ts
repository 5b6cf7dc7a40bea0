/** What has become of each tenant of a request, in the order in which the calls go out. Pure reading of the state. */
import type { Target } from '../operation/operation.ts';
import { targetOf, type Call, type FollowedTask, type RequestState } from '../request/state.ts';

/** What has become of one tenant of a request. */
export type TargetOutcome =
  | 'waiting'
  | 'claimed'
  | 'unknown'
  | 'lost'
  | 'refused'
  | 'no_task'
  | 'stopped'
  | 'running'
  | 'failed'
  | 'unclear'
  | 'proving'
  | 'doubted'
  | 'succeeded'
  | 'rolled_back';

export interface TargetFate {
  readonly target: Target;
  readonly call: Call;
  /** The call's position, from 0. */
  readonly index: number;
  /** Null until OCP named a task for this tenant. */
  readonly followed: FollowedTask | null;
  readonly fate: TargetOutcome;
}

export function fates(state: RequestState): readonly TargetFate[] {
  return state.calls.flatMap((call, index) => targetsOf(call).map((target) => fateOf(state, call, index, target)));
}

function fateOf(state: RequestState, call: Call, index: number, target: Target): TargetFate {
  const followed = call.tasks.find(({ task }) => task.tenantId === target.tenant.tenantId) ?? null;
  const base = { target, call, index, followed };
  if (call.status === 'accepted') return { ...base, fate: followed?.stage ?? 'no_task' };
  // At the end nothing is sent any more, whatever it was still waiting for.
  if (call.status === 'waiting' && state.phase === 'ended') return { ...base, fate: 'stopped' };
  return { ...base, fate: call.status };
}

/** The targets of a call as one list, whatever their kind. */
export function targetsOf(call: Pick<Call, 'targets'>): readonly Target[] {
  return call.targets;
}

/** What the approvers are asked about: a call proposed again, otherwise everything that is not sent yet. */
export function askedTargets(state: RequestState): readonly Target[] {
  const { proposal } = state;
  if (proposal?.kind === 'resend') return state.calls[proposal.call]?.targets ?? [];
  const waiting = state.calls.filter(({ status }) => status === 'waiting');
  return waiting.length === 0 ? state.operation.targets : waiting.flatMap(targetsOf);
}

/** True for more than one tenant: a card of lists instead of a card of one. */
export function many(state: RequestState): boolean {
  return state.operation.targets.length > 1;
}

/** Tasks that OCP named for tenants nobody asked it about. */
export function strangeTasks(state: RequestState, call: Call): readonly FollowedTask[] {
  return call.tasks.filter(({ task }) => targetOf(state, task.tenantId) === null);
}

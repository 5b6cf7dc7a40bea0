/** The outcome of each tenant of a request, in the order of the calls. Derived from the state alone. */
import { keysOf } from '../lib/trust-boundaries.ts';
import type { Target } from '../operation/operation.ts';
import { type Call, type FollowedTask, type RequestState, targetOf } from '../request/state.ts';
import { targetsOf } from './targets.ts';

/**
 * Possible outcomes of a tenant, those that need a person first. `person`: it continues only when a person acts.
 * `going`: it continues by itself. `rest`: neither, now or later.
 */
const outcomes = {
  failed: 'person',
  unclear: 'person',
  doubted: 'person',
  lost: 'person',
  no_task: 'person',
  unknown: 'going',
  refused: 'rest',
  rolled_back: 'rest',
  claimed: 'going',
  running: 'going',
  proving: 'going',
  succeeded: 'rest',
  stopped: 'rest',
  waiting: 'rest',
} as const satisfies Readonly<Record<string, 'person' | 'going' | 'rest'>>;

/** The outcome of one tenant of a request. */
export type TargetOutcome = keyof typeof outcomes;

export interface TargetResult {
  readonly target: Target;
  readonly call: Call;
  /** The call's position, from 0. */
  readonly index: number;
  /** Null until OCP named a task for this tenant. */
  readonly followed: FollowedTask | null;
  readonly outcome: TargetOutcome;
}

export function resultsOf(state: RequestState): readonly TargetResult[] {
  return state.calls.flatMap((call, index) => targetsOf(call).map((target) => resultOf(state, call, index, target)));
}

function resultOf(state: RequestState, call: Call, index: number, target: Target): TargetResult {
  const followed = call.tasks.find(({ task }) => task.tenantId === target.tenant.tenantId) ?? null;
  const base = { target, call, index, followed };
  if (call.status === 'accepted') return { ...base, outcome: followed?.stage ?? 'no_task' };
  // At the end nothing is sent any more, even if it was still waiting.
  if (call.status === 'waiting' && state.phase === 'ended') return { ...base, outcome: 'stopped' };
  return { ...base, outcome: call.status };
}

/** Whether it needs a person, continues by itself, or neither. */
export function movesBy({ outcome }: Pick<TargetResult, 'outcome'>): 'person' | 'going' | 'rest' {
  return outcomes[outcome];
}

export interface OutcomeGroup {
  readonly outcome: TargetOutcome;
  readonly members: readonly TargetResult[];
}

/** Outcomes that need a person come first. No group is empty. */
export function groupsOf(results: readonly TargetResult[]): readonly OutcomeGroup[] {
  return keysOf(outcomes).flatMap((outcome) => {
    const members = results.filter((one) => one.outcome === outcome);
    return members.length > 0 ? [{ outcome, members }] : [];
  });
}

/** How OCP's response differs from the call: targets without a task, and tasks of other tenants. */
export function mismatchOf(
  state: RequestState,
  call: Call,
): { readonly missing: readonly Target[]; readonly strange: readonly FollowedTask[] } {
  const named = new Set(call.tasks.map(({ task }) => task.tenantId));
  return {
    missing: targetsOf(call).filter(({ tenant }) => !named.has(tenant.tenantId)),
    strange: call.tasks.filter(({ task }) => targetOf(state, task.tenantId) === null),
  };
}

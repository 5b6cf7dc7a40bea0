/** How the calls of a request are sent: which together, and what becomes of a tenant that changed meanwhile. Decided in the form. Pure. */
import { type CallPlan, type Operation, planCalls } from '../../operation/operation.ts';

/**
 * ask_again: a tenant that differs when its call is due sends what was not sent yet back to the approvers. leave_out: it is taken
 * out of its call, and the others go.
 */
export type OnChange = 'ask_again' | 'leave_out';

export interface Dispatch {
  /**
   * Ids of clusters: the calls of a wave are sent together, and a wave begins when the one before is verified (stop at failure) or
   * answered (go on). A cluster that is missing follows in a wave of its own.
   */
  readonly waves: readonly (readonly string[])[];
  readonly onChange: OnChange;
}

/** A call must be answered within its timeout: more targets of a cluster than these are several calls, each claimed by itself. */
export const CALL_TARGETS_MAX = 50;

/** Null for a request that versions without waves understand: one call after the other, in the order of the targets. */
export type Dispatched = Dispatch | null;

/** Whether older versions would send something else than what was asked for. */
export function needsDispatch({ waves, onChange }: Dispatch, operation: Operation): boolean {
  const usual = planCalls(operation);
  const calls = dispatchedCalls(operation, { waves, onChange });
  const isUsual = calls.every(({ plan, wave }, at) => wave === at && plan.clusterId === usual[at]?.clusterId);
  return onChange === 'leave_out' || !isUsual;
}

/** The calls of an operation, each with its wave, first waves first. */
export function dispatchedCalls(
  operation: Operation,
  dispatch: Dispatched,
): readonly { readonly plan: CallPlan; readonly wave: number }[] {
  if (dispatch === null) return planCalls(operation).map((plan, wave) => ({ plan, wave }));
  const { waves } = dispatch;
  const missing = planCalls(operation).filter(({ clusterId }) => !waves.some((wave) => wave.includes(clusterId)));
  const waveOf = ({ clusterId }: CallPlan) => {
    const at = waves.findIndex((wave) => wave.includes(clusterId));
    return at >= 0 ? at : waves.length + missing.findIndex((plan) => plan.clusterId === clusterId);
  };
  return planCalls(operation)
    .flatMap((plan) => split(plan).map((part) => ({ plan: part, wave: waveOf(plan) })))
    .toSorted((a, b) => a.wave - b.wave);
}

function split<Plan extends CallPlan>(plan: Plan): readonly Plan[] {
  const parts: Plan[] = [];
  for (let first = 0; first < plan.targets.length; first += CALL_TARGETS_MAX)
    parts.push({ ...plan, targets: plan.targets.slice(first, first + CALL_TARGETS_MAX) });
  return parts;
}

/** How the calls of a request are sent: which together, and what becomes of a tenant that changed meanwhile. Decided in the form. Pure. */
import { type CallPlan, type Operation, planCalls } from '../../operation/operation.ts';

/**
 * ask_again: a tenant that differs when its call is due sends what was not sent yet back to the approvers. leave_out: it is taken
 * out of its call, and the others go.
 */
export const onChanges = ['ask_again', 'leave_out'] as const;
export type OnChange = (typeof onChanges)[number];

export interface Dispatch {
  /**
   * Ids of clusters: the calls of a wave are sent together, and a wave begins when the one before is verified (stop at failure) or
   * answered (go on). A cluster that is missing follows in a wave of its own.
   */
  readonly waves: readonly (readonly string[])[];
  readonly onChange: OnChange;
}

/** one_by_one: a wave for each cluster. at_once: one wave for all. waves: as people group them. */
export const paces = ['one_by_one', 'at_once', 'waves'] as const;
export type Pace = (typeof paces)[number];

/** Up to so many clusters are grouped into waves by hand. */
export const WAVES_MAX = 10;

/** More targets than these are not to wait for one of them that changed, unless people say so. */
const ASK_AGAIN_MAX = 5;

export function usualOnChange(targets: number): OnChange {
  return targets > ASK_AGAIN_MAX ? 'leave_out' : 'ask_again';
}

/** `waveOf`: which wave a cluster was put in; null where nobody said. */
export function wavesFor(
  operation: Operation,
  pace: Pace,
  waveOf: (clusterId: string) => number | null,
): Dispatch['waves'] {
  const clusters = planCalls(operation).map(({ clusterId }) => clusterId);
  if (pace === 'at_once') return [clusters];
  const waves = new Map<number, string[]>();
  for (const [at, cluster] of clusters.entries()) {
    const wave = pace === 'waves' ? (waveOf(cluster) ?? at + 1) : at + 1;
    waves.set(wave, [...(waves.get(wave) ?? []), cluster]);
  }
  return [...waves].toSorted(([one], [other]) => one - other).map(([, ids]) => ids);
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

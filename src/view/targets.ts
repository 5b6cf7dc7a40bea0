/** The targets of a request: which of them are decided on, and which look alive. Pure. */
import { kinds } from '../operation/kinds/index.ts';
import type { Target } from '../operation/operation.ts';
import type { TenantRef } from '../operation/tenant.ts';
import type { Call, RequestState } from '../request/state.ts';
import { inspected, primaryOf } from '../request/targets.ts';

/** True for more than one tenant: a card of lists instead of a card of one. */
export function many(state: RequestState): boolean {
  return state.operation.targets.length > 1;
}

/** The targets of a call as one list, whatever their kind. */
export function targetsOf(call: Pick<Call, 'targets'>): readonly Target[] {
  return call.targets;
}

/** The targets of the current question: a call proposed again, otherwise everything that is not sent yet. */
export function askedTargets(state: RequestState): readonly Target[] {
  const { proposal } = state;
  if (proposal?.kind === 'resend') return state.calls[proposal.call]?.targets ?? [];
  const waiting = state.calls.filter(({ status }) => status === 'waiting');
  return waiting.length === 0 ? state.operation.targets : waiting.flatMap(targetsOf);
}

/**
 * Primaries that look alive although they should be lost: OCP's precheck reaches none, but its record still shows each
 * as a running primary. The record may be old, or the check may be wrong.
 */
export function livePrimaries(state: RequestState, targets: readonly Target[]): readonly TenantRef[] {
  return targets.flatMap((target) => {
    const reading = inspected(state, target);
    const primary = kinds[target.kind].demotes ? null : primaryOf(state, target);
    const shown = reading?.primaryRole === 'PRIMARY' && reading.primaryStatus === 'NORMAL';
    return primary && shown && reading.precheck.passed ? [primary] : [];
  });
}

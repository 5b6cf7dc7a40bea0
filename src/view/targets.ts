/** The targets of a request: which ones are being decided, and the last reading of each. Pure. */
import type { TargetInspection } from '../operation/inspection.ts';
import { kinds } from '../operation/kinds/index.ts';
import { oldPrimaryOf, type Target } from '../operation/operation.ts';
import type { OtherOcp, TenantRef } from '../operation/tenant.ts';
import { type Call, elsewhereOf, type RequestState } from '../request/state.ts';

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

/** Null where OCP returned nothing about the target. */
export function inspected(state: RequestState, target: Target): TargetInspection | null {
  return state.inspection?.targets.find(({ tenantId }) => tenantId === target.tenant.tenantId) ?? null;
}

/** The primary as last read, otherwise as in the request. */
export function primaryOf(state: RequestState, target: Target): TenantRef | null {
  return inspected(state, target)?.primary ?? oldPrimaryOf(target);
}

/** The service name of the old primary; null when OCP named none. */
export function oldServiceName(state: RequestState, target: Target): string | null {
  const name = inspected(state, target)?.precheck.primaryServiceName?.trim() ?? '';
  return name === '' ? null : name;
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

/** A target whose new primary is under another OCP, where its role is not read. */
export interface Unread<One extends Target = Target> {
  readonly target: One;
  readonly ocp: OtherOcp;
}

export function unreadOf<One extends Target>(state: RequestState, targets: readonly One[]): readonly Unread<One>[] {
  return targets.flatMap((target) => {
    const ocp = elsewhereOf(state, target);
    return ocp ? [{ target, ocp }] : [];
  });
}

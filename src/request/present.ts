/** A request under the names that its tenants have in OCP now: rules and freezes go by names. Pure. */
import type { Difference, Inspection } from '../operation/inspection.ts';
import { sameTenant } from '../operation/ocp-clusters.ts';
import { sidesOf, type Target } from '../operation/operation.ts';
import { namesIn, renames } from '../operation/renames.ts';
import type { TenantRef } from '../operation/tenant.ts';
import type { RequestEvent } from './events.ts';
import type { RequestState } from './state.ts';

interface Present {
  /** The request as the policy has to look at it. */
  readonly state: RequestState;
  readonly changed: readonly Extract<Difference, { kind: 'renamed' }>[];
  /** Behind the question that stands under the new names; none where nothing was renamed. */
  readonly events: readonly Extract<RequestEvent, { type: 'names_changed' }>[];
}

/** `inspection`: the targets as read just now, null where they were not; `names`: as the reading of their families has them. */
export function presentOf(
  state: RequestState,
  targets: readonly Target[],
  inspection: Inspection | null,
  names: readonly TenantRef[],
): Present {
  const here = namesHere(targets, inspection ?? state.inspection, names);
  const changed = renames(targets, state.names, [...here, ...(inspection ? namesIn(inspection) : [])]);
  const now = changed.map(({ to }) => to);
  if (now.length === 0) return { state, changed, events: [] };
  return {
    state: { ...state, names: [...state.names, ...now] },
    changed,
    events: [{ type: 'names_changed', names: now }],
  };
}

/** By its ids a tenant of another OCP could be taken for one of this. */
function namesHere(
  targets: readonly Target[],
  inspection: Inspection | null,
  names: readonly TenantRef[],
): readonly TenantRef[] {
  const away = targets.flatMap((target) => {
    const reading = inspection?.targets.find(({ tenantId }) => tenantId === target.tenant.tenantId);
    const isAway = reading?.primaryElsewhere !== undefined || reading?.standby?.elsewhere !== undefined;
    return isAway ? sidesOf(target).slice(1) : [];
  });
  return names.filter((name) => !away.some((side) => sameTenant(side, name)));
}

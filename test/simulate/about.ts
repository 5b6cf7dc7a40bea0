/** Which tenant a request is to make primary. */
import { newPrimaryOf, type Target } from '../../src/operation/operation.ts';
import type { TenantRef } from '../../src/operation/tenant.ts';
import { fold } from '../../src/request/evolve.ts';
import type { RequestState } from '../../src/request/state.ts';
import type { Tables } from './tables.ts';

export function newPrimariesOf({ operation }: Pick<RequestState, 'operation'>): readonly TenantRef[] {
  const targets: readonly Target[] = operation.targets;
  return targets.map(newPrimaryOf);
}

/** `which`: a tenant's name and its cluster's, `members sh-prod`. */
export function isAbout({ events }: Pick<Tables, 'events'>, request: string, which: string): boolean {
  const state = fold(events.get(request) ?? []);
  return (
    state !== null &&
    newPrimariesOf(state).some(({ tenantName, clusterName }) => `${tenantName} ${clusterName}` === which)
  );
}

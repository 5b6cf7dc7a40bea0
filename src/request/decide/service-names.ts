/** What becomes of the service names of a failover: decided with the request, approved, and read again before its call. Pure. */
import type { Difference } from '../../operation/inspection.ts';
import { changedNames, latestNames, type RootName, type ServiceNames } from '../../operation/service-name.ts';
import type { RequestEvent } from '../events.ts';
import type { RequestState } from '../state.ts';

type Decided = Extract<RequestEvent, { type: 'service_names_decided' }>;
type Names = Pick<RequestState, 'serviceNames'>;

/** What an approval is given for: the decision, and the names that it is about. How OCP rates them may change meanwhile. */
export function approvedNames({ serviceNames }: Names): object | undefined {
  if (serviceNames === null) return undefined;
  const { decision, roots } = serviceNames;
  return { decision, names: roots.map(({ tenantId, name }) => [tenantId, name]) };
}

/** Names that are others than the approvers saw: under `keep` another one would be created, under the others other clients repointed. */
export function nameDifferences(
  { serviceNames }: Names,
  now: readonly RootName[],
): readonly Extract<Difference, { kind: 'service_name_changed' }>[] {
  return changedNames(serviceNames?.roots ?? [], now).map(({ from, to }) => ({
    kind: 'service_name_changed',
    tenantId: to.tenantId,
    from: from.name,
    to: to.name,
  }));
}

/** What the approvers are asked about from now on, where that is news. */
export function namesAgain({ serviceNames }: Names, now: readonly RootName[]): readonly Decided[] {
  if (serviceNames === null) return [];
  const latest: ServiceNames = { ...serviceNames, roots: latestNames(serviceNames.roots, now) };
  const isNews = JSON.stringify(latest) !== JSON.stringify(serviceNames);
  return isNews ? [{ type: 'service_names_decided', ...latest }] : [];
}

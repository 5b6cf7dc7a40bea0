/** Tenant service names (OCP: "Manage service name"), and what becomes of them in a failover. Pure. */
import { familyOf, listedAt } from './family.ts';
import { refOf } from './ocp-clusters.ts';
import type { Target } from './operation.ts';
import type { Precheck, Tenant, TenantRef } from './tenant.ts';

/** A letter, then letters, digits or underscores, 2 to 64 characters. */
const pattern = /^[A-Za-z][A-Za-z0-9_]{1,63}$/;

/** True for a name that OCP accepts as it stands; surrounding blanks make it false (OCP's own sample has one: trim first). */
export function isServiceName(text: string): boolean {
  return pattern.test(text);
}

/** OceanBase compares service names without case. */
export function isSameName(one: string | null, other: string | null): boolean {
  return one !== null && other !== null && one.toUpperCase() === other.toUpperCase();
}

/** keep: the name of the lost root. each: a new one for every tenant. none: clients must be repointed. */
export const nameDecisions = ['keep', 'each', 'none'] as const;
export type NameDecision = (typeof nameDecisions)[number];

/** The name by which clients reached the lost root of a target's family. Recorded with events: add, never rename. */
export interface RootName {
  /** The target's. */
  readonly tenantId: string;
  /** Null where OCP's list does not show the root: the name is then the one that OCP lists for the target itself. */
  readonly root: TenantRef | null;
  /** Null where OCP lists none. */
  readonly name: string | null;
  /** VALID or INVALID, as OCP says it. */
  readonly status: string | null;
}

/** The decision of a request, with the names that it was made about. */
export interface ServiceNames {
  readonly decision: NameDecision;
  readonly roots: readonly RootName[];
}

/** OCP's list is the only source, in the form as well as at the claim: another one could differ without any change. */
export function rootNamesOf(targets: readonly Target[], tenants: readonly Tenant[]): readonly RootName[] {
  return targets.map(({ tenant: { tenantId, ...place } }) => {
    const ref = { tenantId, ...place };
    const { root } = familyOf(ref, tenants);
    const shown = root.elsewhere === null ? root.tenant : null;
    const from = shown ?? listedAt(tenants, ref);
    return {
      tenantId,
      root: shown && refOf(shown),
      name: from?.serviceName?.trim() || null,
      status: from?.serviceNameStatus ?? null,
    };
  });
}

/** The names that have changed. A root that OCP does not show now says nothing about its name. */
export function changedNames(
  seen: readonly RootName[],
  now: readonly RootName[],
): readonly { readonly from: RootName; readonly to: RootName }[] {
  return now.flatMap((to) => {
    const from = seen.find(({ tenantId }) => tenantId === to.tenantId);
    const isUnread = from === undefined || (from.root !== null && to.root === null);
    return isUnread || from.name === to.name ? [] : [{ from, to }];
  });
}

/** What the approvers are shown from now on: every name as it was read last. */
export function latestNames(seen: readonly RootName[], now: readonly RootName[]): readonly RootName[] {
  return seen.map((one) => {
    const read = now.find(({ tenantId }) => tenantId === one.tenantId);
    return read === undefined || (one.root !== null && read.root === null) ? one : read;
  });
}

/** The code by which OCP warns that the clusters share no OBProxy. It also uses it for a failover that it blocks. */
const UNROUTED = 'OBE26107';

/** Whether OCP says that its routing does not follow the move: no text may then promise that clients do. */
export function isUnrouted({ items }: Pick<Precheck, 'items'>): boolean {
  return items.some(({ code, blocking }) => code === UNROUTED && !blocking);
}

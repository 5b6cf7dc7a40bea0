/** What every kind of operation declares. Pure: how it is read, called and shown is defined at the edges, also by kind. */
import type { ChoiceOf } from '../choices.ts';
import type { Misfit } from '../role-check.ts';
import type { TargetInspection } from '../inspection.ts';
import type { OperationKind, TargetOf } from '../operation.ts';
import type { Tenant, TenantRef } from '../tenant.ts';

export interface KindOf<Kind extends OperationKind> {
  /** The slash command that opens its form. */
  readonly command: `/${string}`;
  /** Block and action id of the select for its targets. No two kinds share one. */
  readonly field: string;
  /** The form of a choice's key: keys come back from clients. */
  readonly keyShape: RegExp;
  /** OCP's task names contain this word, whatever a later version adds around it. */
  readonly taskName: RegExp;
  /** The style of its approval. `primary` is for a planned operation that can be reversed. */
  readonly weight: 'primary' | 'danger';
  /** Whether its approvals take a one-time code where the rule requires codes. */
  readonly asksForCode: boolean;
  /**
   * Whether OCP's task makes the old primary a standby. If not, the operation can create a second primary: the whole
   * family counts, and the old primary's role proves nothing.
   */
  readonly demotes: boolean;
  /** Whether a choice includes the tenants above it, so that building one needs OCP's whole list. */
  readonly listsUpstreams: boolean;
  /** Whether a person may name the service of the new primary. */
  readonly namesService: boolean;
  /** What can be chosen, by OCP's list of tenants. */
  readonly choices: (tenants: readonly Tenant[]) => readonly ChoiceOf<Kind>[];
  /** The key of a target: it names the standby's OCP even where that is this one. */
  readonly keyOf: (target: TargetOf<Kind>) => string;
  /** See operation.ts for these. */
  readonly chosen: (target: TargetOf<Kind>) => readonly [TenantRef, ...TenantRef[]];
  readonly newPrimary: (target: TargetOf<Kind>) => TenantRef;
  readonly oldPrimary: (target: TargetOf<Kind>) => TenantRef | null;
  readonly newPrimaryOcp: (target: TargetOf<Kind>) => string | null;
  /** The tenants above the old primary, nearest first, whose rules and freezes count as well. */
  readonly upstreams: (target: TargetOf<Kind>) => readonly TenantRef[];
  /** Null where the operation names none. */
  readonly serviceName: (target: TargetOf<Kind>) => string | null;
  readonly withServiceName: (target: TargetOf<Kind>, name: string | null) => TargetOf<Kind>;
  /** Why the operation is not for these tenants as they were read; empty when it is. */
  readonly misfits: (target: TargetOf<Kind>, reading: TargetInspection) => readonly Misfit[];
  /** The target under current names. */
  readonly renamed: (target: TargetOf<Kind>, names: readonly TenantRef[]) => TargetOf<Kind>;
}

/** A role that OCP does not show is a wrong one. */
export function wrongRole(tenantId: string, role: string | null, needed: 'PRIMARY' | 'STANDBY'): readonly Misfit[] {
  return role === needed ? [] : [{ kind: 'wrong_role', tenantId, role, needed }];
}

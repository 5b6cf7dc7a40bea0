/** What every kind of operation says of itself. Pure: how it is read, called and shown stands at the edges, by kind as well. */
import type { ChoiceOf } from '../choices.ts';
import type { Misfit } from '../role-check.ts';
import type { TargetInspection } from '../inspection.ts';
import type { OperationKind, TargetOf } from '../operation.ts';
import type { Tenant, TenantRef } from '../tenant.ts';

export interface KindOf<Kind extends OperationKind> {
  /** The slash command that asks for it. */
  readonly command: `/${string}`;
  /** Block and action id of the select in which its targets are chosen. No two kinds share one. */
  readonly field: string;
  /** What the key of a choice looks like: keys come back from clients. */
  readonly keyShape: RegExp;
  /** OCP's names for its tasks hold the word, whatever a later version puts around it. */
  readonly taskName: RegExp;
  /** The look of its approval. `primary` is for what is planned and has a way back. */
  readonly weight: 'primary' | 'danger';
  /** Whether its approvals take a one-time code where the rule asks for codes. */
  readonly asksForCode: boolean;
  /**
   * Whether OCP's task makes the old primary a standby. Where it does not, a second primary may come of it: the whole family counts,
   * and the old primary's role proves nothing.
   */
  readonly demotes: boolean;
  /** Whether a choice tells what stands above it, so that all of OCP's list is needed to put one together. */
  readonly listsUpstreams: boolean;
  /** Whether a person may name the service of the new primary. */
  readonly namesService: boolean;
  /** What may be chosen, as far as OCP's list of tenants tells. */
  readonly choices: (tenants: readonly Tenant[]) => readonly ChoiceOf<Kind>[];
  /** The key of a target as far as it tells: it names the standby's OCP also where that is this one. */
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
  /** The target under the names of now. */
  readonly renamed: (target: TargetOf<Kind>, names: readonly TenantRef[]) => TargetOf<Kind>;
}

/** A role that OCP does not tell is not the right one. */
export function wrongRole(tenantId: string, role: string | null, needed: 'PRIMARY' | 'STANDBY'): readonly Misfit[] {
  return role === needed ? [] : [{ kind: 'wrong_role', tenantId, role, needed }];
}

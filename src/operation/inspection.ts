/** What the world looked like when it was read, and how two readings differ. */
import type { Target } from './operation.ts';
import type { Precheck, TenantRef, TenantRole } from './tenant.ts';

export interface TargetInspection {
  readonly tenantId: string;
  readonly role: TenantRole | null;
  readonly status: string | null;
  readonly primary: TenantRef | null;
  /** The primary's role and status as OCP last knew them; null when there is none or OCP could not say. */
  readonly primaryRole: TenantRole | null;
  readonly primaryStatus: string | null;
  /** For a switchover, the standby that is to become primary; null otherwise. */
  readonly standby: { readonly role: TenantRole | null; readonly status: string | null } | null;
  readonly precheck: Precheck;
  /** A task that OCP is already running on this tenant; null when there is none. */
  readonly runningTask: { readonly id: string; readonly name: string } | null;
}

export interface Inspection {
  /** Milliseconds since the epoch, our clock, when the reading was complete. */
  readonly at: number;
  readonly targets: readonly TargetInspection[];
}

/** A way in which the world, or the rule, is no longer what the approvers saw. */
export type Difference =
  | { readonly kind: 'role_changed'; readonly tenantId: string; readonly from: string; readonly to: string }
  | { readonly kind: 'primary_changed'; readonly tenantId: string; readonly from: string; readonly to: string }
  | { readonly kind: 'blocked'; readonly tenantId: string; readonly text: string }
  | { readonly kind: 'new_warning'; readonly tenantId: string; readonly text: string }
  | { readonly kind: 'task_running'; readonly tenantId: string; readonly text: string }
  | { readonly kind: 'policy_changed'; readonly from: string; readonly to: string }
  | { readonly kind: 'frozen'; readonly text: string }
  | { readonly kind: 'not_authorised'; readonly person: string; readonly why: string }
  | { readonly kind: 'start_window_passed' };

/** True when OCP's own words forbid the operation for any target. */
export function blocked(inspection: Inspection): boolean {
  return inspection.targets.some((target) => !target.precheck.passed);
}

/** The reasons OCP gives against the operation, as sent. */
export function blockers(inspection: Inspection): readonly { tenantId: string; text: string }[] {
  return inspection.targets.flatMap((target) => {
    if (target.precheck.passed) return [];
    const items = target.precheck.items.filter((item) => item.blocking);
    const texts = items.length > 0 ? items.map((item) => `${item.text} (${item.code})`) : ['OCP answered valid: false'];
    return texts.map((text) => ({ tenantId: target.tenantId, text }));
  });
}

/**
 * What changed between the reading that was approved and a later one, for each of the targets.
 * Figures inside a known finding may move; a finding that was not there, or now blocks, is a difference.
 */
export function differences(targets: readonly Target[], approved: Inspection, now: Inspection): readonly Difference[] {
  return targets.flatMap((target) => {
    const { tenant } = target;
    const standbyId = 'standby' in target ? target.standby.tenantId : tenant.tenantId;
    const before = approved.targets.find((one) => one.tenantId === tenant.tenantId);
    const after = now.targets.find((one) => one.tenantId === tenant.tenantId);
    if (!before || !after)
      return [{ kind: 'blocked', tenantId: tenant.tenantId, text: 'OCP did not tell about this tenant' }];
    return [...roleDifferences(before, after, standbyId), ...precheckDifferences(before, after)];
  });
}

function roleDifferences(before: TargetInspection, after: TargetInspection, standbyId: string): Difference[] {
  const found: Difference[] = [];
  const { tenantId } = after;
  if (before.role !== after.role)
    found.push({ kind: 'role_changed', tenantId, from: before.role ?? 'not told', to: after.role ?? 'not told' });
  if (before.primary?.tenantId !== after.primary?.tenantId || before.primary?.clusterId !== after.primary?.clusterId)
    found.push({ kind: 'primary_changed', tenantId, from: named(before.primary), to: named(after.primary) });
  if (before.standby?.role !== after.standby?.role)
    found.push({
      kind: 'role_changed',
      tenantId: standbyId,
      from: before.standby?.role ?? 'not told',
      to: after.standby?.role ?? 'not told',
    });
  if (after.runningTask && after.runningTask.id !== before.runningTask?.id)
    found.push({ kind: 'task_running', tenantId, text: `${after.runningTask.name} (task ${after.runningTask.id})` });
  return found;
}

function precheckDifferences(before: TargetInspection, after: TargetInspection): Difference[] {
  const { tenantId } = after;
  const blocks = blockers({ at: 0, targets: [after] }).map(
    ({ text }): Difference => ({ kind: 'blocked', tenantId, text }),
  );
  const seen = new Set(before.precheck.items.map(findingKey));
  const warnings = after.precheck.items
    .filter((item) => !item.blocking && !seen.has(findingKey(item)))
    .map((item): Difference => ({ kind: 'new_warning', tenantId, text: `${item.text} (${item.code})` }));
  return [...blocks, ...warnings];
}

/** Text carries figures that move (a lag in ms), so the same finding with other digits is the same finding. */
export function findingKey(item: { code: string; text: string; blocking: boolean }): string {
  return `${item.code}|${item.blocking}|${item.text.replace(/\d+/g, '#')}`;
}

function named(tenant: TenantRef | null): string {
  return tenant ? `${tenant.tenantName} on ${tenant.clusterName}` : 'none';
}

/** A reading of some targets put into an older reading of all of them. */
export function updated(known: Inspection | null, fresh: Inspection): Inspection {
  const others = (known?.targets ?? []).filter(
    ({ tenantId }) => !fresh.targets.some((one) => one.tenantId === tenantId),
  );
  return { at: fresh.at, targets: [...others, ...fresh.targets] };
}

/** What the world looked like when it was read, and how two readings differ. */
import type { Cause } from '../lib/cause.ts';
import type { FamilyMember } from './family.ts';
import type { Finding } from './family-findings.ts';
import { newPrimaryOf, type Target } from './operation.ts';
import type { OtherOcp, Precheck, PrecheckItem, TenantRef, TenantRole } from './tenant.ts';

export interface TargetInspection {
  readonly tenantId: string;
  readonly role: TenantRole | null;
  readonly status: string | null;
  readonly primary: TenantRef | null;
  /** The primary's role and status as OCP last knew them; null when there is none or OCP could not say. */
  readonly primaryRole: TenantRole | null;
  readonly primaryStatus: string | null;
  /** Another OCP manages the primary: its role and status are what this OCP's record of the standby says. */
  readonly primaryElsewhere?: OtherOcp;
  /** The tenant that the primary itself follows, where it was read and names one. */
  readonly upstream?: TenantRef;
  /** For a switchover, the standby that is to become primary; null otherwise. */
  readonly standby: StandbyInspection | null;
  readonly precheck: Precheck;
  /** A task that OCP is already running on this tenant; null when there is none. */
  readonly runningTask: { readonly id: string; readonly name: string } | null;
  /** The sides that were read here, as OCP names them now; missing in older records. */
  readonly names?: readonly TenantRef[];
  /** Ids of sides that OCP no longer has: nothing else of this target was read. Missing for none. */
  readonly gone?: readonly string[];
  /** Entries of OCP's task list that may be of this tenant and cannot be read (`id`: null: not even that); missing for none. */
  readonly unreadTasks?: readonly { readonly id: string | null; readonly why: Cause }[];
}

export interface StandbyInspection {
  readonly role: TenantRole | null;
  readonly status: string | null;
  /** The tenant it says it is a standby of; missing where it was not asked, null where it names none. */
  readonly primary?: TenantRef | null;
  /** Another OCP manages it: role and status are what this OCP's record of the primary says, nothing was read there. */
  readonly elsewhere?: OtherOcp;
}

export interface Inspection {
  /** Milliseconds since the epoch, our clock, when the reading was complete. */
  readonly at: number;
  readonly targets: readonly TargetInspection[];
}

/**
 * A way in which the world, or the rule, is no longer what the approvers saw: facts, put into words where they are read.
 * Recorded with events: add, never rename.
 */
export type Difference =
  /** Roles: null where OCP did not tell, for which older versions recorded `not told`. */
  | {
      readonly kind: 'role_changed';
      readonly tenantId: string;
      readonly from: string | null;
      readonly to: string | null;
      /** Of a pair: under another OCP its id may be that of somebody else here. Missing for all others. */
      readonly side?: 'standby';
    }
  /** A text: as older versions recorded it. */
  | {
      readonly kind: 'primary_changed';
      readonly tenantId: string;
      readonly from: TenantRef | string | null;
      readonly to: TenantRef | string | null;
    }
  /** `text`: OCP's; older versions recorded it with the code behind it. */
  | {
      readonly kind: 'blocked' | 'new_warning';
      readonly tenantId: string;
      readonly text: string;
      readonly code?: string;
    }
  /** OCP says no and gives no reason; OCP tells nothing of the tenant. */
  | { readonly kind: 'blocked_unexplained' | 'untold'; readonly tenantId: string }
  /** `text`: the task's name; older versions recorded it with the id behind it. */
  | { readonly kind: 'task_running'; readonly tenantId: string; readonly text: string; readonly taskId?: string }
  | { readonly kind: 'policy_changed'; readonly from: string; readonly to: string }
  /** The policy in force has no rule for this operation any more. */
  | { readonly kind: 'no_rule'; readonly from: string; readonly to: string }
  | Hold
  /** As older versions recorded a stop or a freeze. */
  | { readonly kind: 'frozen'; readonly text: string }
  | { readonly kind: 'not_authorised'; readonly person: string; readonly why: string }
  | { readonly kind: 'start_window_passed' }
  /** People of another organisation read the channel of the request, and its rule does not allow that. */
  | { readonly kind: 'channel_external' }
  /** The operation is not for a tenant of this role (null: OCP does not tell it), whatever was approved. */
  | {
      readonly kind: 'wrong_role';
      readonly tenantId: string;
      readonly role: string | null;
      readonly needed: 'PRIMARY' | 'STANDBY';
    }
  /** The standby of a pair, or the tenant of a failover, follows another one than the request names. */
  | { readonly kind: 'other_primary'; readonly tenantId: string; readonly primary: TenantRef }
  /** What the tenant's family says against it now, and the approvers have not seen. */
  | { readonly kind: 'family'; readonly tenantId: string; readonly finding: Finding }
  /** Another request moves a tenant of the same family. */
  | { readonly kind: 'family_held'; readonly request: string; readonly tenants: readonly TenantRef[] }
  /** A standby of the same family that could take over instead is fresher by so much, and the approvers have not seen that. */
  | {
      readonly kind: 'fresher_sibling';
      readonly tenantId: string;
      readonly sibling: FamilyMember;
      readonly behindMs: number;
    }
  /** A side of the operation is called something else now: other rules and freezes may count for it. */
  | { readonly kind: 'renamed'; readonly tenantId: string; readonly from: TenantRef; readonly to: TenantRef }
  /** OCP has no such tenant any more. */
  | { readonly kind: 'gone'; readonly tenantId: string }
  /** Nothing has changed, but the approvers agreed to something else since: their agreement to this is spent. */
  | { readonly kind: 'asked_between'; readonly about: 'remedy' | 'resend' };

/** Why an operation is refused for the moment, whoever asks. */
export type Hold =
  /**
   * By the policy's `stop_all`; with `by` and `at`, by the stop that this person typed first. `reason`: empty where none was
   * given. `over`: it has been resumed, and came between an approval and its call. Versions that know no typed stop show it as
   * they show the policy's.
   */
  | {
      readonly kind: 'stopped';
      readonly reason: string;
      readonly by?: string;
      readonly at?: number;
      readonly over?: true;
    }
  /** `until`: ms since the epoch; null when it follows itself without a gap. */
  | { readonly kind: 'freeze'; readonly name: string; readonly until: number | null };

/** True when OCP's own words forbid the operation for any target. */
export function blocked(inspection: Inspection): boolean {
  return inspection.targets.some((target) => !target.precheck.passed);
}

/** The findings with which OCP forbids the operation, as sent; null for a bare "no". */
export function blockers(precheck: Precheck): readonly (PrecheckItem | null)[] {
  if (precheck.passed) return [];
  const items = precheck.items.filter((item) => item.blocking);
  return items.length > 0 ? items : [null];
}

/**
 * What changed between the reading that was approved and a later one, for each of the targets.
 * Figures inside a known finding may move; a finding that was not there, or now blocks, is a difference.
 */
export function differences(targets: readonly Target[], approved: Inspection, now: Inspection): readonly Difference[] {
  return targets.flatMap((target) => {
    const { tenant } = target;
    const standbyId = newPrimaryOf(target).tenantId;
    const before = approved.targets.find((one) => one.tenantId === tenant.tenantId);
    const after = now.targets.find((one) => one.tenantId === tenant.tenantId);
    if (!before || !after) return [{ kind: 'untold', tenantId: tenant.tenantId }];
    const gone = after.gone ?? [];
    if (gone.length > 0) return gone.map((tenantId) => ({ kind: 'gone', tenantId }) as const);
    return [...roleDifferences(before, after, standbyId), ...precheckDifferences(before, after)];
  });
}

function roleDifferences(before: TargetInspection, after: TargetInspection, standbyId: string): Difference[] {
  const found: Difference[] = [];
  const { tenantId } = after;
  if (before.role !== after.role) found.push({ kind: 'role_changed', tenantId, from: before.role, to: after.role });
  if (before.primary?.tenantId !== after.primary?.tenantId || before.primary?.clusterId !== after.primary?.clusterId)
    found.push({ kind: 'primary_changed', tenantId, from: before.primary, to: after.primary });
  if (before.standby?.role !== after.standby?.role)
    found.push({
      kind: 'role_changed',
      tenantId: standbyId,
      from: before.standby?.role ?? null,
      to: after.standby?.role ?? null,
      side: 'standby',
    });
  if (after.runningTask && after.runningTask.id !== before.runningTask?.id)
    found.push({ kind: 'task_running', tenantId, text: after.runningTask.name, taskId: after.runningTask.id });
  return found;
}

function precheckDifferences(before: TargetInspection, after: TargetInspection): Difference[] {
  const { tenantId } = after;
  const blocks = blockers(after.precheck).map((item): Difference => {
    return item
      ? { kind: 'blocked', tenantId, text: item.text, code: item.code }
      : { kind: 'blocked_unexplained', tenantId };
  });
  const seen = new Set(before.precheck.items.map(findingKey));
  const warnings = after.precheck.items
    .filter((item) => !item.blocking && !seen.has(findingKey(item)))
    .map(({ text, code }): Difference => ({ kind: 'new_warning', tenantId, text, code }));
  return [...blocks, ...warnings];
}

/** Text carries figures that move (a lag in ms), so the same finding with other digits is the same finding. */
export function findingKey(item: { code: string; text: string; blocking: boolean }): string {
  return `${item.code}|${item.blocking}|${item.text.replace(/\d+/g, '#')}`;
}

/** A reading of some targets put into an older reading of all of them. */
export function updated(known: Inspection | null, fresh: Inspection): Inspection {
  const others = (known?.targets ?? []).filter(
    ({ tenantId }) => !fresh.targets.some((one) => one.tenantId === tenantId),
  );
  return { at: fresh.at, targets: [...others, ...fresh.targets] };
}

/** The world as it was read, and the differences between two readings. */
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
  /** The primary's role and status by OCP's last knowledge; null when there is no primary or OCP could not say. */
  readonly primaryRole: TenantRole | null;
  readonly primaryStatus: string | null;
  /** Another OCP manages the primary: its role and status come from this OCP's record of the standby. */
  readonly primaryElsewhere?: OtherOcp;
  /** The tenant that the primary itself follows, where it was read and names one. */
  readonly upstream?: TenantRef;
  /** For a switchover, the standby that becomes primary; null otherwise. */
  readonly standby: StandbyInspection | null;
  readonly precheck: Precheck;
  /** A task that OCP is already running on this tenant; null when there is none. */
  readonly runningTask: { readonly id: string; readonly name: string } | null;
  /** The sides that were read here, by their current names; missing in older records. */
  readonly names?: readonly TenantRef[];
  /** Ids of sides that OCP no longer has: nothing else was read of this target. Missing for none. */
  readonly gone?: readonly string[];
  /**
   * Unreadable entries of OCP's task list that may be of this tenant (`id` is null when even that is unreadable);
   * missing for none.
   */
  readonly unreadTasks?: readonly { readonly id: string | null; readonly why: Cause }[];
}

export interface StandbyInspection {
  readonly role: TenantRole | null;
  readonly status: string | null;
  /** The primary that the standby names; missing where it was not read, null where it names none. */
  readonly primary?: TenantRef | null;
  /** Another OCP manages it: role and status come from this OCP's record of the primary, the tenant itself was not read. */
  readonly elsewhere?: OtherOcp;
}

export interface Inspection {
  /** Milliseconds since the epoch, our clock, when the reading was complete. */
  readonly at: number;
  readonly targets: readonly TargetInspection[];
}

/**
 * How conditions, or the rule, differ from what the approvers saw. These are facts, worded where somebody reads them.
 * Recorded with events: add, never rename.
 */
export type Difference =
  /** Roles: null where OCP gave none, for which older versions recorded `not told`. */
  | {
      readonly kind: 'role_changed';
      readonly tenantId: string;
      readonly from: string | null;
      readonly to: string | null;
      /** Only for the standby of a pair: under another OCP its id may belong to a different tenant here. */
      readonly side?: 'standby';
    }
  /** A text, as recorded by older versions. */
  | {
      readonly kind: 'primary_changed';
      readonly tenantId: string;
      readonly from: TenantRef | string | null;
      readonly to: TenantRef | string | null;
    }
  /** `text`: OCP's words; older versions recorded it with the code after it. */
  | {
      readonly kind: 'blocked' | 'new_warning';
      readonly tenantId: string;
      readonly text: string;
      readonly code?: string;
    }
  /** OCP blocks without a reason; OCP shows nothing of the tenant. */
  | { readonly kind: 'blocked_unexplained' | 'untold'; readonly tenantId: string }
  /** `text`: the task's name; older versions recorded it with the id after it. */
  | { readonly kind: 'task_running'; readonly tenantId: string; readonly text: string; readonly taskId?: string }
  | { readonly kind: 'policy_changed'; readonly from: string; readonly to: string }
  /** The policy in force no longer has a rule for this operation. */
  | { readonly kind: 'no_rule'; readonly from: string; readonly to: string }
  | Hold
  /** A stop or a freeze, as recorded by older versions. */
  | { readonly kind: 'frozen'; readonly text: string }
  | { readonly kind: 'not_authorised'; readonly person: string; readonly why: string }
  | { readonly kind: 'start_window_passed' }
  /** People of another organisation can read the channel of the request, and its rule does not allow that. */
  | { readonly kind: 'channel_external' }
  /** The operation is not for a tenant of this role (null: OCP does not show it), whatever was approved. */
  | {
      readonly kind: 'wrong_role';
      readonly tenantId: string;
      readonly role: string | null;
      readonly needed: 'PRIMARY' | 'STANDBY';
    }
  /** The standby of a pair, or the tenant of a failover, follows a different primary than the request names. */
  | { readonly kind: 'other_primary'; readonly tenantId: string; readonly primary: TenantRef }
  /** An objection from the tenant's family that the approvers have not seen. */
  | { readonly kind: 'family'; readonly tenantId: string; readonly finding: Finding }
  /** Another request is moving a tenant of the same family. */
  | { readonly kind: 'family_held'; readonly request: string; readonly tenants: readonly TenantRef[] }
  /** A standby of the same family that could take over instead is fresher by so much, and the approvers have not seen that. */
  | {
      readonly kind: 'fresher_sibling';
      readonly tenantId: string;
      readonly sibling: FamilyMember;
      readonly behindMs: number;
    }
  /** A side of the operation has a new name: other rules and freezes may apply to it. */
  | { readonly kind: 'renamed'; readonly tenantId: string; readonly from: TenantRef; readonly to: TenantRef }
  /** OCP no longer has the tenant. */
  | { readonly kind: 'gone'; readonly tenantId: string }
  /** Nothing has changed, but the approvers decided another question since: this one needs a new approval. */
  | { readonly kind: 'asked_between'; readonly about: 'remedy' | 'resend' };

/** What is about one tenant of the operation alone. A new name may bring another rule, which is about the whole request. */
export type TargetDifference = Exclude<
  Extract<Difference, { readonly tenantId: string }>,
  { readonly kind: 'renamed' }
>;

export function isOfTarget(difference: Difference): difference is TargetDifference {
  return 'tenantId' in difference && difference.kind !== 'renamed';
}

/** Why an operation is refused for the moment, whoever asks. */
export type Hold =
  /**
   * By the policy's `stop_all`; with `by` and `at`, by the stop that this person typed first. `reason`: empty where
   * none was given. `over`: it has been resumed, and came between an approval and its call. Versions that do not know
   * the typed stop show it like the policy's.
   */
  | {
      readonly kind: 'stopped';
      readonly reason: string;
      readonly by?: string;
      readonly at?: number;
      readonly over?: true;
    }
  /** `until`: ms since the epoch; null when the freeze repeats without a gap. */
  | { readonly kind: 'freeze'; readonly name: string; readonly until: number | null };

/** True when OCP's precheck blocks the operation for any target. */
export function blocked(inspection: Inspection): boolean {
  return inspection.targets.some((target) => !target.precheck.passed);
}

/** The blocking findings of OCP's precheck, unchanged; null for a refusal without one. */
export function blockers(precheck: Precheck): readonly (PrecheckItem | null)[] {
  if (precheck.passed) return [];
  const items = precheck.items.filter((item) => item.blocking);
  return items.length > 0 ? items : [null];
}

/**
 * What changed between the approved reading and a later one, for each of the targets. Figures inside a known finding
 * may change; a new finding, or one that now blocks, is a difference.
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

/** Text contains changing figures (a lag in ms), so the same finding with other digits is the same finding. */
export function findingKey(item: { code: string; text: string; blocking: boolean }): string {
  return `${item.code}|${item.blocking}|${item.text.replace(/\d+/g, '#')}`;
}

/** Merges a reading of some targets into an older reading of all of them. */
export function updated(known: Inspection | null, fresh: Inspection): Inspection {
  const others = (known?.targets ?? []).filter(
    ({ tenantId }) => !fresh.targets.some((one) => one.tenantId === tenantId),
  );
  return { at: fresh.at, targets: [...others, ...fresh.targets] };
}

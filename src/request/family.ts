/**
 * What a request means for replication families: what it may make primary, and for how long no other request may move
 * them. Pure.
 */
import type { Difference } from '../operation/inspection.ts';
import { type FamilyMember, memberKey } from '../operation/family.ts';
import { type Finding, isRefusing, type Promotion, type PromotionStage } from '../operation/family-findings.ts';
import type { OtherOcp, TenantRef } from '../operation/tenant.ts';
import { newPrimaryOf, sidesOf, type Target } from '../operation/operation.ts';
import { sameTenant } from '../operation/ocp-clusters.ts';
import type { Refusal } from './commands.ts';
import type { RequestEvent, RoleRead } from './events.ts';
import { READ_AFTER_END_MS, wantedReading } from './roles.ts';
import { type Call, type FollowedTask, type RequestState, type RolesReading, unnamedTasks } from './state.ts';

/** The families of a request's targets as they were read. */
export interface FamilyReading {
  /** Every known tenant of them. */
  readonly members: readonly FamilyMember[];
  readonly findings: readonly Finding[];
}

/** A request that moves tenants, and those that it would make primaries. */
export interface FamilyHolder {
  readonly request: string;
  readonly tenants: readonly TenantRef[];
}

/** A reading together with the open request that is already moving one of these tenants; null for none. */
export interface FamilyFacts extends FamilyReading {
  /** Ids of all requests that ever moved one of these tenants, as known to the reading. */
  readonly read: readonly string[];
  /** The current names of the sides that OCP shows. */
  readonly names: readonly TenantRef[];
  readonly heldBy: FamilyHolder | null;
}

export type FamilyDifference = Extract<Difference, { kind: 'family' | 'family_held' }>;

/**
 * True where an older version, which does not know families, would do harm by continuing the request: there is
 * something that the approvers must see, or another tenant in the family.
 */
export function isFamilyMatter(targets: readonly Target[], { members, findings }: FamilyReading): boolean {
  const sides = targets.flatMap((target) => sidesOf(target));
  return findings.length > 0 || members.some((ref) => !sides.some((side) => sameTenant(side, ref)));
}

/**
 * Why an approved request may not be sent now: findings that refuse it, findings that the approvers have not seen, and
 * a request that holds the family.
 */
export function familyDifferences(
  seen: FamilyReading | null,
  { findings, heldBy }: Pick<FamilyFacts, 'findings' | 'heldBy'>,
): readonly FamilyDifference[] {
  const known = new Set((seen?.findings ?? []).map(keyOf));
  const found = findings.filter((finding) => isRefusing(finding) || !known.has(keyOf(finding)));
  return [
    ...found.map((finding): FamilyDifference => ({ kind: 'family', tenantId: finding.tenantId, finding })),
    ...(heldBy === null ? [] : [{ kind: 'family_held', ...heldBy } as const]),
  ];
}

/**
 * In place of a reading that did not come in time: versions that do not know families leave the request alone, and the
 * first reading follows.
 */
export function unreadFamily(targets: readonly Target[]): FamilyReading {
  const findings = targets.map(({ tenant }) => ({ kind: 'unread', tenantId: tenant.tenantId }) as const);
  return { members: targets.flatMap(sidesOf), findings };
}

/**
 * Shows a reading to the approvers if it is new and the families are more than the targets' own sides. `isNews`: show
 * it in any case, because the question itself mentions it.
 */
export function noted(
  targets: readonly Target[],
  seen: FamilyReading | null,
  { members, findings }: FamilyReading,
  isNews = false,
): readonly Extract<RequestEvent, { type: 'family_noted' }>[] {
  const now = { members, findings };
  if (isNews) return [{ type: 'family_noted', ...now }];
  if (seen === null && !isFamilyMatter(targets, now)) return [];
  return seen !== null && sameReading(seen, now) ? [] : [{ type: 'family_noted', ...now }];
}

function sameReading(one: FamilyReading, other: FamilyReading): boolean {
  const keys = ({ members, findings }: FamilyReading) =>
    JSON.stringify([members.map(memberKey).toSorted(), findings.map(keyOf).toSorted()]);
  return keys(one) === keys(other);
}

/** Why a request for these may not be made, approved or proposed again now; null where nothing is known against it. */
export function familyRefusal(differences: readonly FamilyDifference[]): Refusal | null {
  if (differences.length === 0) return null;
  const code = differences.some(({ kind }) => kind === 'family') ? 'family_refused' : 'family_held';
  return { code, family: differences };
}

/** Only differences that refuse, not those that the approvers weigh. */
export function refusingDifferences({
  findings,
  heldBy,
}: Pick<FamilyFacts, 'findings' | 'heldBy'>): readonly FamilyDifference[] {
  return familyDifferences(null, { findings: findings.filter(isRefusing), heldBy });
}

/** Identifies a finding, however far the move that it mentions has come since. */
function keyOf(finding: Finding): string {
  const { kind, tenantId } = finding;
  if (!('by' in finding) || typeof finding.by === 'string' || !('stage' in finding.by)) return JSON.stringify(finding);
  return `${kind} ${tenantId} ${finding.by.request} ${finding.by.tenant.tenantId}`;
}

export function speaksOfFamily(differences: readonly Difference[]): boolean {
  return differences.some(({ kind }) => kind === 'family' || kind === 'family_held');
}

/** The moves of a request that were sent, as far as they made or may make tenants primaries. */
export function promotionsOf(state: RequestState, now: number): readonly Promotion[] {
  const isUnwatched = state.endedAt !== null && now - state.endedAt > READ_AFTER_END_MS;
  return state.calls.flatMap((call, index) => {
    if (!mayHaveLeft(call)) return [];
    const targets: readonly Target[] = call.targets;
    return targets.flatMap((target): readonly Promotion[] => {
      const followed = taskOf(call, target);
      const read = settledRead(state, index, target);
      const known = stageOf(state, call, followed, read);
      if (known === null) return [];
      // Its roles are no longer read, for example of a request that an older version closed.
      const stage = known !== 'primary' && read === null && isUnwatched ? 'closed' : known;
      const task = followed && { id: followed.task.id, name: followed.task.name };
      return [{ request: state.id, ...sidesBefore(state, target), stage, task }];
    });
  });
}

/** The tenant that should become primary, and those above; each with the OCP that manages it, as it was read. */
function sidesBefore(state: RequestState, target: Target): Pick<Promotion, 'tenant' | 'lost'> {
  const reading = state.inspection?.targets.find(({ tenantId }) => tenantId === target.tenant.tenantId);
  const under = (ref: TenantRef, ocp: OtherOcp | undefined): FamilyMember => (ocp ? { ...ref, ocp: ocp.id } : ref);
  const tenant = newPrimaryOf(target);
  const above = sidesOf(target).filter((side) => side !== tenant);
  return {
    tenant: under(tenant, reading?.standby?.elsewhere),
    lost: above.map((ref, at) => under(ref, at === 0 ? reading?.primaryElsewhere : undefined)),
  };
}

/** Null where it can have had no effect. `read`: its role since then, late enough to rely on; null while it was not read. */
function stageOf(
  { phase }: RequestState,
  call: Call,
  followed: FollowedTask | null,
  read: RoleRead | null,
): PromotionStage | null {
  if (followed?.stage === 'succeeded' || read?.role === 'PRIMARY') return 'primary';
  if (followed === null && call.status === 'refused') return null;
  // People closed it, and a minute later it was a standby or no longer in OCP.
  if (phase === 'ended' && (read?.role === 'STANDBY' || read?.gone === true)) return 'closed';
  switch (followed?.stage) {
    case undefined:
      // OCP may name one tenant's task before another's, or not say whose it is.
      if (unnamedTasks(call).length > 0) return 'underway';
      return call.tasks.length > 0 && read !== null ? 'closed' : 'unknown';
    case 'rolled_back':
      return 'closed';
    case 'failed':
    case 'unclear':
      return 'failed';
    case 'running':
    case 'proving':
    case 'doubted':
      return 'underway';
  }
}

/**
 * True while the request may be changing tenants, or may have left them half changed: no other request may move their
 * families. A lost call holds them, and so does a failed task, until it was rolled back or people closed the request,
 * and the roles were read.
 */
export function holdsFamilies(state: RequestState): boolean {
  return state.calls.some((call, index) => {
    if (!mayHaveLeft(call) || call.status === 'refused') return false;
    const targets: readonly Target[] = call.targets;
    return targets.some((target) => !isOver(state, call, index, target));
  });
}

function isOver(state: RequestState, call: Call, index: number, target: Target): boolean {
  const followed = taskOf(call, target);
  if (followed?.stage === 'succeeded') return true;
  const reading = readingOf(state, index, target);
  // A rolled-back task cannot continue.
  if (followed?.stage === 'rolled_back') return reading !== null;
  // If OCP named no task for a tenant, its task may appear late, or be one without a tenant.
  const isDone = followed === null && call.status === 'accepted' && unnamedTasks(call).length === 0;
  // Only people can close everything else.
  return (isDone || state.phase === 'ended') && reading?.settled === true;
}

function readingOf(state: RequestState, index: number, { tenant }: Target): RolesReading | null {
  return wantedReading(state, index, tenant.tenantId)?.reading ?? null;
}

/** The reading of the tenant that should become primary, late enough to rely on; null while there is none. */
function settledRead(state: RequestState, index: number, target: Target): RoleRead | null {
  const reading = readingOf(state, index, target);
  const { tenantId } = newPrimaryOf(target);
  return reading?.settled === true ? (reading.roles.find((one) => one.tenantId === tenantId) ?? null) : null;
}

/** At least one send of it is not known to have failed before it was sent. */
function mayHaveLeft({ attempt, unsent }: Call): boolean {
  return attempt > unsent;
}

function taskOf({ tasks }: Call, { tenant }: Target): FollowedTask | null {
  return tasks.find(({ task }) => task.tenantId === tenant.tenantId) ?? null;
}

/**
 * Which roles are read while nothing is verified, and until when. OCP refreshes its record of a tenant about once a
 * minute, so a role read soon after a change may be the old one. Pure; only this file decides which reads are due.
 */
import type { Target } from '../operation/operation.ts';
import { whyUnclear } from '../task/result.ts';
import type { RoleRead } from './events.ts';
import { type Call, type FollowedTask, isUnseen, type RequestState, type RolesReading, unnamedTasks } from './state.ts';

/**
 * OCP refreshes its data about a tenant about once a minute, so an old role soon after a task means nothing. After
 * three minutes without the new role it does.
 */
export const ROLE_PATIENCE_MS = 180_000;

/** How old OCP's record of a role may be. */
export const RECORD_AGE_MS = 60_000;

/** How long after the end a reading without an answer from OCP is retried; longer where the request holds its families. */
export const READ_AFTER_END_MS = 600_000;

export interface WantedReading {
  readonly call: number;
  readonly target: Target;
  /** When anything that may have changed the roles last changed, our clock. */
  readonly changedAt: number;
  /** The last reading since then; null when there was none. */
  readonly reading: RolesReading | null;
}

/**
 * Every target whose roles are reported from OCP's record: the task failed, was rolled back, is unclear or missing; the
 * call is lost, or its task cannot be searched for; OCP named no task; the success is in doubt; the request was closed
 * with work in progress. Not those that a task is changing, nor those whose success is being verified. Nothing is read
 * after a plain refusal.
 */
export function wantedReadings(state: RequestState): readonly WantedReading[] {
  return state.calls.flatMap((call, index) =>
    targetsOf(call).flatMap((target): readonly WantedReading[] => {
      const { tenantId } = target.tenant;
      const followed = call.tasks.find(({ task }) => task.tenantId === tenantId) ?? null;
      const changedAt = lastChange(state, call, followed);
      if (changedAt === null) return [];
      const reading = state.readings.find((one) => one.call === index && one.tenantId === tenantId) ?? null;
      return [{ call: index, target, changedAt, reading }];
    }),
  );
}

/** Readings that are due now, for the first time or again. */
export function dueReadings(state: RequestState): readonly WantedReading[] {
  return wantedReadings(state).filter(({ reading }) => reading?.settled !== true);
}

/**
 * Readings that are open at all: where only the roles can verify a success, they continue after the record was fresh
 * enough for a report.
 */
export function openReadings(state: RequestState): readonly WantedReading[] {
  return wantedReadings(state).filter(({ call, target, reading }) => {
    const followed = state.calls[call]?.tasks.find(({ task }) => task.tenantId === target.tenant.tenantId);
    return reading?.settled !== true || (state.phase !== 'ended' && followed !== undefined && isBare(followed));
  });
}

/** OCP calls the task SUCCESSFUL and shows no subtasks of it: only the roles can verify it, and nothing contradicts it. */
export function isBare(followed: FollowedTask): boolean {
  return followed.stage === 'unclear' && !isUnseen(followed) && whyUnclear(followed.task) === 'no_steps';
}

/** The wanted reading of a call's tenant; null when none is wanted. */
export function wantedReading(state: RequestState, call: number, tenantId: string): WantedReading | null {
  return wantedReadings(state).find((one) => one.call === call && one.target.tenant.tenantId === tenantId) ?? null;
}

/**
 * A reading to be recorded; null when it adds nothing to the last one. `waitedMs`: for how long the reader has seen no
 * change, by a monotonic clock. A new leader starts waiting anew.
 */
export function news(
  wanted: WantedReading,
  read: Omit<RolesReading, 'settled'>,
  { waitedMs, isEnded }: { readonly waitedMs: number; readonly isEnded: boolean },
): RolesReading | null {
  const { reading } = wanted;
  // After the end, OCP's statement that it shows no such tenant is final: the tenant may have left OCP for good.
  const isShown = isEnded || read.roles.some(({ role }) => role !== null);
  const settled = reading?.settled === true || (waitedMs >= RECORD_AGE_MS && isShown);
  const isOld = reading !== null && reading.settled === settled && sameRoles(reading.roles, read.roles);
  return isOld ? null : { ...read, settled };
}

export function sameRoles(some: readonly RoleRead[], others: readonly RoleRead[]): boolean {
  return (
    some.length === others.length &&
    some.every(({ tenantId, role }, at) => others[at]?.tenantId === tenantId && others[at].role === role)
  );
}

/**
 * A remedy may have changed something that its task does not show yet, and after the end nobody watches the task: both
 * count like a change of it.
 */
function lastChange(state: RequestState, call: Call, followed: FollowedTask | null): number | null {
  const closedAt = state.phase === 'ended' ? state.endedAt : null;
  const changedAt = changeOf(call, followed, closedAt);
  if (changedAt === null) return null;
  const ofItsTask = state.remedies.filter(
    (sent) => state.calls[sent.call] === call && (followed === null || followed.task.id === sent.taskId),
  );
  const unnamed = followed === null ? unnamedTasks(call).map((one) => one.changedAt) : [];
  return Math.max(changedAt, ...unnamed, ...ofItsTask.map(({ at }) => at), closedAt ?? changedAt);
}

function changeOf(call: Call, followed: FollowedTask | null, closedAt: number | null): number | null {
  switch (call.status) {
    case 'waiting':
    case 'refused':
    case 'stopped':
      return null;
    case 'claimed':
      return closedAt;
    case 'unknown':
      return call.hidden === null ? closedAt : call.claimedAt;
    case 'lost':
      return call.claimedAt;
    case 'accepted':
      return followed === null ? call.answeredAt : ofTask(followed, closedAt);
  }
}

function ofTask({ stage, changedAt }: FollowedTask, closedAt: number | null): number | null {
  switch (stage) {
    case 'failed':
    case 'unclear':
    case 'rolled_back':
    case 'doubted':
      return changedAt;
    case 'running':
    case 'proving':
      return closedAt;
    case 'succeeded':
      return null;
  }
}

function targetsOf(call: Pick<Call, 'targets'>): readonly Target[] {
  return call.targets;
}

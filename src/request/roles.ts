/**
 * What is read of the tenants' roles where nothing proves anything, and until when. OCP refreshes its record of a tenant about
 * once a minute: a role read sooner after a change may be the one from before. Pure; what is due is worked out here alone.
 */
import type { Target } from '../operation/operation.ts';
import { whyUnclear } from '../task/verdict.ts';
import type { RoleRead } from './events.ts';
import { type Call, type FollowedTask, isUnseen, type RequestState, type RolesReading, unnamedTasks } from './state.ts';

/**
 * OCP refreshes what it knows of a tenant about once a minute, so an old role soon after a task is no news.
 * Three of those minutes without the new role is.
 */
export const ROLE_PATIENCE_MS = 180_000;

/** How old OCP's record of a role may be. */
export const RECORD_AGE_MS = 60_000;

/** For so long after the end, a reading that OCP did not answer is tried again; longer where the request holds its families. */
export const READ_AFTER_END_MS = 600_000;

export interface WantedReading {
  readonly call: number;
  readonly target: Target;
  /** When what may have changed the roles was last seen to change, our clock. */
  readonly changedAt: number;
  /** The last one since then; null when there was none. */
  readonly reading: RolesReading | null;
}

/**
 * Every target whose roles are reported as OCP's record shows them: the task failed, was rolled back, is unclear or missing; the
 * call is lost, or its task cannot be searched for; OCP named no task; the success is in doubt; the request was closed while something was under way. Not the ones
 * that a task is changing, nor those whose success is being proven. Nothing is read after a plain refusal.
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

/** Those that are to be read now, or again. */
export function dueReadings(state: RequestState): readonly WantedReading[] {
  return wantedReadings(state).filter(({ reading }) => reading?.settled !== true);
}

/** Those that are read at all: where only the roles can prove a success, reading goes on after the record was fresh enough for a report. */
export function openReadings(state: RequestState): readonly WantedReading[] {
  return wantedReadings(state).filter(({ call, target, reading }) => {
    const followed = state.calls[call]?.tasks.find(({ task }) => task.tenantId === target.tenant.tenantId);
    return reading?.settled !== true || (state.phase !== 'ended' && followed !== undefined && isBare(followed));
  });
}

/** OCP calls the task SUCCESSFUL and shows no subtasks of it: the roles alone can prove it, and there is nothing against it. */
export function isBare(followed: FollowedTask): boolean {
  return followed.stage === 'unclear' && !isUnseen(followed) && whyUnclear(followed.task) === 'no_steps';
}

/** The wanted reading of a call's tenant; null when none is wanted. */
export function wantedReading(state: RequestState, call: number, tenantId: string): WantedReading | null {
  return wantedReadings(state).find((one) => one.call === call && one.target.tenant.tenantId === tenantId) ?? null;
}

/**
 * A reading as it is put on record; null when it says nothing that the last one did not. `waitedMs`: for how long the one that
 * reads has seen no change, by the clock that nobody sets. Another one that takes over waits anew.
 */
export function news(
  wanted: WantedReading,
  read: Omit<RolesReading, 'settled'>,
  { waitedMs, isEnded }: { readonly waitedMs: number; readonly isEnded: boolean },
): RolesReading | null {
  const { reading } = wanted;
  // After the end OCP's word that it shows no such tenant is the last one: it may have left OCP for good.
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

/** A remedy may have moved what its task does not show yet, and after the end nobody sees the task move: both count like a change of it. */
function lastChange(state: RequestState, call: Call, followed: FollowedTask | null): number | null {
  const closedAt = state.phase === 'ended' ? state.endedAt : null;
  const changedAt = changeOf(call, followed, closedAt);
  if (changedAt === null) return null;
  const { remedy } = state;
  const isOfCall = remedy !== null && state.calls[remedy.call] === call;
  const isItsTask = isOfCall && (followed === null || followed.task.id === remedy.taskId);
  const unnamed = followed === null ? unnamedTasks(call).map((one) => one.changedAt) : [];
  return Math.max(changedAt, ...unnamed, ...(isItsTask ? [remedy.at] : []), closedAt ?? changedAt);
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

/** What the engine read in OCP, and what it means for the request. */
import type { Cause } from '../../lib/cause.ts';
import { misfits } from '../../operation/role-check.ts';
import { isRefusing } from '../../operation/family-findings.ts';
import { blocked } from '../../operation/inspection.ts';
import { type ProvenRole, provenRoles } from '../../operation/operation.ts';
import { changes } from '../../task/diff.ts';
import type { Task } from '../../task/task.ts';
import type { Command } from '../commands.ts';
import { outdated } from './remedy.ts';
import { type Decision, happened, refused } from './decision.ts';
import { firstNoted } from './candidates.ts';
import { noted } from '../family.ts';
import { settled } from './completion.ts';
import type { RequestEvent, RoleRead } from '../events.ts';
import { isBare, news, ROLE_PATIENCE_MS, wantedReading } from '../roles.ts';
import { elsewhereOf, isUnseen, type RequestState, targetOf, type TaskStage } from '../state.ts';

type Of<T extends Command['type']> = Extract<Command, { type: T }>;

/** For this long after a change of a task, OCP's statement that it does not know the task is ignored. */
export const MISSING_AFTER_MS = 30_000;

/** For this long OCP may refuse or fail to show a task before people have to decide. */
export const HIDDEN_AFTER_MS = 180_000;

const PROVABLE: readonly TaskStage[] = ['proving', 'doubted'];

/** Times that differ by less than this count as the same. */
const UNTIL_MS = 2_000;

/**
 * The first reading. A request that OCP's precheck blocks, or that does not fit the tenants' roles, never reaches the
 * approvers.
 */
export function inspect(state: RequestState, { inspection, family, candidates = [] }: Of<'inspect'>): Decision {
  if (state.phase !== 'checking') return refused('not_now');
  const { targets } = state.operation;
  const { field, events } = firstNoted(candidates);
  const read = [
    { type: 'inspected', inspection, ...field } as const,
    ...noted(targets, state.family, family),
    ...events,
  ];
  if (misfits(targets, inspection).length > 0) return happened(...read, { type: 'ended', outcome: 'unfit' });
  if (blocked(inspection)) return happened(...read, { type: 'ended', outcome: 'refused' });
  return family.findings.some(isRefusing) ? happened(...read, { type: 'ended', outcome: 'unfit' }) : happened(...read);
}

/** A task in its current state. Nothing is recorded when nothing changed. */
export function observe(state: RequestState, command: Of<'observe'>): Decision {
  const { call, task, log } = command;
  const known = state.calls[call]?.tasks.find((followed) => followed.task.id === task.id);
  if (!known) return refused('not_now');
  const steps = changes(known.task, task);
  // That OCP shows a task again is recorded even without a change.
  if (steps.length === 0 && sameHead(known.task, task) && !isUnseen(known)) return refused('not_now');
  const changed = { type: 'task_changed', call, task, changes: steps, log } as const;
  // Somebody acted in OCP's own console meanwhile, so the proposal no longer fits.
  const { proposal } = state;
  const closing = proposal?.kind === 'remedy' && proposal.taskId === task.id ? outdated(proposal, task) : null;
  return happened(...settled(state, changed, ...(closing ? [closing] : [])));
}

function sameHead(a: Task, b: Task): boolean {
  return a.status === b.status && a.operation === b.operation && a.prohibitRollback === b.prohibitRollback;
}

/**
 * OCP says that it knows no such task. Soon after a change of the task this means nothing, because responses can
 * overtake each other.
 */
export function missTask(state: RequestState, { call, taskId }: Of<'miss_task'>, now: number): Decision {
  const known = state.calls[call]?.tasks.find(({ task }) => task.id === taskId);
  if (!known || isUnseen(known) || now - known.changedAt < MISSING_AFTER_MS) return refused('not_now');
  return happened({ type: 'task_missing', call, taskId }, ...withoutRemedy(state, taskId));
}

/** OCP has refused or failed to show a task for so long that people have to look. The reads go on. */
export function hideTask(state: RequestState, { call, taskId, code, why, unseenMs }: Of<'hide_task'>): Decision {
  const known = state.calls[call]?.tasks.find(({ task }) => task.id === taskId);
  if (!known || isUnseen(known) || unseenMs < HIDDEN_AFTER_MS) return refused('not_now');
  return happened({ type: 'task_hidden', call, taskId, code, why }, ...withoutRemedy(state, taskId));
}

/** The same for the list that would hold the task of a call whose outcome is unknown. */
export function hideCall(state: RequestState, { call, code, why, unseenMs }: Of<'hide_call'>): Decision {
  const sought = state.calls[call];
  if (sought?.status !== 'unknown' || sought.hidden !== null || unseenMs < HIDDEN_AFTER_MS) return refused('not_now');
  return happened({ type: 'call_hidden', call, code, why });
}

/** A proposal for a task that nobody can see any more cannot be decided. */
function withoutRemedy({ proposal }: RequestState, taskId: string): readonly RequestEvent[] {
  const isAbout = proposal?.kind === 'remedy' && proposal.taskId === taskId;
  return isAbout ? [{ type: 'proposal_closed', why: 'overtaken', by: null }] : [];
}

/**
 * The roles read back. After the task's own success, the expected roles verify it; otherwise the roles are recorded as
 * they are, also after the end.
 */
export function readRoles(state: RequestState, command: Of<'read_roles'>, now: number): Decision {
  const { call, tenantId, roles, readAt, waitedMs } = command;
  const known = state.calls[call]?.tasks.find(({ task }) => task.tenantId === tenantId);
  const target = targetOf(state, tenantId);
  if (!target) return refused('not_now');
  const read = { call, tenantId, roles, readAt };
  if (known && state.phase !== 'ended' && (PROVABLE.includes(known.stage) || isBare(known))) {
    const whole = provenRoles(target, elsewhereOf(state, target) !== null).every((needed) =>
      roles.some((one) => proves(one, needed)),
    );
    if (whole) return happened(...settled(state, { type: 'role_proven', ...read }));
    // The clock of the replica that saw the task end may differ from this one's.
    const waited = known.stage === 'proving' && Math.max(now - (known.provenAt ?? now), waitedMs);
    if (waited !== false && waited > ROLE_PATIENCE_MS) return happened({ type: 'role_doubted', ...read });
  }
  const wanted = wantedReading(state, call, tenantId);
  // The reader has not waited for a change that came since.
  const isOfNow = command.changedAt === wanted?.changedAt;
  const found = wanted && news(wanted, read, { waitedMs: isOfNow ? waitedMs : 0, isEnded: state.phase === 'ended' });
  return found ? happened(...settled(state, { type: 'roles_read', ...found })) : refused('not_now');
}

/** A tenant that cannot be read here verifies nothing and is not waited for; a contradiction in this OCP's record counts. */
function proves(read: RoleRead, { tenant, role, elsewhere }: ProvenRole): boolean {
  if (read.tenantId !== tenant.tenantId || (read.elsewhere ?? false) !== elsewhere) return false;
  return read.role === role || (elsewhere && read.role === null);
}

/** What blocks the request, reported once per cause, and again when it turns out to last longer. */
export function holdUp({ heldUp }: RequestState, { code, why }: Of<'hold_up'>): Decision {
  const isKnown = heldUp?.code === code && untilOf(why) <= untilOf(heldUp.why) + UNTIL_MS;
  return isKnown ? refused('not_now') : happened({ type: 'held_up', code, why });
}

/** When OCP is tried again; 0 where that is unknown. */
function untilOf(why: Cause): number {
  return why.kind === 'ocp_log_on_rejected' ? (why.until ?? 0) : 0;
}

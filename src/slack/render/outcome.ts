/** What is true at the end of a request and what people must do now: for the card's last state and the thread's last line. */
import type { FailoverTarget } from '../../operation/operation.ts';
import type { Call, FollowedTask, RequestState } from '../../request/state.ts';
import { progress } from '../../task/progress.ts';
import type { Task } from '../../task/task.ts';
import { skipped } from '../../task/verdict.ts';
import { words } from '../words/words.ts';
import { safe } from './escape.ts';
import { listed, targetNames, tenantById, tenantName } from './names.ts';

/** One or more sentences: what holds in the world now, as far as it is known. */
export function truthLines(state: RequestState): readonly string[] {
  const { truth } = words.card;
  const tenants = targetNames(state.operation.targets);
  switch (state.outcome) {
    case null:
      return [];
    case 'succeeded':
      return [truth.succeeded(tenants)];
    case 'rolled_back':
      return [truth.rolled_back(tenants)];
    case 'refused':
      return refusals(state);
    case 'rejected':
    case 'withdrawn':
    case 'expired':
      return [truth.notSent];
    case 'abandoned':
      return [
        state.calls.some(({ tasks }) => tasks.length > 0) ? truth.abandonedTask : truth.abandonedLost,
        ...failures(state),
      ];
    case 'mixed':
      return [truth.mixed];
  }
}

function refusals(state: RequestState): readonly string[] {
  const { truth } = words.card;
  const refused = state.calls.flatMap(({ refusal }) => refusal ?? []);
  if (refused.length === 0) return [truth.refusedByPrecheck];
  return refused.map(({ code, message }) => truth.refusedCall(safe(code, 40), safe(message, 400)));
}

function failures(state: RequestState): readonly string[] {
  return followedTasks(state).flatMap(({ task, stage }) => (stage === 'failed' ? [failureWords(state, task)] : []));
}

/** What remains true in the world after a failover task failed, by the steps that forbid a rollback. */
export function failureWords(state: RequestState, task: Task): string {
  const { failedBefore, failedAt, failedAfter, failedRollback, failedUnknown } = words.world;
  const tenant = tenantById(state, task.tenantId);
  const failed = task.subtasks.findIndex((subtask) => subtask.status === 'FAILED');
  const irreversible = task.subtasks.findIndex((subtask) => subtask.prohibitRollback);
  const { crossed } = progress(task).pointOfNoReturn;
  if (task.operation === 'ROLLBACK') return failedRollback(tenant);
  if (failed < 0 || (irreversible < 0 && crossed)) return failedUnknown;
  if (!crossed) return failedBefore(tenant);
  return failed > irreversible ? failedAfter(tenant) : failedAt(tenant);
}

/** What OCP's own console can still do about a failed task. */
export function followWords(task: Task): string {
  const { followRetry, followRollback, followRollbackAgain } = words.card;
  if (task.operation === 'ROLLBACK') return followRollbackAgain;
  return progress(task).pointOfNoReturn.crossed ? followRetry : followRollback;
}

/** The things to do, most urgent first; empty when nothing was changed. */
export function todoLines(state: RequestState): readonly string[] {
  const { todo } = words.world;
  if (state.outcome === null || ['rejected', 'withdrawn', 'expired', 'refused'].includes(state.outcome)) return [];
  if (state.outcome !== 'succeeded') return [...lookAt(state), todo.checkRoles];
  const skippedNames = followedTasks(state).flatMap(({ task }) => skipped(task).map(({ name }) => safe(name, 60)));
  return [
    ...state.operation.targets.slice(0, 5).flatMap((target) => targetTodo(state, target)),
    ...(skippedNames.length > 0 ? [todo.skippedWork(listed(skippedNames, 6))] : []),
    todo.rebuild,
    todo.backups,
  ];
}

function targetTodo(state: RequestState, target: FailoverTarget): readonly string[] {
  const { todo } = words.world;
  const tenant = tenantName(target.tenant);
  const primary = primaryOf(state, target);
  const old = oldServiceName(state, target);
  return [
    primary ? todo.fence(tenantName(primary)) : todo.fenceUnknown,
    serviceNameTodo(tenant, target.serviceName === null ? null : safe(target.serviceName, 64), old && safe(old, 64)),
  ];
}

function serviceNameTodo(tenant: string, name: string | null, old: string | null): string {
  const { todo } = words.world;
  if (name === null) return old === null ? todo.noName(tenant) : todo.lostName(old, tenant);
  if (old === null) return todo.firstName(name);
  return name === old ? todo.sameName(name, tenant) : todo.newName(name, old);
}

function lookAt(state: RequestState): readonly string[] {
  const tasks = followedTasks(state).map(({ task }) => words.card.task(safe(task.name, 60), safe(task.id, 40)));
  return tasks.length > 0 ? [words.world.todo.lookInOcp(listed(tasks, 5))] : [];
}

/** The primary as it was last read, otherwise as it was when the request was written. */
export function primaryOf(state: RequestState, target: FailoverTarget) {
  return inspected(state, target)?.primary ?? target.primary;
}

/** The service name that led to the old primary; null when OCP named none. */
export function oldServiceName(state: RequestState, target: FailoverTarget): string | null {
  const name = inspected(state, target)?.precheck.primaryServiceName?.trim() ?? '';
  return name === '' ? null : name;
}

export function inspected(state: RequestState, target: FailoverTarget) {
  return state.inspection?.targets.find(({ tenantId }) => tenantId === target.tenant.tenantId) ?? null;
}

function followedTasks(state: RequestState): readonly FollowedTask[] {
  return state.calls.flatMap(({ tasks }) => tasks);
}

/** Milliseconds of the way from the request to its end; null where it did not come so far. */
interface Took {
  readonly toApproval: number;
  readonly toCall: number;
  readonly toEnd: number;
}

function took(state: RequestState): Took | null {
  const claimedAt = firstClaim(state.calls);
  if (state.approvedAt === null || claimedAt === null || state.endedAt === null) return null;
  return {
    toApproval: state.approvedAt - state.requestedAt,
    toCall: claimedAt - state.approvedAt,
    toEnd: state.endedAt - claimedAt,
  };
}

function firstClaim(calls: readonly Call[]): number | null {
  const times = calls.flatMap(({ claimedAt }) => claimedAt ?? []);
  return times.length === 0 ? null : Math.min(...times);
}

/** `*Took:* …`, or nothing when no call was sent. */
export function tookLines(state: RequestState): readonly string[] {
  const times = took(state);
  if (times === null) return [];
  const { duration } = words.time;
  const say = state.outcome === 'succeeded' ? words.card.took : words.card.tookToEnd;
  return [say(duration(times.toApproval), duration(times.toCall), duration(times.toEnd))];
}

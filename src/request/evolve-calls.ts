/** The parts of a request's state that calls, their tasks and the roles read change. */
import type { TargetDifference } from '../operation/inspection.ts';
import { chosenTenants, type Target } from '../operation/operation.ts';
import type { Task } from '../task/task.ts';
import { isUnderWay } from '../task/progress.ts';
import { resultOf } from '../task/result.ts';
import type { RequestEvent } from './events.ts';
import type { Call, CallProgress, FollowedTask, RequestState, RolesReading, SentRemedy, TaskStage } from './state.ts';

/** A call has come as far as the next one waits for: its start window begins now. */
export function next(state: RequestState, at: number): RequestState {
  const waiting = state.phase === 'executing' && state.calls.some(({ status }) => status === 'waiting');
  return waiting ? { ...state, startBy: at + state.rule.startWindowMs } : state;
}

export function withCall(state: RequestState, index: number, change: Partial<CallProgress>): RequestState {
  return { ...state, calls: state.calls.map((call, at) => (at === index ? { ...call, ...change } : call)) };
}

/** The call without the targets that differ; these become one that is not sent, behind all others. */
export function withoutTargets(
  state: RequestState,
  index: number,
  differences: readonly TargetDifference[],
): RequestState {
  const gone = new Set(differences.map(({ tenantId }) => tenantId));
  const call = state.calls[index];
  if (!call) return state;
  const all: readonly Target[] = call.targets;
  const kept = targetsWithout(call, gone);
  const left = withTargets(
    { ...call, status: 'stopped', wave: NEVER },
    all.filter((one) => !kept.includes(one)),
  );
  const calls = state.calls.map((one, at) => (at === index ? withTargets(one, kept) : one));
  return { ...state, calls: [...calls, left], leftOut: [...state.leftOut, ...differences] };
}

function withTargets<One extends Call>(call: One, targets: readonly Target[]): One {
  return { ...call, targets };
}

/** Behind every wave that is sent: nobody waits for it. */
const NEVER = Number.POSITIVE_INFINITY;

/** Those of a call that none of these tenants is a side of. */
export function targetsWithout({ targets }: Pick<Call, 'targets'>, gone: ReadonlySet<string>): readonly Target[] {
  const all: readonly Target[] = targets;
  return all.filter((target) => !chosenTenants(target).some(({ tenantId }) => gone.has(tenantId)));
}

export function withTask(
  state: RequestState,
  call: number,
  taskId: string,
  change: (known: FollowedTask) => FollowedTask,
): RequestState {
  const tasks = state.calls[call]?.tasks ?? [];
  return withCall(state, call, { tasks: tasks.map((known) => (known.task.id === taskId ? change(known) : known)) });
}

export function withTaskOf(
  state: RequestState,
  call: number,
  tenantId: string,
  change: (known: FollowedTask) => FollowedTask,
): RequestState {
  const known = state.calls[call]?.tasks.find(({ task }) => task.tenantId === tenantId);
  return known ? withTask(state, call, known.task.id, change) : state;
}

/** SUCCESSFUL is only the beginning of success: the role has still to be read back. */
const stages = {
  running: 'running',
  failed: 'failed',
  unclear: 'unclear',
  succeeded: 'proving',
  rolled_back: 'rolled_back',
} as const satisfies Record<ReturnType<typeof resultOf>, TaskStage>;

export function followed(task: Task, known: FollowedTask | null, at: number): FollowedTask {
  const stage = stages[resultOf(task)];
  const seen = {
    task,
    changedAt: at,
    heartbeat: null,
    overdue: stillOverdue(task, known),
    missing: false,
    hidden: null,
  };
  if (known && stage === 'proving' && (known.stage === 'doubted' || known.stage === 'succeeded'))
    return { ...known, ...seen };
  const provenAt = stage === 'proving' ? (known?.provenAt ?? at) : null;
  return { stage, provenAt, since: known?.stage === stage ? known.since : at, ...seen };
}

/** A step that runs again begins anew. */
function stillOverdue(task: Task, known: FollowedTask | null): readonly string[] {
  return (known?.overdue ?? []).filter((id) => {
    const [was, is] = [known?.task, task].map((one) => one?.subtasks.find((step) => step.id === id));
    return is !== undefined && isUnderWay(is) && is.runTime === was?.runTime;
  });
}

/** What it was, and OCP no longer shows it: nothing can be said of how it goes on. */
export function unseen(known: FollowedTask, why: Pick<FollowedTask, 'missing' | 'hidden'>, at: number): FollowedTask {
  return { ...known, ...why, stage: 'unclear', since: at, changedAt: at, heartbeat: null };
}

/** The newest reading of a target takes the place of the one before. */
export function withReading(
  state: RequestState,
  { call, tenantId, roles, readAt, settled }: RolesReading,
): RequestState {
  const { readings } = withoutReadings(state, call, tenantId);
  return { ...state, readings: [...readings, { call, tenantId, roles, readAt, settled }] };
}

/** The target's tenant that a task is about; undefined where it names none of the call's: then it may be any of them. */
export function tenantOfTask(
  { calls }: RequestState,
  { call, taskId }: { readonly call: number; readonly taskId: string },
): string | undefined {
  const tenantId = calls[call]?.tasks.find(({ task }) => task.id === taskId)?.task.tenantId;
  const targets: readonly Target[] = calls[call]?.targets ?? [];
  return targets.find(({ tenant }) => tenant.tenantId === tenantId)?.tenant.tenantId;
}

/** What was read before a change says nothing of what is so after it. `tenantId`: missing for every target of the call. */
export function withoutReadings(state: RequestState, call: number, tenantId?: string): RequestState {
  const keeps = (one: RolesReading) => one.call !== call || (tenantId !== undefined && one.tenantId !== tenantId);
  return { ...state, readings: state.readings.filter(keeps) };
}

export function claimedRemedy(
  { proposal, startBy }: RequestState,
  { call, taskId, remedy, task }: Extract<RequestEvent, { type: 'remedy_claimed' }>,
  at: number,
): SentRemedy {
  const claimedFor = proposal?.kind === 'remedy' ? proposal : null;
  const steps = claimedFor?.steps;
  return {
    call,
    taskId,
    remedy,
    ...(steps && { steps }),
    status: 'claimed',
    why: null,
    at,
    claimedAt: at,
    before: task ?? null,
    claimedFor,
    startBy,
  };
}

export function withRemedy(state: RequestState, change: Partial<SentRemedy>): RequestState {
  return state.remedy ? { ...state, remedy: { ...state.remedy, ...change } } : state;
}

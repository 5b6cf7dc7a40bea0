import type { Clock } from '../clock.ts';
import { DEFAULT_LANGUAGE, type Language } from '../language.ts';
import { sameTenant } from '../operation/ocp-clusters.ts';
import { type ProvenRole, provenRoles, type Target } from '../operation/operation.ts';
import type { RoleRead } from '../request/events.ts';
import { foldIfKnown } from '../request/evolve.ts';
import { elsewhereOf, type FollowedTask, type RequestState, targetOf } from '../request/state.ts';
import { changes, merge } from '../task/diff.ts';
import { masked } from '../task/masked.ts';
import type { Task } from '../task/task.ts';
import { failureOf } from './failures.ts';
import { type Part, whole } from './part.ts';
import { createPatience } from './patience.ts';
import type { BusinessLog, SpokenOcp } from './ports.ts';
import type { Requests } from './requests.ts';
import { createTrouble } from './trouble.ts';

const LOG_LINES = 12;

/** OCP refreshes a tenant's role about once a minute: reading it oftener than this tells nothing new. */
const ROLE_EVERY_MS = 2_000;
const DOUBTED_ROLE_EVERY_MS = 30_000;

/** Failures that say nothing of the one thing asked for. */
const FOR_ALL = ['ocp_unreachable', 'ocp_throttled', 'ocp_unauthorised'];

export interface WatcherDeps {
  readonly requests: Requests;
  readonly open: () => Promise<readonly { id: string }[]>;
  readonly ocp: SpokenOcp<'tasksByIds' | 'task' | 'subtaskLog' | 'tenant'>;
  readonly clock: Clock;
  readonly business: BusinessLog;
}

interface Watched {
  readonly request: string;
  readonly language: Language;
  readonly call: number;
  readonly followed: FollowedTask;
  /** What the task is about; null for a tenant that was not asked for. */
  readonly target: Target | null;
  /** The new primary is under another OCP: its role cannot be read here. */
  readonly elsewhere: boolean;
  readonly heldUp: boolean;
}

/**
 * Follows every task to its end. One list query a tick serves all of them; a task's details are fetched when the list
 * shows that it moved. It never gives up by itself: a task may be retried in OCP's own console at any time.
 */
export function createWatcher(deps: WatcherDeps): Part {
  const { requests, ocp, clock, business } = deps;
  const patience = createPatience(clock, { firstMs: 1_000, maxMs: 30_000 });
  const trouble = createTrouble({ requests, clock });
  /** Since when each task was seen here whose roles are to be proven, by `clock.elapsed`. */
  const doneSince = new Map<string, number>();

  async function watchedTasks(): Promise<readonly Watched[]> {
    const open = await deps.open();
    // What the executor says of a request that cannot be read need not be said twice.
    const logs = await Promise.all(open.map(({ id }) => requests.history(id)));
    const states = logs.map(foldIfKnown);
    return states.flatMap((state) =>
      (state?.calls ?? []).flatMap(({ tasks }, call) =>
        tasks.map((followed) => ({
          request: state?.id ?? '',
          language: state?.language ?? DEFAULT_LANGUAGE,
          call,
          followed,
          heldUp: state?.heldUp != null,
          ...aimOf(state, followed.task.tenantId),
        })),
      ),
    );
  }

  async function followTasks(moving: readonly Watched[]): Promise<void> {
    const listed = await list(moving);
    for (const one of moving) {
      const { task } = one.followed;
      const brief = listed.find(({ id }) => id === task.id);
      if (brief && !moved(task, merge(task, brief))) continue;
      await byItself(`task:${one.request}:${task.id}`, () => observe(one));
    }
  }

  /** What OCP will not show of one task or tenant must not hold up the others; what stands for all of OCP ends the round. */
  async function byItself(key: string, work: () => Promise<void>): Promise<void> {
    if (!patience.ready(key)) return;
    try {
      await work();
    } catch (error) {
      const { code, message } = failureOf(error);
      if (!code.startsWith('ocp_') || FOR_ALL.includes(code)) throw error;
      patience.failed(key, error);
      business('watcher_waits', { work: key, code, message });
    }
  }

  /** One query for all. Where OCP will not list (its list needs a wider permission), each task is asked for by itself. */
  async function list(moving: readonly Watched[]): Promise<readonly Task[]> {
    try {
      return await ocp.in(commonLanguage(moving)).tasksByIds(moving.map(({ followed }) => followed.task.id));
    } catch (error) {
      const { code } = failureOf(error);
      if (!['ocp_forbidden', 'ocp_not_found', 'ocp_refused', 'ocp_malformed'].includes(code)) throw error;
      business('task_list_unread', { code });
      return [];
    }
  }

  async function observe({ request, language, call, followed }: Watched): Promise<void> {
    const { task: known } = followed;
    const read = await ocp.in(language).task(known.id);
    const task = { ...read, tenantId: known.tenantId, clusterId: known.clusterId };
    const failed = changes(known, task).find(({ to }) => to === 'FAILED');
    const log = failed ? await lastLines(language, task.id, failed.subtaskId) : null;
    await requests.execute(request, { type: 'observe', call, task, log });
    patience.clear(`task:${request}:${task.id}`);
  }

  /** The log explains a failure; the failure is told with or without it. */
  async function lastLines(language: Language, taskId: string, subtaskId: string) {
    try {
      const text = await ocp.in(language).subtaskLog(taskId, subtaskId);
      const lines = text.split('\n').filter((line) => line.trim() !== '');
      // The event log is kept for ever: what a step printed by mistake must not be in it.
      return lines.length > 0 ? { subtaskId, lines: lines.slice(-LOG_LINES).map(masked) } : null;
    } catch (error) {
      business('subtask_log_unread', { task: taskId, subtask: subtaskId, code: failureOf(error).code });
      return null;
    }
  }

  async function readRoles(proving: readonly Watched[]): Promise<void> {
    for (const watched of proving) {
      const { request, call, followed, target } = watched;
      const { tenantId } = followed.task;
      const key = roleKey(watched);
      if (tenantId === null || target === null) continue;
      await byItself(key, async () => {
        const roles: RoleRead[] = [];
        for (const needed of provenRoles(target, watched.elsewhere)) roles.push(await roleOf(needed, target, watched));
        const waitedMs = clock.elapsed() - (doneSince.get(key) ?? clock.elapsed());
        await requests.execute(request, { type: 'read_roles', call, tenantId, roles, readAt: clock.now(), waitedMs });
        patience.later(key, followed.stage === 'doubted' ? DOUBTED_ROLE_EVERY_MS : ROLE_EVERY_MS);
      });
    }
  }

  /** By its ids a tenant of another OCP could be taken for one of this; the record beside the old primary names it. */
  async function roleOf(
    { tenant, elsewhere }: ProvenRole,
    target: Target,
    { language }: Pick<Watched, 'language'>,
  ): Promise<RoleRead> {
    const { tenantId } = tenant;
    const asked = elsewhere ? target.tenant : tenant;
    const read = await ocp.in(language).tenant(asked.clusterId, asked.tenantId);
    if (!elsewhere) return { tenantId, role: read.role };
    const place = 'standby' in target ? target.standbyOcpClusterId : null;
    const told = [read.primary, ...read.standbys].find((one) => one?.ocpClusterId === place && sameTenant(one, tenant));
    return { tenantId, role: told?.role ?? null, elsewhere };
  }

  async function attempt(key: string, watched: readonly Watched[], work: () => Promise<void>): Promise<void> {
    if (!patience.ready(key) || watched.length === 0) return;
    try {
      await work();
      patience.clear(key);
      for (const { request, heldUp } of watched) await trouble.over(request, heldUp);
    } catch (error) {
      patience.failed(key, error);
      for (const { request } of watched) await trouble.note(request, failureOf(error));
      business('watcher_waits', { work: key, code: failureOf(error).code, message: failureOf(error).message });
    }
  }

  async function look(): Promise<void> {
    const watched = await watchedTasks();
    const moving = watched.filter(({ followed }) => ['running', 'failed', 'unclear'].includes(followed.stage));
    await attempt('tasks', moving, () => followTasks(moving));
    const proving = watched.filter(({ followed }) => followed.stage === 'proving' || followed.stage === 'doubted');
    const keys = proving.map(roleKey);
    for (const key of doneSince.keys()) if (!keys.includes(key)) doneSince.delete(key);
    for (const key of keys) if (!doneSince.has(key)) doneSince.set(key, clock.elapsed());
    await attempt('roles', proving, () => readRoles(proving));
  }

  return whole('watcher', look, business);
}

function roleKey({ request, followed }: Watched): string {
  return `role:${request}:${followed.task.id}`;
}

function aimOf(state: RequestState | null, tenantId: string | null): Pick<Watched, 'target' | 'elsewhere'> {
  const target = state ? targetOf(state, tenantId) : null;
  return { target, elsewhere: state !== null && target !== null && elsewhereOf(state, target) !== null };
}

/** What one question says to several requests comes in their language, where they have one in common. */
function commonLanguage(watched: readonly Watched[]): Language {
  const [first, ...others] = new Set(watched.map(({ language }) => language));
  return first !== undefined && others.length === 0 ? first : DEFAULT_LANGUAGE;
}

function moved(known: Task, now: Task): boolean {
  return known.status !== now.status || known.operation !== now.operation || changes(known, now).length > 0;
}

import type { Clock } from '../clock.ts';
import { DEFAULT_LANGUAGE, type Language } from '../language.ts';
import { foldIfKnown } from '../request/evolve.ts';
import { READ_AFTER_END_MS } from '../request/roles.ts';
import { type FollowedTask, followedTasks, type RequestState } from '../request/state.ts';
import { changes, merge } from '../task/diff.ts';
import { masked } from '../task/masked.ts';
import type { Task } from '../task/task.ts';
import { failureOf } from './failures.ts';
import { type Part, whole } from './part.ts';
import { createPatience } from './patience.ts';
import type { BusinessLog, SpokenOcp } from './ports.ts';
import type { Requests } from './requests.ts';
import { FOR_ALL, readThem, type RolesToRead, rolesToRead } from './roles-to-read.ts';
import { createTrouble } from './trouble.ts';

const LOG_LINES = 12;

export interface WatcherDeps {
  readonly requests: Requests;
  readonly open: () => Promise<readonly { id: string }[]>;
  /** Requests that ended at or after a time, ms since the epoch. */
  readonly endedSince: (since: number) => Promise<readonly string[]>;
  /** Requests that keep their families from others, ended or not. */
  readonly held: () => Promise<readonly string[]>;
  readonly ocp: SpokenOcp<'tasksByIds' | 'task' | 'subtaskLog' | 'tenant'>;
  readonly clock: Clock;
  readonly business: BusinessLog;
}

interface Watched {
  readonly request: string;
  readonly language: Language;
  readonly call: number;
  readonly followed: FollowedTask;
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
  /** Since when each reading of roles was seen here to be wanted, by `clock.elapsed`. */
  const seenSince = new Map<string, number>();
  /** Requests that have ended and of which nothing is read any more: their logs need not be loaded again. */
  const quiet = new Set<string>();

  function forget(key: string): void {
    seenSince.delete(key);
    patience.clear(key);
  }

  async function statesOf(ids: readonly string[]): Promise<readonly RequestState[]> {
    const logs = await Promise.all(ids.map((id) => requests.history(id)));
    // What the executor says of a request that cannot be read need not be said twice.
    return logs.flatMap((log) => foldIfKnown(log) ?? []);
  }

  /**
   * Ended requests whose roles are still to be read: OCP's record is refreshed once a minute, the end waits for none. Those that ended
   * lately, and for as long as it takes those that keep their families from others: nothing else would let these go.
   */
  async function endedUnread(open: readonly string[]): Promise<readonly RequestState[]> {
    const lately = await deps.endedSince(clock.now() - READ_AFTER_END_MS);
    const held = (await deps.held()).filter((id) => !open.includes(id));
    const ended = [...new Set([...lately, ...held])];
    for (const id of quiet) if (!ended.includes(id)) quiet.delete(id);
    const states = await statesOf(ended.filter((id) => !quiet.has(id)));
    for (const state of states) if (rolesToRead(state).length === 0) quiet.add(state.id);
    return states;
  }

  async function followTasks(moving: readonly Watched[]): Promise<readonly Watched[]> {
    const listed = await list(moving);
    for (const one of moving) {
      const { task } = one.followed;
      const brief = listed.find(({ id }) => id === task.id);
      if (brief && !moved(task, merge(task, brief))) continue;
      await byItself(`task:${one.request}:${task.id}`, () => observe(one));
    }
    return moving;
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
    const read = await readTask(language, known.id);
    if (read === null) {
      await requests.execute(request, { type: 'miss_task', call, taskId: known.id });
      return;
    }
    const task = { ...read, tenantId: known.tenantId, clusterId: known.clusterId };
    const failed = changes(known, task).find(({ to }) => to === 'FAILED');
    const log = failed ? await lastLines(language, task.id, failed.subtaskId) : null;
    await requests.execute(request, { type: 'observe', call, task, log });
    patience.clear(`task:${request}:${task.id}`);
  }

  /** Null where OCP says that there is no such task. */
  async function readTask(language: Language, id: string): Promise<Task | null> {
    try {
      return await ocp.in(language).task(id);
    } catch (error) {
      if (failureOf(error).code === 'ocp_not_found') return null;
      throw error;
    }
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

  /** Gives those that were read. */
  async function readRoles(wanted: readonly RolesToRead[]): Promise<readonly RolesToRead[]> {
    const done: RolesToRead[] = [];
    for (const one of wanted) {
      const { request, call, target, key, everyMs, changedAt } = one;
      const { tenantId } = target.tenant;
      await byItself(key, async () => {
        const waitedMs = clock.elapsed() - (seenSince.get(key) ?? clock.elapsed());
        const roles = await readThem(ocp, one, waitedMs);
        const since = changedAt === undefined ? {} : { changedAt };
        const read = { call, tenantId, roles, readAt: clock.now(), waitedMs };
        await requests.execute(request, { type: 'read_roles', ...read, ...since });
        patience.later(key, everyMs);
        done.push(one);
      });
    }
    return done;
  }

  /** `work` gives what it could do: of that, nothing stands in the way any more. */
  async function attempt<One extends Pick<Watched, 'request' | 'heldUp'>>(
    key: string,
    watched: readonly One[],
    work: () => Promise<readonly One[]>,
  ): Promise<void> {
    if (!patience.ready(key) || watched.length === 0) return;
    try {
      const done = await work();
      patience.clear(key);
      for (const { request, heldUp } of done) await trouble.over(request, heldUp);
    } catch (error) {
      patience.failed(key, error);
      for (const { request } of watched) await trouble.note(request, failureOf(error));
      business('watcher_waits', { work: key, code: failureOf(error).code, message: failureOf(error).message });
    }
  }

  async function look(): Promise<void> {
    const ids = (await deps.open()).map(({ id }) => id);
    const open = await statesOf(ids);
    const moving = open
      .flatMap(watchedTasks)
      .filter(({ followed }) => ['running', 'failed', 'unclear'].includes(followed.stage));
    await attempt('tasks', moving, () => followTasks(moving));
    const wanted = [...open, ...(await endedUnread(ids))].flatMap(rolesToRead);
    const keys = new Set(wanted.map(({ key }) => key));
    for (const key of seenSince.keys()) if (!keys.has(key)) forget(key);
    for (const key of keys) if (!seenSince.has(key)) seenSince.set(key, clock.elapsed());
    await attempt('roles', wanted, () => readRoles(wanted));
  }

  return whole('watcher', look, business);
}

function watchedTasks(state: RequestState): readonly Watched[] {
  const { id: request, language, heldUp } = state;
  return followedTasks(state).map(({ call, followed }) => ({
    request,
    language,
    call,
    followed,
    heldUp: heldUp !== null,
  }));
}

/** What one question says to several requests comes in their language, where they have one in common. */
function commonLanguage(watched: readonly Watched[]): Language {
  const [first, ...others] = new Set(watched.map(({ language }) => language));
  return first !== undefined && others.length === 0 ? first : DEFAULT_LANGUAGE;
}

function moved(known: Task, now: Task): boolean {
  return known.status !== now.status || known.operation !== now.operation || changes(known, now).length > 0;
}

import type { Clock } from '../lib/clock.ts';
import { DEFAULT_LANGUAGE, type Language } from '../lib/language.ts';
import { foldIfKnown } from '../request/evolve.ts';
import { READ_AFTER_END_MS } from '../request/roles.ts';
import { type FollowedTask, followedTasks, isUnseen, type RequestState } from '../request/state.ts';
import { changes, merge } from '../task/diff.ts';
import { masked } from '../task/redact.ts';
import type { Task } from '../task/task.ts';
import { type Failure, failureOf } from './reads/failures.ts';
import { type Worker, whole } from './leadership/worker.ts';
import { createBackoff } from './backoff.ts';
import type { BusinessLog, SpokenOcp } from './ports.ts';
import type { Requests } from './requests.ts';
import { isOfOne, readThem, type RolesToRead, rolesToRead } from './reads/roles.ts';
import type { BlockedReports } from './blocked.ts';

const LOG_LINES = 12;

/** The query that serves all tasks. */
const LIST = 'list';

export interface WatcherDeps {
  readonly requests: Requests;
  readonly trouble: BlockedReports;
  readonly open: () => Promise<readonly { id: string }[]>;
  /** Requests that ended at or after a time, ms since the epoch. */
  readonly endedSince: (since: number) => Promise<readonly string[]>;
  /** Requests that hold their families, ended or not. */
  readonly held: () => Promise<readonly string[]>;
  readonly ocp: SpokenOcp<'tasksByIds' | 'task' | 'subtaskLog' | 'tenant' | 'clusters'>;
  readonly clock: Clock;
  readonly business: BusinessLog;
}

interface Watched {
  /** The key of this task alone. */
  readonly key: string;
  readonly request: string;
  readonly language: Language;
  readonly call: number;
  readonly followed: FollowedTask;
  readonly heldUp: boolean;
}

/**
 * Watches every task to its end. One list query a tick serves all of them; a task's details are read when the list
 * shows a change. It never gives up by itself, because a task can be retried in OCP's own console at any time.
 */
export function createWatcher(deps: WatcherDeps): Worker {
  const { requests, trouble, ocp, clock, business } = deps;
  const patience = createBackoff(clock, { firstMs: 1_000, maxMs: 30_000 });
  /** Since when OCP has not shown each of these, by `clock.elapsed`. */
  const unseenSince = new Map<string, number>();
  /** Since when each reading of roles has been wanted here, by `clock.elapsed`. */
  const seenSince = new Map<string, number>();
  /** Ended requests of which nothing is read any more: their logs need not be loaded again. */
  const quiet = new Set<string>();

  function forget(key: string): void {
    seenSince.delete(key);
    shows(key);
  }

  function shows(key: string): void {
    unseenSince.delete(key);
    patience.clear(key);
  }

  async function statesOf(ids: readonly string[]): Promise<readonly RequestState[]> {
    const logs = await Promise.all(ids.map((id) => requests.history(id)));
    // The executor already reports a request that cannot be read.
    return logs.flatMap((log) => foldIfKnown(log) ?? []);
  }

  /**
   * Ended requests whose roles still have to be read, because OCP's record is refreshed only once a minute. These are
   * requests that ended lately, and, for as long as it takes, those that hold their families: nothing else would
   * release these.
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
      // After OCP did not show a task, its details are read when the list has it again.
      if (brief && !isUnseen(one.followed) && !moved(task, merge(task, brief))) shows(one.key);
      else
        await byItself(
          one.key,
          one,
          () => observe(one),
          (failure) => hide(one, failure),
        );
    }
    return moving;
  }

  /**
   * When OCP does not show one task or tenant, the others continue; a failure that concerns all of OCP ends the round.
   * The failure is reported, unless `hide` says that people already know.
   */
  async function byItself(
    key: string,
    { request, language }: Pick<Watched, 'request' | 'language'>,
    work: () => Promise<void>,
    hide: (failure: Failure) => Promise<boolean> = () => Promise.resolve(false),
  ): Promise<void> {
    if (!patience.ready(key)) return;
    try {
      await work();
    } catch (error) {
      const failure = failureOf(error);
      const { code, message } = failure;
      if (!(await isOfOne(code, ocp.in(language)))) throw error;
      if (!unseenSince.has(key)) unseenSince.set(key, clock.elapsed());
      patience.failed(key, error);
      business('watcher_waits', { work: key, code, message });
      if (await hide(failure)) trouble.drop(request, key);
      else await trouble.note(request, failure, key);
    }
  }

  /** A task that OCP has not shown for so long that its outcome is no longer waited for. True when people know. */
  async function hide({ key, request, call, followed }: Watched, { code, why }: Failure): Promise<boolean> {
    if (isUnseen(followed)) return true;
    const taskId = followed.task.id;
    if (code === 'ocp_not_found') {
      const { decision } = await requests.execute(request, { type: 'miss_task', call, taskId });
      if (decision.events.length > 0) return true;
    }
    const unseenMs = clock.elapsed() - (unseenSince.get(key) ?? clock.elapsed());
    const { decision } = await requests.execute(request, { type: 'hide_task', call, taskId, code, why, unseenMs });
    return decision.events.length > 0;
  }

  /** One query for all. Where OCP does not allow the list (it needs a wider permission), each task is read separately. */
  async function list(moving: readonly Watched[]): Promise<readonly Task[]> {
    if (!patience.ready(LIST)) return [];
    const spoken = ocp.in(commonLanguage(moving));
    try {
      const tasks = await spoken.tasksByIds(moving.map(({ followed }) => followed.task.id));
      patience.clear(LIST);
      return tasks;
    } catch (error) {
      const { code } = failureOf(error);
      if (!(await isOfOne(code, spoken))) throw error;
      patience.failed(LIST, error);
      business('task_list_unread', { code });
      return [];
    }
  }

  async function observe({ key, request, language, call, followed }: Watched): Promise<void> {
    const { task: known } = followed;
    const read = await ocp.in(language).task(known.id);
    const task = { ...read, tenantId: known.tenantId, clusterId: known.clusterId };
    const failed = changes(known, task).find(({ to }) => to === 'FAILED');
    const log = failed ? await lastLines(language, task.id, failed.subtaskId) : null;
    await requests.execute(request, { type: 'observe', call, task, log });
    shows(key);
  }

  /** The log explains a failure; without it the failure is reported all the same. */
  async function lastLines(language: Language, taskId: string, subtaskId: string) {
    try {
      const text = await ocp.in(language).subtaskLog(taskId, subtaskId);
      const lines = text.split('\n').filter((line) => line.trim() !== '');
      // The event log is kept for ever: it must not contain what a step printed by mistake.
      return lines.length > 0 ? { subtaskId, lines: lines.slice(-LOG_LINES).map(masked) } : null;
    } catch (error) {
      business('subtask_log_unread', { task: taskId, subtask: subtaskId, code: failureOf(error).code });
      return null;
    }
  }

  async function readRoles(wanted: readonly RolesToRead[]): Promise<readonly RolesToRead[]> {
    for (const one of wanted) {
      const { call, target, key, everyMs, changedAt, request } = one;
      const { tenantId } = target.tenant;
      await byItself(key, one, async () => {
        const waitedMs = clock.elapsed() - (seenSince.get(key) ?? clock.elapsed());
        const roles = await readThem(ocp, one, waitedMs);
        const since = changedAt === undefined ? {} : { changedAt };
        const read = { call, tenantId, roles, readAt: clock.now(), waitedMs };
        await requests.execute(request, { type: 'read_roles', ...read, ...since });
        unseenSince.delete(key);
        patience.later(key, everyMs);
      });
    }
    return wanted;
  }

  /** `work` returns what it read: for these, OCP counts as working again. */
  async function attempt<One extends Pick<Watched, 'request' | 'heldUp' | 'key'>>(
    key: string,
    watched: readonly One[],
    work: () => Promise<readonly One[]>,
  ): Promise<void> {
    if (!patience.ready(key) || watched.length === 0) return;
    try {
      const looked = await work();
      patience.clear(key);
      for (const one of looked) {
        // A failed read is no sign that what blocked the request is over.
        if (unseenSince.has(one.key)) trouble.drop(one.request, key);
        else await trouble.over(one.request, one.heldUp, key, one.key);
      }
    } catch (error) {
      patience.failed(key, error);
      for (const { request } of watched) await trouble.note(request, failureOf(error), key);
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
    key: `task:${request}:${followed.task.id}`,
    request,
    language,
    call,
    followed,
    heldUp: heldUp !== null,
  }));
}

/** The language of a call for several requests: theirs, where they share one. */
function commonLanguage(watched: readonly Watched[]): Language {
  const [first, ...others] = new Set(watched.map(({ language }) => language));
  return first !== undefined && others.length === 0 ? first : DEFAULT_LANGUAGE;
}

function moved(known: Task, now: Task): boolean {
  return known.status !== now.status || known.operation !== now.operation || changes(known, now).length > 0;
}

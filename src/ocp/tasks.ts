/** OCP's task centre. */
import { z } from 'zod';
import { decodeInstant, decodeTask, decodeTaskEntries, tasksAmong } from '../task/decode.ts';
import type { BeforeSend, CallDone, OcpAll, TaskQuery } from '../operation/ocp.ts';
import type { Task, UnreadableEntry } from '../task/task.ts';
import { contentsOf, decoded, isLastPage } from './calls.ts';
import type { OcpTimeouts } from './client.ts';
import { OcpError } from './errors.ts';
import type { Http, OcpRequest } from './transport/http.ts';
import { subtaskUrl, tasksUrl, taskUrl, timeUrl } from './urls.ts';

interface TaskPage {
  readonly entries: (Task | UnreadableEntry)[];
  /** True when OCP has no page after this one. */
  readonly last: boolean;
}

type Tasks = Pick<
  OcpAll,
  | 'tasks'
  | 'taskEntries'
  | 'tasksByIds'
  | 'task'
  | 'subtaskLog'
  | 'retryTask'
  | 'rollbackTask'
  | 'retrySubtask'
  | 'skipSubtask'
  | 'cancelSubtask'
  | 'time'
>;

const logSchema = z.object({ log: z.string() });
const byIdsPageSize = 100;

export function createTasks(http: Http, timeouts: OcpTimeouts): Tasks {
  const get = (path: string): OcpRequest => ({ method: 'GET', path, timeoutMs: timeouts.readMs, mutating: false });

  // What comes back differs by version (a task, a subtask, nothing), so only the acceptance is read.
  async function act(path: string, beforeSend: BeforeSend | undefined): Promise<CallDone> {
    const timeoutMs = timeouts.mutatingMs;
    const reply = await http.request({ method: 'POST', path, timeoutMs, mutating: true, beforeSend });
    return { traceId: reply.traceId };
  }

  async function pageOf(filter: TaskQuery): Promise<TaskPage> {
    const request = { ...get(tasksUrl), query: { ...filter, sort: 'id,desc' } };
    const reply = await http.request(request);
    return decoded(request, reply, () => {
      const { contents, page } = contentsOf(reply);
      return { entries: decodeTaskEntries(contents), last: isLastPage(filter.page, contents.length, page) };
    });
  }

  async function tasksByIds(ids: readonly string[]): Promise<Task[]> {
    const wanted = new Set(ids);
    const found = new Map<string, Task>();
    for (let page = 1; found.size < wanted.size; page++) {
      const { entries, last } = await pageOf({ page, size: byIdsPageSize });
      const listed = tasksAmong(entries);
      for (const task of listed) if (wanted.has(task.id)) found.set(task.id, task);
      if (last || hasPassed(listed, ids)) break;
    }
    return [...found.values()];
  }

  return {
    tasks: async (filter) => tasksAmong((await pageOf(filter)).entries),
    taskEntries: async (filter) => (await pageOf(filter)).entries,
    tasksByIds,
    async task(taskId) {
      const request = get(taskUrl(taskId));
      return decoded(request, await http.request(request), (reply) => decodeTask(reply.data));
    },
    async subtaskLog(taskId, subtaskId) {
      const request = get(subtaskUrl(taskId, subtaskId, 'log'));
      return decoded(request, await http.request(request), (reply) => http.hide(logSchema.parse(reply.data).log));
    },
    retryTask: async (taskId, beforeSend) => act(taskUrl(taskId, 'retry'), beforeSend),
    rollbackTask: async (taskId, beforeSend) => act(taskUrl(taskId, 'rollback'), beforeSend),
    retrySubtask: async (taskId, subtaskId, beforeSend) => act(subtaskUrl(taskId, subtaskId, 'retry'), beforeSend),
    skipSubtask: async (taskId, subtaskId, beforeSend) => act(subtaskUrl(taskId, subtaskId, 'skip'), beforeSend),
    cancelSubtask: async (taskId, subtaskId, beforeSend) => act(subtaskUrl(taskId, subtaskId, 'cancel'), beforeSend),
    async time() {
      const text = await http.text({ ...get(timeUrl), isAnonymous: true });
      const instant = decodeInstant(text.trim().replace(/^"|"$/g, ''));
      if (instant !== null) return instant;
      const why = { kind: 'ocp_unreadable', where: 'body', problem: 'invalid_format', call: `GET ${timeUrl}` } as const;
      throw new OcpError('ocp_malformed', why, { effect: 'none' });
    },
  };
}

/** True when a page, newest first, has gone below every wanted id. An OCP that sorts otherwise is read to its end. */
function hasPassed(listed: readonly Task[], ids: readonly string[]): boolean {
  const order = listed.map((task) => toNumber(task.id));
  const isNewestFirst = order.every((id, index) => index === 0 || id < (order[index - 1] ?? id));
  const oldest = order.at(-1);
  return isNewestFirst && oldest !== undefined && ids.every((id) => toNumber(id) >= oldest);
}

function toNumber(id: string): bigint {
  return /^\d+$/.test(id) ? BigInt(id) : -1n;
}

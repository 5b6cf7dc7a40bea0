/** What OCP's list holds of one tenant's tasks, and what becomes of its entries that cannot be read. */
import { type Cause, ExplainedError } from '../../lib/cause.ts';
import type { TenantRef } from '../../operation/tenant.ts';
import type { Task, UnreadableEntry } from '../../task/task.ts';
import { failureOf } from './failures.ts';
import type { BusinessLog, OcpReads } from '../ports.ts';

export type TaskReads = Pick<OcpReads, 'taskEntries' | 'task'>;

/** What tells an entry of somebody else from one that may be about this tenant. */
export interface KnownTasks {
  /** Ids of the tenants of the request. */
  readonly ours: readonly string[];
  /** Tasks that OCP knew before the call. */
  readonly baseline: readonly string[];
  readonly business: BusinessLog;
}

export interface TenantTasks {
  /** Newest first. */
  readonly tasks: readonly Task[];
  /** Entries that may be about the tenant, and that OCP does not show by their id either. */
  readonly unread: readonly UnreadEntries[];
}

export interface UnreadEntries {
  /** Null where not even that can be read. */
  readonly id: string | null;
  readonly error: unknown;
}

const LIST = 'GET /api/v2/tasks/instances';

/** Nobody can say whether it is about this tenant: what depends on that waits. */
class EntryUnreadable extends ExplainedError {
  readonly code = 'ocp_malformed';
  readonly effect = 'none';

  constructor({ where, problem }: UnreadableEntry) {
    const why: Cause = { kind: 'ocp_unreadable', where: `data.contents.${where}`, problem, call: LIST };
    super(why);
    this.name = 'EntryUnreadable';
  }
}

/**
 * An unreadable entry is passed over only when it is surely somebody else's: its tenant can be read and is none of the request's,
 * or it is older than the call. Any other one is read by its id. Rejects with OCP's failure when the list cannot be read.
 */
export async function tenantTasks(
  ocp: TaskReads,
  { clusterId, tenantId }: Pick<TenantRef, 'clusterId' | 'tenantId'>,
  known: KnownTasks,
): Promise<TenantTasks> {
  const tasks: Task[] = [];
  const unread: UnreadEntries[] = [];
  for (const entry of await ocp.taskEntries({ clusterId, tenantId, page: 1, size: 100 })) {
    if (!('where' in entry)) tasks.push(entry);
    else if (isForeign(entry, known)) known.business('task_entry_skipped', { task: entry.id, tenant: entry.tenantId });
    else {
      const read = await readEntry(ocp, entry);
      if ('error' in read) unread.push(read);
      else tasks.push(read);
    }
  }
  return { tasks: tasks.filter((task) => task.tenantId === null || task.tenantId === tenantId), unread };
}

/** The same where every entry counts. Rejects with the failure of the first that cannot be read. */
export async function allTenantTasks(
  ocp: TaskReads,
  tenant: Pick<TenantRef, 'clusterId' | 'tenantId'>,
  known: KnownTasks,
): Promise<readonly Task[]> {
  const { tasks, unread } = await tenantTasks(ocp, tenant, known);
  for (const { error } of unread) throw error;
  return tasks;
}

/** With the tasks that may be running under a status that this version does not know: unknown is not idle. */
export function withUnknownStatus({ tasks, unread }: TenantTasks): TenantTasks {
  const odd = tasks.filter(({ status, finishedAt }) => status.startsWith('unknown:') && finishedAt === null);
  return { tasks, unread: [...unread, ...odd.map(unreadStatus)] };
}

function unreadStatus({ id, tenantId, status }: Task): UnreadEntries {
  const problem = status.replace(/^unknown:/, '');
  return { id, error: new EntryUnreadable({ id, tenantId, where: `${id}.status`, problem }) };
}

function isForeign({ id, tenantId }: UnreadableEntry, { ours, baseline }: KnownTasks): boolean {
  return (tenantId !== null && !ours.includes(tenantId)) || (id !== null && baseline.includes(id));
}

async function readEntry(ocp: TaskReads, entry: UnreadableEntry): Promise<Task | UnreadEntries> {
  const { id } = entry;
  if (id === null) return { id, error: new EntryUnreadable(entry) };
  try {
    const task = await ocp.task(id);
    return { ...task, tenantId: task.tenantId ?? entry.tenantId };
  } catch (error) {
    // What stands for all of OCP says nothing of this entry.
    if (!ONE_TASK.includes(failureOf(error).code)) throw error;
    return { id, error };
  }
}

/** Failures of OCP to show one task. */
const ONE_TASK = ['ocp_not_found', 'ocp_forbidden', 'ocp_refused', 'ocp_failed', 'ocp_malformed', 'ocp_conflict'];

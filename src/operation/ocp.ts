/** Every call to OCP, declared once: ocp/ sends them, engine/ and slack/ use the parts that they need. */
import type { Task, UnreadableEntry } from '../task/task.ts';
import type { Precheck, Tenant, TenantRef } from './tenant.ts';

/** A precheck of one tenant out of a batch. */
export interface TenantPrecheck {
  readonly tenant: TenantRef;
  readonly precheck: Precheck;
}

/**
 * Every method rejects with an error that failures.ts understands: a stable code, what happened, and whether it may
 * have taken effect.
 */
export interface OcpReads {
  /** Every tenant that the OCP user may read. */
  tenants(): Promise<readonly Tenant[]>;
  /** `status`: OCP's word; null where it gives none. */
  clusters(): Promise<readonly { readonly id: string; readonly status: string | null }[]>;
  /** Currently active alarms: the name of their rule in OCP, and ids of the cluster and tenant. */
  alarms(): Promise<
    readonly { readonly type: string; readonly clusters: readonly string[]; readonly tenants: readonly string[] }[]
  >;
  tenant(clusterId: string, tenantId: string): Promise<Tenant>;
  /** Cluster and tenant of the standby. */
  failoverPrecheck(clusterId: string, tenantId: string): Promise<Precheck>;
  /** Cluster and tenant of the primary. */
  switchoverPrecheck(clusterId: string, item: SwitchoverItem): Promise<Precheck>;
  /** One page of the readable tasks, newest first. List items are brief: see `merge` in task/diff.ts. */
  tasks(query: TaskQuery): Promise<readonly Task[]>;
  /** The same, including entries that cannot be read. */
  taskEntries(query: TaskQuery): Promise<readonly (Task | UnreadableEntry)[]>;
  /** Brief readings of these tasks, newest first; an id that OCP does not list is missing from the result. */
  tasksByIds(ids: readonly string[]): Promise<readonly Task[]>;
  task(id: string): Promise<Task>;
  /** May contain host names and more: redact before showing. */
  subtaskLog(taskId: string, subtaskId: string): Promise<string>;
}

export interface TaskQuery {
  readonly tenantId?: string | undefined;
  readonly clusterId?: string | undefined;
  /** Part of the name. */
  readonly name?: string | undefined;
  readonly status?: readonly ('RUNNING' | 'FAILED' | 'SUCCESSFUL')[] | undefined;
  /** From 1. */
  readonly page: number;
  /** At most 2000. */
  readonly size: number;
}

export interface FailoverItem {
  readonly tenantId: string;
  /** Created on the new primary; OCP removes the old one. */
  readonly serviceName?: string | null | undefined;
}

export interface SwitchoverItem {
  /** The primary. */
  readonly tenantId: string;
  readonly standbyTenantId: string;
  /** Required by OCP in multi-cluster mode: the OCP that manages the standby. */
  readonly standbyOcpClusterId?: string | undefined;
}

/** The task as it was before anything ran. */
export interface Started {
  readonly task: Task;
  readonly traceId: string | null;
}

/** OCP does not document their order: distinguish the tasks by `tenantId`. */
export interface StartedMany {
  readonly tasks: readonly Task[];
  readonly traceId: string | null;
}

/** OCP accepted it; the task shows the outcome. */
export interface CallDone {
  readonly traceId: string | null;
}

/**
 * Runs on the open connection, just before a call is sent on it; when it throws, nothing is sent and the call fails
 * with its error.
 */
export type BeforeSend = () => void;

/** Calls that change something. Each is sent once; `effect` says whether a failed one may have taken effect. */
export interface OcpCalls {
  failover(
    clusterId: string,
    tenantId: string,
    options: { readonly serviceName?: string | null | undefined },
    beforeSend?: BeforeSend,
  ): Promise<Started>;
  /** Refuses an empty list before sending: OCP might read it as all standbys of the cluster. */
  failoverMany(clusterId: string, items: readonly FailoverItem[], beforeSend?: BeforeSend): Promise<StartedMany>;
  switchover(clusterId: string, item: SwitchoverItem, beforeSend?: BeforeSend): Promise<Started>;
  switchoverMany(clusterId: string, items: readonly SwitchoverItem[], beforeSend?: BeforeSend): Promise<StartedMany>;
  retryTask(taskId: string, beforeSend?: BeforeSend): Promise<CallDone>;
  rollbackTask(taskId: string, beforeSend?: BeforeSend): Promise<CallDone>;
  retrySubtask(taskId: string, subtaskId: string, beforeSend?: BeforeSend): Promise<CallDone>;
  skipSubtask(taskId: string, subtaskId: string, beforeSend?: BeforeSend): Promise<CallDone>;
  cancelSubtask(taskId: string, subtaskId: string, beforeSend?: BeforeSend): Promise<CallDone>;
}

/** What forms and clocks need in addition. */
export interface OcpAll extends OcpReads, OcpCalls {
  /** All standbys of the cluster. */
  failoverPrechecks(clusterId: string): Promise<readonly TenantPrecheck[]>;
  /** OCP's clock, read from OCP; milliseconds since the epoch. */
  time(): Promise<number>;
}

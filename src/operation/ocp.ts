/** Every call to OCP, declared once: ocp/ sends them, engine/ and slack/ use the parts that they need. */
import type { Task, UnreadableEntry } from '../task/task.ts';
import type { Precheck, Tenant, TenantRef } from './tenant.ts';

/** A precheck of one tenant out of a batch. */
export interface TenantPrecheck {
  readonly tenant: TenantRef;
  readonly precheck: Precheck;
}

/** A precheck of one pair out of a batch. */
export interface PairPrecheck {
  /** The primary. */
  readonly tenantId: string;
  readonly standbyTenantId: string;
  readonly precheck: Precheck;
}

/** An alarm that is active now. */
export interface ActiveAlarm {
  /** OCP's name of its rule, such as `ob_cannot_connected`. */
  readonly type: string;
  /** What it is about, by OCP's ids: empty in the list of versions before V4.3.6, which only names it. */
  readonly clusters: readonly string[];
  readonly tenants: readonly string[];
  /** By name; null where OCP tells none. */
  readonly clusterName: string | null;
  readonly tenantName: string | null;
  /** Addresses of the hosts that it is about. */
  readonly hosts: readonly string[];
  /** Since when it is active, ms since the epoch; null where OCP does not tell. */
  readonly since: number | null;
}

/** One series of a metric that is measured of standby tenants. */
export interface TenantLag {
  readonly tenantName: string;
  /** Oldest first. */
  readonly samples: readonly LagSample[];
}

/** How far a standby was behind at one time, both in ms. */
export interface LagSample {
  readonly at: number;
  readonly ms: number;
}

/** Every method rejects with an error as failures.ts reads it: a stable code, what happened, and whether it may have had its effect. */
export interface OcpReads {
  /** Every tenant that the OCP user may read. */
  tenants(): Promise<readonly Tenant[]>;
  /** `status`: OCP's word; null where it gives none. */
  clusters(): Promise<readonly { readonly id: string; readonly status: string | null }[]>;
  /** `withinMs`: not waited for any longer, where they are only good to know. */
  alarms(withinMs?: number): Promise<readonly ActiveAlarm[]>;
  /** How far the standbys on a cluster were behind, as monitoring collected it between two times (ms since the epoch). */
  standbyLags(clusterName: string, from: number, to: number, withinMs: number): Promise<readonly TenantLag[]>;
  tenant(clusterId: string, tenantId: string): Promise<Tenant>;
  /** Cluster and tenant of the standby. */
  failoverPrecheck(clusterId: string, tenantId: string): Promise<Precheck>;
  /** Cluster and tenant of the primary. */
  switchoverPrecheck(clusterId: string, item: SwitchoverItem): Promise<Precheck>;
  /** All standby tenants of the cluster, in any order, perhaps not every one. */
  failoverPrechecks(clusterId: string): Promise<readonly TenantPrecheck[]>;
  /** Pairs whose primaries are in this cluster, in any order, perhaps not every one. */
  switchoverPrechecks(clusterId: string, items: readonly SwitchoverItem[]): Promise<readonly PairPrecheck[]>;
  /** One page, newest first, of those that can be read. List items are brief: see `merge` in task/diff.ts. */
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
  /** OCP's clock, asked for; milliseconds since the epoch. */
  time(): Promise<number>;
}

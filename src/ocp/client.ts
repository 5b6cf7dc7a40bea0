/** OceanBase Cloud Platform, as far as this product uses it. Every function throws OcpError and nothing else on purpose. */
import { type Clock, systemClock } from '../clock.ts';
import type { Language } from '../language.ts';
import type { Precheck, Tenant } from '../operation/tenant.ts';
import type { Task, UnreadableEntry } from '../task/task.ts';
import type { Cluster, TenantPrecheck } from './decode.ts';
import {
  type BeforeSend,
  createHttp,
  type Headroom,
  type Http,
  inLanguage,
  type Observed,
  type OcpAuth,
} from './http.ts';
import type { LogOnGate } from './log-on.ts';
import { createPrechecks } from './prechecks.ts';
import { createSwitches, type FailoverItem, type Started, type StartedMany, type SwitchoverItem } from './switches.ts';
import { createTasks, type Done, type TaskFilter } from './tasks.ts';
import { type Alarm, createAlarms } from './alarms.ts';
import { createTenants } from './tenants.ts';
import type { Transport } from './transport.ts';

/** All in milliseconds, each for one whole exchange. */
export interface OcpTimeouts {
  readonly readMs: number;
  /** One precheck; OCP's own attempt to reach a dead primary takes 10 s. Five times this for all tenants of a cluster. */
  readonly precheckMs: number;
  readonly mutatingMs: number;
  readonly connectMs: number;
}

export interface OcpOptions {
  /** Addresses of one OCP, `http(s)://host[:port]`. */
  readonly baseUrls: readonly string[];
  readonly auth: OcpAuth;
  /** Path of a PEM file with an authority to trust besides the public ones. */
  readonly caFile?: string | undefined;
  readonly clock?: Clock;
  /** Language of OCP's messages; `en-US` unless told. */
  readonly language?: 'en-US' | 'zh-CN';
  readonly timeouts?: Partial<OcpTimeouts>;
  /** What carries the requests; HTTP unless told. */
  readonly transport?: Transport;
  /** Shared by all who log on to this OCP; one of this client's own unless told. */
  readonly gate?: LogOnGate;
  /** Hears of every request, when it is over. */
  readonly observe?: (call: Observed) => void;
}

export interface Ocp extends Spoken {
  /** The same OCP, asked in a language: what it says of itself, findings and refusals, comes in that one. */
  in(language: Language): Spoken;
  /** OCP's clock as its last reply told it; our clock before the first. */
  ocpNow(): number;
  /** What OCP's throttling leaves to this user, as its last reply told it; null when it tells nothing of it. */
  headroom(): Headroom | null;
  close(): Promise<void>;
}

/** Everything that is asked of OCP. */
export interface Spoken {
  /** Every tenant the OCP user may read. */
  tenants(): Promise<Tenant[]>;
  tenant(clusterId: string, tenantId: string): Promise<Tenant>;
  clusters(): Promise<Cluster[]>;
  /** Those that are active now. */
  alarms(): Promise<Alarm[]>;

  /** Cluster and tenant of the standby. */
  failoverPrecheck(clusterId: string, tenantId: string): Promise<Precheck>;
  /** All standby tenants of the cluster. */
  failoverPrechecks(clusterId: string): Promise<TenantPrecheck[]>;
  /** Cluster and tenant of the primary. */
  switchoverPrecheck(clusterId: string, item: SwitchoverItem): Promise<Precheck>;

  /**
   * Cluster and tenant of the standby. Sent once; `effect` of the error says whether it may have been carried out.
   * `beforeSend`, here and below, runs when the connection stands, just before anything is sent on it; when it throws,
   * nothing is sent and its error is the call's.
   */
  failover(
    clusterId: string,
    tenantId: string,
    options: { readonly serviceName?: string | null | undefined },
    beforeSend?: BeforeSend,
  ): Promise<Started>;
  /** Refuses an empty list before sending: OCP might take it for all standby tenants of the cluster. */
  failoverMany(clusterId: string, items: readonly FailoverItem[], beforeSend?: BeforeSend): Promise<StartedMany>;
  /** Cluster and tenant of the primary. */
  switchover(clusterId: string, item: SwitchoverItem, beforeSend?: BeforeSend): Promise<Started>;
  switchoverMany(clusterId: string, items: readonly SwitchoverItem[], beforeSend?: BeforeSend): Promise<StartedMany>;

  /** One page, newest first, of those that can be read. List items are brief: see `merge` in task/diff.ts. */
  tasks(filter: TaskFilter): Promise<Task[]>;
  /** The same with those that cannot. */
  taskEntries(filter: TaskFilter): Promise<(Task | UnreadableEntry)[]>;
  /** Brief readings of these tasks, newest first; an id that OCP does not list is missing from the result. */
  tasksByIds(ids: readonly string[]): Promise<Task[]>;
  task(taskId: string): Promise<Task>;
  /** May hold host names and more: mask before showing. */
  subtaskLog(taskId: string, subtaskId: string): Promise<string>;
  retryTask(taskId: string, beforeSend?: BeforeSend): Promise<Done>;
  rollbackTask(taskId: string, beforeSend?: BeforeSend): Promise<Done>;
  retrySubtask(taskId: string, subtaskId: string, beforeSend?: BeforeSend): Promise<Done>;
  skipSubtask(taskId: string, subtaskId: string, beforeSend?: BeforeSend): Promise<Done>;
  cancelSubtask(taskId: string, subtaskId: string, beforeSend?: BeforeSend): Promise<Done>;

  /** OCP's clock, asked for; milliseconds since the epoch. */
  time(): Promise<number>;
}

const defaultTimeouts: OcpTimeouts = { readMs: 10_000, precheckMs: 60_000, mutatingMs: 30_000, connectMs: 3_000 };

/** OCP shares its request budget with every other client of the same user. */
const maxReads = 8;

/** Opens no connection yet. Throws a TypeError for an unusable address, and what reading `caFile` throws. */
export function createOcp(options: OcpOptions): Ocp {
  const timeouts: OcpTimeouts = { ...defaultTimeouts, ...options.timeouts };
  const http = createHttp({
    baseUrls: options.baseUrls,
    auth: options.auth,
    caFile: options.caFile,
    clock: options.clock ?? systemClock,
    language: options.language ?? 'en-US',
    connectMs: timeouts.connectMs,
    maxReads,
    transport: options.transport,
    gate: options.gate,
    observe: options.observe,
  });
  const speaking = (one: Http): Spoken => ({
    ...createAlarms(one, timeouts),
    ...createTenants(one, timeouts),
    ...createPrechecks(one, timeouts),
    ...createSwitches(one, timeouts),
    ...createTasks(one, timeouts),
  });
  const spoken = { en: speaking(inLanguage(http, 'en')), zh: speaking(inLanguage(http, 'zh')) };
  return {
    ...speaking(http),
    in: (language) => spoken[language],
    ocpNow: () => http.ocpNow(),
    headroom: () => http.headroom(),
    close: () => http.close(),
  };
}

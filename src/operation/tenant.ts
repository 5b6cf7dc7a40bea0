/** Tenants and prechecks as OCP tells them, in one shape. Ids are OCP's, as strings (see task/task.ts). */
import type { Unknown } from '../task/task.ts';

export type TenantRole = 'PRIMARY' | 'STANDBY' | 'CLONE' | 'RESTORE' | 'UNKNOWN' | Unknown;

export interface TenantRef {
  readonly clusterId: string;
  readonly clusterName: string;
  readonly tenantId: string;
  readonly tenantName: string;
}

/** One of several OCP clusters that share a multi-cluster deployment, other than the one that is asked. */
export interface OtherOcp {
  readonly id: string;
  readonly name: string | null;
}

/** A tenant as OCP names it beside its primary or its standby, from its record of both. Null: not told. */
export interface RelatedTenant extends TenantRef {
  /** The OCP that manages its cluster: told in multi-cluster mode. */
  readonly ocpClusterId: string | null;
  readonly ocpClusterName: string | null;
  readonly role: TenantRole | null;
  readonly status: string | null;
}

export interface Tenant extends TenantRef {
  /** Null where OCP does not say (before 4.3). */
  readonly role: TenantRole | null;
  readonly status: string | null;
  readonly locked: boolean | null;
  readonly syncStatus: string | null;
  readonly version: string | null;
  readonly serviceName: string | null;
  /** VALID or INVALID, as OCP says it. */
  readonly serviceNameStatus: string | null;
  /** The tenant with which OCP says that it contends for its service name; null where it names none. */
  readonly conflictTenant: string | null;
  /** How logs come to a standby: NETWORK, or LOG_BACKUP through an archive. */
  readonly transportMode: string | null;
  /** The tenant it is a standby of; null when OCP names none. */
  readonly primary: RelatedTenant | null;
  readonly standbys: readonly RelatedTenant[];
  /** The OCP that manages it, which is the one that was asked; null where OCP does not tell. */
  readonly ocpClusterId: string | null;
}

/** One finding of a precheck. Blocking or not is OCP's `warning` flag, never its code: OBE26107 is used for both. */
export interface PrecheckItem {
  readonly code: string;
  readonly text: string;
  readonly blocking: boolean;
}

export interface Precheck {
  /** False when OCP said `valid: false` or any item blocks. */
  readonly passed: boolean;
  readonly items: readonly PrecheckItem[];
  /** OCP's `syncScn` as sent. Its unit is not documented, so it is shown as a figure, never computed with. */
  readonly syncScn: string | null;
  readonly primaryServiceName: string | null;
  /** Milliseconds since the epoch, our clock, when the reply arrived. */
  readonly readAt: number;
}

/** OCP's replies about clusters, tenants and prechecks, in the shapes of `operation/tenant.ts`. */
import { z } from 'zod';
import type { PairPrecheck, TenantPrecheck } from '../operation/ocp.ts';
import type { Precheck, PrecheckItem, RelatedTenant, Tenant, TenantRef, TenantRole } from '../operation/tenant.ts';

export interface Cluster {
  readonly id: string;
  readonly name: string;
  readonly status: string | null;
  readonly version: string | null;
}

const id = z.union([z.int(), z.string().trim().min(1)]).transform(String);
const text = z.string().nullish().catch(null);
const flag = z.boolean().nullish().catch(null);

const clusterSchema = z
  .object({ id, name: z.string(), status: text, obVersion: text })
  .transform(
    (raw): Cluster => ({ id: raw.id, name: raw.name, status: raw.status ?? null, version: raw.obVersion ?? null }),
  );

const roles = ['PRIMARY', 'STANDBY', 'CLONE', 'RESTORE', 'UNKNOWN'] as const;

function toRole(raw: string | null | undefined): TenantRole | null {
  if (raw == null || raw.trim() === '') return null;
  const upper = raw.trim().toUpperCase();
  return roles.find((role) => role === upper) ?? `unknown:${upper}`;
}

// The nested tenants say `tenantId` and `tenantName` where the outer one says `id` and `name`.
const rawRef = z.object({
  clusterId: id,
  clusterName: text,
  tenantId: id.optional(),
  id: id.optional(),
  tenantName: text,
  name: text,
});

const refSchema = rawRef.transform(toRef);

function toRef(raw: z.infer<typeof rawRef>, context: z.RefinementCtx): TenantRef {
  const tenantId = raw.tenantId ?? raw.id;
  if (tenantId === undefined) context.addIssue({ code: 'custom', message: 'no tenant id' });
  return {
    clusterId: raw.clusterId,
    clusterName: raw.clusterName ?? '',
    tenantId: tenantId ?? '',
    tenantName: raw.tenantName ?? raw.name ?? '',
  };
}

const ocpCluster = z
  .object({ id: id.nullish().catch(null), name: text })
  .nullish()
  .catch(null);

/** A relation that cannot be read is none: OCP prints an empty object where there is no primary. */
const relation = rawRef
  .extend({ ocpClusterId: id.nullish().catch(null), ocpCluster, role: text, status: text })
  .transform(
    (raw, context): RelatedTenant => ({
      ...toRef(raw, context),
      ocpClusterId: raw.ocpClusterId ?? raw.ocpCluster?.id ?? null,
      ocpClusterName: raw.ocpCluster?.name ?? null,
      role: toRole(raw.role),
      status: raw.status ?? null,
    }),
  )
  .nullish()
  .catch(null);

/** Its shape is documented nowhere: a name, or an object with one. */
const conflictTenant = z
  .union([z.string(), z.object({ tenantName: z.string() }).transform(({ tenantName }) => tenantName)])
  .nullish()
  .catch(null);

const tenantSchema = z
  .object({
    id,
    name: z.string(),
    clusterId: id,
    clusterName: text,
    role: text,
    status: text,
    locked: flag,
    syncStatus: text,
    obVersion: text,
    logTransportMode: text,
    serviceNameInfo: z.object({ serviceName: text, serviceNameStatus: text, conflictTenant }).nullish().catch(null),
    basicPrimaryTenant: relation,
    ocpClusterView: ocpCluster,
    // An array, though the documentation types it as an object: accept both.
    basicStandbyTenantList: z
      .union([z.array(relation), relation.transform((one) => [one])])
      .nullish()
      .catch(null),
  })
  .transform(
    (raw): Tenant => ({
      clusterId: raw.clusterId,
      clusterName: raw.clusterName ?? '',
      tenantId: raw.id,
      tenantName: raw.name,
      role: toRole(raw.role),
      status: raw.status ?? null,
      locked: raw.locked ?? null,
      syncStatus: raw.syncStatus ?? null,
      version: raw.obVersion ?? null,
      serviceName: raw.serviceNameInfo?.serviceName || null,
      serviceNameStatus: raw.serviceNameInfo?.serviceNameStatus || null,
      conflictTenant: raw.serviceNameInfo?.conflictTenant || null,
      transportMode: raw.logTransportMode || null,
      primary: raw.basicPrimaryTenant ?? null,
      standbys: (raw.basicStandbyTenantList ?? []).filter((one) => one != null),
      ocpClusterId: raw.ocpClusterView?.id ?? null,
    }),
  );

const itemSchema = z.object({ warning: flag, errorCode: text, errorMessage: text }).transform(
  // Only `warning: true` lets it pass: a finding that does not say so blocks.
  (raw): PrecheckItem => ({ code: raw.errorCode ?? '', text: raw.errorMessage ?? '', blocking: raw.warning !== true }),
);

const checkSchema = z.object({
  valid: flag,
  // Findings that cannot be read must not vanish: they make the reply malformed.
  checkResults: z.array(itemSchema).nullish(),
  syncScn: z.union([z.number(), z.string()]).nullish().catch(null),
  primaryTenantServiceName: text,
});

type Check = z.infer<typeof checkSchema>;

const failoverPrecheckSchema = refSchema.and(checkSchema);
const switchoverPrecheckSchema = checkSchema.extend({
  // An array in every sample, though the documentation types it as the object.
  standbyCheckResults: z.union([z.array(checkSchema), checkSchema.transform((one) => [one])]).nullish(),
});

function toPrecheck(checks: readonly Check[], readAt: number): Precheck {
  const items = checks.flatMap((check) => check.checkResults ?? []);
  const scn = checks.find((check) => check.syncScn != null)?.syncScn;
  return {
    passed: checks.every((check) => check.valid === true) && !items.some((item) => item.blocking),
    items,
    syncScn: scn == null ? null : String(scn),
    primaryServiceName: checks.find((check) => check.primaryTenantServiceName)?.primaryTenantServiceName ?? null,
    readAt,
  };
}

// These throw a ZodError; client.ts turns it into an OcpError.

export function decodeCluster(json: unknown): Cluster {
  return clusterSchema.parse(json);
}

/** A tenant of a list or the details of one. */
export function decodeTenant(json: unknown): Tenant {
  return tenantSchema.parse(json);
}

export function decodeFailoverPrecheck(json: unknown, readAt: number): Precheck {
  return toPrecheck([checkSchema.parse(json)], readAt);
}

export function decodeTenantPrecheck(json: unknown, readAt: number): TenantPrecheck {
  const { clusterId, clusterName, tenantId, tenantName, ...check } = failoverPrecheckSchema.parse(json);
  return { tenant: { clusterId, clusterName, tenantId, tenantName }, precheck: toPrecheck([check], readAt) };
}

const pairPrecheckSchema = switchoverPrecheckSchema.extend({
  tenantId: id,
  standbyCheckResults: z.array(checkSchema.extend({ tenantId: id })),
});

/** One entry for each standby that OCP names under the primary. */
export function decodePairPrecheck(json: unknown, readAt: number): readonly PairPrecheck[] {
  const { tenantId, standbyCheckResults, ...own } = pairPrecheckSchema.parse(json);
  return standbyCheckResults.map(({ tenantId: standbyTenantId, ...check }) => ({
    tenantId,
    standbyTenantId,
    precheck: toPrecheck([own, check], readAt),
  }));
}

/** Passed only when the primary and every standby named under it pass. */
export function decodeSwitchoverPrecheck(json: unknown, readAt: number): Precheck {
  const { standbyCheckResults, ...own } = switchoverPrecheckSchema.parse(json);
  return toPrecheck([own, ...(standbyCheckResults ?? [])], readAt);
}

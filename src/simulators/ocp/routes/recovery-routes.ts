import * as z from 'zod';
import type { Json } from '../http/envelope.ts';
import { isForbidden, partialBatchFor } from '../admin/faults.ts';
import { tenantAt } from './lookup-routes.ts';
import type { PrecheckContext } from '../world/findings.ts';
import type { OcpModel } from '../world/model.ts';
import { failoverPrecheck, switchoverPrecheck } from '../world/precheck.ts';
import { OcpRefusal } from '../world/refusal.ts';
import type { Call, Route } from '../http/route.ts';
import type { Task } from '../tasks/task-model.ts';
import { submittedTask } from '../tasks/task-views.ts';
import { type Tenant, type World, idsOf, isHere, ocpOf, tenantsOf } from '../world/world.ts';

const TENANT = '/api/v2/ob/clusters/:id/tenants/:tenantId';
const BATCH = '/api/v2/ob/clusters/:id/tenants';

// Unknown keys are ignored, as OCP does: a misspelt key is lost without an error.
const failoverParam = z.object({ serviceName: z.string().nullish() });
const failoverBatchParam = z.object({
  failoverTenantItemList: z
    .array(z.object({ tenantId: z.coerce.number().int(), serviceName: z.string().nullish() }))
    .nullish(),
});
const switchoverParam = z.object({
  tenantId: z.coerce.number().int(),
  standbyTenantId: z.coerce.number().int(),
  standbyOcpClusterId: z.coerce.number().int().nullish(),
});
const switchoverBatchParam = z.object({ tenantParamList: z.array(switchoverParam).min(1) });
type SwitchoverParam = z.infer<typeof switchoverParam>;

/** Prechecks, failover and switchover of tenants, single and batch (OCP API pages, tenant management). */
export const recoveryRoutes: readonly Route[] = [
  route(`${TENANT}/switchoverPreCheck`, false, (call, id) => {
    const pair = pairOf(call, id('id'), bodyOf(call, switchoverParam), id('tenantId'));
    return switchoverPrecheck(contextOf(call), pair.primary, pair.standby);
  }),
  route(`${BATCH}/switchoverPreCheck`, false, (call, id) => {
    const { tenantParamList } = bodyOf(call, switchoverBatchParam);
    const pairs = tenantParamList.map((param) => pairOf(call, id('id'), param));
    return {
      contents: pairs.map((pair) => switchoverPrecheck(contextOf(call), pair.primary, pair.standby)),
    };
  }),
  route(`${TENANT}/failoverPreCheck`, false, (call, id) =>
    failoverPrecheck(contextOf(call), tenantAt(call.model.world, id('id'), id('tenantId'))),
  ),
  route(`${BATCH}/failoverPreCheck`, false, (call, id) => {
    const standbys = standbysOn(call.model, id('id'));
    return { contents: standbys.map((standby) => failoverPrecheck(contextOf(call), standby)) };
  }),
  route(`${TENANT}/switchover`, true, (call, id) => {
    const param = bodyOf(call, switchoverParam);
    return submittedTask(startSwitchover(call, pairOf(call, id('id'), param, id('tenantId'))));
  }),
  route(`${BATCH}/switchover`, true, (call, id) => {
    const { tenantParamList } = bodyOf(call, switchoverBatchParam);
    const pairs = tenantParamList.map((param) => pairOf(call, id('id'), param));
    return startBatch(call, pairs, (pair) => startSwitchover(call, pair));
  }),
  route(`${TENANT}/failover`, true, (call, id) => {
    const { serviceName } = bodyOf(call, failoverParam);
    const standby = tenantAt(call.model.world, id('id'), id('tenantId'));
    return submittedTask(startFailover(call, standby, serviceName));
  }),
  route(`${BATCH}/failover`, true, (call, id) => {
    const items = bodyOf(call, failoverBatchParam).failoverTenantItemList ?? [];
    if (items.length === 0) return failoverAll(call, id('id'));
    const wanted = items.map((item) => ({
      standby: tenantAt(call.model.world, id('id'), item.tenantId),
      serviceName: item.serviceName,
    }));
    return startBatch(call, wanted, (item) => startFailover(call, item.standby, item.serviceName));
  }),
];

function route(path: string, mutating: boolean, handle: Route['handle']): Route {
  return {
    method: 'POST',
    path,
    mutating,
    permission: null,
    handle: (call, id) => {
      if (isForbidden(call.model.faults, 'TENANT_MODIFY', id('id'))) throw new OcpRefusal('denied', 'TENANT_MODIFY');
      return handle(call, id);
    },
  };
}

function bodyOf<T>(call: Call, schema: z.ZodType<T>): T {
  let value: unknown = {};
  try {
    if (call.body !== '') value = JSON.parse(call.body);
  } catch {
    throw new OcpRefusal('malformedJson');
  }
  const parsed = schema.safeParse(value);
  if (!parsed.success) throw new OcpRefusal('invalidParameter', parsed.error.issues[0]?.path.join('.') ?? 'body');
  return parsed.data;
}

function contextOf({ model, language }: Call): PrecheckContext {
  return { world: model.world, settings: model.settings(), language, now: model.now(), delayMs: model.delayMs };
}

interface Pair {
  readonly primary: Tenant;
  readonly standby: Tenant;
}

/** `pathTenantId`: the single form repeats the primary's id in the body, and both must agree. */
function pairOf(call: Call, clusterId: number, param: SwitchoverParam, pathTenantId = param.tenantId): Pair {
  if (pathTenantId !== param.tenantId) throw new OcpRefusal('invalidParameter', 'tenantId');
  const primary = tenantAt(call.model.world, clusterId, param.tenantId);
  const standby = standbyMeant(call.model.world, param);
  if (!standby) throw new OcpRefusal('tenantNotFound', param.standbyTenantId);
  return { primary, standby };
}

/** In multi-cluster mode an id says nothing without the OCP that it is of (OCP API pages 2300 to 2600). */
function standbyMeant(
  world: World,
  { standbyTenantId, standbyOcpClusterId: ocp }: SwitchoverParam,
): Tenant | undefined {
  if (!world.ocps) return world.tenants.get(standbyTenantId);
  if (ocp == null) throw new OcpRefusal('invalidParameter', 'standbyOcpClusterId');
  return [...world.tenants.values()].find(
    (tenant) => ocpOf(world, tenant)?.id === ocp && idsOf(world, tenant).tenantId === standbyTenantId,
  );
}

function startFailover(call: Call, standby: Tenant, given: string | null | undefined): Task {
  const serviceName = given?.trim() || null;
  if (serviceName !== null && !/^[A-Za-z][A-Za-z0-9_]{1,63}$/.test(serviceName)) {
    throw new OcpRefusal('invalidParameter', 'serviceName');
  }
  if (call.model.settings().enforcePrecheck) {
    const check = failoverPrecheck(contextOf(call), standby);
    const blocking = check.checkResults.filter((item) => !item.warning);
    if (blocking.some((item) => item.errorCode === 'OBE26107')) throw new OcpRefusal('primaryAlive', standby.name);
    if (!check.valid) throw new OcpRefusal('precheckFailed', standby.name, blocking[0]?.errorMessage ?? '');
  }
  return call.model.startFailover({ standby, serviceName, creator: call.user });
}

function startSwitchover(call: Call, pair: Pair): Task {
  if (call.model.settings().enforcePrecheck) {
    const [check] = switchoverPrecheck(contextOf(call), pair.primary, pair.standby).standbyCheckResults;
    const blocking = check?.checkResults.find((item) => !item.warning);
    if (blocking) throw new OcpRefusal('precheckFailed', pair.standby.name, blocking.errorMessage);
  }
  return call.model.startSwitchover({ ...pair, creator: call.user });
}

/** What the documents do not say; the console has a button "fail over all standby tenants of the cluster". */
function failoverAll(call: Call, clusterId: number): Json {
  if (call.model.settings().emptyBatch === 'refuse') {
    throw new OcpRefusal('invalidParameter', 'failoverTenantItemList');
  }
  return startBatch(call, standbysOn(call.model, clusterId), (standby) => startFailover(call, standby, null));
}

/** One after the other: an item that is refused leaves the tasks before it started. */
function startBatch<T>(call: Call, items: readonly T[], start: (item: T) => Task): Json {
  const partial = partialBatchFor(call.model.faults);
  const tasks = items.slice(0, partial?.accept ?? items.length).map(start);
  if (partial?.reply === 'error') throw new OcpRefusal('unexpected', 'the batch stopped half-way');
  return { contents: tasks.map(submittedTask) };
}

function standbysOn(model: OcpModel, clusterId: number): Tenant[] {
  if (!isHere(model.world.clusters.get(clusterId))) throw new OcpRefusal('clusterNotFound', clusterId);
  return tenantsOf(model.world, clusterId).filter((tenant) => tenant.role === 'STANDBY');
}

import pLimit from 'p-limit';
import type { Clock } from '../../lib/clock.ts';
import type { Inspection, StandbyInspection, TargetInspection } from '../../operation/inspection.ts';
import { otherOcp, refOf, sameTenant } from '../../operation/ocp-clusters.ts';
import {
  chosenTenants,
  type FailoverTarget,
  newPrimaryOcp,
  type OperationKind,
  sidesOf,
  type SwitchoverTarget,
  type Target,
  type TargetOf,
} from '../../operation/operation.ts';
import { precheckAll, type PrecheckOf, type PrecheckReads } from '../../operation/prechecks.ts';
import type { RelatedTenant, Tenant, TenantRef } from '../../operation/tenant.ts';
import type { Task } from '../../task/task.ts';
import { codeOf, failureOf } from './failures.ts';
import type { BusinessLog, OcpReads } from '../ports.ts';
import { type KnownTasks, type TaskReads, tenantTasks, type TenantTasks, withUnknownStatus } from './tenant-tasks.ts';

type InspectionReads = Pick<OcpReads, 'tenant'> & PrecheckReads & TaskReads;

interface InspectDeps {
  readonly ocp: InspectionReads;
  readonly clock: Clock;
  readonly business: BusinessLog;
}

export interface Reading {
  readonly inspection: Inspection;
  /** Every task OCP already knows of these tenants: what turns up later and is not here is new. */
  readonly baseline: readonly string[];
}

interface TargetReading {
  readonly inspection: TargetInspection;
  readonly baseline: readonly string[];
}

/** This many targets are looked up at once, beside their prechecks: OCP shares its budget with everybody else. */
const AT_ONCE = 16;

/**
 * Reads what OCP says of every target: its role, its counterpart's as far as this OCP can tell it, its precheck, its tasks.
 * Rejects with OCP's failure when any of it cannot be read: half a picture is none.
 */
export async function inspect(deps: InspectDeps, targets: readonly Target[]): Promise<Reading> {
  const tasksWith = (known: KnownTasks) => async (tenant: TenantRef) =>
    withUnknownStatus(await tenantTasks(deps.ocp, tenant, known));
  return readAll(deps, targets, tasksWith, []);
}

/**
 * The same for a claim: an entry of OCP's task list that cannot be read may be a task of this tenant, so the claim waits. `baseline`:
 * the tasks that OCP knew before the call was first sent.
 */
export async function inspectSurely(
  deps: InspectDeps,
  targets: readonly Target[],
  baseline: readonly string[],
): Promise<Reading> {
  const surely = (known: KnownTasks) => async (tenant: TenantRef) => {
    const read = withUnknownStatus(await tenantTasks(deps.ocp, tenant, known));
    for (const { error } of read.unread) throw error;
    return read;
  };
  const read = (target: Target, error: unknown) => goneTarget(deps, target, error);
  return readAll(deps, targets, surely, baseline, read);
}

type TasksOf = (tenant: TenantRef) => Promise<TenantTasks>;

interface TargetReads {
  readonly ocp: Pick<OcpReads, 'tenant'>;
  readonly tasksOf: TasksOf;
  readonly precheckOf: PrecheckOf;
  /** Bounds the look-ups; prechecks have a bound of their own. */
  readonly inTurn: <T>(work: () => Promise<T>) => Promise<T>;
}

async function readAll(
  { ocp, clock, business }: InspectDeps,
  targets: readonly Target[],
  tasksWith: (known: KnownTasks) => TasksOf,
  baseline: readonly string[],
  instead: (target: Target, error: unknown) => Promise<TargetReading> = (_, error) => Promise.reject(error),
): Promise<Reading> {
  const ours = targets.flatMap((target) => sidesOf(target).map(({ tenantId }) => tenantId));
  const tasksOf = tasksWith({ ours, baseline, business });
  const reads = { ocp, tasksOf, precheckOf: precheckAll(ocp, clock, targets), inTurn: pLimit(AT_ONCE) };
  const readings = await Promise.all(
    targets.map((target) => inspectTarget(reads, target).catch((error: unknown) => instead(target, error))),
  );
  return {
    inspection: { at: clock.now(), targets: readings.map(({ inspection }) => inspection) },
    baseline: readings.flatMap(({ baseline }) => baseline),
  };
}

/** With what the sides that were read are called now. */
async function inspectTarget(reads: TargetReads, target: Target): Promise<TargetReading> {
  const names: TenantRef[] = [];
  const naming: Pick<OcpReads, 'tenant'> = {
    async tenant(clusterId, tenantId) {
      const tenant = await reads.ocp.tenant(clusterId, tenantId);
      names.push(refOf(tenant));
      return tenant;
    },
  };
  const { inspection, baseline } = await inspectOne({ ...reads, ocp: naming }, target);
  // By its ids a tenant of another OCP could be taken for one of this.
  const isElsewhere = inspection.primaryElsewhere !== undefined || inspection.standby?.elsewhere !== undefined;
  const own = names.filter((one) => !isElsewhere || sameTenant(one, target.tenant));
  return { inspection: { ...inspection, names: own }, baseline };
}

const inspections: {
  readonly [Kind in OperationKind]: (reads: TargetReads, target: TargetOf<Kind>) => Promise<TargetReading>;
} = { failover: inspectStandby, switchover: inspectPair };

function inspectOne<Kind extends OperationKind>(reads: TargetReads, target: TargetOf<Kind>): Promise<TargetReading> {
  return inspections[target.kind](reads, target);
}

/** Sides without which there is nothing to call OCP for, where it has them no more; otherwise the failure itself. */
async function goneTarget({ ocp, clock }: InspectDeps, target: Target, error: unknown): Promise<TargetReading> {
  const readHere = chosenTenants(target).filter((side) => side === target.tenant || newPrimaryOcp(target) === null);
  const gone: string[] = [];
  for (const side of readHere) if (await isGone(ocp, side)) gone.push(side.tenantId);
  if (gone.length === 0) throw error;
  const precheck = { passed: false, items: [], syncScn: null, primaryServiceName: null, readAt: clock.now() };
  const none = { role: null, status: null, primary: null, primaryRole: null, primaryStatus: null };
  const inspection = { tenantId: target.tenant.tenantId, ...none, standby: null, precheck, runningTask: null, gone };
  return { inspection, baseline: [] };
}

async function isGone(ocp: InspectionReads, { clusterId, tenantId }: TenantRef): Promise<boolean> {
  try {
    await ocp.tenant(clusterId, tenantId);
    return false;
  } catch (error) {
    return codeOf(error) === 'ocp_not_found';
  }
}

async function inspectStandby(
  { ocp, tasksOf, precheckOf, inTurn }: TargetReads,
  target: FailoverTarget,
): Promise<TargetReading> {
  const { clusterId, tenantId } = target.tenant;
  const lookUps = inTurn(async () => {
    const [tenant, ownTasks] = await Promise.all([ocp.tenant(clusterId, tenantId), tasksOf(target.tenant)]);
    const primary = tenant.primary ? await readRelative(ocp, tenant, tenant.primary, readIfShown) : null;
    return { tenant, primary, ...ownTasks };
  });
  const [{ tenant, primary, tasks, unread }, precheck] = await Promise.all([lookUps, precheckOf(target)]);
  const inspection: TargetInspection = {
    tenantId,
    role: tenant.role,
    status: tenant.status,
    primary: tenant.primary && refOf(tenant.primary),
    primaryRole: primary?.role ?? null,
    primaryStatus: primary?.status ?? null,
    ...(primary?.elsewhere && { primaryElsewhere: primary.elsewhere }),
    ...(primary?.primary && { upstream: primary.primary }),
    standby: null,
    precheck,
    runningTask: running(tasks),
    ...unreadOf(unread),
  };
  return { inspection, baseline: tasks.map(({ id }) => id) };
}

async function inspectPair(
  { ocp, tasksOf, precheckOf, inTurn }: TargetReads,
  target: SwitchoverTarget,
): Promise<TargetReading> {
  const { clusterId, tenantId } = target.tenant;
  const lookUps = inTurn(async () => {
    const [primary, ownTasks] = await Promise.all([ocp.tenant(clusterId, tenantId), tasksOf(target.tenant)]);
    const standby = await readStandby(ocp, primary, target);
    const ofStandby = standby === null || standby.elsewhere ? NO_TASKS : await tasksOf(target.standby);
    return { primary, standby, ofStandby, ...ownTasks };
  });
  const [{ primary, standby, ofStandby, tasks, unread }, precheck] = await Promise.all([lookUps, precheckOf(target)]);
  const inspection: TargetInspection = {
    tenantId,
    role: primary.role,
    status: primary.status,
    primary: null,
    primaryRole: null,
    primaryStatus: null,
    standby,
    // OCP's precheck of a switchover does not name it; the primary itself does.
    precheck: { ...precheck, primaryServiceName: precheck.primaryServiceName ?? primary.serviceName },
    runningTask: running(tasks) ?? running(ofStandby.tasks),
    ...unreadOf([...unread, ...ofStandby.unread]),
  };
  return { inspection, baseline: tasks.map(({ id }) => id) };
}

/** The standby of a pair; null where OCP names no such standby of this primary any more. */
async function readStandby(
  ocp: Pick<OcpReads, 'tenant'>,
  primary: Tenant,
  { standby, standbyOcpClusterId }: SwitchoverTarget,
): Promise<StandbyInspection | null> {
  const listed = primary.standbys.find((one) => sameTenant(one, standby) && one.ocpClusterId === standbyOcpClusterId);
  if (listed) return readRelative(ocp, primary, listed, readSurely);
  // Some primaries do not list their standbys. One that is here says so itself, and under which OCP it is.
  const read = await (standbyOcpClusterId === null ? readSurely : readIfShown)(ocp, standby);
  const own = read !== null && read.ocpClusterId === standbyOcpClusterId;
  const here = standbyOcpClusterId === null || (own && read.primary !== null && sameTenant(read.primary, primary));
  return read && here ? { role: read.role, status: read.status, primary: read.primary && refOf(read.primary) } : null;
}

/** A tenant's primary or standby as OCP shows it; what is under another OCP is told from the record beside the tenant alone. */
async function readRelative(
  ocp: Pick<OcpReads, 'tenant'>,
  tenant: Tenant,
  relative: RelatedTenant,
  read: (ocp: Pick<OcpReads, 'tenant'>, place: TenantRef) => Promise<Tenant | null>,
): Promise<StandbyInspection> {
  const { ocpClusterId } = relative;
  const sure = ocpClusterId === null || tenant.ocpClusterId !== null;
  // Its ids may be those of somebody else here, so nothing is asked that would be believed of the wrong tenant.
  const there = sure && otherOcp(tenant, relative, null) ? null : await (sure ? read : readIfShown)(ocp, relative);
  const elsewhere = otherOcp(tenant, relative, there);
  if (elsewhere) return { role: relative.role, status: relative.status, elsewhere };
  if (there === null) return { role: null, status: null };
  return { role: there.role, status: there.status, primary: there.primary && refOf(there.primary) };
}

const NO_TASKS: TenantTasks = { tasks: [], unread: [] };

/** Left away where all could be read: most readings have none. */
function unreadOf(unread: TenantTasks['unread']): Pick<TargetInspection, 'unreadTasks'> {
  if (unread.length === 0) return {};
  return { unreadTasks: unread.map(({ id, error }) => ({ id, why: failureOf(error).why })) };
}

function running(tasks: readonly Task[]): TargetInspection['runningTask'] {
  const task = tasks.find(({ status }) => status === 'RUNNING');
  return task ? { id: task.id, name: task.name } : null;
}

function readSurely(ocp: Pick<OcpReads, 'tenant'>, { clusterId, tenantId }: TenantRef): Promise<Tenant> {
  return ocp.tenant(clusterId, tenantId);
}

/** A primary that OCP does not show us is no reason to stop: its cluster may be the one that is gone. */
export async function readIfShown(
  ocp: Pick<OcpReads, 'tenant'>,
  { clusterId, tenantId }: TenantRef,
): Promise<Tenant | null> {
  try {
    return await ocp.tenant(clusterId, tenantId);
  } catch (error) {
    if (isHidden(error)) return null;
    throw error;
  }
}

/** OCP answers, and does not show this. */
export function isHidden(error: unknown): boolean {
  return ['ocp_not_found', 'ocp_forbidden', 'ocp_failed'].includes(codeOf(error));
}

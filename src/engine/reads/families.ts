import { ExplainedError } from '../../lib/cause.ts';
import type { Clock } from '../../lib/clock.ts';
import { sameTenant } from '../../operation/ocp-clusters.ts';
import { type FamilyMember, memberKey, upstreamsOf } from '../../operation/family.ts';
import { findingsOf, membersOf, presentSides, type Promotion } from '../../operation/family-findings.ts';
import { kinds } from '../../operation/kinds/index.ts';
import { newPrimaryOf, sidesOf, type Target } from '../../operation/operation.ts';
import type { Tenant, TenantRef } from '../../operation/tenant.ts';
import {
  type FamilyFacts,
  type FamilyHolder,
  type FamilyReading,
  holdsFamilies,
  promotionsOf,
} from '../../request/family.ts';
import type { RequestState } from '../../request/state.ts';
import { codeOf } from './failures.ts';
import { isHidden, readIfShown } from './inspect.ts';
import type { OcpReads } from '../ports.ts';

/** Which requests moved, or are moving, the tenants of a family. The store keeps these rows with the claims. */
export interface FamilyRows {
  /** Ids of all requests that ever claimed a call about one of these. */
  requestsOf(members: readonly string[]): Promise<readonly string[]>;
  /** The other request that currently holds one of these; null for none. */
  holderOf(members: readonly string[], request: string): Promise<string | null>;
  /** Releases the tenants that a request holds, unless its log has grown beyond this version. */
  release(request: string, version: number): Promise<void>;
  /** True while claims of an older version are missing here. */
  isBehind(): Promise<boolean>;
}

/** An older version's claims are not indexed yet: an unknown claim may have moved the family. */
class FamiliesBehind extends ExplainedError {
  readonly code = 'families_behind';
  readonly effect = 'none';

  constructor() {
    super({ kind: 'families_behind' });
    this.name = 'FamiliesBehind';
  }
}

/** A reading, with the ids of all requests known to have moved any of its members, and the names of the sides. */
type KnownReading = Omit<FamilyFacts, 'heldBy'>;

export interface FamilyDeps {
  readonly families: FamilyRows;
  readonly requests: { load(id: string): Promise<RequestState | null> };
  readonly clock: Pick<Clock, 'now'>;
}

/** Families by OCP's reading and our own log; `again`: the same reading of OCP with the current log. */
export interface FamilyPicture extends FamilyReading {
  /** OCP's list, with what was looked up since in place of what it said. */
  readonly tenants: readonly Tenant[];
  again(): Promise<KnownReading>;
}

export type FamilyReads = Pick<OcpReads, 'tenants' | 'tenant' | 'clusters' | 'alarms' | 'failoverPrecheck'>;

/** Reads families for one request. Every method rejects with the failure of any read: partial readings prove nothing. */
export interface Families {
  /**
   * `targets`: those to be sent, of all that the request names (`all`). `goesOn`: for a remedy, before which nothing
   * else checks the lost primary.
   */
  read(ocp: FamilyReads, targets: readonly Target[], all: readonly Target[], goesOn?: boolean): Promise<FamilyPicture>;
  /**
   * The same at this moment, with the request that holds any of them. OCP may have taken long over other reads: another
   * request may have been claimed and finished with the family since, so the log is read again.
   */
  factsOf(picture: Pick<FamilyPicture, 'again'>, request: string): Promise<FamilyFacts>;
  /** The request that holds a tenant of this request's families at this moment. */
  holderOf(state: RequestState): Promise<FamilyHolder | null>;
}

/** OCP's statuses of a cluster whose tenants do not serve. */
const LOST: readonly (string | null)[] = ['UNAVAILABLE', 'STOPPED', 'ABANDONED'];

export function createFamilies({ families, requests, clock }: FamilyDeps): Families {
  const keys = (members: readonly FamilyMember[]) => members.map(memberKey);

  async function holder(members: readonly string[], request: string): Promise<FamilyHolder | null> {
    for (;;) {
      const by = await families.holderOf(members, request);
      if (by === null) return null;
      const state = await requests.load(by);
      const targets: readonly Target[] = state?.operation.targets ?? [];
      if (state && holdsFamilies(state)) return { request: by, tenants: targets.map(newPrimaryOf) };
      // A version that does not know families ended that request and left its rows behind.
      await families.release(by, state?.version ?? 0);
    }
  }

  /**
   * A tenant that was removed from a family may in turn have had others removed from its own: repeat until the log
   * names no further request.
   */
  async function promotionsAbout(
    all: readonly Target[],
    tenants: readonly Tenant[],
  ): Promise<{ readonly ids: readonly string[]; readonly promotions: readonly Promotion[] }> {
    if (await families.isBehind()) throw new FamiliesBehind();
    const read = new Map<string, readonly Promotion[]>();
    for (;;) {
      const promotions = [...read.values()].flat();
      const ids = await families.requestsOf(keys(membersOf(all, { tenants, promotions })));
      const more = ids.filter((id) => !read.has(id));
      if (more.length === 0) return { ids: [...read.keys()], promotions };
      const states = await Promise.all(more.map((id) => requests.load(id)));
      for (const [at, id] of more.entries()) {
        const state = states[at];
        read.set(id, state ? promotionsOf(state, clock.now()) : []);
      }
    }
  }

  return {
    async read(ocp, targets, all, goesOn = false) {
      const { promotions: before } = await promotionsAbout(all, []);
      const listed = await ocp.tenants();
      const lost = await readLost(ocp, isChained(targets, listed));
      const tenants = await withRoots(ocp, listed, targets, goesOn);
      const resumed = goesOn ? await prechecksOf(ocp, targets, tenants) : null;
      const again = async (): Promise<KnownReading> => {
        const { ids, promotions } = await promotionsAbout(all, tenants);
        const world = {
          tenants: tenants.map((one) => (isOlder(one, targets, before, promotions) ? promoted(one) : one)),
          ...lost,
          promotions,
          ...(resumed && { resumed }),
        };
        const reading = { members: membersOf(all, world), findings: findingsOf(targets, all, world) };
        return { ...reading, read: ids, names: presentSides(targets, tenants) };
      };
      return { ...(await again()), tenants, again };
    },
    async factsOf(picture, request) {
      // Read promotions first and the holder last, so that a claim in between shows up as the holder.
      const reading = await picture.again();
      return { ...reading, heldBy: await holder(keys(reading.members), request) };
    },
    holderOf({ id, family, operation }) {
      const targets: readonly Target[] = operation.targets;
      return holder(keys([...targets.flatMap(sidesOf), ...(family?.members ?? [])]), id);
    },
  };
}

/** Alarms after which a cluster, or a tenant, does not serve (OCP alarm reference). */
const CLUSTER_ALARMS = ['ob_cluster_status_check_failed'];
const TENANT_ALARMS = ['ob_tenant_partition_leader_absent', 'tenant_all_unit_server_not_connectable'];

/** Whether a tenant is above the primary of any of these, and only its record says that it serves. */
function isChained(targets: readonly Target[], listed: readonly Tenant[]): boolean {
  return targets.some((target) => aboveOf(target, listed).length > 1);
}

/**
 * A loss only softens what a record says, so where OCP shows no clusters or alarms, the records count. Alarms are read
 * only where they could soften something.
 */
async function readLost(
  ocp: Pick<OcpReads, 'clusters' | 'alarms'>,
  withAlarms: boolean,
): Promise<{ readonly lostClusters: readonly string[]; readonly lostTenants: readonly string[] }> {
  const [clusters, alarms] = await Promise.all([shown(ocp.clusters()), withAlarms ? shown(ocp.alarms()) : []]);
  const byStatus = clusters.filter(({ status }) => LOST.includes(status)).map(({ id }) => id);
  const byAlarm = alarms.filter(({ type }) => CLUSTER_ALARMS.includes(type)).flatMap((one) => one.clusters);
  const tenants = alarms.filter(({ type }) => TENANT_ALARMS.includes(type)).flatMap((one) => one.tenants);
  return { lostClusters: [...byStatus, ...byAlarm], lostTenants: tenants };
}

async function shown<T>(list: Promise<readonly T[]>): Promise<readonly T[]> {
  try {
    return await list;
  } catch (error) {
    if (isHidden(error) || codeOf(error) === 'ocp_malformed') return [];
    throw error;
  }
}

/** With the role that was read back since. */
function promoted(tenant: Tenant): Tenant {
  return { ...tenant, role: 'PRIMARY', primary: null };
}

/** OCP's reading of a tenant may predate a request that made it primary: a standby in that reading was not rebuilt. */
function isOlder(
  tenant: Tenant,
  targets: readonly Target[],
  before: readonly Promotion[],
  now: readonly Promotion[],
): boolean {
  if (targets.some((target) => sameTenant(target.tenant, tenant))) return false;
  const isPrimaryIn = (promotions: readonly Promotion[]) =>
    promotions.some((one) => one.stage === 'primary' && sameTenant(one.tenant, tenant));
  return isPrimaryIn(now) && !isPrimaryIn(before);
}

/**
 * OCP's precheck checks only the tenant right above a standby. Tenants further up are read here, and so is the one
 * right above when a task is to continue (`goesOn`): its record decides whether a precheck is needed.
 */
async function withRoots(
  ocp: Pick<OcpReads, 'tenant'>,
  listed: readonly Tenant[],
  targets: readonly Target[],
  goesOn: boolean,
): Promise<readonly Tenant[]> {
  const above = targets.flatMap((target) => aboveOf(target, listed).slice(goesOn ? 0 : 1));
  const read = await Promise.all(above.map((ref) => readIfShown(ocp, ref)));
  const fresh = read.flatMap((tenant) => (tenant ? [tenant] : []));
  return [...fresh, ...listed.filter((one) => !fresh.some((tenant) => sameTenant(tenant, one)))];
}

/**
 * The tenants above a target, by the list and by the request, except those of another OCP. Empty where the primary
 * itself hands over.
 */
function aboveOf(target: Target, listed: readonly Tenant[]): readonly TenantRef[] {
  if (kinds[target.kind].demotes) return [];
  const path = upstreamsOf(target.tenant, listed);
  const here = path.flatMap(({ ref, elsewhere }) => (elsewhere ? [] : [ref]));
  const named = sidesOf(target).slice(1);
  return [...here, ...named.filter((ref) => !path.some((one) => sameTenant(one.ref, ref)))];
}

/** Whether OCP's precheck passes, for failovers whose task is to continue while the record of their primary says that it runs. */
async function prechecksOf(
  ocp: FamilyReads,
  targets: readonly Target[],
  tenants: readonly Tenant[],
): Promise<ReadonlyMap<string, boolean>> {
  const asked = targets.flatMap((target) => {
    const [primary] = kinds[target.kind].demotes ? [] : upstreamsOf(target.tenant, tenants);
    const now = primary ? primary.tenant : null;
    return now?.role === 'PRIMARY' && now.status !== 'UNAVAILABLE' ? [target.tenant] : [];
  });
  const passed = await Promise.all(
    asked.map(async ({ clusterId, tenantId }) => (await ocp.failoverPrecheck(clusterId, tenantId)).passed),
  );
  return new Map(asked.map(({ tenantId }, at) => [tenantId, passed[at] === true]));
}

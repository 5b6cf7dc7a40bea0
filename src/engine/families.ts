import { ExplainedError } from '../cause.ts';
import { sameTenant } from '../operation/ocp-clusters.ts';
import { type FamilyMember, memberKey } from '../operation/family.ts';
import { findingsOf, membersOf, type Promotion } from '../operation/family-findings.ts';
import { newPrimaryOf, sidesOf, type Target } from '../operation/operation.ts';
import type { Tenant, TenantRef } from '../operation/tenant.ts';
import {
  type FamilyFacts,
  type FamilyHolder,
  type FamilyReading,
  holdsFamilies,
  promotionsOf,
} from '../request/family.ts';
import type { RequestState } from '../request/state.ts';
import { isHidden, readIfShown } from './inspect.ts';
import type { OcpReads } from './ports.ts';

/** Which requests moved, or move, the tenants of a family. The store keeps it with the claims. */
export interface FamilyRows {
  /** Ids of all that ever claimed a call about one of these. */
  requestsOf(members: readonly string[]): Promise<readonly string[]>;
  /** The request, other than this one, that has one of these for itself now; null for none. */
  holderOf(members: readonly string[], request: string): Promise<string | null>;
  /** Lets others have what a request holds, unless its log has gone on from this version. */
  release(request: string, version: number): Promise<void>;
  /** True while requests that an older version claimed are missing here. */
  isBehind(): Promise<boolean>;
}

/** An older version's claims are not indexed yet: what is not known of a family may have moved it. */
class FamiliesBehind extends ExplainedError {
  readonly code = 'families_behind';
  readonly effect = 'none';

  constructor() {
    super({ kind: 'families_behind' });
    this.name = 'FamiliesBehind';
  }
}

/** A reading, and the ids of all requests that it knew to have moved any of its members. */
interface KnownReading extends FamilyReading {
  readonly read: readonly string[];
}

export interface FamilyDeps {
  readonly families: FamilyRows;
  readonly requests: { load(id: string): Promise<RequestState | null> };
}

/** Families as OCP showed them and our own log had them; `again`: with what the log says of them by now, and OCP as it was. */
export interface FamilyPicture extends FamilyReading {
  again(): Promise<KnownReading>;
}

/** Reads families for one request: every method rejects with the failure of what it asks, because half a family proves nothing. */
export interface Families {
  /** `targets`: those that are to be sent, of all that the request names (`all`). */
  read(
    ocp: Pick<OcpReads, 'tenants' | 'tenant' | 'clusters'>,
    targets: readonly Target[],
    all: readonly Target[],
  ): Promise<FamilyPicture>;
  /**
   * The same at this moment, with who else moves any of them. OCP may have taken long over something else: another request may have been
   * claimed since and be done with the family by now, so the log is read anew.
   */
  factsOf(picture: Pick<FamilyPicture, 'again'>, request: string): Promise<FamilyFacts>;
  /** Who else moves a tenant of this request's families at this moment. */
  holderOf(state: RequestState): Promise<FamilyHolder | null>;
}

/** Of OCP's cluster statuses, those of a cluster whose tenants serve nobody. */
const LOST: readonly (string | null)[] = ['UNAVAILABLE', 'STOPPED', 'ABANDONED'];

export function createFamilies({ families, requests }: FamilyDeps): Families {
  const keys = (members: readonly FamilyMember[]) => members.map(memberKey);

  async function holder(members: readonly string[], request: string): Promise<FamilyHolder | null> {
    for (;;) {
      const by = await families.holderOf(members, request);
      if (by === null) return null;
      const state = await requests.load(by);
      const targets: readonly Target[] = state?.operation.targets ?? [];
      if (state && holdsFamilies(state)) return { request: by, tenants: targets.map(newPrimaryOf) };
      // A version that knows no families ended it, and left its rows behind.
      await families.release(by, state?.version ?? 0);
    }
  }

  async function promotionsAbout(members: readonly FamilyMember[]): Promise<{
    readonly ids: readonly string[];
    readonly promotions: readonly Promotion[];
  }> {
    if (await families.isBehind()) throw new FamiliesBehind();
    const ids = await families.requestsOf(keys(members));
    const states = await Promise.all(ids.map((id) => requests.load(id)));
    return { ids, promotions: states.flatMap((state) => (state ? promotionsOf(state) : [])) };
  }

  return {
    async read(ocp, targets, all) {
      const { promotions: before } = await promotionsAbout(all.flatMap(sidesOf));
      const [listed, clusters] = await Promise.all([ocp.tenants(), clustersShown(ocp)]);
      const tenants = await withRoots(ocp, listed, targets);
      const lostClusters = clusters.filter(({ status }) => LOST.includes(status)).map(({ id }) => id);
      const known = membersOf(all, { tenants, promotions: [] });
      const reading = async (about: readonly FamilyMember[]): Promise<KnownReading> => {
        const { ids, promotions } = await promotionsAbout(about);
        const world = {
          tenants: tenants.filter((one) => !isOlder(one, targets, before, promotions)),
          lostClusters,
          promotions,
        };
        const members = membersOf(all, world);
        // What an earlier request made a primary belongs to the family as well, and whatever moved that.
        const further = members.filter((member) => !about.some((one) => memberKey(one) === memberKey(member)));
        if (further.length > 0) return reading([...about, ...further]);
        return { members, findings: findingsOf(targets, all, world), read: ids };
      };
      const again = () => reading(known);
      return { ...(await again()), again };
    },
    async factsOf(picture, request) {
      // Who made a primary first, who holds the family last: a claim in between is one that holds it.
      const reading = await picture.again();
      return { ...reading, heldBy: await holder(keys(reading.members), request) };
    },
    holderOf({ id, family, operation }) {
      const targets: readonly Target[] = operation.targets;
      return holder(keys([...targets.flatMap(sidesOf), ...(family?.members ?? [])]), id);
    },
  };
}

/** That a cluster is lost only softens what its tenants' records say: where OCP does not list it, the records count. */
async function clustersShown(ocp: Pick<OcpReads, 'clusters'>): ReturnType<OcpReads['clusters']> {
  try {
    return await ocp.clusters();
  } catch (error) {
    if (isHidden(error)) return [];
    throw error;
  }
}

/** What OCP showed of a tenant that a request has made primary since is from before: a standby in it was not rebuilt. */
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

/** OCP's precheck looks at the tenant right above a standby; what stands further up is looked up here, no older than now. */
async function withRoots(
  ocp: Pick<OcpReads, 'tenant'>,
  listed: readonly Tenant[],
  targets: readonly Target[],
): Promise<readonly Tenant[]> {
  const above: readonly TenantRef[] = targets.flatMap((target) =>
    'standby' in target ? [] : (target.upstreams ?? []),
  );
  const read = await Promise.all(above.map((ref) => readIfShown(ocp, ref)));
  const fresh = read.flatMap((tenant) => (tenant ? [tenant] : []));
  return [...fresh, ...listed.filter((one) => !fresh.some((tenant) => sameTenant(tenant, one)))];
}

/** OCP's prechecks of many targets: whole clusters in one call where that is worth it, otherwise each by itself. The client bounds how many are under way. */
import type { Clock } from '../lib/clock.ts';
import type { OcpAll, SwitchoverItem } from './ocp.ts';
import { operationKinds } from './kinds/index.ts';
import {
  type CallPlan,
  type CallPlanOf,
  ofKind,
  type OperationKind,
  planCalls,
  type SwitchoverTarget,
  type Target,
  type TargetOf,
} from './operation.ts';
import type { Precheck } from './tenant.ts';

export type PrecheckReads = Pick<
  OcpAll,
  'tenants' | 'failoverPrecheck' | 'failoverPrechecks' | 'switchoverPrecheck' | 'switchoverPrechecks'
>;

/** After this long without an answer for the whole cluster, milliseconds, its targets are prechecked one by one. */
const TOGETHER_MS = 20_000;

/** By the task's tenant. */
type Answers = ReadonlyMap<string, Precheck>;

interface Prechecks<Kind extends OperationKind> {
  readonly one: (ocp: PrecheckReads, target: TargetOf<Kind>) => Promise<Precheck>;
  /** What OCP leaves out is missing; it may name more than was asked for. */
  readonly together: (ocp: PrecheckReads, plan: CallPlanOf<Kind>) => Promise<Answers>;
  /** Whether one call for the cluster spares OCP work, as against a call for each target. */
  readonly isWorthIt: (ocp: PrecheckReads, plan: CallPlanOf<Kind>) => Promise<boolean>;
}

const prechecks: { readonly [Kind in OperationKind]: Prechecks<Kind> } = {
  failover: {
    one: (ocp, { tenant: { clusterId, tenantId } }) => ocp.failoverPrecheck(clusterId, tenantId),
    together: async (ocp, { clusterId }) =>
      new Map((await ocp.failoverPrechecks(clusterId)).map(({ tenant, precheck }) => [tenant.tenantId, precheck])),
    // The call takes no list: it prechecks every standby of the cluster, also those that nobody chose.
    isWorthIt: async (ocp, { clusterId, targets }) => {
      const listed = await ocp.tenants();
      const standbys = listed.filter((tenant) => tenant.clusterId === clusterId && tenant.role === 'STANDBY');
      return targets.length * 2 > standbys.length;
    },
  },
  switchover: {
    one: (ocp, target) => ocp.switchoverPrecheck(target.tenant.clusterId, itemOf(target)),
    together: async (ocp, { clusterId, targets }) => {
      const answers = await ocp.switchoverPrechecks(clusterId, targets.map(itemOf));
      return new Map(
        targets.flatMap(({ tenant, standby }) => {
          const own = answers.find(
            (one) => one.tenantId === tenant.tenantId && one.standbyTenantId === standby.tenantId,
          );
          return own ? [[tenant.tenantId, own.precheck]] : [];
        }),
      );
    },
    isWorthIt: () => Promise.resolve(true),
  },
};

function itemOf({ tenant, standby, standbyOcpClusterId }: SwitchoverTarget): SwitchoverItem {
  return {
    tenantId: tenant.tenantId,
    standbyTenantId: standby.tenantId,
    standbyOcpClusterId: standbyOcpClusterId ?? undefined,
  };
}

/** Gives the precheck of one of the targets; rejects with OCP's failure for it, because no answer is not a pass. */
export type PrecheckOf = (target: Target) => Promise<Precheck>;

/**
 * Asks for the prechecks of all of these at once. Clusters do not wait for each other, and a target that the cluster's answer left
 * out, or that came too late, is prechecked by itself.
 */
export function precheckAll(ocp: PrecheckReads, clock: Clock, targets: readonly Target[]): PrecheckOf {
  const plansOf = <Kind extends OperationKind>(kind: Kind) => planCalls<Kind>({ kind, targets: ofKind(kind, targets) });
  const plans = operationKinds.flatMap((kind): readonly CallPlan[] => plansOf(kind));
  const answers = new Map(plans.map((plan) => [`${plan.kind}:${plan.clusterId}`, answersFor(ocp, clock, plan)]));
  return async (target) => {
    const known = await answers.get(`${target.kind}:${target.tenant.clusterId}`);
    return known?.get(target.tenant.tenantId) ?? askOne(ocp, target);
  };
}

function askOne<Kind extends OperationKind>(ocp: PrecheckReads, target: TargetOf<Kind>): Promise<Precheck> {
  return prechecks[target.kind].one(ocp, target);
}

const NONE: Answers = new Map();

/** Whatever keeps OCP from answering for all of them is no reason not to ask for each. */
async function answersFor<Kind extends OperationKind>(
  ocp: PrecheckReads,
  clock: Clock,
  plan: CallPlanOf<Kind>,
): Promise<Answers> {
  if (plan.targets.length < 2) return NONE;
  const { isWorthIt, together } = prechecks[plan.kind];
  const answers = async () => ((await isWorthIt(ocp, plan)) ? together(ocp, plan) : NONE);
  const over = new AbortController();
  const late = clock.sleep(TOGETHER_MS, over.signal).then(() => NONE);
  const answer = await Promise.race([answers().catch(() => NONE), late]);
  over.abort();
  return answer;
}

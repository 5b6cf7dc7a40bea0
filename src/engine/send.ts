import type { CallPlan, CallPlanOf, OperationKind, SwitchoverTarget } from '../operation/operation.ts';
import type { Remedy } from '../task/remedies.ts';
import type { Task } from '../task/task.ts';
import type { OcpCalls } from './ports.ts';

export interface SendResult {
  readonly tasks: readonly Task[];
  readonly traceId: string | null;
}

/** Failures after which the call was certainly never seen by OCP, so that it may be sent again under the same approval. */
export const NOT_SENT = ['ocp_unreachable', 'ocp_throttled', 'ocp_unauthorised', 'lease_lost', 'stopped'];

/** Sends a call. One tenant has an endpoint of its own; several of one cluster share one call. Rejects with OcpFailure. */
export async function sendCall(ocp: OcpCalls, plan: CallPlan): Promise<SendResult> {
  const { clusterId } = plan;
  const sent = await send(ocp, plan);
  const [only, ...more] = plan.targets;
  // A reply for one tenant that does not name it is about that tenant.
  const tenantId = only && more.length === 0 ? only.tenant.tenantId : null;
  const tasks = sent.tasks.map((task) => ({
    ...task,
    clusterId: task.clusterId ?? clusterId,
    tenantId: task.tenantId ?? tenantId,
  }));
  return { ...sent, tasks };
}

const calls: { readonly [Kind in OperationKind]: (ocp: OcpCalls, plan: CallPlanOf<Kind>) => Promise<SendResult> } = {
  failover,
  switchover,
};

function send<Kind extends OperationKind>(ocp: OcpCalls, plan: CallPlanOf<Kind>): Promise<SendResult> {
  return calls[plan.kind](ocp, plan);
}

async function failover(ocp: OcpCalls, { clusterId, targets }: CallPlanOf<'failover'>): Promise<SendResult> {
  const [first, ...rest] = targets;
  if (!first) throw new Error('A call without targets is never sent.');
  if (rest.length === 0) {
    const { task, traceId } = await ocp.failover(clusterId, first.tenant.tenantId, { serviceName: first.serviceName });
    return { tasks: [task], traceId };
  }
  return ocp.failoverMany(
    clusterId,
    targets.map(({ tenant, serviceName }) => ({ tenantId: tenant.tenantId, serviceName })),
  );
}

async function switchover(ocp: OcpCalls, { clusterId, targets }: CallPlanOf<'switchover'>): Promise<SendResult> {
  const [first, ...rest] = targets;
  if (!first) throw new Error('A call without targets is never sent.');
  if (rest.length === 0) {
    const { task, traceId } = await ocp.switchover(clusterId, itemOf(first));
    return { tasks: [task], traceId };
  }
  return ocp.switchoverMany(clusterId, targets.map(itemOf));
}

function itemOf({ tenant, standby, standbyOcpClusterId }: SwitchoverTarget) {
  return {
    tenantId: tenant.tenantId,
    standbyTenantId: standby.tenantId,
    standbyOcpClusterId: standbyOcpClusterId ?? undefined,
  };
}

/** Sends a remedy. Rejects with OcpFailure. */
export function sendRemedy(ocp: OcpCalls, taskId: string, remedy: Remedy): Promise<{ traceId: string | null }> {
  switch (remedy.kind) {
    case 'retry':
      return ocp.retryTask(taskId);
    case 'rollback':
      return ocp.rollbackTask(taskId);
    case 'retry_subtask':
      return ocp.retrySubtask(taskId, remedy.subtaskId);
    case 'skip':
      return ocp.skipSubtask(taskId, remedy.subtaskId);
    case 'cancel':
      return ocp.cancelSubtask(taskId, remedy.subtaskId);
  }
}

/** Requests about many tenants in several clusters, made by the real decisions. */
import type { Operation, StopRule } from '../../../src/operation/operation.ts';
import type { Task } from '../../../src/task/task.ts';
import { approve, claim, type Setting, type Story, switchTask, task, waiting } from './story.ts';

interface Shape {
  readonly kind?: Operation['kind'];
  readonly count?: number;
  readonly clusters?: number;
  readonly stopRule?: StopRule;
  /** Tenant and cluster names from their number. */
  readonly name?: (at: number) => string;
  readonly place?: (at: number) => string;
}

export function operation(shape: Shape = {}): Operation {
  const { kind = 'failover', count = 4, clusters = 2, stopRule = 'go_on' } = shape;
  const { name = (at) => `orders${at + 1}`, place = (at) => `sh-prod-${at + 1}` } = shape;
  const targets = Array.from({ length: count }, (_, at) => {
    const cluster = Math.floor((at * clusters) / count);
    const here = { clusterId: `${20 + cluster}`, clusterName: place(cluster), tenantId: `${2001 + at}` };
    const tenant = { ...here, tenantName: name(at) };
    const other = { clusterId: `${70 + cluster}`, clusterName: place(cluster + 50), tenantId: `${4001 + at}` };
    return { tenant, other: { ...other, tenantName: name(at) } };
  });
  if (kind === 'switchover')
    return {
      kind,
      stopRule,
      targets: targets.map(({ tenant, other }) => ({ kind, tenant, standby: other, standbyOcpClusterId: null })),
    };
  return {
    kind,
    stopRule,
    targets: targets.map(({ tenant, other }, at) => ({
      kind,
      tenant,
      primary: other,
      serviceName: at % 2 === 0 ? 'orders_rw' : null,
    })),
  };
}

export function waitingMany(shape: Shape = {}, setting: Setting = {}): Story {
  return waiting({ ...setting, operation: operation(shape) });
}

export function claimedMany(shape: Shape = {}, setting: Setting = {}): Story {
  return claim(approve(waitingMany(shape, setting)));
}

/** The task of the target at this position, in these states. */
export function taskOf(told: Story, at: number, states: string, change: Partial<Task> = {}): Task {
  const { kind, targets } = told.state().operation;
  const tenant = targets[at]?.tenant;
  const base = (kind === 'failover' ? task : switchTask)(states);
  const subtasks = base.subtasks.map((subtask) => ({ ...subtask, id: `${at}-${subtask.id}` }));
  return {
    ...base,
    id: `7${at}`,
    subtasks,
    clusterId: tenant?.clusterId ?? '',
    tenantId: tenant?.tenantId ?? '',
    ...change,
  };
}

/** The tasks of a call's targets, all in the same states. */
export function tasksOf(told: Story, call: number, states: string): readonly Task[] {
  const all: readonly { tenant: { tenantId: string } }[] = told.state().operation.targets;
  const own: readonly { tenant: { tenantId: string } }[] = told.state().calls[call]?.targets ?? [];
  return own.map(({ tenant }) =>
    taskOf(
      told,
      all.findIndex((one) => one.tenant.tenantId === tenant.tenantId),
      states,
    ),
  );
}

export function accept(told: Story, call: number, tasks: readonly Task[]): Story {
  return told.tell({ type: 'accept', call, tasks, traceId: `trace-${call}` });
}

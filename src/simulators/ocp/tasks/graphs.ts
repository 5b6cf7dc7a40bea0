import { type Random, shuffled } from '../world/random.ts';
import { FORMER_PRIMARY_SOURCE, type Subtask, type Task, type TaskWork } from './task-model.ts';

interface Step {
  readonly name: string;
  /** Seconds. */
  readonly timeout: number;
  readonly prohibitRollback: boolean;
  readonly seriesId: number;
  /** One node for every standby of the new primary. */
  readonly parallel: boolean;
}

const step = (
  name: string,
  timeout: number,
  seriesId: number,
  prohibitRollback: 'way back' | 'no return' = 'way back',
  parallel = false,
): Step => ({ name, timeout, seriesId, prohibitRollback: prohibitRollback === 'no return', parallel });

/** OCP API page "failover of a standby tenant", sample reply: 5 steps, 9000 s in all. */
const FAILOVER_STEPS: readonly Step[] = [
  step('Reset log restore source', 1800, 3),
  step('Failover to primary tenant', 1800, 2, 'no return'),
  step('Upgrade tenant data version', 1800, 1),
  step('Create tenant service name', 1800, 0),
  step('Update primary tenant info task', 1800, 4, 'no return'),
];

/** OCP API page "batch switchover of tenants", sample reply: 10 steps, 12600 s in all. */
const SWITCHOVER_STEPS: readonly Step[] = [
  step('Prepare switchover tenant', 60, 1),
  step('Create standby tenant read only user', 1800, 0),
  step('Wait all relation tenants accessible', 3600, 8),
  step('Switch primary tenant to standby', 1800, 4),
  step('Switchover standby tenant to primary', 1800, 5, 'no return'),
  step('Reset log restore source', 1800, 2),
  step('Update log restore source', 900, 7, 'way back', true),
  step('Restart tenant service name if started', 600, 6),
  step('Update tenant role in meta', 120, 9),
  step('Reset switchover tenant info', 120, 3),
];

/** OceanBase 4.4.2 sets the former primary's log source before the promotion; for a while both tenants follow each other. */
const SWITCHOVER_STEPS_4_4_2: readonly Step[] = SWITCHOVER_STEPS.toSpliced(4, 0, step(FORMER_PRIMARY_SOURCE, 900, 10));

export type Graph = 'failover' | 'switchover' | 'switchover 4.4.2';

const STEPS: Readonly<Record<Graph, readonly Step[]>> = {
  failover: FAILOVER_STEPS,
  switchover: SWITCHOVER_STEPS,
  'switchover 4.4.2': SWITCHOVER_STEPS_4_4_2,
};

export interface NewTask {
  readonly id: number;
  readonly firstSubtaskId: number;
  readonly work: TaskWork;
  readonly graph: Graph;
  readonly prohibitSkip: boolean;
  readonly clusterId: number;
  readonly tenantId: number;
  readonly creator: Task['creator'];
  readonly now: number;
  /** Tenants that the parallel node serves, one each. The documents show one node for a single standby. */
  readonly parallelTargets: readonly number[];
}

/** A task as it stands when it is submitted: RUNNING, its first subtask READY, nothing run yet. */
export function newTask(given: NewTask, random: Random): Task {
  const layers = STEPS[given.graph].map((each) =>
    each.parallel
      ? given.parallelTargets.map((target, index) => ({ step: each, index, target }))
      : [{ step: each, index: -1, target: null }],
  );
  const nodes = layers.flat();
  const ids = shuffled([...nodes.keys()], random).map((offset) => given.firstSubtaskId + offset);
  const idOf = new Map(nodes.map((node, index) => [node, ids[index] ?? 0]));
  const idsOf = (layer: typeof nodes | undefined): number[] => (layer ?? []).map((node) => idOf.get(node) ?? 0);
  const subtasks = layers.flatMap((layer, index) =>
    layer.map(
      (node): Subtask => ({
        id: idOf.get(node) ?? 0,
        name: node.step.name,
        seriesId: node.step.seriesId,
        parallelIdx: node.index,
        prohibitRollback: node.step.prohibitRollback,
        timeout: node.step.timeout,
        upstreams: idsOf(layers[index - 1]),
        downstreams: idsOf(layers[index + 1]),
        targetTenantId: node.target,
        status: index === 0 ? 'READY' : 'PENDING',
        operation: 'EXECUTE',
        runTime: 1,
        startTime: null,
        finishTime: null,
        executor: null,
        run: null,
        log: [],
      }),
    ),
  );
  return {
    id: given.id,
    name: given.work.kind === 'failover' ? 'Failover tenant' : 'Switchover ob tenant for network mode',
    work: given.work,
    clusterId: given.clusterId,
    tenantId: given.tenantId,
    creator: given.creator,
    startTime: given.now,
    prohibitSkip: given.prohibitSkip,
    status: 'RUNNING',
    operation: 'EXECUTE',
    finishTime: null,
    subtasks,
    listing: shuffled(subtasks, random),
  };
}

import type { Json, JsonObject } from '../http/envelope.ts';
import type { Settings } from '../world/settings.ts';
import { type Subtask, type Task, prohibitsRollback } from './task-model.ts';
import { ocpTime, wholeSecond } from '../world/time.ts';
import type { World } from '../world/world.ts';

/**
 * A task in its three shapes. The POST reply has a string creator, plain ids and no createTime (the database fills that
 * later); details have objects; the list has brief subtasks (OCP API pages of tenant and task management).
 */
export function submittedTask(task: Task): JsonObject {
  return {
    clusterId: task.clusterId,
    creator: task.creator.name,
    executor: TASK_EXECUTOR,
    id: task.id,
    name: task.name,
    operation: task.operation,
    prohibitRollback: prohibitsRollback(task),
    startTime: ocpTime(task.startTime),
    status: task.status,
    subtasks: task.listing.map((subtask) => submittedSubtask(subtask)),
    taskDefinitionId: -1,
    tenantId: task.tenantId,
    type: 'MANUAL',
  };
}

export function taskDetails(world: World, task: Task, settings: Settings): JsonObject {
  return {
    ...taskHeading(world, task),
    createTime: ocpTime(wholeSecond(task.startTime)),
    executor: TASK_EXECUTOR,
    operation: task.operation,
    prohibitRollback: prohibitsRollback(task),
    prohibitSkip: settings.listShape === '4.3.5' ? task.prohibitSkip : null,
    subtasks: shown(task, settings).map((subtask) => subtaskDetails(task, subtask, settings)),
    taskDefinitionId: -1,
    type: 'MANUAL',
  };
}

export function taskListItem(world: World, task: Task, settings: Settings): JsonObject {
  return {
    ...taskHeading(world, task),
    // V4.3.5 adds it, in lower case; V4.2.2 has none, so a rolled-back task there just says SUCCESSFUL.
    operation: settings.listShape === '4.3.5' ? task.operation.toLowerCase() : null,
    subtasks: shown(task, settings).map(({ id, name, operation, status }) => ({
      description: name,
      id,
      name,
      operation,
      status,
    })),
  };
}

export function subtaskDetails(task: Task, subtask: Subtask, settings: Settings): JsonObject {
  const newer: JsonObject =
    settings.listShape === '4.3.5'
      ? { prohibitSkip: settings.prohibitSkip.includes(subtask.name), taskId: task.id }
      : {};
  return {
    ...submittedSubtask(subtask),
    ...newer,
    createTime: ocpTime(wholeSecond(task.startTime)),
    executor: subtask.executor,
    finishTime: optionalTime(subtask.finishTime),
    startTime: optionalTime(subtask.startTime),
  };
}

function shown(task: Task, settings: Settings): readonly Subtask[] {
  return settings.showSubtasks ? task.listing : [];
}

const TASK_EXECUTOR = '10.0.0.11';

function submittedSubtask(subtask: Subtask): JsonObject {
  return {
    description: subtask.name,
    downstreams: [...subtask.downstreams],
    id: subtask.id,
    name: subtask.name,
    nodeType: 'JAVA_TASK',
    operation: subtask.operation,
    parallelIdx: subtask.parallelIdx,
    prohibitRollback: subtask.prohibitRollback,
    runTime: subtask.runTime,
    seriesId: subtask.seriesId,
    status: subtask.status,
    timeout: subtask.timeout,
    upstreams: [...subtask.upstreams],
  };
}

function taskHeading(world: World, task: Task): JsonObject {
  const cluster = world.clusters.get(task.clusterId);
  const tenant = world.tenants.get(task.tenantId);
  return {
    cluster: cluster ? { id: cluster.id, name: cluster.name, obClusterId: cluster.obClusterId, type: 'PRIMARY' } : null,
    creator: { id: task.creator.id, name: task.creator.name },
    finishTime: optionalTime(task.finishTime),
    id: task.id,
    name: task.name,
    startTime: ocpTime(task.startTime),
    status: task.status,
    tenant: tenant ? { id: tenant.id, mode: tenant.mode, name: tenant.name, obTenantId: tenant.obTenantId } : null,
  };
}

function optionalTime(ms: number | null): Json {
  return ms === null ? null : ocpTime(ms);
}

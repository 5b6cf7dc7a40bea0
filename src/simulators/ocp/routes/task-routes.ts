import { lackedBy } from '../admin/faults.ts';
import { type Query, longParam, paged, param, params } from '../http/paging.ts';
import { OcpRefusal } from '../world/refusal.ts';
import { cancelSubtask, retrySubtask, retryTask, rollbackTask, skipSubtask } from '../tasks/remedies.ts';
import type { Route } from '../http/route.ts';
import type { Task } from '../tasks/task-model.ts';
import { subtaskDetails, taskDetails, taskListItem } from '../tasks/task-views.ts';
import type { World } from '../world/world.ts';

const TASK = '/api/v2/tasks/instances/:task';
const SUBTASK = `${TASK}/subtasks/:subtask`;

/** The task centre. The subtask calls ignore the task's id in the path (OCP Express source: TaskService). */
export const taskRoutes: readonly Route[] = [
  {
    method: 'GET',
    path: '/api/v2/tasks/instances',
    mutating: false,
    permission: 'TASK_VIEWER',
    handle: ({ model, query }) => {
      const found = model.tasks.toReversed().filter(taskFilter(model.world, query));
      const keys = {
        id: (task: Task) => task.id,
        name: (task: Task) => task.name,
        startTime: (task: Task) => task.startTime,
        status: (task: Task) => task.status,
      };
      return paged(found, query, keys, (task) => {
        const lacked = lackedBy(model.faults, task.id);
        const item = Object.entries(taskListItem(model.world, task, model.settings()));
        return Object.fromEntries(item.filter(([name]) => !lacked.includes(name)));
      });
    },
  },
  {
    method: 'GET',
    path: TASK,
    mutating: false,
    permission: 'TASK_VIEWER',
    handle: ({ model }, id) => taskDetails(model.world, model.task(id('task')), model.settings()),
  },
  {
    method: 'POST',
    path: `${TASK}/retry`,
    mutating: true,
    permission: 'TASK_MANAGER',
    handle: ({ model }, id) => {
      const task = model.task(id('task'));
      retryTask(task, model.settings().retryAfterRollback);
      return taskDetails(model.world, task, model.settings());
    },
  },
  {
    method: 'POST',
    path: `${TASK}/rollback`,
    mutating: true,
    permission: 'TASK_MANAGER',
    handle: ({ model }, id) => {
      const task = model.task(id('task'));
      rollbackTask(task);
      const settings = model.settings();
      return settings.rollbackReply === 'task' ? taskDetails(model.world, task, settings) : null;
    },
  },
  {
    method: 'GET',
    path: `${SUBTASK}/log`,
    mutating: false,
    permission: 'TASK_VIEWER',
    handle: ({ model }, id) => {
      // The log of an unknown subtask is an empty string, not 404.
      const all = model.tasks.flatMap((task) => task.subtasks);
      return { log: all.find((subtask) => subtask.id === id('subtask'))?.log.join('\n') ?? '' };
    },
  },
  {
    method: 'POST',
    path: `${SUBTASK}/retry`,
    mutating: true,
    permission: 'TASK_MANAGER',
    handle: ({ model }, id) => {
      const { task, subtask } = model.subtask(id('subtask'));
      retrySubtask(task, subtask, model.settings().retryAfterRollback);
      return subtaskDetails(task, subtask, model.settings());
    },
  },
  {
    method: 'POST',
    path: `${SUBTASK}/skip`,
    mutating: true,
    permission: 'TASK_MANAGER',
    handle: ({ model }, id) => {
      const { task, subtask } = model.subtask(id('subtask'));
      skipSubtask(task, subtask, model.settings().prohibitSkip);
      return null;
    },
  },
  {
    method: 'POST',
    path: `${SUBTASK}/cancel`,
    mutating: true,
    permission: 'TASK_MANAGER',
    handle: ({ model }, id) => {
      cancelSubtask(model.subtask(id('subtask')).subtask);
      return null;
    },
  },
];

function taskFilter(world: World, query: Query): (task: Task) => boolean {
  const name = param(query, 'name');
  const status = params(query, 'status');
  const type = param(query, 'type');
  // `cluterName` is how OCP spells it.
  const clusterName = param(query, 'cluterName');
  const clusterId = longParam(query, 'clusterId');
  const tenantId = longParam(query, 'tenantId');
  const tenantName = param(query, 'tenantName');
  if (tenantName !== null && clusterId === null) throw new OcpRefusal('invalidParameter', 'clusterId');
  return (task) =>
    (name === null || task.name.toLowerCase().includes(name.toLowerCase())) &&
    (status === null || status.includes(task.status)) &&
    (type === null || type.split(',').includes('MANUAL')) &&
    (clusterName === null || (world.clusters.get(task.clusterId)?.name ?? '').includes(clusterName)) &&
    (clusterId === null || task.clusterId === clusterId) &&
    (tenantId === null || task.tenantId === tenantId) &&
    (tenantName === null || world.tenants.get(task.tenantId)?.name === tenantName);
}

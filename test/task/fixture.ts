import { readFileSync } from 'node:fs';
import type { Subtask, SubtaskOperation, SubtaskStatus, Task, TaskStatus } from '../../src/task/task.ts';

/** A documented OCP reply or request. */
export function fixture(name: string): unknown {
  return JSON.parse(readFileSync(new URL(`../fixtures/ocp/${name}.json`, import.meta.url), 'utf8'));
}

/** The `data` of a documented OCP reply. */
export function dataOf(name: string): unknown {
  const json = fixture(name);
  if (typeof json === 'object' && json !== null && 'data' in json) return json.data;
  throw new Error(`${name} has no data`);
}

export function subtask(id: string, change: Partial<Subtask> = {}): Subtask {
  return {
    id,
    name: `step ${id}`,
    status: 'PENDING',
    operation: 'EXECUTE',
    runTime: 1,
    timeoutSeconds: 60,
    startedAt: null,
    finishedAt: null,
    upstreams: [],
    prohibitRollback: false,
    prohibitSkip: null,
    ...change,
  };
}

export function task(status: TaskStatus, subtasks: readonly Subtask[], change: Partial<Task> = {}): Task {
  return {
    id: '1',
    name: 'Failover tenant',
    status,
    operation: 'EXECUTE',
    prohibitRollback: false,
    clusterId: '10',
    tenantId: '20',
    startedAt: 0,
    finishedAt: null,
    creator: 'admin',
    subtasks,
    ...change,
  };
}

/** A linear graph, one subtask for each status. */
export function chain(...states: readonly (SubtaskStatus | readonly [SubtaskStatus, SubtaskOperation])[]): Subtask[] {
  return states.map((state, index) => {
    const [status, operation] = typeof state === 'string' ? ([state, 'EXECUTE'] as const) : state;
    return subtask(String(index + 1), { status, operation, upstreams: index === 0 ? [] : [String(index)] });
  });
}

import type { Subtask, Task } from './task-model.ts';
import { logTime, ocpTime } from '../world/time.ts';

/**
 * A subtask's log in OCP's form: a header for each run, log4j lines, and the state line at the end
 * (OCP API page "subtask log", OCP Express source: RunnerFactory).
 */
export function logRunStart(task: Task, subtask: Subtask, now: number): void {
  subtask.log.push(`############{${subtask.operation}}{${ocpTime(now)}}############`);
  const context = [
    `prohibit_rollback=${subtask.prohibitRollback}`,
    `task_instance_id=${task.id}`,
    `task_operation=${task.operation.toLowerCase()}`,
    `latest_execution_start_time=${ocpTime(now)}`,
    `tenant_id=${task.tenantId}`,
    `sub_task_instance_id=${subtask.id}`,
    `cluster_id=${task.clusterId}`,
  ].join(', ');
  line(
    subtask,
    now,
    'INFO',
    'c.a.o.c.m.t.model.SubtaskInstanceEntity',
    `Run subtask, id=${subtask.id}, context=Context(parallelIdx=${subtask.parallelIdx}, stringMap={${context}}, ` +
      `listMap={}), executor=${subtask.executor ?? ''}`,
  );
  line(subtask, now, 'INFO', STEP_LOGGER, `[${className(subtask)}] begin`);
}

export function logError(subtask: Subtask, now: number, message: string): void {
  line(subtask, now, 'ERROR', STEP_LOGGER, `[${className(subtask)}] failed: ${message}`);
}

export function logTimeout(subtask: Subtask, now: number, elapsed: number): void {
  line(
    subtask,
    now,
    'WARN',
    'c.a.o.c.t.e.c.worker.ReadySubtaskWorker',
    `Receive timeout callback, id=${subtask.id}, name=${subtask.name}, elapsed=${elapsed}, timeout=${subtask.timeout}`,
  );
}

/** `before` is the state that is left. The closing line is written for SUCCESSFUL, FAILED and PENDING. */
export function logState(subtask: Subtask, now: number, before: string): void {
  if (subtask.status !== 'FAILED') line(subtask, now, 'INFO', STEP_LOGGER, `[${className(subtask)}] end`);
  line(
    subtask,
    now,
    'INFO',
    'c.a.o.c.m.t.model.SubtaskInstanceEntity',
    `Set state for subtask: ${subtask.id}, current state: ${before}, new state: ${subtask.status}`,
  );
  subtask.log.push(`Set state for subtask: ${subtask.id}, operation:${subtask.operation}, state: ${subtask.status}\n`);
}

const STEP_LOGGER = 'c.a.o.s.t.b.tenant.TenantSubtask';

function line(subtask: Subtask, now: number, level: string, logger: string, message: string): void {
  const thread = `[pool-manual-subtask-executor${subtask.id % 16},,]`;
  subtask.log.push(`${logTime(now)} ${level.padStart(5)} 57200 --- ${thread} ${logger.padEnd(40)}: ${message}\n`);
}

function className(subtask: Subtask): string {
  const words = subtask.name.split(' ').map((word) => word.charAt(0).toUpperCase() + word.slice(1));
  return `${words.join('').replace(/Task$/, '')}Task`;
}

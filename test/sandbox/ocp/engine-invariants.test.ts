import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { defaultWorld } from '../../../src/simulators/ocp/world/default-world.ts';
import { OcpRefusal } from '../../../src/simulators/ocp/world/refusal.ts';
import {
  cancelSubtask,
  retrySubtask,
  retryTask,
  rollbackTask,
  skipSubtask,
} from '../../../src/simulators/ocp/tasks/remedies.ts';
import { type Task, prohibitsRollback, upstreamsOf } from '../../../src/simulators/ocp/tasks/task-model.ts';
import { failover, switchover, testModel, tick } from './support.ts';

const outcome = fc.constantFrom('fail', 'hang', 'timeout', 'rollbackFail', 'succeed');
const move = fc.oneof(
  { weight: 6, arbitrary: fc.record({ do: fc.constant('tick'), ticks: fc.integer({ min: 1, max: 9 }) }) },
  { weight: 2, arbitrary: fc.record({ do: fc.constant('fault'), outcome, takesEffect: fc.boolean() }) },
  { weight: 3, arbitrary: fc.record({ do: fc.constantFrom('retry', 'rollback') }) },
  { weight: 1, arbitrary: fc.record({ do: fc.constant('abandon') }) },
  {
    weight: 3,
    arbitrary: fc.record({
      do: fc.constantFrom('retrySubtask', 'skipSubtask', 'cancelSubtask'),
      index: fc.nat({ max: 10 }),
    }),
  },
);
interface Move {
  do: string;
  ticks?: number;
  outcome?: 'fail' | 'hang' | 'timeout' | 'rollbackFail' | 'succeed';
  takesEffect?: boolean;
  index?: number;
}

/** Does one move; a refusal is a fine answer. */
function play(model: ReturnType<typeof testModel>, task: Task, next: Move): void {
  const subtask = task.subtasks[(next.index ?? 0) % task.subtasks.length];
  if (!subtask) return;
  try {
    if (next.do === 'tick') tick(model, next.ticks ?? 1);
    if (next.do === 'fault' && next.outcome) {
      model.addFault({ kind: 'subtask', outcome: next.outcome, takesEffect: next.takesEffect });
    }
    if (next.do === 'retry') retryTask(task);
    if (next.do === 'rollback') rollbackTask(task);
    if (next.do === 'abandon') model.abandonTask(task.id);
    if (next.do === 'retrySubtask') retrySubtask(task, subtask);
    if (next.do === 'skipSubtask') skipSubtask(task, subtask, []);
    if (next.do === 'cancelSubtask') cancelSubtask(subtask);
  } catch (error) {
    if (!(error instanceof OcpRefusal)) throw error;
  }
}

describe('whatever people and faults do to a task', () => {
  it.each([
    ['failover', () => testModel(), failover],
    ['switchover', () => testModel({}, defaultWorld()), switchover],
    [
      'switchover with a parallel node',
      () => testModel({}, defaultWorld()),
      (m: ReturnType<typeof testModel>) => switchover(m, 'ledger'),
    ],
  ] as const)('%s: its states stay those of the engine', (_name, start, submit) => {
    fc.assert(
      fc.property(fc.array(move, { maxLength: 60 }), (moves) => {
        const model = start();
        const task = submit(model);
        let ended: string | null = null;
        let noReturn = false;
        let abandoned = false;
        for (const next of moves) {
          const before = task.status;
          play(model, task, next);
          abandoned ||= next.do === 'abandon' && before === 'FAILED';
          const states = task.subtasks.map((subtask) => subtask.status);
          if (task.status === 'SUCCESSFUL') {
            const goal = task.operation === 'ROLLBACK' ? 'PENDING' : 'SUCCESSFUL';
            // An abandoned task ends with FAILED steps, and only what ran beside them may still end.
            if (abandoned) expect(states).toContain('FAILED');
            else expect(new Set(states)).toEqual(new Set([goal]));
            if (states.some((state) => state === 'READY' || state === 'RUNNING')) continue;
            ended ??= JSON.stringify(task);
            // SUCCESSFUL is final: nothing wakes the task again.
            expect(JSON.stringify(task)).toBe(ended);
          }
          for (const subtask of task.subtasks) {
            // Whatever runs stands on finished work.
            if (subtask.status === 'RUNNING') {
              expect(upstreamsOf(task, subtask).every((up) => up.status !== 'PENDING')).toBe(true);
            }
          }
          if (noReturn) expect(task.operation).not.toBe('ROLLBACK');
          noReturn = task.status === 'FAILED' && task.operation !== 'ROLLBACK' && prohibitsRollback(task);
        }
      }),
      { numRuns: 150, seed: 20_260_302 },
    );
  });
});

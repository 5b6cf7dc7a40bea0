import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { decodeTask, decodeTaskList } from '../../src/task/decode.ts';
import { subtaskOperations, subtaskStatuses, taskOperations, taskStatuses } from '../../src/task/task.ts';
import { skipped, resultOf, whyUnclear } from '../../src/task/result.ts';
import { chain, dataOf, subtask, task } from './fixture.ts';

describe('verdict', () => {
  it('the documented list sample is SUCCESSFUL, and was rolled back', () => {
    const [prepare, report] = decodeTaskList(dataOf('task-list.response-v422'));
    expect(prepare?.status).toBe('SUCCESSFUL');
    expect(resultOf(prepare!)).toBe('rolled_back');
    expect(resultOf(report!)).toBe('succeeded');
    expect(resultOf(decodeTask(dataOf('task-details.response-v422')))).toBe('succeeded');
    expect(resultOf(decodeTask(dataOf('tenant-failover.response')))).toBe('running');
  });

  it.each([
    ['RUNNING although all is done', task('RUNNING', chain('SUCCESSFUL')), 'running'],
    ['RUNNING with an old finish time', task('RUNNING', chain('READY'), { finishedAt: 1 }), 'running'],
    ['FAILED', task('FAILED', chain('FAILED')), 'failed'],
    [
      'every subtask PENDING',
      task('SUCCESSFUL', chain('PENDING', 'PENDING'), { operation: 'ROLLBACK' }),
      'rolled_back',
    ],
    ['every subtask PENDING, operation EXECUTE', task('SUCCESSFUL', chain('PENDING', 'PENDING')), 'rolled_back'],
    [
      'operation ROLLBACK, nothing undone',
      task('SUCCESSFUL', chain('SUCCESSFUL'), { operation: 'ROLLBACK' }),
      'unclear',
    ],
    ['abandoned before anything else', task('SUCCESSFUL', chain('FAILED', 'PENDING', 'PENDING')), 'unclear'],
    ['abandoned after some steps', task('SUCCESSFUL', chain('SUCCESSFUL', 'FAILED', 'PENDING')), 'unclear'],
    ['one subtask PENDING', task('SUCCESSFUL', chain('SUCCESSFUL', 'PENDING')), 'unclear'],
    [
      'a rollback that failed and was given up',
      task('SUCCESSFUL', chain(['FAILED', 'ROLLBACK'], 'PENDING'), { operation: 'ROLLBACK' }),
      'unclear',
    ],
    ['4.2.2: no operation', task('SUCCESSFUL', chain('SUCCESSFUL'), { operation: null }), 'succeeded'],
    ['a subtask FAILED', task('SUCCESSFUL', chain('SUCCESSFUL', 'FAILED')), 'unclear'],
    ['a subtask of unknown state', task('SUCCESSFUL', chain('unknown:ODD')), 'unclear'],
    ['no subtasks to bear it out', task('SUCCESSFUL', []), 'unclear'],
    ['an unknown status', task('unknown:PAUSED', chain('SUCCESSFUL')), 'unclear'],
  ] as const)('%s', (_, seen, expected) => {
    expect(resultOf(seen)).toBe(expected);
  });

  it.each([
    ['odd_status', task('unknown:PAUSED', chain('SUCCESSFUL'))],
    ['no_steps', task('SUCCESSFUL', [])],
    ['left_over', task('SUCCESSFUL', chain('SUCCESSFUL', 'FAILED', 'PENDING'))],
  ] as const)('says why it is unclear: %s', (why, seen) => {
    expect(resultOf(seen)).toBe('unclear');
    expect(whyUnclear(seen)).toBe(why);
  });

  it('is rolled_back only when there are subtasks and every one is PENDING', () => {
    const states = fc.array(fc.constantFrom(...subtaskStatuses, 'unknown:X' as const));
    fc.assert(
      fc.property(states, fc.constantFrom(...taskOperations, null), (statuses, operation) => {
        const seen = task('SUCCESSFUL', chain(...statuses), { operation });
        const undone = statuses.length > 0 && statuses.every((status) => status === 'PENDING');
        expect(resultOf(seen) === 'rolled_back').toBe(undone);
      }),
    );
  });

  it('a skipped subtask was not done', () => {
    const seen = task('SUCCESSFUL', chain('SUCCESSFUL', ['SUCCESSFUL', 'SKIP'], ['FAILED', 'SKIP']));
    expect(skipped(seen).map((one) => one.id)).toEqual(['2']);
  });

  it('never succeeds unless OCP says so, did not roll back, and every subtask is SUCCESSFUL', () => {
    const subtasks = fc.array(
      fc
        .record({
          status: fc.constantFrom(...subtaskStatuses, 'unknown:X' as const),
          operation: fc.constantFrom(...subtaskOperations),
        })
        .map((state) => subtask('1', state)),
    );
    const tasks = fc
      .record({
        status: fc.constantFrom(...taskStatuses, 'unknown:X' as const),
        operation: fc.constantFrom(...taskOperations, null),
        subtasks,
      })
      .map(({ status, operation, subtasks }) => task(status, subtasks, { operation }));
    fc.assert(
      fc.property(tasks, (seen) => {
        if (resultOf(seen) !== 'succeeded') return;
        expect(seen.status).toBe('SUCCESSFUL');
        expect(seen.operation).not.toBe('ROLLBACK');
        expect(seen.subtasks.length).toBeGreaterThan(0);
        expect(seen.subtasks.every((one) => one.status === 'SUCCESSFUL')).toBe(true);
      }),
    );
  });
});

import { describe, expect, it } from 'vitest';
import { changes, merge } from '../../src/task/diff.ts';
import { decodeTask, decodeTaskList } from '../../src/task/decode.ts';
import { chain, dataOf, subtask, task } from './fixture.ts';

describe('changes', () => {
  it('a task seen for the first time differs from one that OCP has just saved', () => {
    const seen = changes(null, decodeTask(dataOf('tenant-failover.response')));
    expect(seen).toMatchObject([{ name: 'Reset log restore source', index: 1, of: 5, from: 'PENDING', to: 'READY' }]);
  });

  it('come in graph order, with the place and the time of each', () => {
    const before = task('RUNNING', chain('RUNNING', 'PENDING'));
    const [first, second] = chain('SUCCESSFUL', 'RUNNING');
    const after = task('RUNNING', [
      { ...first!, startedAt: 1_000, finishedAt: 3_500 },
      { ...second!, startedAt: 3_600 },
    ]);
    expect(changes(before, after)).toEqual([
      {
        subtaskId: '1',
        name: 'step 1',
        index: 1,
        of: 2,
        from: 'RUNNING',
        to: 'SUCCESSFUL',
        operation: 'EXECUTE',
        tookMs: 2_500,
      },
      {
        subtaskId: '2',
        name: 'step 2',
        index: 2,
        of: 2,
        from: 'PENDING',
        to: 'RUNNING',
        operation: 'EXECUTE',
        tookMs: null,
      },
    ]);
  });

  it.each([
    ['retried with the task', 'SUCCESSFUL', 'RETRY', 2],
    ['retried alone, which OCP does not count', 'SUCCESSFUL', 'RETRY', 1],
    ['canceled after who knows how many runs', 'FAILED', 'CANCEL', 1],
    ['rolled back', 'PENDING', 'ROLLBACK', 1],
    ['skipped', 'SUCCESSFUL', 'SKIP', 1],
  ] as const)(
    'a step %s has no time: OCP keeps the start of the first run, and people took theirs',
    (_, to, operation, runTime) => {
      const run = { startedAt: 1_000, runTime, operation };
      const before = task('RUNNING', [subtask('1', { ...run, status: 'RUNNING' })]);
      const after = task('RUNNING', [subtask('1', { ...run, status: to, finishedAt: 601_300 })]);
      expect(changes(before, after)).toMatchObject([{ to, operation, tookMs: null }]);
    },
  );

  it('a second failure after a retry is told although the status is the same', () => {
    const before = task('FAILED', [subtask('1', { status: 'FAILED' })]);
    const after = task('FAILED', [subtask('1', { status: 'FAILED', operation: 'RETRY', runTime: 2 })]);
    expect(changes(before, after)).toMatchObject([{ from: 'FAILED', to: 'FAILED', operation: 'RETRY' }]);
  });

  it('a rollback marks every step that has run; each is told when its own turn comes, once', () => {
    const before = task('FAILED', chain('SUCCESSFUL', 'FAILED', 'PENDING'));
    const marked = task('RUNNING', chain(['SUCCESSFUL', 'ROLLBACK'], ['FAILED', 'ROLLBACK'], 'PENDING'), {
      operation: 'ROLLBACK',
    });
    expect(changes(before, marked)).toEqual([]);
    const undone = task('SUCCESSFUL', chain(['PENDING', 'ROLLBACK'], ['PENDING', 'ROLLBACK'], 'PENDING'));
    expect(changes(marked, undone).map(({ index, to }) => [index, to])).toEqual([
      [1, 'PENDING'],
      [2, 'PENDING'],
    ]);
    const failed = { ...marked, status: 'FAILED' } as const;
    expect(changes(before, failed)).toMatchObject([{ index: 2, from: 'FAILED', operation: 'ROLLBACK' }]);
  });

  it('the same step failing once more after its finish time moved is told', () => {
    const run = (finishedAt: number) =>
      task('FAILED', [subtask('1', { status: 'FAILED', operation: 'ROLLBACK', finishedAt })], {
        operation: 'ROLLBACK',
      });
    expect(changes(run(1), run(1))).toEqual([]);
    expect(changes(run(1), run(2))).toHaveLength(1);
  });

  it('the same reading twice changes nothing, and neither does what a brief reading leaves out', () => {
    const known = decodeTask(dataOf('task-details.response-v422'));
    expect(changes(known, known)).toEqual([]);
    const brief = {
      ...known,
      subtasks: known.subtasks.map((one) => subtask(one.id, { ...one, operation: 'unknown:', runTime: null })),
    };
    expect(changes(known, brief)).toEqual([]);
  });
});

describe('merge', () => {
  const known = decodeTask(dataOf('tenant-failover.response'));
  const asListed = (status: string, ...subtaskStatuses: readonly string[]) => {
    const subtasks = known.subtasks.map((one, index) => ({
      id: one.id,
      name: one.name,
      status: subtaskStatuses[index] ?? 'PENDING',
      operation: 'EXECUTE',
    }));
    // As OCP sends them: in no order.
    const [brief] = decodeTaskList([{ id: known.id, name: known.name, status, subtasks: subtasks.reverse() }]);
    return brief!;
  };

  it('takes the states of the list item and keeps graph, timeouts and order of the known task', () => {
    const merged = merge(known, asListed('RUNNING', 'SUCCESSFUL', 'RUNNING'));
    expect(merged.subtasks.map((one) => one.status)).toEqual([
      'SUCCESSFUL',
      'RUNNING',
      'PENDING',
      'PENDING',
      'PENDING',
    ]);
    expect(merged.subtasks.map((one) => one.id)).toEqual(known.subtasks.map((one) => one.id));
    expect(merged.subtasks[1]).toMatchObject({
      timeoutSeconds: 1800,
      prohibitRollback: true,
      upstreams: [known.subtasks[0]?.id],
    });
    expect(merged).toMatchObject({ operation: 'EXECUTE', clusterId: '3000010', prohibitRollback: false });
  });

  it('keeps a finish time only with the state it belongs to', () => {
    const failed = task('FAILED', [subtask('1', { status: 'FAILED', startedAt: 1, finishedAt: 2 })]);
    const brief = (status: 'FAILED' | 'RUNNING') => task('RUNNING', [subtask('1', { status, timeoutSeconds: null })]);
    expect(merge(failed, brief('FAILED')).subtasks[0]?.finishedAt).toBe(2);
    expect(merge(failed, brief('RUNNING')).subtasks[0]).toMatchObject({ startedAt: 1, finishedAt: null });
  });

  it('adds a subtask that it did not know, and does not mix two tasks', () => {
    const merged = merge(task('RUNNING', [subtask('1')]), task('RUNNING', [subtask('2'), subtask('1')]));
    expect(merged.subtasks.map((one) => one.id)).toEqual(['1', '2']);
    expect(() => merge(task('RUNNING', []), task('RUNNING', [], { id: '2' }))).toThrow(RangeError);
  });
});

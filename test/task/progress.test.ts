import { describe, expect, it } from 'vitest';
import { decodeTask, decodeTaskList } from '../../src/task/decode.ts';
import { progress } from '../../src/task/progress.ts';
import { chain, dataOf, subtask, task } from './fixture.ts';

describe('progress', () => {
  it('a failover may take 9000 seconds and ten more for each of its five subtasks', () => {
    const seen = progress(decodeTask(dataOf('tenant-failover.response')));
    expect(seen).toMatchObject({
      done: 0,
      total: 5,
      longestWaitMs: 9_050_000,
      current: { name: 'Reset log restore source' },
    });
    expect(seen.pointOfNoReturn).toEqual({
      subtasks: ['Failover to primary tenant', 'Update primary tenant info task'],
      crossed: false,
    });
  });

  it('a switchover may take 12600 seconds and ten more for each of its ten subtasks', () => {
    const [switchover] = decodeTaskList(dataOf('tenant-batch-switchover.response'));
    expect(progress(switchover!).longestWaitMs).toBe(12_700_000);
  });

  it('a list item does not say how long it may take', () => {
    const [listed] = decodeTaskList(dataOf('task-list.response-v422'));
    expect(progress(listed!).longestWaitMs).toBeNull();
  });

  it.each([
    ['RUNNING before FAILED', chain('SUCCESSFUL', 'FAILED', 'RUNNING'), '3'],
    ['FAILED before READY', chain('SUCCESSFUL', 'READY', 'FAILED'), '3'],
    ['nothing at the end', chain('SUCCESSFUL', 'SUCCESSFUL'), undefined],
  ])('names %s', (_, subtasks, id) => {
    expect(progress(task('RUNNING', subtasks)).current?.id).toBe(id);
  });

  it.each([
    ['PENDING', 'EXECUTE', false],
    ['READY', 'EXECUTE', false],
    ['RUNNING', 'EXECUTE', true],
    ['FAILED', 'EXECUTE', true],
    ['SUCCESSFUL', 'EXECUTE', true],
    ['READY', 'RETRY', true],
    ['unknown:ODD', 'EXECUTE', true],
  ] as const)('a prohibiting subtask in %s with operation %s: crossed is %s', (status, operation, crossed) => {
    const seen = progress(task('RUNNING', [subtask('1', { prohibitRollback: true, status, operation })]));
    expect(seen.pointOfNoReturn.crossed).toBe(crossed);
  });

  it("OCP's own flag is enough", () => {
    expect(progress(task('RUNNING', [], { prohibitRollback: true })).pointOfNoReturn.crossed).toBe(true);
  });
});

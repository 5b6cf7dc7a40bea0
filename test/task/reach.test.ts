/** How far a task came is read off what its steps do, never off where OCP forbids a rollback. */
import { describe, expect, it } from 'vitest';
import { decodeTask } from '../../src/task/decode.ts';
import { deedOf } from '../../src/task/step-effects.ts';
import { reachOf } from '../../src/task/reach.ts';
import type { Subtask, Task } from '../../src/task/task.ts';
import { dataOf, subtask, task } from './fixture.ts';

const DEMOTES = 'Switch primary tenant to standby';
const PROMOTES = 'Switchover standby tenant to primary';
const FAILS_OVER = 'Failover to primary tenant';

const switchover = { demotes: true };
const failover = { demotes: false };

/** A failed task of these steps; `S` done, `F` failed, `R` ready, `.` pending. */
function failed(steps: readonly (readonly [name: string, state: string])[], change: Partial<Task> = {}): Task {
  const statuses: Readonly<Record<string, Subtask['status']>> = { S: 'SUCCESSFUL', F: 'FAILED', R: 'READY' };
  const subtasks = steps.map(([name, state], at) => subtask(`${at}`, { name, status: statuses[state] ?? 'PENDING' }));
  return task('FAILED', subtasks, change);
}

describe('a switchover', () => {
  it.each([
    ['F', '.', 'demoting'],
    ['.', '.', 'before'],
    ['S', '.', 'between'],
    ['S', 'R', 'between'],
    ['S', 'F', 'promoting'],
    ['S', 'S', 'after'],
  ])('demotion %s, promotion %s: %s', (demotion, promotion, reach) => {
    expect(
      reachOf(
        failed([
          [DEMOTES, demotion],
          [PROMOTES, promotion],
        ]),
        switchover,
      ),
    ).toBe(reach);
  });

  it('with one more step between the two: the old primary is none any more, wherever OCP forbids the rollback', () => {
    const graph = (prohibiting: string) => {
      const seen = failed([
        [DEMOTES, 'S'],
        ['Set log restore source of former primary', 'F'],
        [PROMOTES, '.'],
      ]);
      return {
        ...seen,
        subtasks: seen.subtasks.map((one) => ({ ...one, prohibitRollback: one.name === prohibiting })),
      };
    };
    for (const prohibiting of [PROMOTES, DEMOTES, 'none'])
      expect(reachOf(graph(prohibiting), switchover)).toBe('between');
  });

  it('is known by its Chinese names as well, and with odd spaces and capitals', () => {
    expect(
      reachOf(
        failed([
          ['主租户切换为备租户', 'S'],
          ['备租户切换为主租户', 'F'],
        ]),
        switchover,
      ),
    ).toBe('promoting');
    expect(deedOf({ name: '  switch  PRIMARY tenant to standby ' })).toBe('demotes');
  });

  it.each([
    ['an unknown graph', [['Archive switchover', 'F']]],
    ['a graph without the demotion', [[PROMOTES, 'F']]],
    [
      'a graph with two promotions',
      [
        [DEMOTES, 'S'],
        [PROMOTES, 'S'],
        [PROMOTES, 'F'],
      ],
    ],
    ['no steps', []],
  ] as const)('%s: how far it came is unknown', (_, steps) => {
    expect(reachOf(failed(steps), switchover)).toBe('unknown');
  });

  it('a demotion that was skipped says nothing of the old primary', () => {
    const seen = failed([
      [DEMOTES, 'S'],
      [PROMOTES, 'F'],
    ]);
    const [first, ...rest] = seen.subtasks;
    expect(reachOf({ ...seen, subtasks: [{ ...first!, operation: 'SKIP' }, ...rest] }, switchover)).toBe('unknown');
  });

  it('that is being rolled back is told as that', () => {
    expect(
      reachOf(
        failed(
          [
            [DEMOTES, 'F'],
            [PROMOTES, '.'],
          ],
          { operation: 'ROLLBACK' },
        ),
        switchover,
      ),
    ).toBe('rollback');
  });
});

describe('a failover', () => {
  it.each([
    ['F', '.', 'before'],
    ['S', 'F', 'promoting'],
    ['S', 'S', 'after'],
  ])('first step %s, promotion %s: %s', (first, promotion, reach) => {
    expect(
      reachOf(
        failed([
          ['Reset log restore source', first],
          [FAILS_OVER, promotion],
        ]),
        failover,
      ),
    ).toBe(reach);
  });

  it('with a step that demotes is no graph that is known', () => {
    expect(
      reachOf(
        failed([
          [DEMOTES, 'S'],
          [FAILS_OVER, 'F'],
        ]),
        failover,
      ),
    ).toBe('unknown');
  });
});

describe('the documented graphs', () => {
  it('are known step by step', () => {
    const named = (sample: unknown) => decodeTask(sample).subtasks.map((one) => deedOf(one));
    expect(named(dataOf('tenant-failover.response'))).toEqual([
      'log_source',
      'promotes',
      'data_version',
      'service_name',
      'records',
    ]);
  });
});

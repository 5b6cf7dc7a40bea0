/** What OCP would take, by the state of the task and of its subtasks. */
import { describe, expect, it } from 'vitest';
import {
  newlyFailed,
  type Remedy,
  remedies,
  dueRemedy,
  shows,
  stepsFor,
  stillPossible,
  subtaskOf,
} from '../../src/task/remedies.ts';
import {
  type Subtask,
  type SubtaskOperation,
  type SubtaskStatus,
  subtaskOperations,
  subtaskStatuses,
  type Task,
  taskOperations,
  taskStatuses,
} from '../../src/task/task.ts';
import { taskOf } from '../support/request.ts';

/** Two steps; the second is the one in question. */
function task(change: Partial<Task>, step: Partial<Subtask> = {}): Task {
  const [first, second] = taskOf('S.', 'RUNNING').subtasks;
  if (!first || !second) throw new Error('two steps');
  return taskOf('', 'FAILED', { subtasks: [first, { ...second, ...step }], ...change });
}

const failedStep = { status: 'FAILED' } as const;
const kindsOf = (one: Task) => remedies(one).map(({ kind }) => kind);

describe('a task that failed', () => {
  it('may be retried, rolled back, or helped along at the step that failed', () => {
    expect(remedies(task({}, failedStep))).toEqual([
      { kind: 'retry' },
      { kind: 'rollback' },
      { kind: 'retry_subtask', subtaskId: '2' },
      { kind: 'skip', subtaskId: '2' },
    ]);
  });

  it.each([true, null])('is not rolled back when OCP says prohibitRollback: %s', (prohibitRollback) => {
    expect(kindsOf(task({ prohibitRollback }, failedStep))).toEqual(['retry', 'retry_subtask', 'skip']);
  });

  it('after a retry is like any other that failed', () => {
    const step = { ...failedStep, operation: 'RETRY', runTime: 2 } as const;
    expect(kindsOf(task({ operation: 'RETRY' }, step))).toEqual(['retry', 'rollback', 'retry_subtask', 'skip']);
  });

  it('with several failed steps offers each of them', () => {
    const [first, second] = taskOf('FF', 'FAILED').subtasks;
    if (!first || !second) throw new Error('two steps');
    expect(remedies(taskOf('', 'FAILED', { subtasks: [first, second] })).filter(({ kind }) => kind === 'skip')).toEqual(
      [
        { kind: 'skip', subtaskId: '1' },
        { kind: 'skip', subtaskId: '2' },
      ],
    );
  });

  it('whose sibling still runs may also have that one cancelled', () => {
    const one = taskOf('rF', 'FAILED');
    expect(remedies(one)).toContainEqual({ kind: 'cancel', subtaskId: '1' });
  });
});

describe('the point of no return', () => {
  const step = { ...failedStep, prohibitRollback: true };

  it.each([null, false, true])('is never skipped, even where OCP says prohibitSkip: %s', (prohibitSkip) => {
    const kinds = kindsOf(task({ prohibitRollback: true }, { ...step, prohibitSkip }));
    expect(kinds).toEqual(['retry', 'retry_subtask']);
  });

  it('is never skipped in a task that is rolling back either', () => {
    expect(kindsOf(task({ operation: 'ROLLBACK' }, { ...step, operation: 'ROLLBACK' }))).not.toContain('skip');
  });

  it('forbids no skipping of the steps after it', () => {
    expect(kindsOf(task({ prohibitRollback: true }, failedStep))).toContain('skip');
  });
});

describe('a step that OCP does not let be skipped', () => {
  it('may be retried', () => {
    expect(kindsOf(task({}, { ...failedStep, prohibitSkip: true }))).toEqual(['retry', 'rollback', 'retry_subtask']);
  });

  it('is any step of a task that says so as a whole', () => {
    expect(kindsOf(task({ prohibitSkip: true }, failedStep))).toEqual(['retry', 'rollback', 'retry_subtask']);
    expect(kindsOf(task({ prohibitSkip: false }, failedStep))).toContain('skip');
  });

  it('is the one that demotes the old primary: the next one would make a second primary', () => {
    const demotion = { ...failedStep, name: 'Switch primary tenant to standby' };
    expect(kindsOf(task({}, demotion))).toEqual(['retry', 'rollback', 'retry_subtask']);
    expect(kindsOf(task({ operation: 'ROLLBACK' }, { ...demotion, operation: 'ROLLBACK' }))).toContain('skip');
  });

  it.each([false, null])('is one that says so: prohibitSkip: %s is none', (prohibitSkip) => {
    expect(kindsOf(task({}, { ...failedStep, prohibitSkip }))).toContain('skip');
  });
});

describe('a task whose rollback failed', () => {
  const rollingBack = { operation: 'ROLLBACK' } as const;

  it('may be rolled back again or have the step skipped; never retried, whole or in part', () => {
    expect(remedies(task(rollingBack, { ...failedStep, operation: 'ROLLBACK' }))).toEqual([
      { kind: 'rollback' },
      { kind: 'skip', subtaskId: '2' },
    ]);
  });

  it.each<SubtaskOperation>(['CANCEL', 'EXECUTE', 'RETRY'])(
    'never has a step retried that failed by %s: it would be run forwards and the rollback would never end',
    (operation) => {
      expect(kindsOf(task(rollingBack, { ...failedStep, operation }))).toEqual(['rollback', 'skip']);
    },
  );

  it('has nothing rolled back that OCP forbids meanwhile', () => {
    expect(kindsOf(task({ ...rollingBack, prohibitRollback: true }, failedStep))).toEqual(['skip']);
  });
});

describe('a step that was rolled back and failed in a task that goes forwards again', () => {
  it('is not retried: OCP refuses that by the step’s own operation', () => {
    expect(kindsOf(task({}, { ...failedStep, operation: 'ROLLBACK' }))).toEqual(['retry', 'rollback', 'skip']);
  });
});

describe('a task that runs', () => {
  const running = { status: 'RUNNING' } as const;

  it.each<SubtaskOperation>(['EXECUTE', 'RETRY', 'ROLLBACK', 'SKIP', 'ROLLBACK_SKIP'])(
    'may have its running step cancelled, %s too, and nothing else',
    (operation) => {
      expect(remedies(task(running, { status: 'RUNNING', operation }))).toEqual([{ kind: 'cancel', subtaskId: '2' }]);
    },
  );

  it('has a step cancelled once', () => {
    expect(remedies(task(running, { status: 'RUNNING', operation: 'CANCEL' }))).toEqual([]);
    expect(remedies(task(running, { status: 'CANCELING' }))).toEqual([]);
  });

  it.each<SubtaskStatus>(['PENDING', 'READY', 'CANCELING', 'SUCCESSFUL', 'unknown:PAUSED'])(
    'has nothing done about a step that is %s',
    (status) => {
      expect(remedies(task(running, { status }))).toEqual([]);
    },
  );

  it('may have a step that failed beside a running one retried or skipped', () => {
    expect(kindsOf(task(running, failedStep))).toEqual(['retry_subtask', 'skip']);
  });
});

describe('a task that is over, or whose status is not known', () => {
  it.each([
    taskOf('SS', 'SUCCESSFUL'),
    taskOf('..', 'SUCCESSFUL', { operation: 'ROLLBACK' }),
    taskOf('S.', 'unknown:PAUSED'),
    taskOf('', 'RUNNING'),
  ])('has no remedy', (one) => {
    expect(remedies(one)).toEqual([]);
  });
});

describe('in every combination of what OCP may say', () => {
  const combinations = taskStatuses.flatMap((status) =>
    [...taskOperations, null].flatMap((operation) =>
      subtaskStatuses.flatMap((stepStatus) =>
        subtaskOperations.flatMap((stepOperation) =>
          [true, false].flatMap((prohibitRollback) => [
            task({ status, operation }, { status: stepStatus, operation: stepOperation, prohibitRollback }),
          ]),
        ),
      ),
    ),
  );

  it('the tables of OCP’s own checks hold', () => {
    for (const one of combinations) {
      const step = one.subtasks[1];
      for (const { kind } of remedies(one)) {
        if (kind === 'retry') expect([one.status, one.operation === 'ROLLBACK']).toEqual(['FAILED', false]);
        if (kind === 'rollback') expect([one.status, one.prohibitRollback]).toEqual(['FAILED', false]);
        if (kind === 'retry_subtask') expect([step?.status, step?.operation === 'ROLLBACK']).toEqual(['FAILED', false]);
        if (kind === 'skip') expect([step?.status, step?.prohibitRollback]).toEqual(['FAILED', false]);
        if (kind === 'cancel') expect([step?.status, step?.operation === 'CANCEL']).toEqual(['RUNNING', false]);
        if (one.operation === 'ROLLBACK') expect(['rollback', 'skip', 'cancel']).toContain(kind);
      }
    }
  });
});

describe('one remedy', () => {
  const one = task({}, failedStep);

  it('of a kind is the first that is possible, or none', () => {
    const moment = { changedAt: 0, now: 1 };
    expect(dueRemedy(one, 'skip', moment)).toEqual({ remedy: { kind: 'skip', subtaskId: '2' }, since: 0 });
    expect(dueRemedy(one, 'cancel', moment)).toBeNull();
  });

  it('is still possible only for the very step it was meant for', () => {
    expect(stillPossible(one, { kind: 'retry' })).toBe(true);
    expect(stillPossible(one, { kind: 'skip', subtaskId: '2' })).toBe(true);
    expect(stillPossible(one, { kind: 'skip', subtaskId: '1' })).toBe(false);
    expect(stillPossible(task({ status: 'RUNNING' }), { kind: 'retry' })).toBe(false);
  });

  it.each<[Remedy, string | null]>([
    [{ kind: 'retry' }, null],
    [{ kind: 'rollback' }, null],
    [{ kind: 'cancel', subtaskId: '2' }, '2'],
  ])('%j is about the step %s', (remedy, step) => {
    expect(subtaskOf(remedy)).toBe(step);
  });
});

describe('the steps a remedy is for', () => {
  const two = taskOf('FF', 'FAILED');

  it('are the one it names, or all that have failed, with their names', () => {
    expect(stepsFor(two, { kind: 'skip', subtaskId: '2' })).toEqual([{ id: '2', name: 'step 2' }]);
    expect(stepsFor(two, { kind: 'retry' }).map(({ id }) => id)).toEqual(['1', '2']);
    expect(stepsFor(taskOf('SF', 'FAILED'), { kind: 'rollback' })).toEqual([{ id: '2', name: 'step 2' }]);
  });

  it('are not those that failed later; a remedy of one named step does not care about others', () => {
    const known = [{ id: '1', name: 'step 1' }];
    expect(newlyFailed(two, { kind: 'retry' }, known)).toEqual([{ id: '2', name: 'step 2' }]);
    expect(newlyFailed(taskOf('FS', 'FAILED'), { kind: 'retry' }, known)).toEqual([]);
    expect(newlyFailed(two, { kind: 'skip', subtaskId: '1' }, known)).toEqual([]);
  });
});

describe('what a task shows of a remedy whose answer was lost', () => {
  const before = task({}, failedStep);
  const running = { status: 'RUNNING' } as const;

  it.each<[Remedy, Task, boolean]>([
    [{ kind: 'retry' }, before, false],
    [{ kind: 'retry' }, task({ ...running, operation: 'RETRY' }, { status: 'READY', operation: 'RETRY' }), true],
    // It was taken, and the step has failed once more.
    [{ kind: 'retry' }, task({ operation: 'RETRY' }, { ...failedStep, operation: 'RETRY', runTime: 2 }), true],
    [{ kind: 'retry' }, task({ ...running, operation: 'ROLLBACK' }, { status: 'READY', operation: 'ROLLBACK' }), false],
    [
      { kind: 'rollback' },
      task({ ...running, operation: 'ROLLBACK' }, { status: 'READY', operation: 'ROLLBACK' }),
      true,
    ],
    [{ kind: 'rollback' }, task({ ...running, operation: 'RETRY' }, { status: 'READY', operation: 'RETRY' }), false],
    [{ kind: 'retry_subtask', subtaskId: '2' }, task(running, { status: 'READY', operation: 'RETRY' }), true],
    [{ kind: 'retry_subtask', subtaskId: '2' }, task(running, { status: 'READY', operation: 'SKIP' }), false],
    [{ kind: 'skip', subtaskId: '2' }, task(running, { status: 'SUCCESSFUL', operation: 'SKIP' }), true],
    [{ kind: 'skip', subtaskId: '2' }, task(running, { status: 'PENDING', operation: 'ROLLBACK_SKIP' }), true],
    [{ kind: 'skip', subtaskId: '2' }, before, false],
    [{ kind: 'skip', subtaskId: '9' }, task(running, { status: 'SUCCESSFUL', operation: 'SKIP' }), false],
  ])('%j: case %#', (remedy, now, taken) => {
    expect(shows(before, now, remedy)).toBe(taken);
  });

  it('a second retry differs from the first by its count or its times', () => {
    const again = { ...failedStep, operation: 'RETRY', runTime: 2, startedAt: 1, finishedAt: 2 } as const;
    const first = task({ operation: 'RETRY' }, again);
    expect(shows(first, first, { kind: 'retry' })).toBe(false);
    expect(shows(first, task({ operation: 'RETRY' }, { ...again, runTime: 3 }), { kind: 'retry' })).toBe(true);
    const sameCount = task({ operation: 'RETRY' }, { ...again, finishedAt: 9 });
    expect(shows(first, sameCount, { kind: 'retry_subtask', subtaskId: '2' })).toBe(true);
  });

  it('a cancel is shown by the step itself; that it ended by itself is no sign', () => {
    const hanging = task(running, running);
    const cancel = { kind: 'cancel', subtaskId: '2' } as const;
    expect(shows(hanging, task(running, { status: 'CANCELING' }), cancel)).toBe(true);
    expect(shows(hanging, task({}, { ...failedStep, operation: 'CANCEL' }), cancel)).toBe(true);
    expect(shows(hanging, task(running, { status: 'SUCCESSFUL' }), cancel)).toBe(false);
  });
});

/** What a remedy does to which step, and what is true beside it. */
import { describe, expect, it } from 'vitest';
import type { RemedyKind } from '../../../src/task/remedy-kinds.ts';
import { offersOf } from '../../../src/view/offers.ts';
import { proposedRemedy, remedyOn, sentRemedies } from '../../../src/view/tasks/remedies.ts';
import { answered } from '../../support/causes.ts';
import {
  claimRemedy,
  observe,
  propose,
  readRoles,
  running,
  switchover,
  switchTask,
  task,
  waiting,
} from '../../slack/render/story.ts';

const at = (step: number) => switchTask(`${'S'.repeat(step - 1)}F`, { status: 'FAILED' });
const failed = (step: number) => observe(running(switchover, switchTask('R')), at(step));
const proposed = (step: number, kind: RemedyKind) => propose(failed(step), kind, at(step));

describe('a remedy', () => {
  it.each([
    [3, 'retry', 'retry', 'before'],
    [3, 'rollback', 'rollback', 'before'],
    [8, 'skip', 'skip', 'after'],
    [8, 'retry_subtask', 'retry_subtask', 'after'],
  ] as const)('at step %i, %s: %s, while the task has come as far as %s', (step, kind, effect, reach) => {
    const told = proposed(step, kind);
    const name = at(step).subtasks[step - 1]?.name;
    expect(proposedRemedy(told.state())).toMatchObject({
      effect,
      step: kind === 'rollback' ? null : { name },
      target: { tenant: { tenantId: '2001' } },
      failure: { reach, step: { name } },
    });
  });

  it('of a skipped step says what it leaves undone', () => {
    expect(proposedRemedy(proposed(8, 'skip').state())).toMatchObject({ leaves: 'service_name' });
    expect(proposedRemedy(proposed(6, 'skip').state())).toMatchObject({ leaves: 'log_source' });
  });

  it('of a rollback that failed counts the step as rolled back', () => {
    const told = failed(3);
    observe(told, switchTask('SSF.......', { status: 'FAILED', operation: 'ROLLBACK' }, { 2: 'ROLLBACK' }));
    const offered = offersOf(told.state(), told.now).flatMap((one) => (one.kind === 'remedy' ? [one.effect] : []));
    expect(offered).toEqual(['rollback', 'skipRollback']);
  });

  it('is about the step that had failed when it was proposed, however the task has gone on', () => {
    const told = claimRemedy(proposed(8, 'retry'), at(8));
    told.tell({ type: 'accept_remedy', taskId: '12022226', traceId: null });
    observe(told, switchTask('SSSSSSSr..', { operation: 'RETRY' }, { 7: 'RETRY' }));
    expect(sentRemedies(told.state())[0]).toMatchObject({
      step: { name: at(8).subtasks[7]?.name },
      sent: { status: 'accepted' },
    });
  });

  it('of what had failed is not on record is about what has failed now, or the whole task', () => {
    const on = (told: ReturnType<typeof running>) =>
      remedyOn(told.state(), { taskId: '12022226', remedy: { kind: 'retry' }, steps: [] });
    expect(on(failed(3))).toMatchObject({ effect: 'retryTask', step: null });
    const unknown = remedyOn(failed(3).state(), { taskId: '12022226', remedy: { kind: 'retry' } });
    expect(unknown).toMatchObject({ effect: 'retry', step: { name: at(3).subtasks[2]?.name } });
  });
});

it('what OCP said to the last one is known while the request goes on', () => {
  const seen = task('F....', { status: 'FAILED' });
  const told = claimRemedy(propose(observe(running(), seen), 'rollback', seen), seen);
  told.tell({ type: 'refuse_remedy', taskId: '12022226', code: '60008', why: answered('no'), traceId: null });
  expect(sentRemedies(told.state())).toMatchObject([
    { effect: 'rollback', sent: { status: 'refused', why: answered('no') } },
  ]);
  const rolledBack = observe(told, task('.....', { status: 'SUCCESSFUL', operation: 'ROLLBACK' }));
  expect(sentRemedies(readRoles(rolledBack).state())).toEqual([]);
});

it('there is none where nothing is proposed, or its task is none of the request', () => {
  expect(proposedRemedy(waiting().state())).toBeNull();
  expect(sentRemedies(running().state())).toEqual([]);
  expect(remedyOn(running().state(), { taskId: '1', remedy: { kind: 'retry' } })).toBeNull();
});

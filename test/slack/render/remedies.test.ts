import { describe, expect, it } from 'vitest';
import { renderCard } from '../../../src/slack/card/card.ts';
import { viewOf } from '../../../src/view/request.ts';
import type { Task } from '../../../src/task/task.ts';
import {
  readRoles,
  approve,
  CAROL,
  claimRemedy,
  observe,
  propose,
  running,
  START,
  type Story,
  switchover,
  switchTask,
  task,
} from './story.ts';
import { clickedOf } from '../../../src/request/offers.ts';
import { accept, claimedMany, tasksOf } from './many.ts';
import { accepted, buttonsOf } from './validate.ts';
import { answered, unreachable } from '../../support/causes.ts';

function card(told: Story, after = 0) {
  const rendered = accepted(renderCard(viewOf(told.state(), told.now + after), { plan: true }));
  const buttons = buttonsOf(rendered.blocks);
  for (const { confirm } of buttons) {
    if (!confirm) continue;
    expect(confirm.text.text.length).toBeLessThanOrEqual(300);
    expect(confirm.text.text).not.toMatch(/…$/);
  }
  return { ...rendered, buttons, ids: buttons.map(({ action_id }) => action_id) };
}

const labels = (told: Story) => card(told).buttons.map(({ text }) => text.text);
const dialog = (told: Story, id: string) => card(told).buttons.find(({ action_id }) => action_id === id)?.confirm;

function failed(seen: Task): Story {
  const first = seen.subtasks.length === 5 ? task('R') : switchTask('R');
  return observe(running(seen.subtasks.length === 5 ? {} : switchover, first), seen);
}

const at = (step: number) => switchTask(`${'S'.repeat(step - 1)}F`, { status: 'FAILED' });

describe('a switchover that failed', () => {
  it.each([
    [1, 'orders on hz-prod should still be primary', ['retry', 'rollback', 'skip']],
    [2, 'No step that changes roles has started', ['retry', 'rollback', 'skip']],
    [3, 'No step that changes roles has started', ['retry', 'rollback', 'skip']],
    [4, 'orders on hz-prod may be a standby already', ['retry', 'rollback']],
    [5, '*There may be no primary at all: writes are down.*', ['retry']],
    [6, 'The roles are exchanged: orders on sh-prod is primary', ['retry', 'skip']],
    [7, 'it does not sync without one', ['retry', 'skip']],
    [8, 'applications may not follow', ['retry', 'skip']],
    [9, 'may still show the old roles', ['retry', 'skip']],
    [10, 'may still show the old roles', ['retry', 'skip']],
  ])('at step %i says what is true and offers what OCP would take', (step, world, remedies) => {
    const { text, ids } = card(failed(at(step)));
    expect(text).toContain(world);
    expect(ids).toEqual([...remedies, 'abandon']);
  });

  it.each([
    [3, 'a later step may fail beyond the point of no return'],
    [6, 'a standby without one does not sync'],
    [8, 'applications do not follow'],
    [9, 'OCP goes on showing the old roles'],
  ])('at step %i says what skipping would leave undone', (step, left) => {
    const said = dialog(failed(at(step)), 'skip');
    expect(said?.text.text).toContain(left);
    expect(said?.title?.text).toContain('orders');
    expect(said?.title?.text).toContain(`${step}/10`);
    expect(labels(failed(at(step)))).toContain(`Skip step ${step}/10`);
  });

  it('never offers to skip the step of no return', () => {
    expect(card(failed(at(5))).ids).not.toContain('skip');
    expect(card(failed(task('SF...', { status: 'FAILED' }))).ids).not.toContain('skip');
  });
});

describe('a rollback that failed', () => {
  const seen = switchTask('SSF.......', { status: 'FAILED', operation: 'ROLLBACK' }, { 2: 'ROLLBACK' });

  it('offers another rollback and skipping that step, and no retry', () => {
    const told = failed(at(3));
    observe(told, seen);
    const { text, ids } = card(told);
    expect(text).toContain('may not be primary again');
    expect(ids).toEqual(['rollback', 'skip', 'abandon']);
    expect(labels(told)[1]).toBe('Skip rollback of 3/10');
    expect(dialog(told, 'skip')?.text.text).toContain('without undoing it');
  });
});

describe('a step that hangs', () => {
  it('is offered for cancelling only after a quarter of its timeout', () => {
    const told = observe(running(), task('Sr...'));
    const startedAt = told.state().calls[0]?.tasks[0]?.task.subtasks[1]?.startedAt ?? 0;
    const age = told.now - startedAt;
    expect(card(told, 450_000 - age).ids).toEqual([]);
    const { ids, buttons } = card(told, 450_001 - age);
    expect(ids).toEqual(['cancel']);
    expect(buttons[0]?.text.text).toBe('Cancel step 2/5');
    expect(buttons[0]?.confirm?.text.text).toContain('It may be primary already, irreversibly.');
  });

  it('is offered beside one that is young, in the same task', () => {
    const seen = task('rr...');
    const [young, hanging] = seen.subtasks;
    const now = START + 7_200_000;
    const parallel = {
      ...seen,
      subtasks: [
        { ...young!, startedAt: now },
        { ...hanging!, startedAt: START },
      ],
    };
    const told = observe(running(), parallel);
    expect(card(told, now - told.now).buttons.map(({ text }) => text.text)).toEqual(['Cancel step 2/2']);
  });

  it('of a later task is offered though the first task’s step is young, and the longest overdue first', () => {
    const hour = 3_600_000;
    const offered = (startedBefore: readonly [number, number]) => {
      const told = claimedMany();
      const tasks = tasksOf(told, 0, 'r....').map((one, at) => ({
        ...one,
        subtasks: one.subtasks.map((step) => ({
          ...step,
          startedAt: step.startedAt && told.now - (startedBefore[at] ?? 0),
        })),
      }));
      accept(told, 0, tasks);
      expect(clickedOf(told.state(), 'cancel', told.now)?.followed.task.id).toBe(tasks[1]?.id);
      return card(told).buttons.flatMap(({ action_id, text }) => (action_id === 'cancel' ? [text.text] : []));
    };
    expect(offered([0, hour])).toEqual(['Cancel step 1/5: orders2']);
    expect(offered([hour, hour + 1])).toEqual(['Cancel step 1/5: orders2']);
  });
});

describe('several failed steps', () => {
  it('can be retried together or one alone', () => {
    expect(card(failed(task('FF...', { status: 'FAILED' }))).ids).toEqual([
      'retry',
      'retry_subtask',
      'skip',
      'abandon',
    ]);
    expect(labels(failed(task('FF...', { status: 'FAILED' })))[1]).toBe('Retry step 1/5');
  });
});

describe('a proposal', () => {
  const seen = at(8);
  const proposed = () => propose(failed(seen), 'skip', seen);

  it('says who proposes what for which tenant and step, what it means, and what is true', () => {
    const { text, ids, buttons } = card(proposed());
    expect(text).toContain(
      '*Proposed: skipping of 8/10 Restart tenant service name if started for orders: hz-prod → sh-prod.* <@U0BOB> proposes it',
    );
    expect(text).toContain('without doing it: the service name is not there: applications do not follow.');
    expect(text).toContain('The roles are exchanged');
    expect(text).toMatch(/\*Waiting for approval:\* 0 of 1, needed by <!date/);
    expect(text).toContain('(<@U0BOB> proposed this and cannot approve)');
    expect(ids).toEqual(['approve', 'reject', 'withdraw']);
    expect(buttons[0]?.style).toBe('danger');
    expect(buttons[0]?.confirm?.title?.text).toContain('Approve skipping of 8/10');
    expect(buttons[0]?.confirm?.text.text).toContain('It is sent to OCP once.');
    expect(buttons[1]?.confirm?.text.text).toContain('The request stays open');
  });

  it('says what is true once, and still who asked for the whole', () => {
    const told = propose(failed(task('F....', { status: 'FAILED' })), 'rollback', task('F....', { status: 'FAILED' }));
    const { text } = card(told);
    expect(text.match(/should still be a standby/g)).toHaveLength(1);
    expect(text).not.toContain('*OCP allows:*');
    expect(text).toContain('*Failed:* 1/5');
    expect(text).toContain('*Requested by* <@U0ALICE>');
  });

  it('does not take those who approved the request off its record, nor their time', () => {
    const seen = task('F....', { status: 'FAILED' });
    const told = failed(seen);
    told.now += 10 * 60_000;
    claimRemedy(propose(told, 'rollback', seen), seen);
    told.tell({ type: 'accept_remedy', taskId: '12022226', traceId: null });
    expect(card(told).text).toMatch(/\*Approved by\* <@U0BOB> \(.*<@U0CAROL> \(/);
    told.now += 60_000;
    readRoles(observe(told, task('.....', { status: 'SUCCESSFUL', operation: 'ROLLBACK' })));
    const { text } = card(told);
    expect(text).toMatch(/\*Approved by\* <@U0BOB> \(.*<@U0CAROL> \(/);
    expect(text).toContain('*Timing:* approved after 2 min, sent after 3 s');
    expect(told.lines.at(-1)?.text).toContain(
      'Requested by <@U0ALICE>, approved by <@U0BOB> (the request) and <@U0CAROL> (roll back).',
    );
  });

  it('is told in the thread, from the proposal to what OCP said', () => {
    const told = proposed();
    expect(told.lines.at(-1)?.text).toMatch(/^<@U0BOB> proposes the skipping of 8\/10 .*Nothing is sent before\.$/);
    claimRemedy(told, seen);
    expect(told.lines.at(-1)?.text).toMatch(/^Sending to OCP: skipping of 8\/10 /);
    expect(card(told).text).toContain('*Being sent to OCP:* skipping of 8/10');
    expect(card(told).ids).toEqual(['abandon']);
    told.tell({ type: 'accept_remedy', taskId: '12022226', traceId: 'abc' });
    expect(told.lines.at(-1)?.text).toMatch(/^OCP accepted the skipping of 8\/10 .*trace id abc\.$/);
    expect(card(told).text).toContain('OCP accepted the skipping of 8/10');
  });

  it('that was refused says so, and offers what OCP allows', () => {
    const told = claimRemedy(proposed(), seen);
    told.tell({ type: 'refuse_remedy', taskId: '12022226', code: '60008', why: answered('no'), traceId: null });
    for (const words of ['*OCP refused the skipping', 'It did nothing']) expect(card(told).text).toContain(words);
    expect(told.lines.at(-1)?.text).toContain('It did nothing');
    expect(card(told).ids).toEqual(['retry', 'skip', 'abandon']);
  });

  it('that never left the bot stays approved, with the reason and its window', () => {
    const told = claimRemedy(proposed(), seen);
    told.tell({ type: 'not_sent_remedy', taskId: '12022226', code: 'ocp_unreachable', why: unreachable });
    const { text, ids } = card(told);
    expect(text).toContain('*Proposed: skipping of 8/10');
    expect(text).toContain('*Approved.* It could not leave the bot; nothing reached OCP. It is tried again until');
    expect(text).toContain('*Not sent:* the skipping of 8/10');
    expect(ids).toEqual(['reject', 'withdraw']);
    expect(told.lines.at(-1)?.text).toMatch(/did not leave the bot: OCP could not be reached \(ECONNREFUSED/);
  });

  it('whose answer was lost offers nothing until the task has told, and tells what it told', () => {
    const told = claimRemedy(proposed(), seen);
    told.tell({ type: 'doubt_remedy', taskId: '12022226', doubt: 'no_answer', why: null });
    expect(card(told).text).toContain('unknown: no clear response from OCP.*');
    expect(card(told).text).toContain('the task is being read for whether OCP took it');
    expect(card(told).ids).toEqual(['abandon']);
    told.now += 2 * 60_000;
    told.tell({ type: 'account_remedy', task: seen, begun: told.now });
    expect(card(told).text).toContain('*No sign of the skipping of 8/10');
    expect(told.lines.at(-1)?.text).toMatch(/shows no sign of the skipping of 8\/10 .* <@U0ALICE>, .*propose again/);
    expect(card(told).ids).toEqual(['retry', 'skip', 'abandon']);
  });

  it('whose answer was lost and that the task shows is told as taken', () => {
    const told = claimRemedy(proposed(), seen);
    told.tell({ type: 'doubt_remedy', taskId: '12022226', doubt: 'no_answer', why: null });
    const taken = switchTask('SSSSSSSr..', {}, { 7: 'SKIP' });
    told.tell({ type: 'account_remedy', task: taken, begun: told.now });
    expect(told.lines.at(-1)?.text).toMatch(/^OCP's task shows that it took the skipping of 8\/10 /);
    expect(card(told).text).toContain('OCP took the skipping of 8/10');
  });

  it('that is rejected leaves the task as it was', () => {
    const told = proposed();
    told.tell({ type: 'reject', person: told.person(CAROL), round: told.state().round });
    expect(told.lines.at(-1)?.text).toMatch(/^The proposed skipping of 8\/10 .* is rejected\. The task is followed/);
    expect(card(told).ids).toEqual(['retry', 'skip', 'abandon']);
  });

  it('that was overtaken in OCP’s own console is void', () => {
    const told = proposed();
    observe(told, switchTask('SSSSSSSr..', { operation: 'RETRY' }, { 7: 'RETRY' }));
    expect(told.lines.map(({ text }) => text)).toContainEqual(expect.stringMatching(/is void: the task has changed/));
  });

  it('that is approved is read once more', () => {
    expect(card(approve(proposed(), CAROL)).text).toContain('*Approved.* The task is read once more');
  });
});

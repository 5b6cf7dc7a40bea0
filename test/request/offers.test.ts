/** Which remedy a button is about, and when a step may be canceled. */
import { describe, expect, it } from 'vitest';
import { clickedOf, offeredOf } from '../../src/request/offers.ts';
import { failed } from '../support/remedy.ts';
import { ANN, observed, running, START, taskOf } from '../support/request.ts';

describe('a proposal', () => {
  it('of canceling is for a step that is overdue: one that has just begun, perhaps since the card was drawn, is left alone', () => {
    const began = (now: number) => {
      const task = taskOf('Sr', 'RUNNING');
      return { ...task, subtasks: task.subtasks.map((step) => ({ ...step, startedAt: now })) };
    };
    const life = observed(running(), began(START));
    life.now = START + 451_000;
    const fresh = life.ask(life.propose('cancel', ANN, { task: began(life.now - 1_000) }));
    expect(fresh.refusal).toEqual({ code: 'remedy_not_possible' });
    const overdue = life.ask(life.propose('cancel', ANN, { task: began(START) }));
    expect(overdue.events).toMatchObject([{ type: 'remedy_proposed', remedy: { kind: 'cancel', subtaskId: '2' } }]);
  });
});

describe('a click', () => {
  it('on what the card no longer offers is about what OCP still allows', () => {
    const life = failed();
    expect(offeredOf(life.state(), 'retry_subtask', life.now)).toBeNull();
    expect(clickedOf(life.state(), 'retry_subtask', life.now)).toMatchObject({
      call: 0,
      remedy: { kind: 'retry_subtask', subtaskId: '2' },
    });
    expect(clickedOf(life.state(), 'cancel', life.now)).toBeNull();
  });
});

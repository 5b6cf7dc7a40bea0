import { describe, expect, it } from 'vitest';
import { needsOf } from '../../src/view/waits.ts';
import {
  ANN,
  approved,
  BEN,
  checking,
  type Life,
  lost,
  MINUTE,
  observed,
  proving,
  proposed,
  running,
  taskOf,
  waiting,
} from '../support/request.ts';

const remind = { type: 'remind' } as const;
const beat = { type: 'beat' } as const;

/** Half an hour for approvals and for each subtask. */
function after(life: Life, ms: number): Life {
  life.now += ms;
  return life;
}
const refusal = (life: Life, command: typeof remind | typeof beat) => life.ask(command).refusal?.code ?? null;

describe('a reminder', () => {
  it('comes when half of the window is over, not before', () => {
    expect(refusal(after(waiting(), 15 * MINUTE - 1), remind)).toBe('not_now');
    expect(
      after(waiting(), 15 * MINUTE)
        .tell(remind)
        .last(),
    ).toEqual({ type: 'reminded', round: 1 });
  });

  it('comes once for each question', () => {
    const life = after(waiting(), 15 * MINUTE).tell(remind);
    expect(refusal(after(life, MINUTE), remind)).toBe('not_now');
    const again = after(proposed(), 15 * MINUTE).tell(remind);
    expect(again.last()).toEqual({ type: 'reminded', round: 2 });
    expect(refusal(again, remind)).toBe('not_now');
  });

  it('comes with some of the approvals there, and changes nothing of them', () => {
    const life = after(waiting({ approvals: 2 }), MINUTE);
    life.tell(life.click('approve', BEN));
    after(life, 14 * MINUTE).tell(remind);
    expect(life.tell(life.click('approve', ANN)).state().phase).toBe('approved');
  });

  it('does not come when there is nothing to decide', () => {
    expect(refusal(after(checking(), 20 * MINUTE), remind)).toBe('not_now');
    expect(refusal(after(approved(), 20 * MINUTE), remind)).toBe('not_now');
    expect(refusal(after(lost(), 20 * MINUTE), remind)).toBe('not_now');
    expect(refusal(after(waiting(), 30 * MINUTE), remind)).toBe('not_now');
  });
});

describe('a heartbeat', () => {
  it('comes after a quarter, half and three quarters of the time-out of the subtask, each once', () => {
    const life = running();
    const told: string[] = [];
    for (let minute = 0.5; minute <= 40; minute += 0.5) {
      after(life, MINUTE / 2);
      for (const event of life.ask(beat).events) told.push(`${minute}: ${JSON.stringify(event)}`);
      if (life.ask(beat).events.length > 0) life.tell(beat);
    }
    const event = (share: number) =>
      JSON.stringify({ type: 'heartbeat', call: 0, taskId: '900', subtaskId: '1', share });
    const overdue = JSON.stringify({ type: 'step_overdue', call: 0, taskId: '900', subtaskId: '1' });
    expect(told).toEqual([`7.5: ${event(0.25)}`, `15: ${event(0.5)}`, `22.5: ${event(0.75)}`, `30.5: ${overdue}`]);
  });

  it('says all of a long silence at once', () => {
    expect(
      after(running(), 20 * MINUTE)
        .tell(beat)
        .last(),
    ).toMatchObject({ share: 0.5 });
  });

  it('a step beyond its timeout waits for people until it moves', () => {
    const life = after(running(), 31 * MINUTE).tell(beat);
    expect(life.last()).toMatchObject({ type: 'step_overdue', subtaskId: '1' });
    expect(needsOf(life.state())).toEqual(['overdue']);
    expect(refusal(after(life, 60 * MINUTE), beat)).toBe('not_now');
    observed(life, taskOf('Sr', 'RUNNING'));
    expect(needsOf(life.state())).toEqual([]);
  });

  it('begins anew with every change of the task', () => {
    const life = after(running(), 8 * MINUTE).tell(beat);
    observed(life, taskOf('Sr', 'RUNNING'));
    expect(refusal(after(life, 7 * MINUTE), beat)).toBe('not_now');
    expect(after(life, MINUTE).tell(beat).last()).toMatchObject({ subtaskId: '2', share: 0.25 });
  });

  it('does not come for a task that has failed or ended, or whose time-out is not known', () => {
    expect(refusal(after(proving(), 60 * MINUTE), beat)).toBe('not_now');
    expect(refusal(after(observed(running(), taskOf('F.', 'FAILED')), 60 * MINUTE), beat)).toBe('not_now');
    const unsaid = taskOf('Sr', 'RUNNING');
    const task = { ...unsaid, subtasks: unsaid.subtasks.map((subtask) => ({ ...subtask, timeoutSeconds: null })) };
    expect(refusal(after(observed(running(), task), 60 * MINUTE), beat)).toBe('not_now');
  });
});

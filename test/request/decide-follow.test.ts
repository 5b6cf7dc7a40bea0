import { describe, expect, it } from 'vitest';
import { HIDDEN_AFTER_MS, MISSING_AFTER_MS } from '../../src/request/decide/world.ts';
import { needsOf } from '../../src/view/waits.ts';
import { dueReadings, RECORD_AGE_MS, ROLE_PATIENCE_MS } from '../../src/request/roles.ts';
import type { Task } from '../../src/task/task.ts';
import { batchClaimed, carts, failoverOfAll, taskFor } from '../support/batch.ts';
import { lostAnswer } from '../support/causes.ts';
import {
  claimed,
  type Life,
  lost,
  MINUTE,
  observed,
  orders,
  proving,
  rolesRead,
  running,
  taskOf,
  waiting,
} from '../support/request.ts';

const observe = (task: Task, call = 0) => ({ type: 'observe', call, task, log: null }) as const;

function readRole(life: Life, role: string, tenantId = '2001', call = 0) {
  return { type: 'read_roles', call, tenantId, roles: [{ tenantId, role }], readAt: life.now, waitedMs: 0 } as const;
}

describe('observing a task', () => {
  it('records what changed, subtask by subtask, with the log of what failed', () => {
    const life = running();
    const log = { subtaskId: '2', lines: ['ORA-600'] };
    life.now += MINUTE;
    life.tell({ type: 'observe', call: 0, task: taskOf('SF', 'FAILED'), log });
    expect(life.last()).toMatchObject({
      type: 'task_changed',
      changes: [
        { subtaskId: '1', from: 'RUNNING', to: 'SUCCESSFUL', index: 1, of: 2 },
        { subtaskId: '2', from: 'PENDING', to: 'FAILED', index: 2, of: 2 },
      ],
      log,
    });
    expect(life.state().calls[0]?.tasks).toMatchObject([{ stage: 'failed', since: life.now, provenAt: null }]);
    expect(life.state().phase).toBe('executing');
  });

  it('records nothing when nothing changed', () => {
    const life = running();
    const same = taskOf('r.', 'RUNNING', { finishedAt: 7, creator: 'x' });
    for (const _ of [1, 2]) expect(life.ask(observe(same))).toEqual({ events: [], refusal: { code: 'not_now' } });
  });

  it.each<[string, Task]>([
    ['status', taskOf('r.', 'FAILED')],
    ['operation', taskOf('r.', 'RUNNING', { operation: 'RETRY' })],
    ['point of no return', taskOf('r.', 'RUNNING', { prohibitRollback: true })],
  ])('records a change of the task’s %s alone', (_, task) => {
    expect(running().ask(observe(task)).events).toMatchObject([{ type: 'task_changed', changes: [] }]);
  });

  it('is of the tasks that are followed, of no other', () => {
    const stranger = taskOf('SS', 'SUCCESSFUL', { id: '901' });
    expect(running().ask(observe(stranger)).refusal).toEqual({ code: 'not_now' });
    expect(running().ask(observe(taskOf('SS', 'SUCCESSFUL'), 1)).refusal).toEqual({ code: 'not_now' });
    expect(claimed().ask(observe(taskOf('SS', 'SUCCESSFUL'))).refusal).toEqual({ code: 'not_now' });
    expect(waiting().ask(observe(taskOf('SS', 'SUCCESSFUL'))).refusal).toEqual({ code: 'not_now' });
  });

  it('keeps following a failed task: it may be retried in OCP', () => {
    const life = observed(running(), taskOf('SF', 'FAILED'));
    observed(life, taskOf('Sr', 'RUNNING', { operation: 'RETRY' }));
    expect(life.state().calls[0]?.tasks).toMatchObject([{ stage: 'running' }]);
    observed(life, taskOf('SS', 'SUCCESSFUL', { operation: 'RETRY' }));
    expect(life.state()).toMatchObject({ phase: 'executing', calls: [{ tasks: [{ stage: 'proving' }] }] });
  });

  it.each<[string, Task]>([
    ['of operation ROLLBACK', taskOf('..', 'SUCCESSFUL', { operation: 'ROLLBACK' })],
    ['whose operation OCP does not give', taskOf('..', 'SUCCESSFUL', { operation: null })],
  ])('ends as rolled_back a task %s when every subtask is PENDING again and the roles were read', (_, task) => {
    const life = observed(running(), task);
    expect(life.state()).toMatchObject({ phase: 'executing', calls: [{ tasks: [{ stage: 'rolled_back' }] }] });
    rolesRead(life);
    expect(life.log.slice(-2).map(({ event }) => event.type)).toEqual(['roles_read', 'ended']);
    expect(life.state()).toMatchObject({ phase: 'ended', outcome: 'rolled_back' });
  });

  it.each<[string, Task]>([
    ['operation ROLLBACK', taskOf('SS', 'SUCCESSFUL', { operation: 'ROLLBACK' })],
    ['a subtask that is PENDING', taskOf('S.', 'SUCCESSFUL', { operation: null })],
    ['a subtask that failed', taskOf('SF', 'SUCCESSFUL')],
    ['a status this version does not know', taskOf('SS', 'unknown:DONE')],
  ])('neither believes nor ends a success with %s, whatever the roles are', (_, task) => {
    const life = observed(running(), task);
    expect(life.state()).toMatchObject({
      phase: 'executing',
      outcome: null,
      calls: [{ tasks: [{ stage: 'unclear' }] }],
    });
    for (const role of ['STANDBY', 'PRIMARY']) {
      life.tell(readRole(life, role));
      expect(life.last()).toMatchObject({ type: 'roles_read', roles: [{ role }] });
      expect(life.state()).toMatchObject({ phase: 'executing', outcome: null });
    }
  });

  it('a success without subtasks is proven by the roles alone', () => {
    const life = observed(running(), taskOf('', 'SUCCESSFUL'));
    life.tell(readRole(life, 'STANDBY'));
    expect(life.state()).toMatchObject({ phase: 'executing', calls: [{ tasks: [{ stage: 'unclear' }] }] });
    life.tell(readRole(life, 'PRIMARY'));
    expect(life.state()).toMatchObject({ phase: 'ended', outcome: 'succeeded' });
  });

  it('is unclear when OCP no longer shows it, and goes on when it does again', () => {
    const life = running();
    const miss = { type: 'miss_task', call: 0, taskId: '900' } as const;
    expect(life.ask(miss).refusal).toEqual({ code: 'not_now' });
    life.now += MISSING_AFTER_MS;
    life.tell(miss);
    expect(life.state().calls[0]?.tasks).toMatchObject([{ stage: 'unclear', missing: true }]);
    expect(life.ask(miss).refusal).toEqual({ code: 'not_now' });
    rolesRead(life, 'PRIMARY');
    expect(life.state().phase).toBe('executing');
    observed(life, taskOf('r.', 'RUNNING'));
    expect(life.state()).toMatchObject({ calls: [{ tasks: [{ stage: 'running', missing: false }] }], readings: [] });
  });

  it('is unclear when OCP has not shown it for minutes, and goes on when it does again', () => {
    const life = running();
    const why = { kind: 'ocp_answered', status: 403, ocpCode: null, said: null, call: 'GET' } as const;
    const hide = (unseenMs: number) =>
      ({ type: 'hide_task', call: 0, taskId: '900', code: 'ocp_forbidden', why, unseenMs }) as const;
    life.tell({ type: 'hold_up', code: 'ocp_forbidden', why });
    expect(life.ask(hide(HIDDEN_AFTER_MS - 1)).refusal).toEqual({ code: 'not_now' });
    life.tell(hide(HIDDEN_AFTER_MS));
    expect(life.state()).toMatchObject({ heldUp: null, calls: [{ tasks: [{ stage: 'unclear', hidden: why }] }] });
    expect(dueReadings(life.state())).toHaveLength(1);
    expect(life.ask(hide(HIDDEN_AFTER_MS)).refusal).toEqual({ code: 'not_now' });
    // What is not seen is not proven by roles: it may still be under way.
    rolesRead(life, 'PRIMARY');
    expect(life.state().phase).toBe('executing');
    observed(life, taskOf('r.', 'RUNNING'));
    expect(life.state()).toMatchObject({ calls: [{ tasks: [{ stage: 'running', hidden: null }] }], readings: [] });
  });

  it('of a call whose answer was lost asks people when OCP’s list has stayed away for minutes, and is found after that', () => {
    const life = claimed().tell({ type: 'doubt', call: 0, doubt: 'no_answer', why: lostAnswer });
    const why = { kind: 'ocp_answered', status: 403, ocpCode: null, said: null, call: 'GET' } as const;
    const hide = (unseenMs: number) => ({ type: 'hide_call', call: 0, code: 'ocp_forbidden', why, unseenMs }) as const;
    life.tell({ type: 'hold_up', code: 'ocp_forbidden', why });
    expect(life.ask(hide(HIDDEN_AFTER_MS - 1)).refusal).toEqual({ code: 'not_now' });
    expect(needsOf(life.state())).toEqual([]);
    life.tell(hide(HIDDEN_AFTER_MS));
    expect(life.state()).toMatchObject({ heldUp: null, calls: [{ status: 'unknown', hidden: why }] });
    expect(needsOf(life.state())).toEqual(['unclear']);
    expect(dueReadings(life.state())).toHaveLength(1);
    expect(life.ask(hide(HIDDEN_AFTER_MS)).refusal).toEqual({ code: 'not_now' });
    // The roles alone say nothing of a task that may be under way.
    rolesRead(life, 'PRIMARY');
    expect(life.state().phase).toBe('executing');
    life.tell({ type: 'find', call: 0, tasks: [taskOf('r.', 'RUNNING')] });
    expect(life.state()).toMatchObject({ calls: [{ status: 'accepted' }], readings: [] });
    expect(needsOf(life.state())).toEqual([]);
  });

  it('SUCCESSFUL without subtasks is unclear, and a success once the wanted role was read', () => {
    const bare = () => observed(running(), { ...taskOf('', 'SUCCESSFUL'), subtasks: [] });
    expect(bare().state()).toMatchObject({ phase: 'executing', calls: [{ tasks: [{ stage: 'unclear' }] }] });
    expect(rolesRead(bare(), 'STANDBY').state().phase).toBe('executing');
    expect(rolesRead(bare(), 'PRIMARY').state()).toMatchObject({ phase: 'ended', outcome: 'succeeded' });
  });
});

describe('roles where nothing proves a success', () => {
  const ended = () => rolesRead(observed(running(), taskOf('..', 'SUCCESSFUL', { operation: 'ROLLBACK' })));
  const since = (life: Life) => ({ changedAt: life.state().calls[0]?.tasks[0]?.changedAt ?? 0 });

  it.each([
    ['after a failed step', () => observed(running(), taskOf('SF', 'FAILED'))],
    ['after a lost call', () => lost()],
    ['after a rollback', () => observed(running(), taskOf('..', 'SUCCESSFUL', { operation: 'ROLLBACK' }))],
    ['after a reply without a task', () => claimed().tell({ type: 'accept', call: 0, tasks: [], traceId: null })],
    ['of a task that ended unclear', () => observed(running(), taskOf('SF', 'SUCCESSFUL'))],
  ])('are wanted %s', (_, at) => {
    expect(dueReadings(at().state())).toMatchObject([{ call: 0, reading: null }]);
    expect(rolesRead(at()).state().readings).toMatchObject([{ settled: false }]);
  });

  it.each([
    ['while a task runs', () => running()],
    ['while a success is being proven', () => proving()],
    [
      'after OCP refused the call',
      () => claimed().tell({ type: 'refuse', call: 0, code: 'c', why: lostAnswer, traceId: null }),
    ],
    ['before anything was sent', () => waiting()],
  ])('are not wanted %s', (_, at) => {
    expect(dueReadings(at().state())).toEqual([]);
  });

  it('are read until the record cannot be older than the last change', () => {
    const life = rolesRead(observed(running(), taskOf('SF', 'FAILED')));
    const again = { ...readRole(life, 'STANDBY'), ...since(life) };
    expect(life.ask({ ...again, waitedMs: RECORD_AGE_MS - 1 }).refusal).toEqual({ code: 'not_now' });
    life.tell({ ...again, waitedMs: RECORD_AGE_MS });
    expect(life.state().readings).toMatchObject([{ settled: true }]);
    expect(dueReadings(life.state())).toEqual([]);
  });

  it('what was waited for before the last change does not count', () => {
    const life = observed(running(), taskOf('SF', 'FAILED'));
    const read = { ...readRole(life, 'STANDBY'), waitedMs: RECORD_AGE_MS };
    life.tell({ ...read, changedAt: since(life).changedAt - 1 });
    expect(life.state().readings).toMatchObject([{ settled: false }]);
  });

  it('are wanted anew after every change of the task', () => {
    const life = rolesRead(observed(running(), taskOf('SF', 'FAILED')), 'STANDBY', RECORD_AGE_MS);
    expect(dueReadings(life.state())).toEqual([]);
    observed(life, taskOf('Sr', 'RUNNING', { operation: 'RETRY' }));
    observed(life, taskOf('SF', 'FAILED', { operation: 'RETRY' }));
    expect(dueReadings(life.state())).toMatchObject([{ reading: null }]);
  });

  it('go on being read after the end, and change nothing of it', () => {
    const life = ended();
    expect(life.state()).toMatchObject({ phase: 'ended', outcome: 'rolled_back' });
    life.tell({ ...readRole(life, 'PRIMARY'), ...since(life) });
    expect(life.last()).toMatchObject({ type: 'roles_read', settled: false });
    life.tell({ ...readRole(life, 'PRIMARY'), ...since(life), waitedMs: RECORD_AGE_MS });
    expect(life.state()).toMatchObject({ phase: 'ended', outcome: 'rolled_back', readings: [{ settled: true }] });
    expect(dueReadings(life.state())).toEqual([]);
  });
});

describe('reading the role back', () => {
  it('is what success is: PRIMARY, and only PRIMARY, ends the request as succeeded', () => {
    const life = proving();
    life.tell(readRole(life, 'PRIMARY'));
    expect(life.log.slice(-2).map(({ event }) => event.type)).toEqual(['role_proven', 'ended']);
    expect(life.state()).toMatchObject({ phase: 'ended', outcome: 'succeeded' });
  });

  it.each(['STANDBY', 'UNKNOWN', 'not told', 'primary', 'unknown:PRIMARY'])(
    'says nothing yet for %s inside its patience',
    (role) => {
      const life = proving();
      life.now += ROLE_PATIENCE_MS;
      expect(life.ask(readRole(life, role))).toEqual({ events: [], refusal: { code: 'not_now' } });
    },
  );

  it('doubts an old role after that, once', () => {
    const life = proving();
    life.now += ROLE_PATIENCE_MS + 1;
    life.tell(readRole(life, 'STANDBY'));
    expect(life.last()).toMatchObject({ type: 'role_doubted', roles: [{ tenantId: '2001', role: 'STANDBY' }] });
    expect(life.state()).toMatchObject({
      phase: 'executing',
      outcome: null,
      calls: [{ tasks: [{ stage: 'doubted' }] }],
    });
    life.now += 60 * MINUTE;
    expect(life.ask(readRole(life, 'STANDBY'))).toEqual({ events: [], refusal: { code: 'not_now' } });
  });

  it('is still proven by a PRIMARY after the doubt', () => {
    const life = proving();
    life.now += ROLE_PATIENCE_MS + 1;
    life.tell(readRole(life, 'STANDBY')).tell(readRole(life, 'PRIMARY'));
    expect(life.state()).toMatchObject({ phase: 'ended', outcome: 'succeeded' });
  });

  it('counts patience from the end of OCP’s work, not from later readings of the task', () => {
    const life = proving();
    const { provenAt } = life.state().calls[0]?.tasks[0] ?? {};
    life.now += 2 * MINUTE;
    observed(life, taskOf('SS', 'SUCCESSFUL', { prohibitRollback: true }));
    expect(life.state().calls[0]?.tasks).toMatchObject([{ stage: 'proving', provenAt }]);
    life.now += MINUTE + 1;
    expect(life.ask(readRole(life, 'STANDBY')).events).toMatchObject([{ type: 'role_doubted' }]);
  });

  it('does not turn a doubt back by reading the task again', () => {
    const life = proving();
    life.now += ROLE_PATIENCE_MS + 1;
    life.tell(readRole(life, 'STANDBY'));
    observed(life, taskOf('SS', 'SUCCESSFUL', { prohibitRollback: true }));
    expect(life.state().calls[0]?.tasks).toMatchObject([{ stage: 'doubted' }]);
  });

  it('proves nothing before the task has ended well, for another tenant, or for another call', () => {
    expect(running().ask(readRole(running(), 'PRIMARY')).refusal).toEqual({ code: 'not_now' });
    const failed = observed(running(), taskOf('SF', 'FAILED'));
    expect(failed.ask(readRole(failed, 'PRIMARY')).events).toMatchObject([{ type: 'roles_read' }]);
    const life = proving();
    expect(life.ask(readRole(life, 'PRIMARY', '2002')).refusal).toEqual({ code: 'not_now' });
    expect(life.ask(readRole(life, 'PRIMARY', '2001', 1)).refusal).toEqual({ code: 'not_now' });
  });

  it('of one tenant of several ends nothing before the others are proven; different ends are mixed', () => {
    const life = batchClaimed(failoverOfAll('go_on', orders, carts));
    const other = taskFor(carts, 'r.', 'RUNNING');
    life.tell({ type: 'accept', call: 0, tasks: [taskOf('SS', 'SUCCESSFUL'), other], traceId: null });
    life.tell(readRole(life, 'PRIMARY'));
    expect(life.state()).toMatchObject({ phase: 'executing', outcome: null });
    observed(life, taskFor(carts, '..', 'SUCCESSFUL', { operation: 'ROLLBACK' }));
    expect(rolesRead(life).state()).toMatchObject({ phase: 'ended', outcome: 'mixed' });
  });
});

/** What a failed or unclear task means for the world. */
import { describe, expect, it } from 'vitest';
import type { FollowedTask } from '../../src/request/state.ts';
import { doubtOf, failureOf, workOf } from '../../src/view/failure.ts';
import { observe, readRoles, running, switchover, switchTask, task, type Story } from '../slack/render/story.ts';

const failover = (states: string) => observe(running(), task(states, { status: 'FAILED' }));
const switched = (states: string) =>
  observe(running(switchover, switchTask('R')), switchTask(states, { status: 'FAILED' }));

function ofOnly(told: Story) {
  const followed = told.state().calls[0]?.tasks[0];
  if (!followed) throw new Error('there is no task');
  return failureOf(told.state(), followed.task);
}

describe('how far a failed task came', () => {
  it.each([
    ['F....', 'before', 'log_source', false],
    ['SF...', 'promoting', 'other', true],
    ['SSF..', 'after', 'data_version', true],
    ['SSSF.', 'after', 'service_name', true],
    ['SSSSF', 'after', 'records', true],
  ])('a failover as %s: %s, its %s unfinished', (states, reach, work, isFinal) => {
    expect(ofOnly(failover(states))).toMatchObject({ reach, work, isFinal, target: { tenant: { tenantId: '2001' } } });
  });

  it.each([
    ['F', 'before', 'prepares'],
    ['SSSF', 'demoting', 'demotes'],
    ['SSSSF', 'promoting', 'other'],
    ['SSSSSSF', 'after', 'log_source'],
  ])('a switchover as %s: %s, its %s unfinished', (states, reach, work) => {
    expect(ofOnly(switched(states))).toMatchObject({ reach, work });
  });

  it('is what the roles say where they were read', () => {
    expect(ofOnly(readRoles(failover('SF...'), { became: 'PRIMARY' })).reach).toBe('after');
  });

  it('the step may be another than the one that failed', () => {
    const told = observe(running(), task('SSSr.'));
    const seen = task('SSSr.');
    const [, , , step] = seen.subtasks;
    expect(failureOf(told.state(), seen, step).work).toBe('service_name');
    expect(failureOf(told.state(), seen)).toMatchObject({ step: null, work: 'other' });
  });

  it('a step that is not known by its name does something else', () => {
    const [first] = task('F....').subtasks;
    expect(first && workOf({ ...first, name: 'Wave a flag' })).toBe('other');
  });
});

describe('why the end of a task cannot be told', () => {
  const followed = (change: Partial<FollowedTask>, seen = task('S....', { status: 'SUCCESSFUL' })): FollowedTask => {
    const times = { since: 0, provenAt: null, changedAt: 0, heartbeat: null, overdue: [], errorCode: null };
    return { task: seen, stage: 'unclear', ...times, missing: false, hidden: null, ...change };
  };

  it('OCP shows it no longer, or hides it', () => {
    const why = { kind: 'ocp_throttled' } as const;
    expect(doubtOf('failover', followed({ missing: true }))).toEqual({ kind: 'missing' });
    expect(doubtOf('failover', followed({ hidden: why }))).toEqual({ kind: 'hidden', why });
  });

  it('its status is unknown, or it lists no steps', () => {
    const odd = task('r....', { status: 'unknown:PAUSED' });
    expect(doubtOf('failover', followed({}, odd))).toEqual({ kind: 'odd_status', status: 'PAUSED' });
    const bare = { ...task('S....', { status: 'SUCCESSFUL' }), subtasks: [] };
    expect(doubtOf('failover', followed({}, bare))).toEqual({ kind: 'no_steps' });
  });

  it('steps are left over, and by those that were done it may have moved the tenant', () => {
    const doubt = doubtOf('failover', followed({}, task('SSF..', { status: 'SUCCESSFUL' })));
    expect(doubt).toMatchObject({ kind: 'left_over', reach: 'after' });
    expect(doubt.kind === 'left_over' && doubt.steps.map(({ name }) => name)).toEqual([
      'Upgrade tenant data version',
      'Create tenant service name',
      'Update primary tenant info task',
    ]);
  });
});

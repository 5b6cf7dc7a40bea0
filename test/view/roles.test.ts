/** Roles as they were read, where nothing proves a success. */
import { expect, it } from 'vitest';
import { rolesReport, rolesReports } from '../../src/view/roles.ts';
import {
  observe,
  primary,
  readRoles,
  running,
  standby,
  type Story,
  switchover,
  switchTask,
  task,
} from '../slack/render/story.ts';

const reportOf = (told: Story) => rolesReport(told.state(), 0, '2001');
const failed = () => observe(running(), task('SF...', { status: 'FAILED' }));

it('are reported of a task that failed, not of one that runs', () => {
  expect(reportOf(running())).toBeUndefined();
  expect(reportOf(failed())).toBeNull();
  expect(rolesReports(failed().state())).toEqual([null]);
});

it('name both tenants, the new primary first, and when they were read', () => {
  const told = failed();
  expect(reportOf(readRoles(told))).toMatchObject({
    readAt: told.now,
    settled: false,
    ends: [
      { tenant: standby, role: 'STANDBY', ocp: null },
      { tenant: primary, role: 'PRIMARY', ocp: null },
    ],
    alarm: null,
  });
  told.now += 120_000;
  expect(reportOf(readRoles(told, { waitedMs: 120_000 }))).toMatchObject({ settled: true });
});

it('alarm when a rolled back tenant is primary all the same', () => {
  const told = observe(running(), task('.....', { status: 'SUCCESSFUL', operation: 'ROLLBACK' }, { 0: 'ROLLBACK' }));
  expect(reportOf(readRoles(told, { became: 'PRIMARY' }))).toMatchObject({ alarm: 'not_as_before' });
});

it('alarm when neither is primary, once the record is new enough', () => {
  const told = observe(running(switchover, switchTask('R')), switchTask('SSSSF', { status: 'FAILED' }));
  expect(reportOf(readRoles(told, { old: 'STANDBY' }))).toMatchObject({ alarm: null });
  told.now += 120_000;
  expect(reportOf(readRoles(told, { old: 'STANDBY', waitedMs: 120_000 }))).toMatchObject({ alarm: 'no_primary' });
});

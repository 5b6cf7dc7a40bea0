/** What cards and threads say of roles and of tasks whose end nobody can tell: nothing that was not read. */
import { describe, expect, it } from 'vitest';
import { RECORD_AGE_MS } from '../../../src/request/roles.ts';
import { renderCard } from '../../../src/slack/card/card.ts';
import { viewOf } from '../../../src/view/request.ts';
import { accept, claimedMany, taskOf, tasksOf } from './many.ts';
import { lost, observe, readRoles, running, type Story, switchover, switchTask, task } from './story.ts';
import { accepted } from './validate.ts';

const card = (told: Story) => accepted(renderCard(viewOf(told.state(), told.now), { plan: true })).text;
const lines = (told: Story) => told.lines.map(({ text }) => text);
const screen = (told: Story) => [card(told), ...lines(told)].join('\n');
const ended = (told: Story) => told.tell({ type: 'abandon', person: told.person('U0BOB'), round: told.state().round });

const nothingHappened = /did not happen|nothing has happened|nothing has changed|rolled back|no step that changes/i;

describe('a task that OCP calls SUCCESSFUL and whose subtasks disagree', () => {
  it.each([
    ['abandoned before any role changed', task('F....', { status: 'SUCCESSFUL' })],
    ['abandoned at the promotion', task('SF...', { status: 'SUCCESSFUL' })],
    ['abandoned after it', task('SSF..', { status: 'SUCCESSFUL' })],
    ['a rollback that was given up', task('F....', { status: 'SUCCESSFUL', operation: 'ROLLBACK' }, { 0: 'ROLLBACK' })],
  ])('%s: asks whether it was abandoned, and never says that nothing happened', (_, seen) => {
    const told = observe(running(), seen);
    for (const make of [() => told, () => readRoles(told), () => ended(told)]) {
      expect(screen(make())).toContain('Abandoned in OCP?');
      expect(screen(told).replaceAll('half rolled back', '')).not.toMatch(nothingHappened);
    }
    expect(card(told)).toContain('orders on sh-prod STANDBY, orders_main on bj-prod PRIMARY');
  });

  it('says which steps disagree, and what may be so where a role may have changed', () => {
    const after = screen(observe(running(), task('SSF..', { status: 'SUCCESSFUL' })));
    expect(after).toContain('3/5 Upgrade tenant data version: failed');
    expect(after).toContain('By its steps it is primary already; no way back.');
  });

  it('of several tenants says so of each', () => {
    const told = claimedMany({ count: 2, clusters: 1 });
    accept(told, 0, tasksOf(told, 0, 'R....'));
    observe(told, taskOf(told, 0, 'SF...', { status: 'SUCCESSFUL' }));
    readRoles(told, { became: 'PRIMARY' });
    expect(card(told)).toContain('unclear: OCP reports SUCCESSFUL, but its subtasks disagree');
    expect(card(told)).toContain('orders1 on sh-prod-1 PRIMARY');
  });

  it('without any subtasks leaves it to the roles', () => {
    const told = observe(running(), task('', { status: 'SUCCESSFUL', subtasks: [] }));
    expect(card(told)).toContain('lists no subtasks. Only the roles show');
    expect(card(readRoles(told, { became: 'PRIMARY' }))).toContain('*orders on sh-prod is primary now.*');
  });
});

describe('roles that were read', () => {
  const failed = () => observe(running(), task('SSF..', { status: 'FAILED' }));

  it('are being read, then a record that may be old, then one that is not', () => {
    const told = failed();
    expect(card(told)).toContain('*Roles:* being read.');
    readRoles(told);
    expect(card(told)).toContain("*OCP's record, may be 1 min old* (read ");
    expect(card(told)).toContain('do not act on an unchanged role yet');
    readRoles(told, { waitedMs: RECORD_AGE_MS });
    expect(card(told)).toContain("*OCP's record* (read ");
    expect(card(told)).not.toContain('do not act');
  });

  it('have a thread line when they are read first and whenever they change, none when they are believed', () => {
    const told = failed();
    const count = () => lines(told).filter((line) => line.startsWith("*OCP's record")).length;
    readRoles(told);
    expect(count()).toBe(1);
    readRoles(told, { became: 'PRIMARY' });
    expect(count()).toBe(2);
    readRoles(told, { became: 'PRIMARY', waitedMs: RECORD_AGE_MS });
    expect(count()).toBe(2);
  });

  it('decide with the steps how far a failover came', () => {
    const at = (roles: Parameters<typeof readRoles>[1]) =>
      card(readRoles(observe(running(), task('SF...', { status: 'FAILED' })), roles));
    expect(at({})).toContain('may be primary already, irreversibly');
    expect(at({ became: 'PRIMARY' })).toContain('orders on sh-prod is primary already.');
    const undone = readRoles(failed(), { waitedMs: RECORD_AGE_MS });
    expect(card(undone)).toContain('How far it came is unknown');
  });

  it('after a switchover without a primary say so, once they are believed', () => {
    const seen = switchTask('SSSSF.....', { status: 'FAILED' });
    const told = readRoles(observe(running(switchover, switchTask('R')), seen), { old: 'STANDBY' });
    expect(card(told)).not.toContain('*There is no primary: writes are down.*');
    readRoles(told, { old: 'STANDBY', waitedMs: RECORD_AGE_MS });
    expect(card(told)).toContain('*There is no primary: writes are down.*');
  });

  it('after a rollback that was none say that as well', () => {
    const told = observe(running(), task('F....', { status: 'FAILED' }));
    observe(told, task('.....', { status: 'SUCCESSFUL', operation: 'ROLLBACK' }, { 0: 'ROLLBACK' }));
    readRoles(told, { became: 'PRIMARY' });
    expect(card(told)).toContain('orders on sh-prod is primary although OCP calls its task rolled back.');
  });

  it('are shown with a lost call, and stay when people close it', () => {
    const told = readRoles(lost(), { waitedMs: RECORD_AGE_MS });
    expect(card(told)).toContain("*OCP's record* (read ");
    expect(card(ended(told))).toContain("*OCP's record* (read ");
  });
});

describe('a switchover whose steps are not known', () => {
  it('says that how far it came is unknown', () => {
    const seen = switchTask('SSSSF.....', { status: 'FAILED' });
    const subtasks = seen.subtasks.map((one, at) => ({ ...one, name: `Archive step ${at}` }));
    const told = observe(running(switchover, { ...switchTask('R'), subtasks: [] }), { ...seen, subtasks });
    expect(card(told)).toContain('How far it came is unknown: its steps do not show it. Go by the roles.');
    expect(card(told)).not.toMatch(/still be primary|The roles are exchanged/);
  });
});

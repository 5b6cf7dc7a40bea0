/** What people must do after the end: one item for each tenant, task or step. */
import { describe, expect, it } from 'vitest';
import { type ToDo, toDosOf } from '../../src/request/to-dos/to-dos.ts';
import { otherOcp, switchedElsewhere } from '../view/elsewhere.ts';
import { accept, claimedMany, taskOf, tasksOf } from '../slack/render/many.ts';
import {
  BOB,
  lost,
  observe,
  pair,
  primary,
  prove,
  proven,
  readRoles,
  running,
  type Setting,
  standby,
  type Story,
  switchover,
  switchTask,
  task,
  waiting,
} from '../slack/render/story.ts';

const kindsOf = (told: Story) => toDosOf(told.state()).map(({ kind }) => kind);
const found = (told: Story, kind: ToDo['kind']) => toDosOf(told.state()).filter((one) => one.kind === kind);

function switched(setting: Setting = {}, operations: Parameters<typeof switchTask>[2] = {}): Story {
  const told = running({ ...switchover, ...setting }, switchTask('R'));
  observe(told, switchTask('S'.repeat(10), { status: 'SUCCESSFUL' }, operations));
  return prove(told);
}

const abandoned = (told: Story) => told.tell({ type: 'abandon', person: told.person(BOB), round: told.state().round });

describe('nothing is to be done', () => {
  it.each<[string, () => Story]>([
    ['while the request goes on', () => running()],
    [
      'when nothing was changed',
      () => {
        const told = waiting();
        return told.tell({ type: 'reject', person: told.person(BOB), round: told.state().round });
      },
    ],
  ])('%s', (_, told) => {
    expect(toDosOf(told().state())).toEqual([]);
  });
});

describe('after a failover', () => {
  it('the old primary is fenced first, then clients move, then the new primary gets a standby and backups', () => {
    const told = proven({ target: { serviceName: 'orders_ro' } });
    expect(toDosOf(told.state())).toEqual([
      { kind: 'fence', id: 'fence:20:2001', tenant: primary },
      { kind: 'repoint', id: 'repoint:20:2001', tenant: standby, from: 'orders_rw', to: 'orders_ro' },
      { kind: 'rebuild', id: 'rebuild:20:2001', tenant: standby },
      { kind: 'back_up', id: 'back_up:20:2001', tenant: standby },
    ]);
  });

  it('a primary that OCP does not name is to be found', () => {
    const told = proven({ target: { primary: null }, reading: { primary: null } });
    expect(found(told, 'fence_unnamed')).toMatchObject([{ tenant: standby }]);
    expect(found(told, 'fence')).toEqual([]);
  });

  it.each<[string, { old: string | null; name: string | null }, object]>([
    [
      'the same name: clients follow, and lack what was lost',
      { old: 'rw', name: 'rw' },
      { kind: 'check_lost_writes', serviceName: 'rw' },
    ],
    ['another name', { old: 'rw', name: 'ro' }, { kind: 'repoint', from: 'rw', to: 'ro' }],
    ['no name any more', { old: 'rw', name: null }, { kind: 'repoint', from: 'rw', to: null }],
    ['a first name', { old: null, name: 'ro' }, { kind: 'point', to: 'ro' }],
    ['no name, then as now', { old: null, name: null }, { kind: 'point', to: null }],
  ])('%s', (_, { old, name }, item) => {
    const told = proven({ target: { serviceName: name }, serviceName: old });
    expect(toDosOf(told.state())[1]).toMatchObject({ ...item, tenant: standby });
  });
});

describe('after a switchover', () => {
  it('nothing is fenced: the old primary must sync, clients must have followed, and there is a way back', () => {
    expect(toDosOf(switched().state())).toEqual([
      { kind: 'check_sync', id: 'check_sync:30:2001', tenant: pair.tenant },
      { kind: 'check_followed', id: 'check_followed:30:2001', tenant: pair.standby, serviceName: 'orders_rw' },
      { kind: 'check_standbys', id: 'check_standbys', tenants: [] },
      { kind: 'switch_back', id: 'switch_back', ocp: null },
    ]);
  });

  it('without a service name clients must change the address', () => {
    expect(found(switched({ serviceName: null }), 'reconnect')).toMatchObject([{ tenant: pair.standby }]);
  });

  it('a new primary under another OCP is verified there first, and the way back begins there', () => {
    const told = switchedElsewhere();
    const ocp = otherOcp;
    expect(toDosOf(told.state())[0]).toMatchObject({ kind: 'verify_elsewhere', tenant: pair.standby, ocp });
    expect(found(told, 'switch_back')).toEqual([{ kind: 'switch_back', id: 'switch_back:100002', ocp }]);
  });

  it('the work of a skipped step is left to people', () => {
    const [skipped] = found(switched({}, { 7: 'SKIP' }), 'do_by_hand');
    expect(skipped).toMatchObject({ taskId: '12022226', step: { name: 'Restart tenant service name if started' } });
  });
});

describe('after an end that is no success', () => {
  it('the task and the roles are looked at in OCP until they were read surely', () => {
    const told = abandoned(observe(running(), task('SF...', { status: 'FAILED' })));
    expect(toDosOf(told.state())).toEqual([
      { kind: 'look_in_ocp', id: 'look_in_ocp:12022226', task: { id: '12022226', name: 'Failover tenant' } },
      { kind: 'read_roles', id: 'read_roles:20:2001', tenant: standby },
    ]);
    told.now += 120_000;
    expect(kindsOf(readRoles(told, { waitedMs: 120_000 }))).toEqual(['look_in_ocp']);
  });

  it('a call whose task was never found leaves the roles alone', () => {
    expect(kindsOf(abandoned(lost()))).toEqual(['read_roles']);
  });

  it('what was moved before is seen to as well, tenant by tenant', () => {
    const told = claimedMany({ count: 3, clusters: 1 });
    accept(told, 0, tasksOf(told, 0, 'R'));
    for (const at of [0, 1]) observe(told, taskOf(told, at, 'SSSSS', { status: 'SUCCESSFUL' }));
    for (const id of ['2001', '2002']) prove(told, id);
    observe(told, taskOf(told, 2, 'SF', { status: 'FAILED' }));
    abandoned(told);
    expect(kindsOf(told)).toEqual([
      ...['look_in_ocp', 'read_roles'],
      ...['fence', 'fence', 'check_lost_writes', 'repoint'],
      ...['rebuild', 'rebuild', 'back_up', 'back_up'],
    ]);
    const ids = toDosOf(told.state()).map(({ id }) => id);
    expect(new Set(ids).size).toBe(ids.length);
  });
});

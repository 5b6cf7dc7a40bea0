/** What holds in the world at the end of a request. */
import { expect, it } from 'vitest';
import { type Truth, truthOf } from '../../src/view/truth.ts';
import { answered } from '../support/causes.ts';
import { otherOcp, switchedElsewhere } from './elsewhere.ts';
import { accept, claimedMany, tasksOf } from '../slack/render/many.ts';
import {
  blocking,
  BOB,
  claimed,
  lost,
  observe,
  primary,
  prove,
  proven,
  readRoles,
  running,
  type Story,
  task,
  waiting,
} from '../slack/render/story.ts';

const by = (type: 'reject' | 'abandon', told: Story) =>
  told.tell({ type, person: told.person(BOB), round: told.state().round });

it.each<[string, () => Story, Truth | null]>([
  ['nothing yet, while it goes on', () => running(), null],
  ['the roles were read back', () => proven(), { kind: 'succeeded', unread: [] }],
  ['OCP’s precheck said no', () => waiting({ items: [blocking] }), { kind: 'blocked' }],
  ['people said no', () => by('reject', waiting()), { kind: 'not_sent' }],
  [
    'people closed it with a task open',
    () => by('abandon', observe(running(), task('F....', { status: 'FAILED' }))),
    { kind: 'closed', open: 'task' },
  ],
  ['people closed it with a call open', () => by('abandon', lost()), { kind: 'closed', open: 'call' }],
])('%s', (_, told, truth) => {
  expect(truthOf(told().state())).toEqual(truth);
});

it('OCP refused the call, for a reason', () => {
  const why = answered('busy');
  const told = claimed().tell({ type: 'refuse', call: 0, code: 'ocp_conflict', why, traceId: null });
  expect(truthOf(told.state())).toEqual({ kind: 'refused', causes: [why], taskless: [] });
});

it('OCP named a task for some of the tenants only', () => {
  const told = claimedMany({ count: 2, clusters: 1 });
  accept(told, 0, []);
  told.now += 120_000;
  readRoles(told, { waitedMs: 120_000 });
  expect(truthOf(told.state())).toMatchObject({
    kind: 'refused',
    taskless: [{ tenant: { tenantId: '2001' } }, { tenant: { tenantId: '2002' } }],
  });
});

it('the tenants have other roles than the operation is for', () => {
  expect(truthOf(waiting({ reading: { role: 'PRIMARY' } }).state())).toMatchObject({
    kind: 'unfit',
    misfits: [{ kind: 'wrong_role', needed: 'STANDBY' }],
    isOtherPrimary: false,
  });
  const other = { ...primary, tenantId: '9', clusterId: '9' };
  expect(truthOf(waiting({ reading: { primary: other } }).state())).toMatchObject({
    kind: 'unfit',
    isOtherPrimary: true,
  });
});

it('a new primary under another OCP was not read there', () => {
  expect(truthOf(switchedElsewhere().state())).toMatchObject({ kind: 'succeeded', unread: [{ ocp: otherOcp }] });
});

it('a rollback is the truth of all tenants, or each has its own', () => {
  const back = (told: Story, tenantId: string) =>
    observe(told, { ...task('.....', { status: 'SUCCESSFUL', operation: 'ROLLBACK' }, { 0: 'ROLLBACK' }), tenantId });
  const told = back(running(), '2001');
  told.now += 120_000;
  expect(truthOf(readRoles(told, { waitedMs: 120_000 }).state())).toEqual({ kind: 'rolled_back' });
  const many = claimedMany({ count: 2, clusters: 1 });
  const tasks = tasksOf(many, 0, 'R');
  accept(many, 0, tasks);
  const ends = [{ status: 'SUCCESSFUL', operation: 'ROLLBACK' }, { status: 'SUCCESSFUL' }] as const;
  tasks.forEach((one, at) =>
    observe(many, {
      ...one,
      ...ends[at],
      subtasks: one.subtasks.map((step) => ({ ...step, status: at === 0 ? 'PENDING' : 'SUCCESSFUL' })),
    }),
  );
  prove(many, '2002');
  many.now += 120_000;
  expect(truthOf(readRoles(many, { waitedMs: 120_000 }).state())).toEqual({ kind: 'by_tenant' });
});

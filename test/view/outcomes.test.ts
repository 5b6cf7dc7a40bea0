/** What has become of each tenant of a request. */
import { expect, it } from 'vitest';
import { groupsOf, mismatchOf, movesBy, resultsOf, type TargetOutcome } from '../../src/view/outcomes.ts';
import { answered } from '../support/causes.ts';
import { accept, claimedMany, taskOf, tasksOf, waitingMany } from '../slack/render/many.ts';
import {
  BOB,
  claimed,
  lost,
  observe,
  prove,
  proven,
  readRoles,
  running,
  type Story,
  task,
  waiting,
} from '../slack/render/story.ts';

const refused = (told: Story) =>
  told.tell({ type: 'refuse', call: 0, code: 'ocp_conflict', why: answered('busy'), traceId: null });

const failed = () => observe(running(), task('SF...', { status: 'FAILED' }));

const doubted = () => {
  const told = observe(running(), task('SSSSS', { status: 'SUCCESSFUL' }));
  told.now += 200_000;
  return prove(told, '2001', 0, 'STANDBY');
};

it.each<[TargetOutcome, () => Story]>([
  ['waiting', () => waiting()],
  ['claimed', () => claimed()],
  ['unknown', () => claimed().tell({ type: 'doubt', call: 0, doubt: 'no_answer', why: { kind: 'no_task' } })],
  ['lost', () => lost()],
  ['refused', () => refused(claimed())],
  ['running', () => running()],
  ['failed', failed],
  ['unclear', () => observe(running(), task('S....', { status: 'unknown:PAUSED' }))],
  ['proving', () => observe(running(), task('SSSSS', { status: 'SUCCESSFUL' }))],
  ['doubted', doubted],
  ['succeeded', () => proven()],
])('a tenant is %s', (outcome, told) => {
  expect(resultsOf(told().state())).toMatchObject([{ outcome, index: 0, target: { tenant: { tenantId: '2001' } } }]);
});

it('OCP rolled its task back', () => {
  const told = observe(running(), task('.....', { status: 'SUCCESSFUL', operation: 'ROLLBACK' }, { 0: 'ROLLBACK' }));
  expect(resultsOf(readRoles(told).state())).toMatchObject([{ outcome: 'rolled_back' }]);
});

it('what was still waiting at the end is stopped', () => {
  const told = waiting();
  told.tell({ type: 'reject', person: told.person(BOB), round: told.state().round });
  expect(resultsOf(told.state())).toMatchObject([{ outcome: 'stopped', followed: null }]);
});

it('what a person has to see to is told first, then what goes on by itself', () => {
  const told = claimedMany({ count: 4, clusters: 1 });
  accept(told, 0, tasksOf(told, 0, 'R').slice(0, 3));
  observe(told, taskOf(told, 1, 'SF', { status: 'FAILED' }));
  const groups = groupsOf(resultsOf(told.state()));
  expect(groups.map((group) => [group.outcome, movesBy(group), group.members.length])).toEqual([
    ['failed', 'person', 1],
    ['no_task', 'person', 1],
    ['running', 'going', 2],
  ]);
});

it('a reply is compared with what was asked: tasks that are missing, and tasks of others', () => {
  const told = claimedMany({ count: 2, clusters: 1 });
  accept(told, 0, [taskOf(told, 0, 'R'), taskOf(told, 0, 'R', { id: '99', tenantId: '666' })]);
  const [call] = told.state().calls;
  expect(call && mismatchOf(told.state(), call)).toMatchObject({
    missing: [{ tenant: { tenantId: '2002' } }],
    strange: [{ task: { id: '99' } }],
  });
});

it('targets stand in the order in which the calls go out', () => {
  const told = waitingMany({ count: 4, clusters: 2 });
  expect(resultsOf(told.state()).map(({ index, target }) => [index, target.tenant.tenantId])).toEqual([
    [0, '2001'],
    [0, '2002'],
    [1, '2003'],
    [1, '2004'],
  ]);
});

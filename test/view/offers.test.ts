/** What people may do about a request now, and why not. */
import { expect, it } from 'vitest';
import { NOTHING_STOPPED } from '../../src/stop/hold.ts';
import { allowedKinds, helpfulKinds, offersOf, withheldOf } from '../../src/view/offers.ts';
import { accept, claimedMany, taskOf, tasksOf } from '../slack/render/many.ts';
import {
  approve,
  blocking,
  claimed,
  claimRemedy,
  lost,
  observe,
  propose,
  proven,
  running,
  type Story,
  story,
  task,
  waiting,
} from '../slack/render/story.ts';

const offered = (told: Story) =>
  offersOf(told.state(), told.now).map((offer) => {
    if (offer.kind === 'remedy') return offer.remedy.kind;
    return 'isRest' in offer && offer.isRest ? `${offer.kind} the rest` : offer.kind;
  });
const failed = () => observe(running(), task('F....', { status: 'FAILED' }));
const stopped = (told: Story) =>
  told.tell({ type: 'note_stops', policy: { ...told.policy, stopAll: 'an upgrade' }, stop: NOTHING_STOPPED });

it.each<[string, () => Story, readonly string[]]>([
  ['while OCP is asked', () => story(), ['reject', 'withdraw']],
  ['to its approvers', () => waiting(), ['approve', 'reject', 'withdraw']],
  ['until it is sent', () => approve(waiting()), ['reject', 'withdraw']],
  ['while the call is on its way', () => claimed(), []],
  ['while the task runs', () => running(), []],
  ['when no task was found', () => lost(), ['resend', 'abandon']],
  ['when a step failed', failed, ['retry', 'rollback', 'skip', 'abandon']],
  ['after a success', () => proven(), ['record']],
  ['after OCP said no', () => waiting({ items: [blocking] }), ['ask_again', 'record']],
])('%s', (_, told, kinds) => {
  expect(offered(told())).toEqual(kinds);
});

it('of several calls, what is not sent can be stopped', () => {
  const told = claimedMany({ count: 4, clusters: 2 });
  accept(told, 0, tasksOf(told, 0, 'R'));
  expect(offered(told)).toEqual(['reject the rest', 'withdraw the rest']);
});

it('a stop withholds approvals and proposals, and leaves what is safe', () => {
  const asked = stopped(waiting());
  expect([offered(asked), withheldOf(asked.state())]).toEqual([['reject', 'withdraw'], 'held']);
  const open = stopped(failed());
  expect([offered(open), withheldOf(open.state())]).toEqual([['abandon'], 'held']);
});

it('a remedy whose outcome is unknown withholds the next one', () => {
  const seen = task('F....', { status: 'FAILED' });
  const told = claimRemedy(propose(failed(), 'retry', seen), seen);
  told.tell({ type: 'doubt_remedy', taskId: '12022226', doubt: 'no_answer', why: null });
  expect([offered(told), withheldOf(told.state())]).toEqual([['abandon'], 'remedy_open']);
});

it('nothing is withheld where nothing would be offered', () => {
  expect([story(), running(), proven()].map((told) => withheldOf(told.state()))).toEqual([null, null, null]);
});

it('what OCP would take is not all that helps: the one failed step is retried with its task', () => {
  expect(helpfulKinds(task('F....', { status: 'FAILED' }))).toEqual(['retry', 'rollback', 'skip']);
  expect(allowedKinds(failed().state())).toContain('retry_subtask');
});

it('each remedy names the task that is meant', () => {
  const told = claimedMany({ count: 2, clusters: 1 });
  accept(told, 0, tasksOf(told, 0, 'R'));
  observe(told, taskOf(told, 1, 'F....', { status: 'FAILED' }));
  expect(offersOf(told.state(), told.now)[0]).toMatchObject({ kind: 'remedy', task: { id: '71' } });
});

/** An open request in short: whom it waits for, and what is being done. */
import { expect, it } from 'vitest';
import { byUrgency, summarise, waitsFor } from '../../src/view/summaries.ts';
import { lostAnswer, unreachable } from '../support/causes.ts';
import {
  ALICE,
  approve,
  BOB,
  CAROL,
  claimed,
  lost,
  observe,
  running,
  type Story,
  story,
  task,
  waiting,
} from '../slack/render/story.ts';

const failed = () => observe(running(), task('F....', { status: 'FAILED' }));

const hidden = () => {
  const told = claimed().tell({ type: 'doubt', call: 0, doubt: 'no_answer', why: lostAnswer });
  return told.tell({ type: 'hide_call', call: 0, code: 'ocp_forbidden', why: unreachable, unseenMs: 180_000 });
};

it.each<[string, () => Story, readonly string[], readonly string[]]>([
  ['being checked', () => story(), [], ['checking']],
  ['put to its approvers', () => waiting(), ['approval'], []],
  ['approved', () => approve(waiting()), [], ['approved']],
  ['claimed', () => claimed(), [], ['claimed']],
  ['without a task', () => lost(), ['lost'], []],
  ['running', () => running(), [], ['running']],
  ['failed', failed, ['failed'], []],
  ['whose task list OCP has hidden for long', hidden, ['unclear'], []],
])('a request %s', (_, told, waits, works) => {
  const summary = summarise(told().state());
  expect(summary.waits.map(({ kind }) => kind)).toEqual(waits);
  expect(summary.works.map(({ kind }) => kind)).toEqual(works);
});

it('of what a newer version recorded, only that is said', () => {
  expect(summarise(failed().state(), false)).toMatchObject({ waits: [{ kind: 'newer' }], works: [] });
});

it('waits for those who may approve and have not, never for its requester', () => {
  const told = approve(waiting({ rule: { approvals: 2 } }), BOB);
  const waiters = [ALICE, BOB, CAROL].filter((id) => waitsFor(summarise(told.state()), told.person(id), told.now));
  expect(waiters).toEqual([CAROL]);
});

it('what waits for people comes first, the oldest before the others', () => {
  const [open, asked, old] = [running(), waiting(), waiting()].map((told) => summarise(told.state()));
  const older = old && { ...old, state: { ...old.state, requestedAt: old.state.requestedAt - 1 } };
  const all = [open, asked, older].flatMap((one) => one ?? []);
  expect(byUrgency(all)).toEqual([older, asked, open]);
});

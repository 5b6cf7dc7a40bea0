/** A request as people see it, in one object. */
import { expect, it } from 'vitest';
import { historyRow } from '../../src/view/history.ts';
import { viewOf } from '../../src/view/request.ts';
import { stories } from '../slack/words/stories.ts';
import { BOB, proven, waiting } from '../slack/render/story.ts';

it.each(Object.entries(stories))('%s: all of it is data, the same whenever it is worked out', (_, make) => {
  const told = make();
  const view = viewOf(told.state(), told.now);
  expect(JSON.parse(JSON.stringify(view))).toEqual(view);
  expect(viewOf(told.state(), told.now)).toEqual(view);
  const ids = view.toDos.map(({ id }) => id);
  expect(new Set(ids).size).toBe(ids.length);
});

it('a row of the history holds who approved and how long it took', () => {
  expect(historyRow(proven().log)).toMatchObject({ approvers: [BOB], totalMs: 195_000, inOcpMs: 72_000 });
  const told = waiting();
  told.tell({ type: 'reject', person: told.person(BOB), round: told.state().round });
  expect(historyRow(told.log)).toMatchObject({ approvers: [], totalMs: 0, inOcpMs: null });
});

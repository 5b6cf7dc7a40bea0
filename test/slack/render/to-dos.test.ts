/** The list of to-dos on an ended card, in both languages: what people read, who ticked, and that Slack takes it. */
import { describe, expect, it } from 'vitest';
import { languages } from '../../../src/lib/language.ts';
import type { RequestState } from '../../../src/request/state.ts';
import { entriesOf, type ToDoList, UNDO_MS } from '../../../src/request/to-dos/to-do-list.ts';
import { toDosOf } from '../../../src/request/to-dos/to-dos.ts';
import { renderCard } from '../../../src/slack/card/card.ts';
import { plainCard } from '../../../src/slack/card/plain-card.ts';
import { toDoLines } from '../../../src/slack/thread/to-dos.ts';
import { inLanguage } from '../../../src/text/words.ts';
import { viewOf } from '../../../src/view/request.ts';
import { accept, claimedMany, taskOf, tasksOf } from './many.ts';
import { ALICE, BOB, observe, prove, proven, START, type Story } from './story.ts';
import { accepted } from './validate.ts';

const NOW = START + 600_000;

function listed(state: RequestState, change: Partial<ToDoList> = {}): RequestState {
  const begun = {
    family: null,
    isSettled: true,
    listedAt: NOW,
    done: [],
    closed: null,
    reminders: 0,
    remindedAt: null,
  };
  return { ...state, toDos: { ...begun, items: entriesOf(toDosOf(state)), ...change } };
}

function card(state: RequestState, now = NOW) {
  const rendered = accepted(renderCard(viewOf(state, now), { plan: true }));
  const all: readonly { readonly type: string }[] = rendered.blocks.flatMap(
    (block): readonly { readonly type: string }[] => {
      if (block.type === 'actions') return [...block.elements];
      return block.type === 'section' && block.accessory ? [block.accessory] : [];
    },
  );
  const of = (id: string) =>
    all.flatMap((one) => ('action_id' in one && one.action_id === id && 'value' in one ? [one.value] : []));
  return { ...rendered, of };
}

describe('the list on the card', () => {
  const state = proven().state();

  it('has a button beside each entry, which carries the request and the entry and nothing else', () => {
    const { of, text } = card(listed(state));
    expect(of('todo')).toEqual(['r-1 fence:10', 'r-1 repoint:20', 'r-1 rebuild:20', 'r-1 back_up:20']);
    expect(text).toContain('*To do now: 4 of 4 open:*');
    expect(of('todos_close')).toHaveLength(1);
  });

  it('says who ticked and offers to take it back for a minute', () => {
    const done = [{ id: 'fence:10', by: BOB, at: NOW }];
    const shown = card(listed(state, { done }));
    expect(shown.text).toContain(`✓ *Done* (<@${BOB}>`);
    expect(shown.text).toContain('*To do now: 3 of 4 open:*');
    expect(shown.of('todo_undo')).toEqual(['r-1 fence:10']);
    expect(card(listed(state, { done }), NOW + UNDO_MS).of('todo_undo')).toEqual([]);
  });

  it('offers nothing once it is handled elsewhere, and says by whom', () => {
    const shown = card(listed(state, { closed: { by: ALICE, at: NOW }, done: [{ id: 'fence:10', by: BOB, at: NOW }] }));
    expect([...shown.of('todo'), ...shown.of('todo_undo'), ...shown.of('todos_close')]).toEqual([]);
    expect(shown.text).toContain(`1 of 4 done, the rest handled elsewhere (<@${ALICE}>`);
  });

  it('keeps its buttons where Slack takes only plain blocks', () => {
    const { blocks } = plainCard(renderCard(viewOf(listed(state), NOW), { plan: false }));
    expect(JSON.stringify(blocks).match(/"action_id":"todo"/g)).toHaveLength(4);
  });
});

describe('fifty tenants', () => {
  const long = (at: number) => `orders_payment_settlement_history_${String(at + 1).padStart(2, '0')}`;

  function many(): Story {
    const told = claimedMany({ count: 50, clusters: 1, name: long, place: (at) => `shanghai-production-${at}` });
    accept(told, 0, tasksOf(told, 0, 'R'));
    for (let at = 0; at < 50; at += 1) {
      observe(told, taskOf(told, at, 'SSSSS', { status: 'SUCCESSFUL' }));
      prove(told, `${2001 + at}`);
    }
    return told;
  }

  it.each(languages)('are all named in each entry, as far as a name goes, and Slack takes the card: %s', (language) => {
    const state = listed({ ...many().state(), language });
    inLanguage(language, () => {
      const { blocks, of } = card(state);
      const [fence] = blocks.filter((block) => JSON.stringify(block).includes('fence:70'));
      const named = JSON.stringify(fence).match(/orders_[^ ,]*?_\d\d/g) ?? [];
      expect(new Set(named).size).toBe(50);
      expect(of('todo')).toHaveLength(state.toDos?.items.length ?? 0);
    });
  });
});

describe('the thread', () => {
  const before = listed(proven().state());
  const person = proven().person(BOB);
  const told = (event: Parameters<typeof toDoLines>[1], from: RequestState, after: RequestState) =>
    toDoLines(from, event, after);
  const ticked = (count: number) =>
    listed(before, {
      done: (before.toDos?.items ?? []).slice(0, count).map(({ id }) => ({ id, by: BOB, at: NOW })),
    });
  const tick = (item: string) => ({ type: 'todo_done', item, by: BOB, person }) as const;

  it('says nothing of a single tick, and that all are done at the last', () => {
    expect(told(tick('fence:10'), before, ticked(1))).toEqual([]);
    expect(told(tick('back_up:20'), ticked(3), ticked(4))).toEqual(['✓ All 4 to-dos are done.']);
  });

  it('says that one is open again only where all were done', () => {
    const undone = { type: 'todo_undone', item: 'back_up:20', by: ALICE, person } as const;
    expect(told(undone, ticked(4), ticked(3))).toEqual([
      `<@${ALICE}> took a tick back. Open again: Switch on backups and log archiving for orders on sh-prod.`,
    ]);
    expect(told({ ...undone, item: 'fence:10' }, ticked(1), before)).toEqual([]);
  });

  it('reminds with what is left, and of whom it is asked', () => {
    const [line = ''] = told({ type: 'todos_reminded' }, ticked(2), ticked(2));
    expect(line).toContain('*Still to do:* 2 of 4');
    expect(line).toContain(`<@${ALICE}>`);
    expect(line).toContain('• Rebuild a standby');
    expect(line).not.toContain('Fence');
  });

  it('says who handles the rest elsewhere', () => {
    const closed = { type: 'todos_closed', by: ALICE, person } as const;
    const after = listed(before, { closed: { by: ALICE, at: NOW } });
    expect(told(closed, ticked(1), after)).toEqual([`<@${ALICE}>: the 3 open to-dos are handled elsewhere.`]);
  });
});

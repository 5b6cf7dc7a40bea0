/** The list of to-dos after the end: made, made anew, ticked, taken back, closed, and reminded of. */
import { describe, expect, it } from 'vitest';
import { familyAfter } from '../../src/request/to-dos/family-after.ts';
import { ENTRIES_MAX, entriesOf, leftOf, owesToDos, relisted, UNDO_MS } from '../../src/request/to-dos/to-do-list.ts';
import { type ToDo, toDosOf } from '../../src/request/to-dos/to-dos.ts';
import { accept, claimedMany, taskOf, tasksOf } from '../slack/render/many.ts';
import {
  ALICE,
  BOB,
  claim,
  observe,
  primary,
  prove,
  proven,
  standby,
  type Story,
  waiting,
} from '../slack/render/story.ts';
import { standbyTenant, tenantOf } from '../support/tenant.ts';

const HOUR = 3_600_000;
const now = tenantOf('2', standby);
const lost = tenantOf('1', { ...primary, status: 'UNAVAILABLE' });
const familyOf = (told: Story, ...others: Parameters<typeof familyAfter>[1]) =>
  familyAfter([standby, primary], [lost, now, ...others], told.now);

function listed(told = proven()): Story {
  told.now += 1_000;
  return told.tell({ type: 'list_todos', family: familyOf(told) });
}

const settledList = (told = listed()) => {
  told.now += 70_000;
  return told.tell({ type: 'list_todos', family: familyOf(told) });
};

const tick = (told: Story, item: string, by = BOB) => told.tell({ type: 'tick_todo', item, person: told.person(by) });
const list = (told: Story) => {
  const { toDos } = told.state();
  if (toDos === null) throw new Error('nothing is listed');
  return toDos;
};
const left = (told: Story) => leftOf(list(told)).map(({ id }) => id);

/** What a command is refused with. */
function refusal(told: Story, command: Parameters<Story['tell']>[0]): string {
  try {
    told.tell(command);
  } catch (error) {
    return String(error).replace(/^.*refused: /, '');
  }
  return 'nothing';
}

describe('the list', () => {
  it('comes from the families as OCP lists them, and the end stays what it was', () => {
    const told = proven();
    expect(owesToDos(told.state())).toBe(true);
    const end = told.state();
    listed(told);
    expect(left(told)).toEqual(['fence:10', 'repoint:20', 'rebuild:20', 'back_up:20']);
    expect(told.state()).toMatchObject({ phase: 'ended', outcome: end.outcome, endedAt: end.endedAt });
  });

  it('comes without OCP when that does not answer for ten seconds, and not before', () => {
    const told = proven();
    expect(refusal(told, { type: 'list_todos', family: null })).toBe('not_now');
    told.now += 10_000;
    expect(list(told.tell({ type: 'list_todos', family: null })).family).toBeNull();
  });

  it('is made once more when the record of every tenant is new enough, and then never again', () => {
    const told = listed();
    expect(refusal(told, { type: 'list_todos', family: familyOf(told) })).toBe('not_now');
    settledList(told);
    expect(list(told).isSettled).toBe(true);
    told.now += HOUR;
    expect(refusal(told, { type: 'list_todos', family: familyOf(told) })).toBe('not_now');
  });

  it('is settled from what is known when OCP shows nothing for ten minutes', () => {
    const told = listed();
    told.now += 600_000;
    told.tell({ type: 'list_todos', family: null });
    expect(list(told)).toMatchObject({ isSettled: true });
    expect(list(told).family).not.toBeNull();
  });

  it('keeps what was ticked; what a later reading adds is open, also in an entry that was ticked', () => {
    const told = tick(listed(), 'back_up:20');
    told.now += 70_000;
    const sibling = standbyTenant('3', lost, { clusterId: '20' });
    told.tell({ type: 'list_todos', family: familyOf(told, sibling) });
    expect(left(told)).toEqual(['fence:10', 'repoint:20', 'rebuild_stranded:20', 'rebuild:20']);
    const [back] = entriesOf(toDosOf(told.state())).slice(-1);
    const more: ToDo = { kind: 'back_up', id: 'back_up:20:9', tenant: { ...standby, tenantId: '9' } };
    const grown = relisted(list(told), [...(back?.todos ?? []), more]);
    expect(grown).toEqual([back, { id: 'back_up:20:again', todos: [more] }]);
  });

  it('is not made where nothing is to be done', () => {
    const told = waiting();
    told.tell({ type: 'reject', person: told.person(BOB), round: told.state().round });
    expect(owesToDos(told.state())).toBe(false);
  });
});

describe('grouping', () => {
  /** `count` tenants of as many clusters as given, all of which are primary now. */
  function many(count: number, clusters: number): Story {
    const told = claimedMany({ count, clusters });
    told
      .state()
      .calls.forEach((_, call) => accept(call === 0 ? told : claim(told, {}, call), call, tasksOf(told, call, 'R')));
    for (let at = 0; at < count; at += 1) {
      const call = told
        .state()
        .calls.findIndex(({ targets }) => targets.some(({ tenant }) => tenant.tenantId === `${2001 + at}`));
      observe(told, taskOf(told, at, 'SSSSS', { status: 'SUCCESSFUL' }), null, call);
      prove(told, `${2001 + at}`, call);
    }
    return told;
  }

  it('is by cluster and kind', () => {
    const entries = entriesOf(toDosOf(many(4, 2).state()));
    expect(entries.slice(0, 2).map(({ id, todos }) => [id, todos.length])).toEqual([
      ['fence:70', 2],
      ['fence:71', 2],
    ]);
  });

  it('is by kind alone where there would be more than twenty, and leaves nothing out', () => {
    const told = many(12, 2);
    const toDos = toDosOf(told.state());
    // As many clusters as tenants.
    const spread = toDos.map((one, at) =>
      'tenant' in one ? { ...one, tenant: { ...one.tenant, clusterId: `9${at}` } } : one,
    );
    const entries = entriesOf(spread);
    expect(entries.length).toBeLessThanOrEqual(ENTRIES_MAX);
    expect(entries.flatMap(({ todos }) => todos.map(({ id }) => id)).toSorted()).toEqual(
      toDos.map(({ id }) => id).toSorted(),
    );
  });
});

describe('ticking', () => {
  it('says who and when, and can be taken back by anybody who may tick, for a minute', () => {
    const told = tick(listed(), 'fence:10');
    const at = told.now;
    expect(list(told).done).toEqual([{ id: 'fence:10', by: BOB, at }]);
    told.now += UNDO_MS - 1;
    told.tell({ type: 'untick_todo', item: 'fence:10', person: told.person(ALICE) });
    expect(left(told)).toContain('fence:10');
    tick(told, 'fence:10', ALICE);
    told.now += UNDO_MS;
    expect(refusal(told, { type: 'untick_todo', item: 'fence:10', person: told.person(ALICE) })).toBe('todo_final');
  });

  it('counts once, and for an entry that is there', () => {
    const told = tick(listed(), 'fence:10');
    expect(refusal(told, { type: 'tick_todo', item: 'fence:10', person: told.person(ALICE) })).toBe('todo_done');
    expect(refusal(told, { type: 'tick_todo', item: 'fence:99', person: told.person(ALICE) })).toBe('card_changed');
    expect(refusal(told, { type: 'untick_todo', item: 'back_up:20', person: told.person(ALICE) })).toBe('card_changed');
  });

  it('is for who may request or approve under the rule, read just now', () => {
    const told = listed();
    const eve = told.person('U0EVE');
    const inVain = [
      [eve, 'not_an_approver'],
      [{ ...told.person(BOB), standing: 'guest' as const }, 'person_guest'],
      [{ ...told.person(BOB), readAt: told.now - 120_000 }, 'person_unread'],
      [{ ...eve, groups: null }, 'groups_unread'],
    ] as const;
    for (const [person, code] of inVain) {
      expect(refusal(told, { type: 'tick_todo', item: 'fence:10', person })).toBe(code);
      expect(refusal(told, { type: 'untick_todo', item: 'fence:10', person })).toBe(code);
      expect(refusal(told, { type: 'close_todos', person })).toBe(code);
    }
    tick(told, 'fence:10', ALICE);
    tick(told, 'back_up:20', BOB);
  });

  it('nothing is left when all are ticked', () => {
    const told = settledList();
    for (const item of left(told)) tick(told, item);
    expect(owesToDos(told.state())).toBe(false);
    expect(refusal(told, { type: 'close_todos', person: told.person(BOB) })).toBe('no_to_dos');
    const [last] = list(told).done.slice(-1);
    told.tell({ type: 'untick_todo', item: last?.id ?? '', person: told.person(BOB) });
    expect(owesToDos(told.state())).toBe(true);
  });

  it('ends with "handled elsewhere": nothing is ticked, taken back, listed or reminded of any more', () => {
    const told = tick(listed(), 'fence:10');
    told.tell({ type: 'close_todos', person: told.person(ALICE) });
    expect(list(told).closed).toEqual({ by: ALICE, at: told.now });
    expect(owesToDos(told.state())).toBe(false);
    const person = told.person(BOB);
    expect(refusal(told, { type: 'tick_todo', item: 'back_up:20', person })).toBe('no_to_dos');
    expect(refusal(told, { type: 'untick_todo', item: 'fence:10', person })).toBe('no_to_dos');
    told.now += 30 * HOUR;
    expect(refusal(told, { type: 'list_todos', family: familyOf(told) })).toBe('not_now');
    expect(refusal(told, { type: 'remind_todos' })).toBe('not_now');
  });
});

describe('reminders', () => {
  it('come after an hour, then daily, at most three times', () => {
    const told = settledList();
    const begun = list(told).listedAt;
    const due = [begun + HOUR, begun + 25 * HOUR, begun + 49 * HOUR];
    for (const at of due) {
      told.now = at - 1;
      expect(refusal(told, { type: 'remind_todos' })).toBe('not_now');
      told.now = at;
      told.tell({ type: 'remind_todos' });
    }
    told.now += 100 * HOUR;
    expect(refusal(told, { type: 'remind_todos' })).toBe('not_now');
    expect(told.lines.filter(({ text }) => text.startsWith('*Still to do:*'))).toHaveLength(3);
  });

  it('name what is left, and nothing when nothing is', () => {
    const told = tick(settledList(), 'fence:10');
    told.now += HOUR;
    told.tell({ type: 'remind_todos' });
    const [line] = told.lines.slice(-1);
    expect(line?.text).toContain('3 of 4');
    expect(line?.text).not.toContain('Fence');
    for (const item of left(told)) tick(told, item);
    told.now += 24 * HOUR;
    expect(refusal(told, { type: 'remind_todos' })).toBe('not_now');
  });
});

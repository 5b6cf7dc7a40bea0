/** The list of to-dos on an ended card: who ticked what, and the buttons to tick the rest. */
import type { KnownBlock, SectionBlock } from '@slack/types';
import { toDoValue } from '../../request/clicks.ts';
import type { RequestState } from '../../request/state.ts';
import {
  isAdvice,
  isUndoable,
  leftOf,
  type ListedToDo,
  type Tick,
  type ToDoList,
} from '../../request/to-dos/to-do-list.ts';
import { words } from '../../text/words.ts';
import type { RequestView } from '../../view/request.ts';
import { button, section, SECTION_MAX } from '../blocks/blocks.ts';
import { cut } from '../blocks/escape.ts';
import { mention, within } from '../blocks/names.ts';
import { entryText, todoLines } from '../sentences/todo.ts';

/** Before it is listed, as text. `names`: characters for a name in the list. */
export function toDoBlocks(view: RequestView, names: number): readonly KnownBlock[] {
  const { state, toDos, now } = view;
  const { toDos: list } = state;
  if (list === null) {
    const lines = todoLines(view);
    return lines.length === 0 ? [] : [section(within(lines, SECTION_MAX - 50).join('\n'))];
  }
  if (list.items.length === 0) return [];
  const advice = toDos.filter(isAdvice);
  return [
    section(heading(list)),
    ...list.items.map((item, at) => entry(state, list, { item, at, names, now })),
    ...(advice.length > 0 ? [section(entryText({ id: '', todos: advice }, names))] : []),
  ];
}

function heading(list: ToDoList): string {
  const text = words.toDos;
  const { items, done, closed } = list;
  if (closed)
    return `*${text.closed(items.length - done.length, items.length, mention(closed.by), words.time.when(closed.at))}*`;
  const left = leftOf(list).length;
  return left === 0 ? `*${text.allDone(items.length)}*` : words.world.heading(text.left(left, items.length));
}

interface Entry {
  readonly item: ListedToDo;
  readonly at: number;
  readonly names: number;
  readonly now: number;
}

function entry(state: RequestState, list: ToDoList, { item, at, names, now }: Entry): SectionBlock {
  const text = words.toDos;
  const tick = list.done.find(({ id }) => id === item.id);
  const what = wholeText(item, names);
  if (!tick) {
    const shown = section(cut(list.closed ? `– ${what}` : `${at + 1}. ${what}`, SECTION_MAX));
    return list.closed ? shown : { ...shown, accessory: itemButton('todo', text.buttons.done, state, item) };
  }
  const shown = section(cut(text.done(mention(tick.by), words.time.when(tick.at), what), SECTION_MAX));
  return canUndo(list, tick, now)
    ? { ...shown, accessory: itemButton('todo_undo', text.buttons.undo, state, item) }
    : shown;
}

/** Nothing that must be done is cut: the names get shorter until all of them stand there. */
function wholeText(item: ListedToDo, names: number): string {
  const sizes = [names, ...[40, 24, 18, 12].filter((size) => size < names)];
  const texts = sizes.map((size) => entryText(item, size));
  return texts.find((text) => text.length <= SECTION_MAX - 200) ?? texts.at(-1) ?? '';
}

function canUndo({ closed }: ToDoList, tick: Tick, now: number): boolean {
  return closed === null && isUndoable(tick, now);
}

function itemButton(action: 'todo' | 'todo_undo', label: string, { id }: RequestState, item: ListedToDo) {
  return button(action, label, toDoValue(id, item.id), null);
}

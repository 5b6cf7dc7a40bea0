/** What the thread says of the to-dos after the end: that all are done, that some are not, that they are handled elsewhere. */
import type { RequestEvent } from '../../request/events.ts';
import type { RequestState } from '../../request/state.ts';
import { leftOf, type ToDoList } from '../../request/to-dos/to-do-list.ts';
import { words } from '../../text/words.ts';
import { calledOnText } from '../sentences/approvers.ts';
import { SECTION_MAX } from '../blocks/blocks.ts';
import { mention, within } from '../blocks/names.ts';
import { entryText } from '../sentences/todo.ts';

type Told = Extract<RequestEvent, { type: 'todo_done' | 'todo_undone' | 'todos_closed' | 'todos_reminded' }>;

/** A single tick stands on the card alone: whoever follows the thread hears when the last one is made, or taken back. */
export function toDoLines(
  before: RequestState | null,
  event: Told,
  { toDos, ...state }: RequestState,
): readonly string[] {
  const known = before?.toDos;
  if (!toDos || !known) return [];
  const text = words.toDos.thread;
  switch (event.type) {
    case 'todo_done':
      return leftOf(toDos).length === 0 ? [text.allDone(toDos.items.length)] : [];
    case 'todo_undone': {
      const entry = toDos.items.find(({ id }) => id === event.item);
      return entry && leftOf(known).length === 0 ? [text.openAgain(mention(event.by), entryText(entry))] : [];
    }
    case 'todos_closed':
      return [text.closed(mention(event.by), leftOf(known).length)];
    case 'todos_reminded':
      return [remindedLine({ toDos, ...state }, toDos)];
  }
}

function remindedLine(state: RequestState, list: ToDoList): string {
  const left = leftOf(list);
  const head = words.toDos.thread.reminded(left.length, list.items.length, calledOnText(state));
  return [
    head,
    ...within(
      left.map((entry) => `• ${entryText(entry, 24)}`),
      SECTION_MAX - head.length - 100,
    ),
  ].join('\n');
}

/** What happens to the list of to-dos after the end. The end itself stays what it was. */
import { authorise } from '../../people/authorise.ts';
import type { Command } from '../commands.ts';
import type { RequestState } from '../state.ts';
import {
  entriesOf,
  isDone,
  isUndoable,
  leftOf,
  listingAt,
  reminderAt,
  relisted,
  type ToDoList,
} from '../to-dos/to-do-list.ts';
import { toDosOf } from '../to-dos/to-dos.ts';
import { type Decision, happened, refused } from './decision.ts';

type Of<T extends Command['type']> = Extract<Command, { type: T }>;

type ToDoCommand = Of<'list_todos' | 'tick_todo' | 'untick_todo' | 'close_todos' | 'remind_todos'>;

const commands: readonly string[] = [
  'list_todos',
  'tick_todo',
  'untick_todo',
  'close_todos',
  'remind_todos',
] satisfies readonly ToDoCommand['type'][];

export function isAboutToDos(command: Command): command is ToDoCommand {
  return commands.includes(command.type);
}

export function toDos(state: RequestState, command: ToDoCommand, now: number): Decision {
  switch (command.type) {
    case 'list_todos':
      return listToDos(state, command, now);
    case 'tick_todo':
      return tickToDo(state, command, now);
    case 'untick_todo':
      return untickToDo(state, command, now);
    case 'close_todos':
      return closeToDos(state, command, now);
    case 'remind_todos':
      return remindToDos(state, now);
  }
}

/** Made once, and once more when OCP's record is new enough. Where OCP does not show the families now, its last reading counts. */
function listToDos(state: RequestState, { family }: Of<'list_todos'>, now: number): Decision {
  const listing = listingAt(state, family, now);
  if (listing === null) return refused('not_now');
  const read = family ?? state.toDos?.family ?? null;
  const due = toDosOf(state, read);
  const items = state.toDos ? relisted(state.toDos, due) : entriesOf(due);
  return happened({ type: 'todos_listed', items, family: read, isSettled: listing.isSettled });
}

function tickToDo(state: RequestState, { person, item }: Of<'tick_todo'>, now: number): Decision {
  const list = open(state);
  if (!list) return refused('no_to_dos');
  const refusal = mayTick(state, person, now);
  if (refusal) return refusal;
  if (!list.items.some(({ id }) => id === item)) return refused('card_changed');
  if (isDone(list, item)) return refused('todo_done');
  return happened({ type: 'todo_done', item, by: person.id, person });
}

/** Anybody who may tick takes a tick back, for a minute. */
function untickToDo(state: RequestState, { person, item }: Of<'untick_todo'>, now: number): Decision {
  const list = open(state);
  if (!list) return refused('no_to_dos');
  const refusal = mayTick(state, person, now);
  if (refusal) return refusal;
  const tick = list.done.find(({ id }) => id === item);
  if (!tick) return refused('card_changed');
  if (!isUndoable(tick, now)) return refused('todo_final');
  return happened({ type: 'todo_undone', item, by: person.id, person });
}

function closeToDos(state: RequestState, { person }: Of<'close_todos'>, now: number): Decision {
  const list = open(state);
  if (!list || leftOf(list).length === 0) return refused('no_to_dos');
  const refusal = mayTick(state, person, now);
  return refusal ?? happened({ type: 'todos_closed', by: person.id, person });
}

function remindToDos({ toDos: list }: RequestState, now: number): Decision {
  const due = list && reminderAt(list);
  if (due === null || now < due) return refused('not_now');
  return happened({ type: 'todos_reminded' });
}

function open({ toDos: list }: RequestState): ToDoList | null {
  return list?.closed === null ? list : null;
}

/** Who may request, or approve, by the rule that the request stood under. */
function mayTick(state: RequestState, person: Of<'tick_todo'>['person'], now: number): Decision | null {
  const code = authorise({ act: 'todo', person, rule: state.rule, asker: state.requester, agreed: [], now });
  return code && refused(code, { type: 'attempt_refused', by: person.id, act: 'todo', code, person });
}

/** The to-dos of a request as people work through them: stored once it has ended, ticked one by one. Pure. */
import type { FamilyAfter } from './family-after.ts';
import { READ_AFTER_END_MS, RECORD_AGE_MS } from '../roles.ts';
import type { RequestEvent } from '../events.ts';
import type { RequestState } from '../state.ts';
import { movedTargets } from '../targets.ts';
import { type ToDo, type ToDoKind, toDosOf } from './to-dos.ts';

/** One entry of the list, ticked as a whole. Recorded with events: add, never rename. */
export interface ListedToDo {
  /** Of the entry, among those of its request. */
  readonly id: string;
  /** All of one kind, about tenants of one cluster unless there would be too many entries; never empty. */
  readonly todos: readonly ToDo[];
}

export interface Tick {
  readonly id: string;
  readonly by: string;
  readonly at: number;
}

export interface ToDoList {
  readonly items: readonly ListedToDo[];
  /** The families as the list was last made from; null where OCP did not show them. */
  readonly family: FamilyAfter | null;
  /** True once OCP's record was new enough for what became of the families: the list stays as it is. */
  readonly isSettled: boolean;
  /** When it was first made, our clock. */
  readonly listedAt: number;
  /** What was done, in the order in which it was ticked. */
  readonly done: readonly Tick[];
  /** Everything that is left is handled elsewhere. */
  readonly closed: { readonly by: string; readonly at: number } | null;
  readonly reminders: number;
  /** The newest reminder; null before the first. */
  readonly remindedAt: number | null;
}

type ToDoEvent = Extract<
  RequestEvent,
  { type: 'todos_listed' | 'todo_done' | 'todo_undone' | 'todos_closed' | 'todos_reminded' }
>;

/** The list after an event of its own. */
export function listAfter(list: ToDoList | null, event: ToDoEvent, at: number): ToDoList | null {
  if (event.type === 'todos_listed') {
    const { items, family, isSettled } = event;
    const begun = { listedAt: at, done: [], closed: null, reminders: 0, remindedAt: null };
    return { ...begun, ...list, items, family, isSettled };
  }
  if (list === null) return null;
  switch (event.type) {
    case 'todo_done':
      return { ...list, done: [...list.done, { id: event.item, by: event.by, at }] };
    case 'todo_undone':
      return { ...list, done: list.done.filter(({ id }) => id !== event.item) };
    case 'todos_closed':
      return { ...list, closed: { by: event.by, at } };
    case 'todos_reminded':
      return { ...list, reminders: list.reminders + 1, remindedAt: at };
  }
}

/** More entries than this are no list that anybody works through: then each kind is one, with all its names. */
export const ENTRIES_MAX = 20;

/** For so long a tick can be taken back. */
export const UNDO_MS = 60_000;

/** Without OCP the list is made from what is on record after this long; what follows is read until it is settled. */
const UNREAD_AFTER_MS = 10_000;

/** OCP's record of every tenant is one from after the end by then. */
const SETTLED_AFTER_MS = RECORD_AGE_MS + 10_000;

const HOUR_MS = 3_600_000;
const FIRST_REMINDER_MS = HOUR_MS;
const NEXT_REMINDER_MS = 24 * HOUR_MS;
const REMINDERS_MAX = 3;

/** What may be done and need not: it is said, and nobody ticks it. */
const ADVICE: readonly ToDoKind[] = ['switch_back'];

export function isAdvice({ kind }: ToDo): boolean {
  return ADVICE.includes(kind);
}

/** By cluster and kind, in the order in which they must be done. Nothing is left out. */
export function entriesOf(toDos: readonly ToDo[]): readonly ListedToDo[] {
  const due = toDos.filter((one) => !isAdvice(one));
  const fine = grouped(due, (one) => ('tenant' in one ? `${one.kind}:${one.tenant.clusterId}` : one.kind));
  return fine.length <= ENTRIES_MAX ? fine : grouped(due, ({ kind }) => kind);
}

function grouped(toDos: readonly ToDo[], idOf: (toDo: ToDo) => string): readonly ListedToDo[] {
  const groups = new Map<string, ToDo[]>();
  for (const toDo of toDos) groups.set(idOf(toDo), [...(groups.get(idOf(toDo)) ?? []), toDo]);
  return [...groups].map(([id, todos]) => ({ id, todos }));
}

/**
 * The list from a later reading. What was ticked stays as it was ticked: what came to an entry since is an entry of its own, so that
 * nobody's tick stands for what they have not seen.
 */
export function relisted(
  { items, done }: Pick<ToDoList, 'items' | 'done'>,
  toDos: readonly ToDo[],
): readonly ListedToDo[] {
  const kept = items.filter(({ id }) => done.some((tick) => tick.id === id));
  const ticked = new Set(kept.flatMap(({ todos }) => todos.map(({ id }) => id)));
  const fresh = entriesOf(toDos.filter(({ id }) => !ticked.has(id)));
  const taken = new Set(kept.map(({ id }) => id));
  const again = fresh.map((one) => (taken.has(one.id) ? { ...one, id: `${one.id}${AGAIN}` } : one));
  const order = entriesOf(toDos).map(({ id }) => id);
  const rank = ({ id }: ListedToDo) => order.indexOf(id.endsWith(AGAIN) ? id.slice(0, -AGAIN.length) : id);
  return [...kept, ...again].toSorted((one, other) => rank(one) - rank(other));
}

/** Behind the id of an entry that came after one of its id was ticked. */
const AGAIN = ':again';

export function isDone({ done }: Pick<ToDoList, 'done'>, id: string): boolean {
  return done.some((tick) => tick.id === id);
}

/** What is left to do; nothing once it is handled elsewhere. */
export function leftOf(list: ToDoList): readonly ListedToDo[] {
  return list.closed === null ? list.items.filter(({ id }) => !isDone(list, id)) : [];
}

/** Whether the tick can still be taken back. */
export function isUndoable({ at }: Tick, now: number): boolean {
  return now - at < UNDO_MS;
}

/** When the next tick can be taken back no more; null when none can. */
export function undoUntil({ done, closed }: ToDoList, now: number): number | null {
  const open = closed === null ? done.filter((tick) => isUndoable(tick, now)) : [];
  return open.length === 0 ? null : Math.min(...open.map(({ at }) => at + UNDO_MS));
}

/** Whether anything of its list is still to come: the list itself, a later reading, a tick. */
export function owesToDos(state: RequestState): boolean {
  if (state.phase !== 'ended') return false;
  const { toDos } = state;
  if (toDos === null) return entriesOf(toDosOf(state)).length > 0;
  return toDos.closed === null && (!toDos.isSettled || leftOf(toDos).length > 0);
}

/** Whether OCP has something to say for the list: who follows whom matters only where a primary has changed. */
export function isFamilyWanted(state: RequestState): boolean {
  return movedTargets(state).length > 0;
}

/** What a reading of the families, or its failure, is good for at this moment; null while it is good for nothing. */
export function listingAt(
  state: RequestState,
  family: FamilyAfter | null,
  now: number,
): { readonly isSettled: boolean } | null {
  const { endedAt, toDos } = state;
  if (endedAt === null || toDos?.isSettled === true || (toDos?.closed ?? null) !== null) return null;
  const since = now - endedAt;
  const isKnown = family !== null || !isFamilyWanted(state);
  const isSettled = since >= READ_AFTER_END_MS || (isKnown && since >= SETTLED_AFTER_MS);
  if (toDos !== null) return isSettled ? { isSettled } : null;
  return isKnown || since >= UNREAD_AFTER_MS ? { isSettled } : null;
}

/** When OCP is next worth asking for the list; null once it is settled. In between its record would show nothing new. */
export function nextListingAt({ endedAt, toDos }: RequestState): number | null {
  if (endedAt === null || toDos?.isSettled === true) return null;
  return toDos === null ? endedAt : endedAt + SETTLED_AFTER_MS;
}

/** When the next reminder is due; null when there is none. */
export function reminderAt(list: ToDoList): number | null {
  if (leftOf(list).length === 0 || list.reminders >= REMINDERS_MAX) return null;
  return list.remindedAt === null ? list.listedAt + FIRST_REMINDER_MS : list.remindedAt + NEXT_REMINDER_MS;
}

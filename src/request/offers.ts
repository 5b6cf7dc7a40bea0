/** What the buttons for remedies offer, and which task a click on one is about: the card and the click ask the same. Pure. */
import { type Due, dueRemedy, earliest, worthOffering } from '../task/remedies.ts';
import type { RemedyKind } from '../task/remedy-kinds.ts';
import { type FollowedTask, followedTasks, type RequestState } from './state.ts';

export interface Offer extends Due {
  readonly call: number;
  readonly followed: FollowedTask;
}

/**
 * Of all tasks for which a remedy of this kind is worth a button: the first in card order, and of steps to cancel the one that has
 * been overdue for longest. Null when there is none.
 */
export function offeredOf(state: RequestState, kind: RemedyKind, now: number): Offer | null {
  return offerOf(state, kind, now, worthOffering);
}

/** What a click on that button is about: the card may be older, and what it offered may still be possible. */
export function clickedOf(state: RequestState, kind: RemedyKind, now: number): Offer | null {
  return offeredOf(state, kind, now) ?? offerOf(state, kind, now, dueRemedy);
}

function offerOf(state: RequestState, kind: RemedyKind, now: number, find: typeof dueRemedy): Offer | null {
  return earliest(
    followedTasks(state).flatMap(({ call, followed }): readonly Offer[] => {
      const due = find(followed.task, kind, { changedAt: followed.changedAt, now });
      return due ? [{ ...due, call, followed }] : [];
    }),
  );
}

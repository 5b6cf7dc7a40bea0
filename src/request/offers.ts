/** What the buttons for remedies offer, and which task a click on one is about: the card and the click ask the same. Pure. */
import { type Due, dueRemedy, earliest, worthOffering } from '../task/remedies.ts';
import type { RemedyKind } from '../task/remedy-kinds.ts';
import { type AlikeAction, alikeActions, type AlikeKind } from './clicks.ts';
import { alikeKey } from './remedies/alike.ts';
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

/**
 * The largest group of tasks that failed alike and for which a remedy of this kind is worth a button; empty where each failed in its own
 * way. Of equals the first in card order.
 */
export function alikeOffersOf(state: RequestState, kind: AlikeKind, now: number): readonly Offer[] {
  const groups = new Map<string, Offer[]>();
  for (const offer of offersFor(state, kind, now, worthOffering)) {
    const key = alikeKey(offer.followed, offer.followed.task, offer.remedy);
    groups.set(key, [...(groups.get(key) ?? []), offer]);
  }
  const largest = [...groups.values()].reduce((most, one) => (one.length > most.length ? one : most), []);
  return largest.length > 1 ? largest : [];
}

/** What a click on such a button is about. */
export function alikeClickedOf(
  state: RequestState,
  action: AlikeAction,
  now: number,
): { readonly kind: AlikeKind; readonly offers: readonly Offer[] } {
  const kind = alikeActions[action];
  return { kind, offers: alikeOffersOf(state, kind, now) };
}

function offerOf(state: RequestState, kind: RemedyKind, now: number, find: typeof dueRemedy): Offer | null {
  return earliest(offersFor(state, kind, now, find));
}

function offersFor(state: RequestState, kind: RemedyKind, now: number, find: typeof dueRemedy): readonly Offer[] {
  return followedTasks(state).flatMap(({ call, followed }): readonly Offer[] => {
    const due = find(followed.task, kind, { changedAt: followed.changedAt, now });
    return due ? [{ ...due, call, followed }] : [];
  });
}

import type { Clock } from '../../lib/clock.ts';

export interface CardPlace {
  readonly cardChannel: string | null;
  readonly cardTs: string | null;
  /** Not null: a card is being posted, and Slack has not answered yet. */
  readonly cardAttemptAt: number | null;
}

/** So long a click waits for Slack's answer about its card; what comes later is looked for by the mirror. */
const ANSWER_MS = 5_000;
const LOOK_MS = 100;

/** Slack shows a card before it answers that it took it. Whoever is quicker than that answer is kept waiting for it. */
export async function cardPlaceOf(
  { cursors, clock }: { readonly cursors: { get(id: string): Promise<CardPlace> }; readonly clock: Clock },
  id: string,
): Promise<CardPlace> {
  const until = clock.elapsed() + ANSWER_MS;
  for (;;) {
    const place = await cursors.get(id);
    const isDue = place.cardTs === null && place.cardAttemptAt !== null;
    if (!isDue || clock.elapsed() >= until) return place;
    await clock.sleep(LOOK_MS);
  }
}

/** A card counts only where the bot itself put it; a look-alike or a copy does not. */
export function isCardOf(
  { cardChannel, cardTs }: CardPlace,
  click: { readonly channel: string; readonly messageTs: string },
): boolean {
  return cardTs !== null && cardTs === click.messageTs && cardChannel === click.channel;
}

/**
 * The request ended so long ago that where its card stands is forgotten. Only its own channel is taken for the place: who reads
 * there could read the card.
 */
export function isForgotten(
  { cardTs }: Pick<CardPlace, 'cardTs'>,
  state: { readonly endedAt: number | null; readonly channel: string },
  click: { readonly channel: string },
  now: number,
): boolean {
  if (cardTs !== null || state.endedAt === null || click.channel !== state.channel) return false;
  return now - state.endedAt >= KEPT_AT_LEAST_MS;
}

/** Nothing is forgotten sooner: a card whose place is not known yet is none of these. */
const KEPT_AT_LEAST_MS = 30 * 24 * 3_600_000;

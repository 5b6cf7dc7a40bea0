import { z } from 'zod';
import type { Clock } from '../../../lib/clock.ts';

/** One delivery of Slack's, by two names. */
export interface Delivery {
  /** How it came: the signature over its bytes, or the envelope of Socket Mode. Null when it has neither. */
  readonly how: string | null;
  /** What it asks, whoever signed it how often: its trigger, view or event. Null for what has no name of its own. */
  readonly what: string | null;
}

/** A second delivery has no second effect, and is answered all the same: Slack itself delivers again. */
export interface SeenDeliveries {
  /** True for the first of its kind. On disk when it resolves, in one commit with what else is put in the same turn. */
  first(delivery: Delivery): Promise<boolean>;
  /** Whether it was here before; it is not remembered by this question. */
  known(delivery: Delivery): Promise<boolean>;
}

interface Deliveries {
  first(keys: readonly { readonly key: string; readonly until: number }[]): Promise<boolean>;
  known(keys: readonly string[]): Promise<boolean>;
}

/** Longer than a signature is taken for, on both sides of the time window. */
const HOW_MS = 3_600_000;

/** As long as a click is: after that the request itself has moved on. */
const WHAT_MS = 7 * 24 * 3_600_000;

export function createSeen(deliveries: Deliveries, clock: Clock): SeenDeliveries {
  return {
    first({ how, what }) {
      const now = clock.now();
      return deliveries.first([
        ...(how === null ? [] : [{ key: how, until: now + HOW_MS }]),
        ...(what === null ? [] : [{ key: what, until: now + WHAT_MS }]),
      ]);
    },
    known: ({ how, what }) => deliveries.known([how, what].filter((key) => key !== null)),
  };
}

const received = z.object({ delivery: z.string() });

/** `context`: Bolt's, with what the receiver put there. */
export function deliveryOf(context: unknown, what: string | null): Delivery {
  return { how: received.safeParse(context).data?.delivery ?? null, what };
}

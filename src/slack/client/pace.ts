// Bottleneck is required by this product, not chosen by this file: a test on simulated time passes in its own limits.
import Bottleneck from 'bottleneck';
import type { Clock } from '../../lib/clock.ts';
import { urgencies, type Urgency } from '../../lib/urgency.ts';
import { SlackError } from './errors.ts';

/** `owner`: of one card, or of one thread, which waits for its own turn. */
export interface PacedCall {
  readonly method: PacedMethod;
  readonly channel: string;
  readonly owner: string;
  readonly urgency: Urgency;
}

/** Calls that would exceed what Slack allows are not sent and not queued: the caller comes back at its turn with newer words. */
export interface Pace {
  /**
   * Rejects with `slack_paced` when there is no room now; `retryAfterMs` is when its turn comes. The most urgent go first, and among
   * those whoever has waited longest.
   */
  run<T>(paced: PacedCall, call: () => Promise<T>): Promise<T>;
}

export type PacedMethod = 'chat.update' | 'chat.postMessage';

/** `spread`: each call gives its place back a share of the window after the one before it, as a bucket of tokens is refilled. */
export interface Allowance {
  readonly calls: number;
  readonly windowMs: number;
  readonly spread: boolean;
}

/** Of the 50 edits a minute that Slack allows a workspace, the last 10 are for what is urgent. */
const UPDATES: Allowance = { calls: 50, windowMs: 60_000, spread: false };
const UPDATES_KEPT_BACK = 10;

/** One message a second and channel, two at once after a silence (Slack: "short bursts"). */
const POSTS: Allowance = { calls: 2, windowMs: 2_000, spread: true };

/** The machine's clock is often corrected by less than this. */
const PUT_BACK_MS = 100;

/** Who does not come back within this time after their turn has no more to say: others need not wait for them. */
const LATE_MS = 1_500;

interface Waiting {
  urgency: Urgency;
  /** Grows with each that begins to wait. */
  readonly order: number;
  due: number;
}

interface Queue {
  readonly limit: Limit;
  readonly waiting: Map<string, Waiting>;
}

export function createPace(clock: Clock, createLimit: CreateLimit = bottleneckLimit): Pace {
  const queueOf = (allowance: Allowance): Queue => ({ limit: createLimit(clock, allowance), waiting: new Map() });
  const updates = queueOf(UPDATES);
  const posts = new Map<string, Queue>();
  let orders = 0;

  function queueFor({ method, channel }: PacedCall): Queue {
    if (method === 'chat.update') return updates;
    const known = posts.get(channel) ?? queueOf(POSTS);
    posts.set(channel, known);
    return known;
  }

  /** How many wait whose turn comes first. */
  function ahead({ waiting }: Queue, owner: string, own: Pick<Waiting, 'urgency' | 'order'>): number {
    const now = clock.elapsed();
    for (const [other, { due }] of waiting) if (other !== owner && now > due + LATE_MS) waiting.delete(other);
    return [...waiting].filter(([other, one]) => other !== owner && isBefore(one, own)).length;
  }

  return {
    async run(paced, call) {
      const queue = queueFor(paced);
      const { limit, waiting } = queue;
      const { method, owner, urgency } = paced;
      const known = waiting.get(owner);
      const own = { urgency, order: known?.order ?? ++orders };
      const kept = urgency === 'urgent' || method === 'chat.postMessage' ? 0 : UPDATES_KEPT_BACK;
      const turn = () => {
        const waitMs = limit.waitMs(ahead(queue, owner, own) + 1, kept);
        waiting.set(owner, { ...own, due: clock.elapsed() + waitMs });
        return refusal(method, waitMs);
      };
      if ((await limit.room()) <= kept + ahead(queue, owner, own)) throw turn();
      try {
        return await limit.run(() => {
          waiting.delete(owner);
          return call();
        });
      } catch (error) {
        throw error instanceof Bottleneck.BottleneckError ? turn() : error;
      }
    },
  };
}

function isBefore(one: Pick<Waiting, 'urgency' | 'order'>, other: Pick<Waiting, 'urgency' | 'order'>): boolean {
  const order = urgencies.indexOf(one.urgency) - urgencies.indexOf(other.urgency);
  return order < 0 || (order === 0 && one.order < other.order);
}

/** What holds calls within an allowance. */
export interface Limit {
  /** How many calls may be made now. */
  room(): Promise<number>;
  /** Until there is room for this many besides what is kept back, milliseconds; at least 1. */
  waitMs(count: number, kept: number): number;
  /** Rejects with BottleneckError when the last place has gone meanwhile. */
  run<T>(call: () => Promise<T>): Promise<T>;
}

export type CreateLimit = (clock: Clock, allowance: Allowance) => Limit;

/** When the places come back that were taken, soonest first. */
export interface Places {
  /** How many are free. */
  free(): number;
  waitMs(count: number, kept: number): number;
  take(): void;
}

export function createPlaces(clock: Pick<Clock, 'elapsed'>, { calls, windowMs, spread }: Allowance): Places {
  const shareMs = windowMs / calls;
  let back: readonly number[] = [];
  return {
    free() {
      back = back.filter((at) => at > clock.elapsed());
      return calls - back.length;
    },
    waitMs(count, kept) {
      const wanted = Math.min(count + kept, calls);
      const at = back[back.length - (calls - wanted) - 1] ?? clock.elapsed();
      return Math.max(1, Math.ceil(at - clock.elapsed() + (count + kept - wanted) * shareMs));
    },
    take() {
      const now = clock.elapsed();
      const last = back.at(-1) ?? now;
      back = [...back, spread ? Math.max(last, now) + shareMs : now + windowMs];
    },
  };
}

/** Bottleneck counts the places; when each comes back is worked out here: its own refills would let two full windows meet. */
const bottleneckLimit: CreateLimit = (clock, allowance) => {
  const places = createPlaces(clock, allowance);
  let limiter = limiterOf(allowance.calls);
  let free = allowance.calls;
  let offset = offsetOf(clock);

  /** Bottleneck uses the machine's clock: if it is set back by ten minutes, Bottleneck would allow no call for that long. */
  function renewIfPutBack(): void {
    const before = offset;
    offset = offsetOf(clock);
    if (offset < before - PUT_BACK_MS) limiter = limiterOf(free);
  }

  return {
    async room() {
      const now = places.free();
      const more = now - free;
      free = now;
      if (more > 0) await limiter.incrementReservoir(more);
      renewIfPutBack();
      return (await limiter.currentReservoir()) ?? 0;
    },
    waitMs: (count, kept) => places.waitMs(count, kept),
    run: (call) =>
      limiter.schedule(() => {
        free -= 1;
        places.take();
        return call();
      }),
  };
};

function limiterOf(reservoir: number): Bottleneck {
  return new Bottleneck({ reservoir, highWater: 0, strategy: Bottleneck.strategy.OVERFLOW });
}

/** Grows when the clock is set forward, shrinks when it is set back. */
function offsetOf(clock: Clock): number {
  return clock.now() - clock.elapsed();
}

/** No limits: for a clock that is not the machine's. */
export const unpaced: Pace = { run: (_, call) => call() };

function refusal(method: PacedMethod, retryAfterMs: number): SlackError {
  const message = `Slack's limit for ${method} is used up for the moment; it is sent a little later.`;
  return new SlackError('slack_paced', message, { effect: 'none', retryAfterMs });
}

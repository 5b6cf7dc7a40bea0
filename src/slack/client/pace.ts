// Bottleneck is required by this product, not chosen by this file: a test on simulated time passes in its own limits.
import Bottleneck from 'bottleneck';
import type { Clock } from '../../lib/clock.ts';
import { SlackError } from './errors.ts';

/** Calls that would exceed Slack's limits are neither sent nor queued: the caller comes back with newer content. */
export interface Pace {
  /** Rejects with `slack_paced` when there is no room now. `urgent` calls may use the reserved part. */
  run<T>(method: PacedMethod, key: string, urgent: boolean, call: () => Promise<T>): Promise<T>;
}

export type PacedMethod = 'chat.update' | 'chat.postMessage';

interface Allowance {
  readonly calls: number;
  readonly windowMs: number;
}

/** Slack allows a workspace 50 edits a minute; the last 10 are reserved for final states and for questions to people. */
const UPDATES: Allowance = { calls: 50, windowMs: 60_000 };
const KEPT_BACK = 10;

/**
 * One message a second per channel, in bursts of at most four (Slack: "short bursts"); the last one is reserved for
 * urgent messages.
 */
const POSTS: Allowance = { calls: 4, windowMs: 4_000 };
const POSTS_KEPT_BACK = 1;

const RETRY_MS = 1_000;

/** The machine's clock is often corrected by less than this. */
const PUT_BACK_MS = 100;

export function createPace(clock: Clock, createLimit: typeof bottleneckLimit = bottleneckLimit): Pace {
  const updates = createLimit(clock, UPDATES);
  const posts = new Map<string, Limit>();

  function limitFor(method: PacedMethod, channel: string): Limit {
    if (method === 'chat.update') return updates;
    const known = posts.get(channel) ?? createLimit(clock, POSTS);
    posts.set(channel, known);
    return known;
  }

  return {
    async run(method, key, urgent, call) {
      const limit = limitFor(method, key);
      const kept = urgent ? 0 : method === 'chat.update' ? KEPT_BACK : POSTS_KEPT_BACK;
      if ((await limit.room()) <= kept) throw paced(method);
      return limit.run(call).catch((error: unknown) => {
        throw error instanceof Bottleneck.BottleneckError ? paced(method) : error;
      });
    },
  };
}

/** Keeps calls within an allowance. */
export interface Limit {
  /** How many calls may be made now. */
  room(): Promise<number>;
  run<T>(call: () => Promise<T>): Promise<T>;
}

/**
 * At most this many calls in any window of that length: each call frees its slot after the window. Bottleneck's own
 * refills would allow two full windows in a row.
 */
function bottleneckLimit(clock: Clock, { calls, windowMs }: Allowance): Limit {
  let made: readonly number[] = [];
  let limiter = limiterOf(calls);
  let offset = offsetOf(clock);

  /** Bottleneck uses the machine's clock: if it is set back by ten minutes, Bottleneck would allow no call for that long. */
  function renewIfPutBack(): void {
    const before = offset;
    offset = offsetOf(clock);
    if (offset < before - PUT_BACK_MS) limiter = limiterOf(calls - made.length);
  }

  return {
    async room() {
      const recent = made.filter((at) => clock.elapsed() - at < windowMs);
      const free = made.length - recent.length;
      made = recent;
      if (free > 0) await limiter.incrementReservoir(free);
      renewIfPutBack();
      return (await limiter.currentReservoir()) ?? 0;
    },
    run: (call) =>
      limiter.schedule(() => {
        made = [...made, clock.elapsed()];
        return call();
      }),
  };
}

function limiterOf(reservoir: number): Bottleneck {
  return new Bottleneck({ reservoir, highWater: 0, strategy: Bottleneck.strategy.OVERFLOW });
}

/** Grows when the clock is set forward, shrinks when it is set back. */
function offsetOf(clock: Clock): number {
  return clock.now() - clock.elapsed();
}

/** No limits: for a clock that is not the machine's. */
export const unpaced: Pace = { run: (_method, _key, _urgent, call) => call() };

function paced(method: PacedMethod): SlackError {
  const message = `Slack's limit for ${method} is used up for the moment; it is sent a little later.`;
  return new SlackError('slack_paced', message, { effect: 'none', retryAfterMs: RETRY_MS });
}

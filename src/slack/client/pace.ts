// Bottleneck is a given of this product, not a choice of this file: a test that runs on a time of its own hands in limits of its own.
import Bottleneck from 'bottleneck';
import type { Clock } from '../../lib/clock.ts';
import { SlackError } from './errors.ts';

/** Calls that would exceed what Slack allows are not sent and not queued: the caller comes back with newer words. */
export interface Pace {
  /** Rejects with `slack_paced` when there is no room now. `urgent` calls may use what is kept back from the others. */
  run<T>(method: PacedMethod, key: string, urgent: boolean, call: () => Promise<T>): Promise<T>;
}

export type PacedMethod = 'chat.update' | 'chat.postMessage';

interface Allowance {
  readonly calls: number;
  readonly windowMs: number;
}

/** Of the 50 edits a minute that Slack allows a workspace, the last 10 are for final words and for questions to people. */
const UPDATES: Allowance = { calls: 50, windowMs: 60_000 };
const KEPT_BACK = 10;

/** One message a second and channel, in bursts of no more than four (Slack: "short bursts"); the last is not for what can wait. */
const POSTS: Allowance = { calls: 4, windowMs: 4_000 };
const POSTS_KEPT_BACK = 1;

const RETRY_MS = 1_000;

/** The machine's clock is corrected by less than this all the time. */
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

/** What holds calls within an allowance. */
export interface Limit {
  /** How many calls may be made now. */
  room(): Promise<number>;
  run<T>(call: () => Promise<T>): Promise<T>;
}

/**
 * No more than so many calls in any window of that length: each gives its place back when its window has passed. Bottleneck's
 * own refills would let two full windows meet.
 */
function bottleneckLimit(clock: Clock, { calls, windowMs }: Allowance): Limit {
  let made: readonly number[] = [];
  let limiter = limiterOf(calls);
  let offset = offsetOf(clock);

  /** Bottleneck reckons with the machine's clock: put back by ten minutes, it would take nothing for as long. */
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

/** Grows when the clock is put forward, shrinks when it is put back. */
function offsetOf(clock: Clock): number {
  return clock.now() - clock.elapsed();
}

/** No limits: for a clock that is not the machine's. */
export const unpaced: Pace = { run: (_method, _key, _urgent, call) => call() };

function paced(method: PacedMethod): SlackError {
  const message = `Slack's limit for ${method} is used up for the moment; it is sent a little later.`;
  return new SlackError('slack_paced', message, { effect: 'none', retryAfterMs: RETRY_MS });
}

import Bottleneck from 'bottleneck';
import { SlackError } from './errors.ts';

/** Calls that would exceed what Slack allows are not sent and not queued: the caller comes back with newer words. */
export interface Pace {
  /** Rejects with `slack_paced` when there is no room now. `urgent` calls may use what is kept back from the others. */
  run<T>(method: PacedMethod, key: string, urgent: boolean, call: () => Promise<T>): Promise<T>;
}

export type PacedMethod = 'chat.update' | 'chat.postMessage';

/** Of the 50 edits a minute that Slack allows a workspace, the last 10 are for final words and for questions to people. */
const UPDATES_A_MINUTE = 50;
const KEPT_BACK = 10;

/** One message a second and channel, in bursts of no more than four (Slack: "short bursts"). */
const POST_BURST = 4;

const RETRY_MS = 1_000;

export function createPace(): Pace {
  const updates = new Bottleneck({
    reservoir: UPDATES_A_MINUTE,
    reservoirRefreshAmount: UPDATES_A_MINUTE,
    reservoirRefreshInterval: 60_000,
    highWater: 0,
    strategy: Bottleneck.strategy.OVERFLOW,
  });
  const posts = new Bottleneck.Group({
    reservoir: POST_BURST,
    reservoirIncreaseAmount: 1,
    reservoirIncreaseInterval: 1_000,
    reservoirIncreaseMaximum: POST_BURST,
    highWater: 0,
    strategy: Bottleneck.strategy.OVERFLOW,
  });
  return {
    async run(method, key, urgent, call) {
      const limiter = method === 'chat.update' ? updates : posts.key(key);
      if (method === 'chat.update' && !urgent && ((await updates.currentReservoir()) ?? 0) <= KEPT_BACK)
        throw paced(method);
      return limiter.schedule(call).catch((error: unknown) => {
        throw error instanceof Bottleneck.BottleneckError ? paced(method) : error;
      });
    },
  };
}

/** No limits: for a clock that is not the machine's. */
export const unpaced: Pace = { run: (_method, _key, _urgent, call) => call() };

function paced(method: PacedMethod): SlackError {
  const message = `Slack's limit for ${method} is used up for the moment; it is sent a little later.`;
  return new SlackError('slack_paced', message, { effect: 'none', retryAfterMs: RETRY_MS });
}

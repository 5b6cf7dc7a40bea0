import type { Logger } from '@slack/bolt';
import { type WebAPICallResult, WebClient, type WebClientOptions } from '@slack/web-api';
import type { Clock } from '../../lib/clock.ts';
import { type Egress, straight } from './egress.ts';
import { type SlackError, slackErrorOf, THROTTLED_SECONDS } from './errors.ts';

/** A call that is over. */
export interface CallObservation {
  readonly method: string;
  readonly outcome: 'ok' | 'throttled' | 'refused' | 'unanswered';
  readonly ms: number;
}

export interface Observer {
  readonly clock: Clock;
  observe(call: CallObservation): void;
  /** Hears of the `Date` of every answer, with when its question was sent by this machine's clock. */
  dated?(date: string | null, sentAt: number): void;
}

/**
 * Slack's own client repeats a post whose answer was lost, and then two stand in the channel. Here every call is made
 * once; what to do about a lost answer is decided where the state is known.
 */
export function webOptions(apiUrl: string, logger: Logger, egress = straight): WebClientOptions {
  const fetch = timed(egress);
  const once = { retryConfig: { retries: 0 }, timeout: 10_000, rejectRateLimitedCalls: true, fetch };
  return { slackApiUrl: apiUrl, ...once, logger };
}

/** The client takes a throttled call for a lost answer when nothing says for how long; Slack, and proxies before it, may leave that out. */
function timed(egress: Egress): typeof fetch {
  return async (input, init) => {
    const response = await egress.fetch(input, init);
    const { status, statusText } = response;
    if (status !== 429 || !Number.isNaN(Number.parseInt(response.headers.get('retry-after') ?? '', 10)))
      return response;
    const headers = new Headers(response.headers);
    headers.set('retry-after', String(THROTTLED_SECONDS));
    return new Response(response.body, { status, statusText, headers });
  };
}

/** The observer hears of every call, when it is over. */
export function createWeb(
  token: string,
  apiUrl: string,
  logger: Logger,
  observer?: Observer,
  egress = straight,
): WebClient {
  const options = webOptions(apiUrl, logger, egress);
  return observer ? new ObservedClient(token, options, observer, egress) : new WebClient(token, options);
}

/** Every method of the client comes through `apiCall`. */
class ObservedClient extends WebClient {
  readonly #observer: Observer;

  constructor(token: string, options: WebClientOptions, observer: Observer, egress: Egress) {
    super(token, { ...options, fetch: dating(observer, timed(egress)) });
    this.#observer = observer;
  }

  override async apiCall(method: string, options?: Record<string, unknown>): Promise<WebAPICallResult> {
    const { clock } = this.#observer;
    const begun = clock.elapsed();
    const over = (outcome: CallObservation['outcome']) =>
      this.#observer.observe({ method, outcome, ms: clock.elapsed() - begun });
    try {
      const result = await super.apiCall(method, options);
      over('ok');
      return result;
    } catch (error) {
      over(outcomeOf(slackErrorOf(method, error)));
      throw error;
    }
  }
}

/** The client shows nothing of an answer's headers, so they are read on its way. */
function dating({ clock, dated }: Observer, fetching: typeof fetch): typeof fetch {
  return async (input, init) => {
    const sentAt = clock.now();
    const response = await fetching(input, init);
    dated?.(response.headers.get('date'), sentAt);
    return response;
  };
}

function outcomeOf({ code, effect }: SlackError): CallObservation['outcome'] {
  if (code === 'ratelimited') return 'throttled';
  return effect === 'none' ? 'refused' : 'unanswered';
}

export interface CallBudget {
  readonly clock: Clock;
  /** Aborted when the process stops: nothing is waited for then. */
  readonly stopping: AbortSignal;
}

/** Longer than this nobody looks at a window that waits for Slack. */
const AGAIN_FOR_MS = 60_000;
const AGAIN_FIRST_MS = 200;
const AGAIN_MAX_MS = 1_600;

/**
 * Makes a call that may be repeated, because once and twice come to the same: what went unanswered or was throttled is sent
 * again for a minute, no earlier than Slack asks for. Resolves with null when it is not `wanted` any more.
 */
export async function callAgain<T>(
  { clock, stopping }: CallBudget,
  method: string,
  work: () => Promise<T>,
  wanted: () => boolean = () => true,
): Promise<T | null> {
  const begun = clock.elapsed();
  for (let pauseMs = AGAIN_FIRST_MS; ; pauseMs = Math.min(pauseMs * 2, AGAIN_MAX_MS)) {
    if (!wanted()) return null;
    try {
      return await call(method, work);
    } catch (error) {
      const failure = slackErrorOf(method, error);
      const waitMs = Math.max(pauseMs, failure.retryAfterMs ?? 0);
      const isRefused = failure.effect === 'none' && failure.retryAfterMs === null;
      if (isRefused || stopping.aborted || clock.elapsed() - begun + waitMs > AGAIN_FOR_MS) throw failure;
      await clock.sleep(waitMs, stopping);
      if (stopping.aborted) throw failure;
    }
  }
}

/** Makes one call; rejects with a SlackError that says what is known of its effect. */
export async function call<T>(method: string, work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    throw slackErrorOf(method, error);
  }
}

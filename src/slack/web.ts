import type { Logger } from '@slack/bolt';
import { WebClient, type WebClientOptions } from '@slack/web-api';
import { slackErrorOf } from './errors.ts';

/**
 * Slack's own client repeats a post whose answer was lost, and then two stand in the channel. Here every call is made
 * once; what to do about a lost answer is decided where the state is known.
 */
export function webOptions(apiUrl: string, logger: Logger): WebClientOptions {
  return { slackApiUrl: apiUrl, retryConfig: { retries: 0 }, timeout: 10_000, rejectRateLimitedCalls: true, logger };
}

export function createWeb(token: string, apiUrl: string, logger: Logger): WebClient {
  return new WebClient(token, webOptions(apiUrl, logger));
}

/** Makes one call; rejects with a SlackError that says what is known of its effect. */
export async function call<T>(method: string, work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    throw slackErrorOf(method, error);
  }
}

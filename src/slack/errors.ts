import { ExplainedError } from '../cause.ts';
import { rootCode } from '../network.ts';
import { errorCode } from '../trust.ts';

/** Slack's answers after which the channel, or the right to write in it, is gone for good. */
const PERMANENT = new Set([
  'channel_not_found',
  'is_archived',
  'not_in_channel',
  'user_not_found',
  'users_not_found',
  'messages_tab_disabled',
  'restricted_action',
  'restricted_action_read_only_channel',
  'restricted_action_thread_locked',
  'restricted_action_thread_only_channel',
  'restricted_action_non_threadable_channel',
  'cannot_reply_to_message',
  'message_not_found',
  'thread_not_found',
]);

/** Answers of which the method page says that part of the work may have been done. */
const PERHAPS_DONE = new Set(['internal_error', 'fatal_error', 'request_timeout', 'service_unavailable']);

const THROTTLED = 'ratelimited';

/** For how long Slack is left alone where it asks for that and does not say for how long. */
export const THROTTLED_SECONDS = 10;

/** A call to Slack that ended badly, with what can be known of its effect. `message` is for the log. */
export class SlackError extends ExplainedError {
  override readonly name = 'SlackError';
  readonly code: string;
  readonly effect: 'none' | 'unknown';
  readonly permanent: boolean;
  readonly retryAfterMs: number | null;
  /** What lies behind the code: the network's own, where there is one. */
  readonly reason: string;

  constructor(
    code: string,
    message: string,
    details: { effect: 'none' | 'unknown'; retryAfterMs?: number | null; reason?: string | null },
  ) {
    const { effect, retryAfterMs = null } = details;
    const reason = details.reason ?? code;
    const answered = { kind: effect === 'none' ? 'slack_refused' : 'slack_unanswered', code: reason } as const;
    super(retryAfterMs === null ? answered : { kind: 'slack_busy' }, message);
    this.code = code;
    this.reason = reason;
    this.effect = effect;
    this.permanent = PERMANENT.has(code);
    this.retryAfterMs = retryAfterMs;
  }
}

/**
 * Reads what the web client threw. Only Slack's own, recognisable answer says that nothing happened; a reset, a time-out,
 * a 5xx, a page that is not Slack's or a body cut short may each hide a message that stands in the channel.
 */
export function slackErrorOf(method: string, error: unknown): SlackError {
  if (error instanceof SlackError) return error;
  const platform = platformCode(error);
  if (platform !== null && platform !== THROTTLED) {
    const effect = PERHAPS_DONE.has(platform) ? 'unknown' : 'none';
    return new SlackError(platform, `Slack answered ${platform} to ${method}.`, { effect });
  }
  const retryAfter = numberIn(error, 'retryAfter');
  if (platform === THROTTLED || errorCode(error) === 'slack_webapi_rate_limited_error' || retryAfter !== null) {
    const details = { effect: 'none', retryAfterMs: (retryAfter ?? THROTTLED_SECONDS) * 1_000 } as const;
    return new SlackError(THROTTLED, `Slack asks to wait before the next ${method}.`, details);
  }
  const code = errorCode(error) || 'slack_unanswered';
  const reason = reasonOf(code, error);
  const message = `Slack gave no usable answer to ${method} (${reason ?? code}).`;
  return new SlackError(code, message, { effect: 'unknown', reason });
}

/** Only codes and numbers: an error's words may quote what was sent. */
function reasonOf(code: string, error: unknown): string | null {
  const status = numberIn(error, 'statusCode');
  if (status !== null) return `http_${status}`;
  return code === 'slack_webapi_platform_error' ? 'not_json' : rootCode(error);
}

function platformCode(error: unknown): string | null {
  if (errorCode(error) !== 'slack_webapi_platform_error') return null;
  const data = typeof error === 'object' && error !== null && 'data' in error ? error.data : null;
  const code = typeof data === 'object' && data !== null && 'error' in data ? data.error : null;
  // A proxy's page arrives here as an "error" too; Slack's codes are single words.
  return typeof code === 'string' && /^[a-z_]+$/.test(code) ? code : null;
}

function numberIn(error: unknown, key: string): number | null {
  if (typeof error !== 'object' || error === null) return null;
  const value: unknown = Reflect.get(error, key);
  return typeof value === 'number' ? value : null;
}

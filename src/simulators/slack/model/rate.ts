import type { Clock } from '../../../lib/clock.ts';

/** Calls a minute for the whole workspace. Source: java-slack-sdk MethodsRateLimits, docs.slack.dev method pages. */
const tier1 = 1;
const tier2 = 20;
const tier3 = 50;
const tier4 = 100;
/** "Several hundred a minute": the pages give no number. */
const special = 300;

const perMinute: { readonly [method: string]: number } = {
  'apps.connections.open': tier1,
  'auth.test': special,
  'chat.delete': tier3,
  'chat.getPermalink': special,
  'chat.postEphemeral': tier4,
  'chat.postMessage': special,
  'chat.update': tier3,
  'conversations.history': tier3,
  'conversations.info': tier3,
  'conversations.members': tier4,
  'conversations.open': tier3,
  'conversations.replies': tier3,
  'files.completeUploadExternal': tier4,
  'files.getUploadURLExternal': tier4,
  'reactions.add': tier3,
  'usergroups.list': tier2,
  'usergroups.users.list': tier2,
  'users.list': tier2,
  'users.info': tier4,
  'views.open': tier4,
  'views.publish': tier4,
  'views.push': tier4,
  'views.update': tier4,
};

/** One message a second in a channel, with a short burst; Slack gives no number for the burst. */
export const postsPerSecond = 1;
export const postBurst = 5;
const minute = 60_000;

export interface RateLimiter {
  enabled: boolean;
  /** Null when the call may go on (and is counted), otherwise whole seconds for `Retry-After`. */
  take(method: string, channel: string | null): number | null;
  reset(): void;
}

export function limitOf(method: string): number | null {
  return perMinute[method] ?? null;
}

/** Windows of one minute per method; refused calls are not counted. */
export function createRateLimiter(clock: Clock, enabled: boolean): RateLimiter {
  const windows = new Map<string, number[]>();
  const buckets = new Map<string, { tokens: number; at: number }>();

  function bucketOf(channel: string) {
    const now = clock.now();
    const bucket = buckets.get(channel) ?? { tokens: postBurst, at: now };
    bucket.tokens = Math.min(postBurst, bucket.tokens + ((now - bucket.at) / 1000) * postsPerSecond);
    bucket.at = now;
    buckets.set(channel, bucket);
    return bucket;
  }

  return {
    enabled,
    take(method, channel) {
      const limit = perMinute[method];
      if (!this.enabled || limit === undefined) return null;
      const now = clock.now();
      const recent = (windows.get(method) ?? []).filter((at) => at > now - minute);
      windows.set(method, recent);
      const oldest = recent[0];
      if (recent.length >= limit && oldest !== undefined) return Math.max(1, Math.ceil((oldest + minute - now) / 1000));
      if (method === 'chat.postMessage' && channel !== null) {
        const bucket = bucketOf(channel);
        if (bucket.tokens < 1) return Math.max(1, Math.ceil((1 - bucket.tokens) / postsPerSecond));
        bucket.tokens -= 1;
      }
      recent.push(now);
      return null;
    },
    reset() {
      windows.clear();
      buckets.clear();
    },
  };
}

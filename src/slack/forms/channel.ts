import type { WebClient } from '@slack/web-api';
import { z } from 'zod';
import type { Clock } from '../../clock.ts';
import { SlackError } from '../errors.ts';
import { call } from '../web.ts';

const info = z.object({
  channel: z.object({
    is_member: z.boolean().optional(),
    is_archived: z.boolean().optional(),
    is_ext_shared: z.boolean().optional(),
    is_pending_ext_shared: z.boolean().optional(),
  }),
});

/** Where requests may be posted, as Slack said a moment ago. */
export interface Channels {
  /** Rejects with SlackError when Slack does not say. */
  mayPostIn(channel: string): Promise<boolean>;
}

/** Long enough for the forms of one incident, short enough for an invitation to be noticed. */
const MAX_AGE_MS = 10_000;

/** Forms opened at the same time in one channel share one question to Slack. */
export function createChannels(web: WebClient, clock: Clock): Channels {
  const known = new Map<string, { readonly at: number; readonly may: Promise<boolean> }>();
  return {
    mayPostIn(channel) {
      const last = known.get(channel);
      if (last && clock.elapsed() - last.at <= MAX_AGE_MS) return last.may;
      const may = mayPostIn(web, channel);
      known.set(channel, { at: clock.elapsed(), may });
      may.catch(() => known.delete(channel));
      return may;
    },
  };
}

/**
 * True when a request may be posted in this channel: the bot is in it, it is in use, and no other organisation reads it
 * (Slack: conversations.info). Rejects with SlackError when Slack does not say.
 */
async function mayPostIn(web: WebClient, channel: string): Promise<boolean> {
  try {
    const { channel: read } = info.parse(await call('conversations.info', () => web.conversations.info({ channel })));
    const shared = read.is_ext_shared === true || read.is_pending_ext_shared === true;
    return read.is_member === true && read.is_archived !== true && !shared;
  } catch (error) {
    // A private channel that the bot was never invited to does not exist for it.
    if (error instanceof SlackError && error.effect === 'none' && error.code !== 'ratelimited') return false;
    throw error;
  }
}

import type { WebClient } from '@slack/web-api';
import { z } from 'zod';
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

/**
 * True when a request may be posted in this channel: the bot is in it, it is in use, and no other organisation reads it
 * (Slack: conversations.info). Rejects with SlackError when Slack does not say.
 */
export async function mayPostIn(web: WebClient, channel: string): Promise<boolean> {
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

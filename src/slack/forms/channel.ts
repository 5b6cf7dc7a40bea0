import type { WebClient } from '@slack/web-api';
import { z } from 'zod';
import type { Clock } from '../../clock.ts';
import type { Audience } from '../../request/audience.ts';
import { SlackError } from '../errors.ts';
import { createMemo } from '../memo.ts';
import { call } from '../web.ts';

/** `is_shared` and `is_org_shared` are true inside one organisation as well: they do not count. */
const info = z.object({
  channel: z.object({
    is_member: z.boolean().optional(),
    is_archived: z.boolean().optional(),
    is_ext_shared: z.boolean().optional(),
    is_pending_ext_shared: z.boolean().optional(),
  }),
});

export interface ChannelFacts {
  /** The bot is in it. */
  readonly member: boolean;
  readonly archived: boolean;
  /** Another organisation reads it, or is invited to. */
  readonly external: boolean;
}

/** What Slack says of channels (conversations.info). */
export interface Channels {
  /** As it was a moment ago; null for one that does not exist as far as the bot can see. Rejects with SlackError when Slack does not say. */
  facts(channel: string): Promise<ChannelFacts | null>;
  /** Who reads it, asked no longer than `maxAgeMs` ago. Never rejects: what Slack does not say is `unread`. */
  audience(channel: string, maxAgeMs: number): Promise<Audience>;
}

/** Long enough for the forms of one incident, short enough for an invitation to be noticed. */
const MAX_AGE_MS = 10_000;

/** Whoever asks about one channel at the same time shares one question to Slack. */
export function createChannels(web: WebClient, clock: Clock): Channels {
  const known = createMemo<ChannelFacts | null>(clock);
  const read = async (channel: string, maxAgeMs: number) =>
    (await known.read(channel, maxAgeMs, () => askFor(web, channel))).value;
  return {
    facts: (channel) => read(channel, MAX_AGE_MS),
    async audience(channel, maxAgeMs) {
      // Direct messages: only the bot and the person it writes to read them.
      if (/^[DUW]/.test(channel)) return 'own';
      try {
        const facts = await read(channel, maxAgeMs);
        // A channel's id may change when another organisation comes in, so one that is gone says nothing.
        if (facts === null) return 'unread';
        return facts.external ? 'external' : 'own';
      } catch {
        return 'unread';
      }
    },
  };
}

async function askFor(web: WebClient, channel: string): Promise<ChannelFacts | null> {
  try {
    const answer = await call('conversations.info', () => web.conversations.info({ channel }));
    const { is_member, is_archived, is_ext_shared, is_pending_ext_shared } = info.parse(answer).channel;
    return {
      member: is_member === true,
      archived: is_archived === true,
      external: is_ext_shared === true || is_pending_ext_shared === true,
    };
  } catch (error) {
    // A private channel that the bot was never invited to does not exist for it.
    if (error instanceof SlackError && error.effect === 'none' && error.code !== 'ratelimited') return null;
    throw error;
  }
}

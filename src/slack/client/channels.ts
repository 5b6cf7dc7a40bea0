import type { WebClient } from '@slack/web-api';
import { z } from 'zod';
import type { Clock } from '../../lib/clock.ts';
import type { Audience } from '../../people/audience.ts';
import { SlackError } from './errors.ts';
import { createTtlCache } from './ttl-cache.ts';
import { call } from './web.ts';

/** `is_shared` and `is_org_shared` are also true within one organisation, so they do not count. */
const info = z.object({
  channel: z.object({
    is_member: z.boolean().optional(),
    is_archived: z.boolean().optional(),
    is_ext_shared: z.boolean().optional(),
    is_pending_ext_shared: z.boolean().optional(),
    is_private: z.boolean().optional(),
  }),
});

const page = z.object({
  members: z.array(z.string()),
  response_metadata: z.object({ next_cursor: z.string().optional() }).optional(),
});

export interface ChannelFacts {
  /** The bot is in it. */
  readonly member: boolean;
  readonly archived: boolean;
  /** Another organisation can read it, or is invited to. */
  readonly external: boolean;
  /** Every member of the workspace can read it. */
  readonly everybodys: boolean;
}

/** What Slack says of channels (conversations.info). */
export interface Channels {
  /**
   * Read a moment ago; null for a channel that does not exist as far as the bot can see. Rejects with SlackError when
   * Slack does not say.
   */
  facts(channel: string): Promise<ChannelFacts | null>;
  /** Who can read it, read at most `maxAgeMs` ago. Never rejects: without an answer from Slack it is `unread`. */
  audience(channel: string, maxAgeMs: number): Promise<Audience>;
  /** Whether this member of the workspace can read it, read within the last minute. Rejects when Slack does not say. */
  mayRead(channel: string, person: string): Promise<boolean>;
}

/** Long enough for the forms of one incident, short enough for an invitation to be noticed. */
const MAX_AGE_MS = 10_000;
/** The members of a channel change less often than people open a list. */
const READERS_MAX_AGE_MS = 60_000;
/** A private channel with more members than this counts as readable by nobody. */
const PAGES_MAX = 10;
const PAGE_MEMBERS = 1_000;

/** Concurrent callers for one channel share one call to Slack. */
export function createChannels(web: WebClient, clock: Clock): Channels {
  const known = createTtlCache<ChannelFacts | null>(clock);
  const members = createTtlCache<ReadonlySet<string>>(clock);
  const read = async (channel: string, maxAgeMs: number) =>
    (await known.read(channel, maxAgeMs, () => askFor(web, channel))).value;
  return {
    facts: (channel) => read(channel, MAX_AGE_MS),
    async audience(channel, maxAgeMs) {
      // Only the bot and its recipient can read a direct message.
      if (/^[DUW]/.test(channel)) return 'own';
      try {
        const facts = await read(channel, maxAgeMs);
        // A channel's id may change when another organisation enters, so a missing channel proves nothing.
        if (facts === null) return 'unread';
        return facts.external ? 'external' : 'own';
      } catch {
        return 'unread';
      }
    },
    async mayRead(channel, person) {
      // Direct messages of the bot: their recipient took part in the requests there, so the store already knows.
      if (/^[DUW]/.test(channel)) return false;
      const facts = await read(channel, READERS_MAX_AGE_MS);
      if (facts === null) return false;
      if (facts.everybodys) return true;
      return (await members.read(channel, READERS_MAX_AGE_MS, () => askMembers(web, channel))).value.has(person);
    },
  };
}

async function askMembers(web: WebClient, channel: string): Promise<ReadonlySet<string>> {
  const found = new Set<string>();
  let cursor = '';
  for (let at = 0; at < PAGES_MAX; at += 1) {
    const asked = { channel, limit: PAGE_MEMBERS, ...(cursor !== '' && { cursor }) };
    const { members, response_metadata: more } = page.parse(
      await call('conversations.members', () => web.conversations.members(asked)),
    );
    for (const member of members) found.add(member);
    cursor = more?.next_cursor ?? '';
    if (cursor === '') return found;
  }
  throw new Error(`The channel has more than ${PAGES_MAX * PAGE_MEMBERS} members.`);
}

async function askFor(web: WebClient, channel: string): Promise<ChannelFacts | null> {
  try {
    const answer = await call('conversations.info', () => web.conversations.info({ channel }));
    const { is_member, is_archived, is_ext_shared, is_pending_ext_shared, is_private } = info.parse(answer).channel;
    return {
      member: is_member === true,
      archived: is_archived === true,
      external: is_ext_shared === true || is_pending_ext_shared === true,
      // A missing field counts as false.
      everybodys: is_private === false,
    };
  } catch (error) {
    // A private channel that the bot was never invited to does not exist for it.
    if (error instanceof SlackError && error.effect === 'none' && error.code !== 'ratelimited') return null;
    throw error;
  }
}

import type { WebClient } from '@slack/web-api';
import { z } from 'zod';
import { blocksForSlack } from '../../lib/trust-boundaries.ts';
import { SlackError } from './errors.ts';
import type { Identity } from './identity.ts';
import type { Pace } from './pace.ts';
import { call } from './web.ts';

interface Rendering {
  readonly text: string;
  readonly blocks: readonly object[];
}

interface PostPlace {
  readonly channel: string;
  readonly ts: string;
}

const EVENT_TYPE = 'twokey_request';

/** How many pages of 100 are searched for a message whose outcome is unknown. */
const LOOK_UP_PAGES = 10;

const marked = z.object({
  ts: z.string(),
  user: z.string().optional(),
  bot_id: z.string().optional(),
  metadata: z.object({
    event_type: z.literal(EVENT_TYPE),
    event_payload: z.object({ request_id: z.string(), kind: z.string(), to: z.number().optional() }),
  }),
});
type Marked = z.infer<typeof marked>;

/** Posts, edits and finds the bot's own messages. Every method rejects with SlackError. */
export function createDelivery(deps: { web: WebClient; pace: Pace; identity: () => Promise<Identity> }) {
  const { web, pace } = deps;

  async function post(
    place: { channel: string; threadTs?: string; broadcast?: boolean; yields?: boolean },
    rendering: Rendering,
    payload: Record<string, string | number>,
  ) {
    const message = {
      channel: place.channel,
      text: rendering.text,
      blocks: blocksForSlack(rendering.blocks),
      unfurl_links: false,
      unfurl_media: false,
      metadata: { event_type: EVENT_TYPE, event_payload: payload },
    };
    const thread =
      place.threadTs === undefined ? {} : { thread_ts: place.threadTs, reply_broadcast: place.broadcast ?? false };
    const answer = await pace.run('chat.postMessage', place.channel, !place.yields, () =>
      call('chat.postMessage', () => web.chat.postMessage({ ...message, ...thread })),
    );
    if (!answer.ts)
      throw new SlackError('slack_unanswered', 'Slack took the message without saying where it stands.', {
        effect: 'unknown',
      });
    return { channel: answer.channel ?? place.channel, ts: answer.ts };
  }

  /** Messages that the bot itself marked for this request. Anybody can mark a message alike, so the author counts. */
  async function search(
    read: (
      cursor: string | undefined,
    ) => Promise<{ messages?: unknown; response_metadata?: { next_cursor?: string | undefined } }>,
    requestId: string,
  ) {
    const own = await deps.identity();
    const found: Marked[] = [];
    let cursor: string | undefined;
    for (let page = 0; page < LOOK_UP_PAGES; page += 1) {
      const answer = await read(cursor);
      for (const message of z.array(z.unknown()).catch([]).parse(answer.messages)) {
        const { success, data } = marked.safeParse(message);
        if (!success || data.metadata.event_payload.request_id !== requestId) continue;
        if (data.user === own.botUserId || (own.botId !== null && data.bot_id === own.botId)) found.push(data);
      }
      cursor = answer.response_metadata?.next_cursor;
      if (!cursor) break;
    }
    return found;
  }

  return {
    postCard: (channel: string, rendering: Rendering, requestId: string) =>
      post({ channel }, rendering, { request_id: requestId, kind: 'card' }),

    async updateCard(channel: string, ts: string, rendering: Rendering, urgent: boolean): Promise<void> {
      // chat.update parses text by default where chat.postMessage does not.
      const message = {
        channel,
        ts,
        text: rendering.text,
        blocks: blocksForSlack(rendering.blocks),
        parse: 'none',
        link_names: false,
      } as const;
      await pace.run('chat.update', channel, urgent, () => call('chat.update', () => web.chat.update(message)));
    },

    async postLines(
      place: PostPlace,
      rendering: Rendering,
      mark: { requestId: string; to: number },
      { broadcast, yields }: { broadcast: boolean; yields: boolean },
    ): Promise<void> {
      const payload = { request_id: mark.requestId, kind: 'thread', to: mark.to };
      await post({ channel: place.channel, threadTs: place.ts, broadcast, yields }, rendering, payload);
    },

    async findCard(channel: string, requestId: string, since: number): Promise<PostPlace | null> {
      // A direct message is addressed by its reader until it exists; there is no history to look in before that.
      if (/^[UW]/.test(channel)) return null;
      const oldest = String(since / 1_000);
      const found = await search(
        (cursor) =>
          call('conversations.history', () =>
            web.conversations.history({
              channel,
              oldest,
              include_all_metadata: true,
              limit: 100,
              ...(cursor && { cursor }),
            }),
          ),
        requestId,
      );
      const card = found.filter(({ metadata }) => metadata.event_payload.kind === 'card').at(-1);
      return card ? { channel, ts: card.ts } : null;
    },

    async findLines({ channel, ts }: PostPlace, requestId: string): Promise<number> {
      const found = await search(
        (cursor) =>
          call('conversations.replies', () =>
            web.conversations.replies({
              channel,
              ts,
              include_all_metadata: true,
              limit: 100,
              ...(cursor && { cursor }),
            }),
          ),
        requestId,
      );
      return Math.max(0, ...found.map(({ metadata }) => metadata.event_payload.to ?? 0));
    },

    /** Privately in the channel; as a direct message to somebody who is not in it, or when `channel` is the person. */
    async tell(person: string, channel: string, text: string, blocks?: readonly object[]): Promise<void> {
      const message = { text, ...(blocks && { blocks: blocksForSlack(blocks) }) };
      const own = { ...message, user: person, channel, parse: 'none', link_names: false } as const;
      const direct = async () => {
        await call('chat.postMessage', () =>
          web.chat.postMessage({ ...message, channel: person, unfurl_links: false }),
        );
      };
      if (channel === person) return direct();
      try {
        await call('chat.postEphemeral', () => web.chat.postEphemeral(own));
      } catch (error) {
        if (!(error instanceof SlackError) || error.effect === 'unknown' || error.code === 'ratelimited') throw error;
        await direct();
      }
    },
  };
}

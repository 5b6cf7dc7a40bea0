import type { WebClient } from '@slack/web-api';
import { blocksForSlack } from '../../lib/trust-boundaries.ts';
import type { Pace } from './pace.ts';
import { call } from './web.ts';

/** Posts what belongs to no request. It bears no mark and is never looked for again. Rejects with SlackError. */
export function createNotices(deps: { web: WebClient; pace: Pace }) {
  return {
    async post(channel: string, rendering: { readonly text: string; readonly blocks: readonly object[] }) {
      const { text } = rendering;
      const blocks = blocksForSlack(rendering.blocks);
      const message = { channel, text, blocks, unfurl_links: false, unfurl_media: false };
      await deps.pace.run({ method: 'chat.postMessage', channel, owner: 'notices', urgency: 'normal' }, () =>
        call('chat.postMessage', () => deps.web.chat.postMessage(message)),
      );
    },
  };
}

import type { VNode } from 'preact';
import { html } from 'htm/preact';
import { label } from '../blocks/button.ts';
import { Composer } from './composer.ts';
import { isJoined, MessageView } from './message.ts';
import { useStickyEnd } from '../scroll.ts';
import type { Slack } from '../blocks/shapes.ts';
import { openThread, type PageState } from '../state.ts';

interface ThreadProps {
  readonly state: PageState;
  readonly slack: Slack;
  readonly ts: string;
}

/** The thread's lines. The card they belong to stands in the channel beside it, so it is not repeated here. */
export function ThreadPane({ state, slack, ts }: ThreadProps): VNode {
  const root = slack.channel?.messages.find((message) => message.ts === ts);
  const replies = root?.replies ?? [];
  const list = useStickyEnd(replies.length);
  const title = root?.blocks.find((block) => block['type'] === 'header')?.['text'];
  const words = label(title) || 'A message';
  return html`<section class="pane thread" aria-label="Thread">
    <header class="pane-head">
      <h2>Thread</h2>
      <p>${words}</p>
      <button type="button" class="icon" aria-label="Close the thread" onClick=${() => openThread(null)}>×</button>
    </header>
    <div class="messages" ref=${list} role="log" aria-label="Replies" tabindex="0">
      <div>
        ${replies.length === 0 && html`<p class="empty">No replies yet.</p>`}
        ${replies.map(
          (message, index) =>
            html`<${MessageView} key=${message.ts} message=${message} channel=${slack.channel?.id ?? ''} inThread joined=${isJoined(replies[index - 1], message)} />`,
        )}
      </div>
    </div>
    <${Composer} key=${state.me} state=${state} slack=${slack} threadTs=${ts} />
  </section>`;
}

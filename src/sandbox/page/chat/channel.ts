import type { VNode } from 'preact';
import { html } from 'htm/preact';
import { Composer } from './composer.ts';
import { Guide } from '../guide.ts';
import { isJoined, MessageView } from './message.ts';
import { useStickyEnd } from '../scroll.ts';
import type { About, Slack } from '../blocks/shapes.ts';
import type { PageState } from '../state.ts';

interface ChannelProps {
  readonly state: PageState;
  readonly slack: Slack;
  readonly about: About;
}

export function ChannelPane({ state, slack, about }: ChannelProps): VNode {
  const { channel } = slack;
  const messages = channel?.messages ?? [];
  const list = useStickyEnd(`${channel?.id} ${messages.length}`);
  const name = channel?.name ?? '';
  return html`<section class="pane channel" aria-label=${`Channel ${name}`}>
    <header class="pane-head">
      <h2># ${name}</h2>
      <p>${channel?.is_member === false ? 'Twokey is not in this channel.' : 'Twokey is in this channel.'}</p>
    </header>
    <${Guide} state=${state} slack=${slack} about=${about} />
    <div class="messages" ref=${list} role="log" aria-label="Messages" tabindex="0">
      <div>
        <${Empty} when=${messages.length === 0} name=${name} />
        ${messages.map(
          (message, index) => html`<${MessageView}
            key=${message.ts}
            message=${message}
            channel=${channel?.id ?? ''}
            replies=${message.replies.length}
            joined=${isJoined(messages[index - 1], message)}
          />`,
        )}
      </div>
    </div>
    <${Composer} key=${`${state.channel} ${state.me}`} state=${state} slack=${slack} threadTs=${null} />
  </section>`;
}

function Empty({ when, name }: { when: boolean; name: string }): VNode | null {
  if (!when) return null;
  return html`<div class="empty">
    <h3>This is the beginning of #${name}</h3>
    <p>Type <code>/failover orders</code> below. Twokey opens a form, shows what OCP says about the tenant, and asks a second person before anything is sent.</p>
  </div>`;
}

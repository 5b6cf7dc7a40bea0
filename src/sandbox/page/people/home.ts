import type { VNode } from 'preact';
import { html } from 'htm/preact';
import { Blocks } from '../blocks/blocks.ts';
import type { Slack } from '../blocks/shapes.ts';
import type { PageState } from '../state.ts';

/** The app's Home tab as the acting person sees it. */
export function HomePane({ state, slack }: { state: PageState; slack: Slack }): VNode {
  const { home } = slack;
  return html`<section class="pane channel" aria-label="Home of Twokey">
    <header class="pane-head">
      <h2>Twokey</h2>
      <p>The app's Home tab.</p>
    </header>
    <div class="messages home" tabindex="0">
      <div>
        ${home === null ? html`<p class="empty">The app has not drawn its Home tab yet.</p>` : html`<${Blocks} blocks=${home.blocks} place=${{ view: home.id }} />`}
      </div>
    </div>
    ${state.trouble !== null && slack.views.length === 0 && html`<p class="trouble" role="alert">${state.trouble}</p>`}
  </section>`;
}

import type { VNode } from 'preact';
import { html } from 'htm/preact';
import { ChannelPane } from './chat/channel.ts';
import { phoneBeside } from './people/codes.ts';
import { HomePane } from './people/home.ts';
import { Modal } from './chat/modal.ts';
import { NamesContext, namesOf } from './people/names.ts';
import { OcpPane } from './ocp/ocp.ts';
import { change, type Pane, usePage } from './state.ts';
import { ThreadPane } from './chat/thread.ts';
import { TopBar } from './top-bar.ts';

const panes: readonly { readonly pane: Pane; readonly label: string }[] = [
  { pane: 'channel', label: 'Channel' },
  { pane: 'thread', label: 'Thread' },
  { pane: 'ocp', label: 'OCP and switches' },
];

export function App(): VNode {
  const state = usePage();
  const { slack, about } = state;
  if (slack === null || about === null) {
    return html`<p class="loading" role="status">${state.trouble ?? 'The sandbox is starting…'}</p>`;
  }
  const view = slack.views.at(-1);
  return html`<${NamesContext.Provider} value=${namesOf(state)}>
    <div class=${`page shows-${state.pane} ${state.thread === null ? '' : 'with-thread'}`}>
      <${TopBar} state=${state} slack=${slack} about=${about} />
      <nav class="tabs" aria-label="Parts of the page">
        ${panes.map(
          ({ pane, label }) => html`<button
            type="button"
            aria-current=${state.pane === pane ? 'true' : undefined}
            disabled=${pane === 'thread' && state.thread === null}
            onClick=${() => change({ pane })}
          >
            ${pane === 'channel' && state.home ? 'Home' : label}
          </button>`,
        )}
      </nav>
      <main id="main" tabindex="-1">
        ${state.home ? html`<${HomePane} state=${state} slack=${slack} />` : html`<${ChannelPane} state=${state} slack=${slack} about=${about} />`}
        ${state.thread !== null && html`<${ThreadPane} key=${state.thread} state=${state} slack=${slack} ts=${state.thread} />`}
        <${OcpPane} state=${state} slack=${slack} />
      </main>
    </div>
    ${view !== undefined && html`<${Modal} key=${view.id} view=${view} trouble=${state.trouble} phone=${phoneBeside(view, state)} />`}
  <//>`;
}

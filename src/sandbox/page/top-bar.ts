import type { VNode } from 'preact';
import { html } from 'htm/preact';
import { Avatar } from './avatar.ts';
import type { About, Slack } from './shapes.ts';
import { actAs, openChannel, openHome, type PageState } from './state.ts';

interface TopBarProps {
  readonly state: PageState;
  readonly slack: Slack;
  readonly about: About;
}

/** The workspace, its channels, and who acts in this window. */
export function TopBar({ state, slack, about }: TopBarProps): VNode {
  const channels = slack.channels.filter(({ kind }) => kind !== 'im');
  return html`<header class="top">
    <h1><img src="./key.svg" alt="" width="22" height="22" /> ${slack.team.name}</h1>
    <nav class="channels" aria-label="Channels">
      ${channels.map(
        ({ id, name }) =>
          html`<button type="button" aria-current=${id === state.channel && !state.home ? 'page' : undefined} onClick=${() => openChannel(id)}># ${name}</button>`,
      )}
      <button type="button" aria-current=${state.home ? 'page' : undefined} onClick=${openHome}>App Home</button>
    </nav>
    <div class="cast" role="radiogroup" aria-label="Act as">
      <span class="cast-label" aria-hidden="true">Act as</span>
      ${about.cast.map(({ id, note }) => {
        const name = slack.users.find((user) => user.id === id)?.real_name ?? id;
        return html`<button type="button" role="radio" class="person" aria-checked=${id === state.me} title=${`${name}: ${note}`} onClick=${() => actAs(id)}>
          <${Avatar} id=${id} name=${name} /> <span><b>${name}</b><small>${note}</small></span>
        </button>`;
      })}
    </div>
  </header>`;
}

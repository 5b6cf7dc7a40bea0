import type { VNode } from 'preact';
import { html } from 'htm/preact';
import { Avatar } from './blocks/avatar.ts';
import type { About, Slack } from './blocks/shapes.ts';
import { actAs, openChannel, openHome, type PageState } from './state.ts';

interface TopBarProps {
  readonly state: PageState;
  readonly slack: Slack;
  readonly about: About;
}

const steps: Readonly<Record<string, number>> = { ArrowRight: 1, ArrowDown: 1, ArrowLeft: -1, ArrowUp: -1 };

/** The workspace, its channels, and who acts in this window. */
export function TopBar({ state, slack, about }: TopBarProps): VNode {
  const channels = slack.channels.filter(({ kind }) => kind !== 'im');
  // As in every group of radio buttons: the tabulator comes to the chosen one, arrows choose among them.
  const choose = (event: KeyboardEvent) => {
    const step = steps[event.key];
    const { currentTarget: group } = event;
    if (step === undefined || !(group instanceof HTMLElement)) return;
    event.preventDefault();
    const ids = about.cast.map(({ id }) => id);
    const next = ids[(ids.indexOf(state.me) + step + ids.length) % ids.length] ?? state.me;
    actAs(next);
    group.querySelector<HTMLElement>(`[data-person="${next}"]`)?.focus();
  };
  return html`<header class="top">
    <a class="skip" href="#main">Skip to the messages</a>
    <h1><img src="./key.svg" alt="" width="22" height="22" /> ${slack.team.name}</h1>
    <nav class="channels" aria-label="Channels">
      ${channels.map(
        ({ id, name }) =>
          html`<button type="button" aria-current=${id === state.channel && !state.home ? 'page' : undefined} onClick=${() => openChannel(id)}># ${name}</button>`,
      )}
      <button type="button" aria-current=${state.home ? 'page' : undefined} onClick=${openHome}>App Home</button>
    </nav>
    <div class="cast" role="radiogroup" aria-label="Act as" onKeyDown=${choose}>
      <span class="cast-label" aria-hidden="true">Act as</span>
      ${about.cast.map(({ id, note }) => {
        const name = slack.users.find((user) => user.id === id)?.real_name ?? id;
        return html`<button type="button" role="radio" class="person" aria-checked=${id === state.me} tabindex=${id === state.me ? 0 : -1} data-person=${id} title=${`${name}: ${note}`} onClick=${() => actAs(id)}>
          <${Avatar} id=${id} name=${name} /> <span><b>${name}</b><small>${note}</small></span>
        </button>`;
      })}
    </div>
  </header>`;
}

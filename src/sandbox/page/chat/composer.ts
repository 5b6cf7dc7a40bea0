import type { VNode } from 'preact';
import { useContext, useEffect, useRef, useState } from 'preact/hooks';
import { html } from 'htm/preact';
import { NamesContext } from '../people/names.ts';
import type { Slack } from '../blocks/shapes.ts';
import { doAs, type PageState } from '../state.ts';

interface ComposerProps {
  readonly state: PageState;
  readonly slack: Slack;
  readonly threadTs: string | null;
}

const commands = [
  { text: '/failover orders', note: 'ask for a failover of the tenant orders' },
  { text: '/failover', note: 'choose the tenants in the form' },
  { text: '/switchover', note: 'choose pairs that exchange their roles' },
  { text: '/failover status', note: 'what waits for whom, what runs' },
  { text: '/failover stop', note: 'no call is sent any more' },
  { text: '/failover resume', note: 'ends a stop, with a second approver' },
  { text: '/failover help', note: 'what the bot can do' },
] as const;

/** The app's global shortcut: Slack offers it under the same key. */
const shortcut = { id: 'fail_over_tenant', name: 'Fail over a tenant' } as const;

/** The message box: plain text, and in the channel slash commands, too. */
export function Composer({ state, slack, threadTs }: ComposerProps): VNode {
  const names = useContext(NamesContext);
  const [words, setWords] = useState('');
  const [busy, setBusy] = useState(false);
  const input = useRef<HTMLInputElement>(null);
  const inThread = threadTs !== null;

  useEffect(() => {
    if (inThread) return undefined;
    const suggest = (event: Event) => {
      if (event instanceof CustomEvent && typeof event.detail === 'string') setWords(event.detail);
      input.current?.focus();
    };
    document.addEventListener('suggest', suggest);
    return () => document.removeEventListener('suggest', suggest);
  }, [inThread]);

  const send = async (event: Event) => {
    event.preventDefault();
    const said = words.trim();
    if (said === '' || busy) return;
    setBusy(true);
    const outcome =
      said.startsWith('/') && !inThread
        ? await doAs('slash', {
            channel: state.channel,
            command: said.split(/\s/, 1)[0],
            text: said.replace(/^\S+\s*/, ''),
          })
        : await doAs('say', {
            channel: state.channel,
            text: escaped(said),
            ...(inThread ? { thread_ts: threadTs } : {}),
          });
    setBusy(false);
    if (outcome.ok) setWords('');
    input.current?.focus();
  };

  const pressShortcut = async () => {
    const { ok } = await doAs('shortcut', { callback_id: shortcut.id });
    if (ok) setWords('');
  };
  const offered =
    inThread || !words.startsWith('/') ? [] : commands.filter(({ text }) => text.startsWith(words) && text !== words);
  const channel = slack.channel?.name ?? '';
  const place = inThread ? 'Reply in the thread' : `Message #${channel}, or /failover`;
  return html`<form class="composer" onSubmit=${send}>
    ${
      offered.length > 0 &&
      html`<div class="suggestions" aria-label="Commands">
      ${offered.map(
        ({ text, note }) => html`<button
          type="button"
          onClick=${() => {
            setWords(text);
            input.current?.focus();
          }}
        >
          <b>${text}</b> <small>${note}</small>
        </button>`,
      )}
      ${words === '/' && html`<button type="button" onClick=${pressShortcut}><b>${shortcut.name}</b> <small>shortcut of Twokey</small></button>`}
    </div>`
    }
    ${!inThread && state.trouble !== null && slack.views.length === 0 && html`<p class="trouble" role="alert">${state.trouble}</p>`}
    <div class="composer-box">
      <input
        ref=${input}
        aria-label=${`${place} as ${names.user(state.me)}`}
        placeholder=${place}
        autocomplete="off"
        value=${words}
        onInput=${(event: Event) => {
          if (event.currentTarget instanceof HTMLInputElement) setWords(event.currentTarget.value);
        }}
      />
      <button type="submit" class="button solid primary" disabled=${busy || words.trim() === ''}>Send</button>
    </div>
    ${!inThread && html`<p class="composer-as">as <b>${names.user(state.me)}</b></p>`}
  </form>`;
}

/** Puts words into the channel's message box. */
export function suggest(words: string): void {
  document.dispatchEvent(new CustomEvent('suggest', { detail: words }));
}

/** Slack's client escapes what people type. */
function escaped(words: string): string {
  return words.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
}

import type { VNode } from 'preact';
import { useContext } from 'preact/hooks';
import { html } from 'htm/preact';
import { Avatar, BotAvatar } from '../blocks/avatar.ts';
import { Blocks } from '../blocks/blocks.ts';
import { clockTime, fullTime } from '../blocks/dates.ts';
import { FileView } from './file.ts';
import { NamesContext } from '../people/names.ts';
import type { Message } from '../blocks/shapes.ts';
import { openThread } from '../state.ts';
import { Mrkdwn } from '../blocks/text.ts';

interface MessageProps {
  readonly message: Message;
  readonly channel: string;
  /** In the channel: how many answers its thread has. */
  readonly replies?: number;
  /** Of the same author, shortly after the one above: without a head. */
  readonly joined?: boolean;
  readonly inThread?: boolean;
}

export function MessageView({ message, channel, replies = 0, joined = false, inThread = false }: MessageProps): VNode {
  const names = useContext(NamesContext);
  const { ts, user, is_ephemeral: isEphemeral } = message;
  const at = Number(ts) * 1000;
  const isBot = (message.bot_id ?? '') !== '';
  const name = names.user(user);
  const time = html`<time datetime=${new Date(at).toISOString()} title=${fullTime(at)}>${clockTime(at)}</time>`;
  return html`<article class=${`message ${isEphemeral ? 'ephemeral' : ''} ${joined ? 'joined' : ''}`} data-ts=${ts} tabindex="-1" aria-label=${`${name}, ${clockTime(at)}`}>
    <div class="message-side">${joined ? time : isBot ? html`<${BotAvatar} />` : html`<${Avatar} id=${user} name=${name} />`}</div>
    <div class="message-main">
      ${isEphemeral && html`<p class="only-you">Only visible to you</p>`}
      ${!inThread && message.subtype === 'thread_broadcast' && message.thread_ts !== undefined && html`<${FromThread} ts=${message.thread_ts} />`}
      ${
        !joined &&
        html`<div class="message-head">
        <b>${name}</b>${isBot && html`<span class="badge">APP</span>`} ${time}
      </div>`
      }
      <div class="message-body">
        ${message.blocks.length > 0 ? html`<${Blocks} blocks=${message.blocks} place=${{ channel, ts }} />` : html`<${Mrkdwn} text=${message.text} />`}
        ${message.edited !== undefined && html`<span class="edited">(edited)</span>`}
        ${message.files.map((file) => html`<${FileView} key=${file.id} file=${file} />`)}
      </div>
      ${
        replies > 0 &&
        html`<button type="button" class="replies" onClick=${() => openThread(ts)}>${replies === 1 ? '1 reply' : `${replies} replies`}<span> View thread</span></button>`
      }
    </div>
  </article>`;
}

function FromThread({ ts }: { ts: string }): VNode {
  return html`<p class="from-thread"><button type="button" class="link" onClick=${() => openThread(ts)}>replied to a thread</button></p>`;
}

/** Whether `message` stands directly under `before` of the same author, within five minutes. */
export function isJoined(before: Message | undefined, message: Message): boolean {
  if (before === undefined || before.is_ephemeral || message.is_ephemeral) return false;
  return before.user === message.user && Number(message.ts) - Number(before.ts) < 300;
}

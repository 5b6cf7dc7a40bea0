import type { VNode } from 'preact';
import { useContext } from 'preact/hooks';
import { html } from 'htm/preact';
import { isObject, type Json, text } from '../../../simulators/slack/validation/json.ts';
import { formatDate, fullTime } from './dates.ts';
import { type Inline, parseMrkdwn, type Piece } from './mrkdwn.ts';
import { NamesContext } from '../people/names.ts';
import { follow } from '../state.ts';

/** A Block Kit text object, or bare text as mrkdwn. */
export function TextObject({ value }: { value: Json | undefined }): VNode | null {
  if (typeof value === 'string') return html`<${Mrkdwn} text=${value} />`;
  if (!isObject(value)) return null;
  const words = text(value['text']) ?? '';
  return value['type'] === 'plain_text' ? html`<span class="lines">${words}</span>` : html`<${Mrkdwn} text=${words} />`;
}

export function Mrkdwn({ text: words }: { text: string }): VNode {
  return html`${parseMrkdwn(words).map((piece) => html`<${PieceView} piece=${piece} />`)}`;
}

function PieceView({ piece }: { piece: Piece }): VNode {
  switch (piece.kind) {
    case 'lines':
      return html`<div class="lines"><${Inlines} of=${piece.inner} /></div>`;
    case 'quote':
      return html`<blockquote class="lines"><${Inlines} of=${piece.inner} /></blockquote>`;
    case 'pre':
      return html`<pre>${piece.text}</pre>`;
  }
}

function Inlines({ of }: { of: readonly Inline[] }): VNode {
  return html`${of.map((one) => html`<${InlineView} one=${one} />`)}`;
}

function InlineView({ one }: { one: Inline }): VNode {
  const names = useContext(NamesContext);
  switch (one.kind) {
    case 'text':
      return html`${one.text}`;
    case 'bold':
      return html`<strong><${Inlines} of=${one.inner} /></strong>`;
    case 'italic':
      return html`<em><${Inlines} of=${one.inner} /></em>`;
    case 'strike':
      return html`<s><${Inlines} of=${one.inner} /></s>`;
    case 'code':
      return html`<code>${one.text}</code>`;
    case 'link':
      return html`<${Link} url=${one.url} label=${one.label} />`;
    case 'user':
      return html`<span class="mention">@${names.user(one.id)}</span>`;
    case 'group':
      return html`<span class="mention">@${names.group(one.id)}</span>`;
    case 'channel':
      return html`<span class="mention">#${names.channel(one.id)}</span>`;
    case 'date':
      return html`<${Moment} at=${one.seconds * 1000} format=${one.format} fallback=${one.fallback} />`;
  }
}

export function Link({ url, label }: { url: string; label: string }): VNode {
  const go = (event: Event) => {
    if (follow(url)) event.preventDefault();
  };
  return html`<a href=${url} target="_blank" rel="noopener noreferrer" onClick=${go}>${label}</a>`;
}

export function Moment({ at, format, fallback }: { at: number; format: string; fallback: string }): VNode {
  if (!Number.isFinite(at)) return html`${fallback}`;
  return html`<time datetime=${new Date(at).toISOString()} title=${fullTime(at)}>${formatDate(at, format, { now: Date.now() })}</time>`;
}

import type { VNode } from 'preact';
import { useContext } from 'preact/hooks';
import { html } from 'htm/preact';
import { type JsonObject, object, objects, text } from '../../../simulators/slack/validation/json.ts';
import { NamesContext } from '../people/names.ts';
import { Link, Moment } from './text.ts';

export function RichText({ block }: { block: JsonObject }): VNode {
  return html`${objects(block['elements']).map((part) => html`<${Part} part=${part} />`)}`;
}

function Part({ part }: { part: JsonObject }): VNode | null {
  const inner = objects(part['elements']);
  const inline = () => inner.map((element) => html`<${InlineElement} element=${element} />`);
  switch (part['type']) {
    case 'rich_text_section':
      return html`<div class="lines">${inline()}</div>`;
    case 'rich_text_quote':
      return html`<blockquote class="lines">${inline()}</blockquote>`;
    case 'rich_text_preformatted':
      return html`<pre>${inline()}</pre>`;
    case 'rich_text_list': {
      const items = inner.map((item) => html`<li><${Part} part=${item} /></li>`);
      return part['style'] === 'ordered' ? html`<ol>${items}</ol>` : html`<ul>${items}</ul>`;
    }
    default:
      return null;
  }
}

function InlineElement({ element }: { element: JsonObject }): VNode | null {
  const names = useContext(NamesContext);
  const id = (key: string) => text(element[key]) ?? '';
  switch (element['type']) {
    case 'text':
      return styled(object(element['style']), id('text'));
    case 'link':
      return /^(https?|mailto):/i.test(id('url'))
        ? html`<${Link} url=${id('url')} label=${id('text') || id('url')} />`
        : html`${id('text') || id('url')}`;
    case 'emoji':
      return html`:${id('name')}:`;
    case 'user':
      return html`<span class="mention">@${names.user(id('user_id'))}</span>`;
    case 'usergroup':
      return html`<span class="mention">@${names.group(id('usergroup_id'))}</span>`;
    case 'channel':
      return html`<span class="mention">#${names.channel(id('channel_id'))}</span>`;
    case 'broadcast':
      return html`<span class="mention">@${id('range')}</span>`;
    case 'date':
      return html`<${Moment} at=${Number(element['timestamp']) * 1000} format=${id('format')} fallback=${id('fallback')} />`;
    default:
      return null;
  }
}

function styled(style: JsonObject, words: string): VNode {
  let node = html`${words}`;
  if (style['code'] === true) node = html`<code>${node}</code>`;
  if (style['strike'] === true) node = html`<s>${node}</s>`;
  if (style['italic'] === true) node = html`<em>${node}</em>`;
  if (style['bold'] === true) node = html`<strong>${node}</strong>`;
  return node;
}

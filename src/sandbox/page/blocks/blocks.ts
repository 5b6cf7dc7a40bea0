import type { VNode } from 'preact';
import { html } from 'htm/preact';
import { isObject, type JsonObject, list, objects, show, text } from '../../../simulators/slack/validation/json.ts';
import { BlockButton, label, type Place } from './button.ts';
import { Plan, TaskCard } from './plan.ts';
import { RichText } from './rich-text.ts';
import { TextObject } from './text.ts';

interface BlocksProps {
  readonly blocks: readonly JsonObject[];
  readonly place: Place;
}

/** Draws the Block Kit blocks of messages, and those of views that are not fields. */
export function Blocks({ blocks, place }: BlocksProps): VNode {
  return html`${blocks.map((block) => html`<${Block} key=${text(block['block_id'])} block=${block} place=${place} />`)}`;
}

export function Block({ block, place }: { block: JsonObject; place: Place }): VNode {
  const blockId = text(block['block_id']) ?? '';
  switch (block['type']) {
    case 'header':
      return html`<h3 class="block header">${label(block['text'])}</h3>`;
    case 'section':
      return html`<${Section} block=${block} place=${place} />`;
    case 'context':
      return html`<div class="block context">
        ${objects(block['elements']).map((element) => element['type'] !== 'image' && html`<${TextObject} value=${element} />`)}
      </div>`;
    case 'divider':
      return html`<hr class="block" />`;
    case 'actions':
      return html`<div class="block actions">
        ${objects(block['elements']).map((element) => html`<${Element} key=${text(element['action_id'])} element=${element} blockId=${blockId} place=${place} />`)}
      </div>`;
    case 'rich_text':
      return html`<div class="block"><${RichText} block=${block} /></div>`;
    case 'plan':
      return html`<div class="block"><${Plan} block=${block} /></div>`;
    case 'task_card':
      return html`<ol class="block plan"><${TaskCard} card=${block} /></ol>`;
    case 'alert':
      return html`<div class=${`block alert ${text(block['level']) ?? 'default'}`} role="note"><${TextObject} value=${block['text']} /></div>`;
    case 'table':
      return html`<div class="block"><${Table} block=${block} /></div>`;
    default:
      return html`<div class="block context">A block of type ${text(block['type']) ?? 'unknown'}, which the sandbox does not draw.</div>`;
  }
}

function Section({ block, place }: { block: JsonObject; place: Place }): VNode {
  const { accessory } = block;
  const fields = list(block['fields']);
  return html`<div class="block section">
    <div>
      <${TextObject} value=${block['text']} />
      ${fields.length > 0 && html`<div class="fields">${fields.map((field) => html`<div><${TextObject} value=${field} /></div>`)}</div>`}
    </div>
    ${isObject(accessory) && html`<${Element} element=${accessory} blockId=${text(block['block_id']) ?? ''} place=${place} />`}
  </div>`;
}

function Element({ element, blockId, place }: { element: JsonObject; blockId: string; place: Place }): VNode {
  if (element['type'] === 'button')
    return html`<${BlockButton} element=${element} blockId=${blockId} place=${place} />`;
  return html`<span class="context">An element of type ${text(element['type']) ?? 'unknown'}, which the sandbox does not draw.</span>`;
}

function Table({ block }: { block: JsonObject }): VNode {
  const rows = list(block['rows']).map((row) => (Array.isArray(row) ? row.filter(isObject) : []));
  const cell = (one: JsonObject) =>
    one['type'] === 'rich_text' ? html`<${RichText} block=${one} />` : show(one['text'] ?? one['value'] ?? '');
  return html`<table>
    ${rows.map((row, index) => html`<tr>${row.map((one) => (index === 0 ? html`<th scope="col">${cell(one)}</th>` : html`<td>${cell(one)}</td>`))}</tr>`)}
  </table>`;
}

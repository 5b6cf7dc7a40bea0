import type { VNode } from 'preact';
import { html } from 'htm/preact';
import { isObject, type JsonObject, objects, text } from '../../../simulators/slack/validation/json.ts';
import { RichText } from './rich-text.ts';
import { TextObject } from './text.ts';

const words: Readonly<Record<string, string>> = {
  pending: 'waiting',
  in_progress: 'in progress',
  complete: 'done',
  error: 'failed',
};

/** A `plan` block: a title and its task cards, one under the other. */
export function Plan({ block }: { block: JsonObject }): VNode {
  return html`<div class="plan">
    <div class="plan-title"><${TextObject} value=${block['title']} /></div>
    <ol>
      ${objects(block['tasks']).map((task) => html`<${TaskCard} key=${text(task['task_id'])} card=${task} />`)}
    </ol>
  </div>`;
}

export function TaskCard({ card }: { card: JsonObject }): VNode {
  const status = text(card['status']) ?? 'pending';
  const { details, output } = card;
  return html`<li class=${`step ${status}`}>
    <span class="dot" role="img" aria-label=${words[status] ?? status}></span>
    <div>
      <${TextObject} value=${card['title']} />
      ${isObject(details) && html`<div class="step-more"><${RichText} block=${details} /></div>`}
      ${isObject(output) && html`<div class="step-more"><${RichText} block=${output} /></div>`}
    </div>
  </li>`;
}

import type { VNode } from 'preact';
import { useState } from 'preact/hooks';
import { html } from 'htm/preact';
import { type JsonObject, object, objects, text } from '../../../simulators/slack/validation/json.ts';
import { label } from './button.ts';
import { type Group, groupsOf, Select } from './select.ts';
import type { View } from './shapes.ts';
import { doAs } from '../state.ts';

interface FieldProps {
  readonly view: View;
  readonly block: JsonObject;
  readonly drafts: Drafts;
}

/** What is typed goes to Slack a moment later; before a submit it goes at once. */
export interface Drafts {
  put(blockId: string, send: () => Promise<unknown>): void;
  flush(): Promise<void>;
}

const TYPING_MS = 250;

export function createDrafts(): Drafts {
  const waiting = new Map<string, { timer: number; send: () => Promise<unknown> }>();
  return {
    put(blockId, send) {
      clearTimeout(waiting.get(blockId)?.timer);
      const timer = window.setTimeout(() => {
        waiting.delete(blockId);
        void send();
      }, TYPING_MS);
      waiting.set(blockId, { timer, send });
    },
    async flush() {
      const due = [...waiting.values()];
      waiting.clear();
      for (const { timer, send } of due) {
        clearTimeout(timer);
        await send();
      }
    },
  };
}

/** An input block: label, element, hint, and the error beside it. */
export function Field({ view, block, drafts }: FieldProps): VNode {
  const blockId = text(block['block_id']) ?? '';
  const id = `field-${blockId}`;
  const hint = label(block['hint']);
  const error = view.errors[blockId] ?? '';
  return html`<div class="field">
    <label for=${id}>${label(block['label'])} ${block['optional'] === true && html`<span class="optional">(optional)</span>`}</label>
    <${FieldElement} view=${view} block=${block} drafts=${drafts} id=${id} describedBy=${`${id}-more`} invalid=${error !== ''} />
    <div id=${`${id}-more`}>
      ${error !== '' && html`<p class="field-error" role="alert">${error}</p>`}
      ${hint !== '' && html`<p class="hint">${hint}</p>`}
    </div>
  </div>`;
}

interface ElementProps extends FieldProps {
  readonly id: string;
  readonly describedBy: string;
  readonly invalid: boolean;
}

function FieldElement(props: ElementProps): VNode {
  const { view, block, id, describedBy, invalid } = props;
  const element = object(block['element']);
  const blockId = text(block['block_id']) ?? '';
  const actionId = text(element['action_id']) ?? '';
  const type = text(element['type']) ?? '';
  const state = view.state.values[blockId]?.[actionId] ?? {};
  if (type.endsWith('text_input') || type === 'number_input') return html`<${TextField} ...${props} />`;
  if (!type.endsWith('external_select') && !type.endsWith('static_select')) {
    return html`<p class="hint">An element of type ${type}, which the sandbox does not draw.</p>`;
  }
  const many = type.startsWith('multi_');
  const single = object(state['selected_option']);
  const chosen = many ? objects(state['selected_options']) : Object.keys(single).length > 0 ? [single] : [];
  const most = element['max_selected_items'];
  const least = element['min_query_length'];
  const external = type.endsWith('external_select');
  const search = external
    ? (query: string) => searchApp(view.id, blockId, query)
    : (query: string) => Promise.resolve(matching(groupsOf(element), query));
  const choose = (values: readonly string[]) =>
    doAs('action', {
      view: view.id,
      block_id: blockId,
      action_id: actionId,
      values: many ? values : (values[0] ?? null),
    });
  return html`<${Select}
    id=${id}
    describedBy=${describedBy}
    invalid=${invalid}
    placeholder=${label(element['placeholder'])}
    chosen=${chosen}
    max=${many ? (typeof most === 'number' ? most : Infinity) : 1}
    minQuery=${external ? (typeof least === 'number' ? least : 3) : 0}
    search=${search}
    onChoose=${choose}
  />`;
}

async function searchApp(view: string, block_id: string, query: string): Promise<readonly Group[] | string> {
  const outcome = await doAs('options', { view, block_id, query });
  return outcome.ok ? groupsOf(outcome.body) : 'The options could not be loaded.';
}

function matching(groups: readonly Group[], query: string): readonly Group[] {
  const wanted = query.toLowerCase();
  return groups.map((group) => ({
    ...group,
    options: group.options.filter((option) => label(option['text']).toLowerCase().includes(wanted)),
  }));
}

function TextField({ view, block, drafts, id, describedBy, invalid }: ElementProps): VNode {
  const element = object(block['element']);
  const blockId = text(block['block_id']) ?? '';
  const actionId = text(element['action_id']) ?? '';
  // Kept here: updates of the view must not take away what is being typed.
  const [words, setWords] = useState(text(view.state.values[blockId]?.[actionId]?.['value']) ?? '');
  const most = element['max_length'];
  const input = (event: Event) => {
    const { currentTarget: field } = event;
    if (!(field instanceof HTMLInputElement || field instanceof HTMLTextAreaElement)) return;
    const { value } = field;
    setWords(value);
    drafts.put(blockId, () => doAs('action', { view: view.id, block_id: blockId, text: value }));
  };
  const common = {
    id,
    value: words,
    onInput: input,
    placeholder: label(element['placeholder']),
    autofocus: element['focus_on_load'] === true,
    maxLength: typeof most === 'number' ? most : undefined,
    'aria-describedby': describedBy,
    'aria-invalid': invalid,
    class: invalid ? 'invalid' : '',
  };
  return element['multiline'] === true
    ? html`<textarea rows="3" ...${common}></textarea>`
    : html`<input type="text" autocomplete="off" ...${common} />`;
}
